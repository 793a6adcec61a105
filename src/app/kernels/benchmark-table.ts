import {
  formatBenchmarkReport,
  type BenchmarkReport,
  type BenchmarkRow,
} from '../../benchmark/benchmark-report.ts';
import type { LossMode } from '../../benchmark/contender.ts';

/** The rows of one mode: the quickest first, then those without a time. */
export function rowsOfMode({ rows }: BenchmarkReport, mode: LossMode): BenchmarkRow[] {
  return rows
    .filter((row) => row.mode === mode)
    .toSorted((first, second) => (first.median ?? Infinity) - (second.median ?? Infinity));
}

/** The report as plain text, with what it was measured on. */
export function benchmarkText(report: BenchmarkReport, adapter: string): string {
  return `${adapter}\n${formatBenchmarkReport(report)}\n`;
}

const figure = (value: number | undefined, digits: number): string =>
  value === undefined ? '–' : value.toFixed(digits);

function answerOf({ verdict, leftOut }: BenchmarkRow): string {
  if (leftOut !== undefined) return `left out: ${leftOut}`;
  if (!verdict) return 'not checked';
  return verdict.isRight ? 'right' : `**wrong** (${verdict.worstPlace})`;
}

const modeTitles: Readonly<Record<LossMode, string>> = {
  gradient: 'Loss and gradient',
  forward: 'Loss alone',
};

/** The report as Markdown, in English like the names of what is measured: for an issue or a README. */
export function benchmarkMarkdown(report: BenchmarkReport, adapter: string): string {
  const { anchors, classes, repetitions, isSoftware } = report;
  const lines = [
    `${anchors} × ${classes} logits, medians of ${repetitions}, ${adapter}${isSoftware ? ' (software adapter)' : ''}`,
  ];
  for (const mode of ['gradient', 'forward'] as const) {
    const rows = rowsOfMode(report, mode);
    if (rows.length === 0) continue;
    lines.push('', `| ${modeTitles[mode]} | on | median ms | × ours | GB/s | answer |`);
    lines.push('| --- | --- | ---: | ---: | ---: | --- |');
    for (const row of rows) {
      const cells = [
        row.name,
        row.backend,
        figure(row.median, 3),
        figure(row.timesOurs, 2),
        figure(row.gigabytesPerSecond, 2),
        // A bar would end the cell.
        answerOf(row).replaceAll('|', '\\|'),
      ];
      lines.push(`| ${cells.join(' | ')} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}
