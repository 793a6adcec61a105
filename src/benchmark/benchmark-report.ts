import type { Verdict } from './check-answer.ts';
import type { ContenderBackend, ContenderRole, LossMode } from './contender.ts';

/** One contender in one mode. */
export interface BenchmarkRow {
  readonly name: string;
  readonly backend: ContenderBackend;
  readonly role: ContenderRole;
  readonly mode: LossMode;
  /** Whether its answer was right; undefined where it never gave one. */
  readonly verdict: Verdict | undefined;
  /** Why it did not take part. */
  readonly leftOut: string | undefined;
  /** Median and shortest of one computation, milliseconds; undefined where it was wrong or left out. */
  readonly median: number | undefined;
  readonly fastest: number | undefined;
  /** Computations behind one clock reading, so that short ones are not lost in the wait for the GPU. */
  readonly timesPerSample: number;
  /** Its median divided by that of our kernel in the same mode, and by that of the copy. */
  readonly timesOurs: number | undefined;
  readonly timesCopy: number | undefined;
  /** 10⁹ bytes a second of what the loss has to move: 4AK read and, with its gradient, as much written. */
  readonly gigabytesPerSecond: number | undefined;
}

/** What one benchmark of one size found. */
export interface BenchmarkReport {
  /** A and K */
  readonly anchors: number;
  readonly classes: number;
  readonly repetitions: number;
  readonly isSoftware: boolean;
  readonly rows: readonly BenchmarkRow[];
}

const withUnit = (value: number | undefined, digits: number): string =>
  value === undefined ? '–' : value.toFixed(digits);

function describeVerdict({ verdict, leftOut }: BenchmarkRow): string {
  if (leftOut !== undefined) return `left out: ${leftOut}`;
  if (!verdict) return 'not checked';
  return verdict.isRight ? 'right' : `WRONG (${verdict.worstPlace})`;
}

/** Pads the cells of each column to the same width; the first two columns and the last are words. */
function alignTable(table: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of table)
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return table
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column < 2 || column === row.length - 1 ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const modeTitles: Readonly<Record<LossMode, string>> = {
  gradient: 'loss and gradient',
  forward: 'loss alone',
};

/** The rows of one mode, the quickest first, then those without a time. */
function rowsOfMode(report: BenchmarkReport, mode: LossMode): BenchmarkRow[] {
  return report.rows
    .filter((row) => row.mode === mode)
    .toSorted((first, second) => (first.median ?? Infinity) - (second.median ?? Infinity));
}

/**
 * The report as aligned columns of plain text, to be read and copied; in English, like the names of what is measured.
 *
 * @example
 * formatBenchmarkReport(report).split('\n')[0]; // "49104 × 80 logits, medians of 9, software adapter"
 */
export function formatBenchmarkReport(report: BenchmarkReport): string {
  const { anchors, classes, repetitions, isSoftware } = report;
  const lines = [
    `${anchors} × ${classes} logits, medians of ${repetitions}, ${isSoftware ? 'software adapter' : 'GPU'}`,
  ];
  for (const mode of ['gradient', 'forward'] as const) {
    const rows = rowsOfMode(report, mode);
    if (rows.length === 0) continue;
    const table = [
      [modeTitles[mode], 'on', 'median ms', 'fastest', '× ours', '× copy', 'GB/s', 'answer'],
      ...rows.map((row) => [
        row.name,
        row.backend,
        withUnit(row.median, 3),
        withUnit(row.fastest, 3),
        withUnit(row.timesOurs, 2),
        withUnit(row.timesCopy, 2),
        withUnit(row.gigabytesPerSecond, 2),
        describeVerdict(row),
      ]),
    ];
    lines.push('', alignTable(table));
  }
  return lines.join('\n');
}
