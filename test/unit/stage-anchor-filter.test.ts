import { describe, expect, it } from 'vitest';
import { createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import { computeHeatmapCells, type AnchorFilter } from '../../src/stage/reference/heatmap-cells.ts';
import { anchorConfiguration, createTestLosses } from '../support/stage-fixtures.ts';

const grid = createAnchorGrid(anchorConfiguration, 256, 128);
const losses = createTestLosses(grid.anchorCount, 5);
const targets = Int32Array.from(losses, (_, anchor) => (anchor % 5 === 0 ? anchor % 3 : -1 - (anchor % 2)));

/** The sum over all cells. */
function totalOf(filter: AnchorFilter, level: number | 'all' = 'all'): number {
  return computeHeatmapCells(losses, grid, level, 'sum', filter).values.reduce(
    (sum, value) => sum + value,
    0,
  );
}

/** The sum over the anchors that `counts` says. */
function sumOf(counts: (anchor: number) => boolean): number {
  return losses.reduce((sum, loss, anchor) => (counts(anchor) ? sum + loss : sum), 0);
}

describe('anchors that a heatmap counts', () => {
  it('are all of them without a filter, or without targets to tell them apart', () => {
    const all = sumOf(() => true);
    for (const filter of [{}, { kind: 'all', shape: 'all', targets }, { kind: 'foreground' }] as const)
      expect(totalOf(filter)).toBeCloseTo(all, 9);
  });

  it('are those with a class, or background; ignored ones are neither', () => {
    const foreground = totalOf({ kind: 'foreground', targets });
    const background = totalOf({ kind: 'background', targets });
    expect(foreground).toBeCloseTo(
      sumOf((anchor) => targets[anchor]! >= 0),
      9,
    );
    expect(background).toBeCloseTo(
      sumOf((anchor) => targets[anchor] === -1),
      9,
    );
    expect(foreground + background).toBeLessThan(sumOf(() => true));
  });

  it('are of one shape: the shapes together are everything, on every level', () => {
    for (const level of ['all', 0, 3] as const) {
      const parts = Array.from({ length: grid.anchorsPerCell }, (_, shape) => totalOf({ shape }, level));
      const total = parts.reduce((sum, part) => sum + part, 0);
      expect(total).toBeCloseTo(totalOf({}, level), 9);
      expect(new Set(parts).size).toBe(grid.anchorsPerCell);
    }
    expect(totalOf({ shape: 2 })).toBeCloseTo(
      sumOf((anchor) => anchor % 9 === 2),
      9,
    );
    expect(totalOf({ shape: 40 })).toBe(0);
  });

  it('are those of at least a value of their ranking', () => {
    const ranking = createTestLosses(grid.anchorCount, 8);
    const least = ranking[77]!;
    const hardest = { ranking, least };
    const expected = sumOf((anchor) => ranking[anchor]! >= least);
    expect(totalOf({ hardest })).toBeCloseTo(expected, 9);
    expect(expected).toBeLessThan(sumOf(() => true));
    expect(totalOf({ hardest, shape: 5 })).toBeCloseTo(
      sumOf((anchor) => anchor % 9 === 5 && ranking[anchor]! >= least),
      9,
    );
  });

  it('are those that pass both filters', () => {
    expect(totalOf({ shape: 5, kind: 'foreground', targets })).toBeCloseTo(
      sumOf((anchor) => anchor % 9 === 5 && targets[anchor]! >= 0),
      9,
    );
  });
});
