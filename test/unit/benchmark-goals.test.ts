import { describe, expect, it } from 'vitest';
import { formatGoals, measureGoals } from '../../scripts/bench/goals.ts';
import type { BenchmarkReport, BenchmarkRow } from '../../src/benchmark/benchmark-report.ts';

const makeRow = (row: Partial<BenchmarkRow> & Pick<BenchmarkRow, 'role'>): BenchmarkRow => ({
  name: row.role,
  backend: 'WebGPU',
  mode: 'gradient',
  verdict: { isRight: true, worstError: 0, worstPlace: '' },
  leftOut: undefined,
  median: 1,
  fastest: 1,
  timesPerSample: 1,
  timesOurs: 1,
  timesCopy: 1,
  gigabytesPerSecond: 1,
  ...row,
});

const makeReport = (anchors: number, rows: readonly BenchmarkRow[]): BenchmarkReport => ({
  anchors,
  classes: 80,
  repetitions: 1,
  isSoftware: true,
  rows,
});

const valueOf = (reports: readonly BenchmarkReport[], goal: string) =>
  measureGoals(reports).find((result) => result.goal === goal);

describe('the goals of the loss kernel', () => {
  const report = makeReport(1000, [
    makeRow({ role: 'ours', median: 2 }),
    makeRow({ role: 'ours', mode: 'forward' }),
    makeRow({ role: 'naive', timesOurs: 8.9 }),
    makeRow({ role: 'naive', mode: 'forward', timesOurs: 1 }),
    makeRow({ role: 'library', timesOurs: 7 }),
    makeRow({ role: 'library', timesOurs: 6.5 }),
    makeRow({ role: 'library', mode: 'forward', timesOurs: 0.5 }),
    makeRow({ role: 'library', backend: 'WASM', timesOurs: 3.5 }),
    makeRow({ role: 'floor', timesOurs: 0.5 }),
    makeRow({ role: 'floor', mode: 'forward', timesOurs: 0.95 }),
    makeRow({ role: 'copy', gigabytesPerSecond: 4 }),
  ]);

  it('are measured against the best of each kind, in the mode that they name', () => {
    expect(measureGoals([report]).map(({ value, isMet }) => [value, isMet])).toEqual([
      [8.9, false],
      [6.5, true],
      [3.5, true],
      [2, false],
      [1 / 0.95, true],
    ]);
  });

  it('are not measured by what is wrong or left out', () => {
    const absent = makeReport(1000, [
      makeRow({ role: 'ours' }),
      makeRow({ role: 'naive', timesOurs: undefined, median: undefined }),
    ]);
    expect(
      measureGoals([absent]).every(({ value, isMet }) => value === undefined && isMet === undefined),
    ).toBe(true);
    expect(formatGoals([absent])).toContain('not measured');
  });

  it('ask time to grow with the logits between the two large sizes, in both directions', () => {
    const ours = (anchors: number, median: number) =>
      makeReport(anchors, [makeRow({ role: 'ours', median })]);
    expect(valueOf([ours(100_000, 10)], 'time off linear')).toBeUndefined();
    for (const [median, isMet] of [
      [40, true],
      [45.9, true],
      [46.1, false],
      [33.9, false],
    ] as const)
      expect(valueOf([ours(100_000, 10), ours(400_000, median)], 'time off linear')?.isMet).toBe(isMet);
  });

  it('are printed with the bandwidth beside that of the copy', () => {
    const text = formatGoals([report]);
    expect(text).toMatch(/naive kernels ÷ ours +1000 × 80 +8\.90 +≥ 9 +MISSED/);
    expect(text).toMatch(/ours ÷ floor without stores, loss alone +1000 × 80 +1\.05 +≤ 1\.1 +met/);
    expect(text).toMatch(/1000 × 80 +ours 1\.00 GB\/s, copy 4\.00 GB\/s/);
  });
});
