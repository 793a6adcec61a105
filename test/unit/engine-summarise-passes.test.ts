import { describe, expect, it } from 'vitest';
import { findResolution, medianOf, summarisePasses } from '../../src/engine/summarise-passes.ts';

const pass = (label: string, milliseconds: number) => ({
  label,
  workgroups: 8,
  nanoseconds: milliseconds * 1e6,
});

describe('the passes of several runs', () => {
  it('are told apart by label and by their turn among those of that label', () => {
    const summary = summarisePasses([
      { passes: [pass('loss', 4), pass('sums', 1), pass('loss', 8)], untimed: 0 },
      { passes: [pass('loss', 2), pass('sums', 1), pass('loss', 16)], untimed: 0 },
      { passes: [pass('loss', 12), pass('sums', 4), pass('loss', 12)], untimed: 0 },
    ]);
    expect(summary).toEqual([
      { label: 'loss', workgroups: 8, median: 4, mean: 6 },
      { label: 'sums', workgroups: 8, median: 1, mean: 2 },
      { label: 'loss', workgroups: 8, median: 12, mean: 12 },
    ]);
  });

  it('may be missing from a run', () => {
    const runs = [
      { passes: [pass('a', 1)], untimed: 1 },
      { passes: [pass('a', 3), pass('b', 5)], untimed: 0 },
    ];
    expect(summarisePasses(runs)).toEqual([
      { label: 'a', workgroups: 8, median: 2, mean: 2 },
      { label: 'b', workgroups: 8, median: 5, mean: 5 },
    ]);
    expect(summarisePasses([])).toEqual([]);
  });
});

describe('the resolution', () => {
  it.each([
    [[131_072, 65_536, 0, 327_680], 65_536],
    [[40, 120, 1000], 40],
    [[0, 0], 0],
    [[], 0],
  ])('of %j ns is %d', (times, resolution) => {
    expect(findResolution(times)).toBe(resolution);
  });
});

describe('the median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 2], 2],
    [[4, 1, 10, 2], 3],
  ])('of %j is %d', (values, median) => {
    expect(medianOf(values)).toBe(median);
  });

  it('of nothing is no number', () => {
    expect(medianOf([])).toBeNaN();
  });
});
