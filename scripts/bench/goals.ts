import type { BenchmarkReport, BenchmarkRow } from '../../src/benchmark/benchmark-report.ts';
import type { LossMode } from '../../src/benchmark/contender.ts';

/** One goal of the loss kernel and how near the figures come to it. */
export interface GoalResult {
  readonly goal: string;
  readonly size: string;
  /** What was measured; undefined where one side of the ratio is missing. */
  readonly value: number | undefined;
  readonly limit: number;
  readonly isMet: boolean | undefined;
}

interface Goal {
  readonly goal: string;
  readonly limit: number;
  /** Whether the value should be at least, or at most, the limit. */
  readonly sense: 'least' | 'most';
  readonly measure: (report: BenchmarkReport) => number | undefined;
}

/** The best ratio to our kernel among rows of one mode; libraries at large sizes were each measured beside ours. */
function bestRatio(
  report: BenchmarkReport,
  mode: LossMode,
  keep: (row: BenchmarkRow) => boolean,
): number | undefined {
  const ratios = report.rows
    .filter((row) => row.mode === mode && keep(row))
    .flatMap(({ timesOurs }) => (timesOurs === undefined ? [] : [timesOurs]));
  return ratios.length > 0 ? Math.min(...ratios) : undefined;
}

const inverse = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : 1 / value;

const goals: readonly Goal[] = [
  {
    goal: 'naive kernels ÷ ours',
    limit: 9,
    sense: 'least',
    measure: (report) => bestRatio(report, 'gradient', ({ role }) => role === 'naive'),
  },
  {
    goal: 'best library on WebGPU ÷ ours',
    limit: 6,
    sense: 'least',
    measure: (report) =>
      bestRatio(report, 'gradient', ({ role, backend }) => role === 'library' && backend === 'WebGPU'),
  },
  {
    goal: 'best library on any backend ÷ ours',
    limit: 3,
    sense: 'least',
    measure: (report) => bestRatio(report, 'gradient', ({ role }) => role === 'library'),
  },
  {
    goal: 'ours ÷ floor, with gradient',
    limit: 1.45,
    sense: 'most',
    measure: (report) => inverse(bestRatio(report, 'gradient', ({ role }) => role === 'floor')),
  },
  {
    goal: 'ours ÷ floor without stores, loss alone',
    limit: 1.1,
    sense: 'most',
    measure: (report) => inverse(bestRatio(report, 'forward', ({ role }) => role === 'floor')),
  },
];

const isMet = (
  { limit, sense }: Pick<Goal, 'limit' | 'sense'>,
  value: number | undefined,
): boolean | undefined =>
  value === undefined ? undefined : sense === 'least' ? value >= limit : value <= limit;

const nameSize = ({ anchors, classes }: BenchmarkReport): string => `${anchors} × ${classes}`;

const medianOfOurs = (report: BenchmarkReport | undefined): number | undefined =>
  report?.rows.find(({ role, mode }) => role === 'ours' && mode === 'gradient')?.median;

/** Time an element at the second size over that at the first, less 1; 0 would be exactly linear. */
function measureLinearity(reports: readonly BenchmarkReport[]): GoalResult[] {
  const find = (anchors: number) =>
    reports.find((report) => report.anchors === anchors && report.classes === 80);
  const [small, large] = [medianOfOurs(find(100_000)), medianOfOurs(find(400_000))];
  if (small === undefined || large === undefined) return [];
  const value = Math.abs(large / small / 4 - 1);
  return [
    {
      goal: 'time off linear',
      size: '100000 → 400000 × 80',
      value,
      limit: 0.15,
      isMet: value <= 0.15,
    },
  ];
}

/** All goals at all sizes that were measured. */
export function measureGoals(reports: readonly BenchmarkReport[]): GoalResult[] {
  const results = goals.flatMap((goal) =>
    reports.map((report): GoalResult => {
      const value = goal.measure(report);
      return { goal: goal.goal, size: nameSize(report), value, limit: goal.limit, isMet: isMet(goal, value) };
    }),
  );
  return [...results, ...measureLinearity(reports)];
}

/** Effective bandwidth of our kernel beside the copy's, which moves as many bytes. */
function describeBandwidth(report: BenchmarkReport): string {
  const rate = (wanted: string): string =>
    report.rows
      .find(({ role, mode }) => role === wanted && mode === 'gradient')
      ?.gigabytesPerSecond?.toFixed(2) ?? '–';
  return `${nameSize(report).padEnd(22)} ours ${rate('ours')} GB/s, copy ${rate('copy')} GB/s`;
}

/** The goals and the bandwidths as plain text. */
export function formatGoals(reports: readonly BenchmarkReport[]): string {
  const senses = new Map(goals.map(({ goal, sense }) => [goal, sense]));
  const lines = measureGoals(reports).map(({ goal, size, value, limit, isMet: met }) => {
    const verdict = met === undefined ? 'not measured' : met ? 'met' : 'MISSED';
    const wanted = `${senses.get(goal) === 'least' ? '≥' : '≤'} ${limit}`;
    return `${goal.padEnd(42)} ${size.padEnd(22)} ${(value?.toFixed(2) ?? '–').padStart(8)}  ${wanted.padEnd(7)} ${verdict}`;
  });
  return ['goals', ...lines, '', 'bytes moved (8AK)', ...reports.map(describeBandwidth)].join('\n');
}
