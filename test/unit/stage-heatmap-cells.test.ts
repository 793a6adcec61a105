import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchorLevelIndex, createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import { computeHeatmapCells } from '../../src/stage/reference/heatmap-cells.ts';
import { anchorConfiguration, createTestLosses } from '../support/stage-fixtures.ts';

const sum = (values: Iterable<number>): number =>
  Array.from(values).reduce((total, value) => total + value, 0);

describe('computeHeatmapCells', () => {
  it('keeps the total of a combined sum, whatever the size of the input', () => {
    const size = fc.integer({ min: 1, max: 420 });
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 1e6 }), (width, height, seed) => {
        const grid = createAnchorGrid(anchorConfiguration, width, height);
        const losses = createTestLosses(grid.anchorCount, seed);
        const map = computeHeatmapCells(losses, grid, 'all', 'sum');
        expect(map.values.length).toBe(grid.levels[0]!.gridWidth * grid.levels[0]!.gridHeight);
        expect(sum(map.values) / sum(losses)).toBeCloseTo(1, 9);
        expect(map.top).toBe(Math.max(...map.values));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the total of each level, on its own grid', () => {
    const grid = createAnchorGrid(anchorConfiguration, 200, 136);
    const losses = createTestLosses(grid.anchorCount, 4);
    for (const [index, level] of grid.levels.entries()) {
      const own = losses.subarray(level.firstAnchor, level.firstAnchor + level.anchorCount);
      const summed = computeHeatmapCells(losses, grid, index, 'sum');
      expect(summed.layout).toMatchObject({ width: level.gridWidth, height: level.gridHeight });
      expect(sum(summed.values)).toBeCloseTo(sum(own), 9);
      expect(computeHeatmapCells(losses, grid, index, 'max').top).toBe(Math.max(...own));
    }
  });

  it('puts the loss of one anchor over the cells whose centres its own cell holds', () => {
    const grid = createAnchorGrid(anchorConfiguration, 192, 128);
    const p7 = grid.levels.at(-1)!;
    const losses = new Float32Array(grid.anchorCount);
    // The second cell of P7, of which the input covers the left half: 8 × 16 cells of P3.
    const anchor = p7.firstAnchor + 9 + 4;
    losses[anchor] = 1;
    expect(anchorLevelIndex(grid, anchor)).toBe(4);
    const spread = computeHeatmapCells(losses, grid, 'all', 'sum');
    const greatest = computeHeatmapCells(losses, grid, 'all', 'max');
    for (let y = 0; y < 16; y++) {
      for (let x = 0; x < 24; x++) {
        expect(spread.values[y * 24 + x]).toBe(x < 16 ? 0 : 1 / 128);
        expect(greatest.values[y * 24 + x]).toBe(x < 16 ? 0 : 1);
      }
    }
  });

  it('takes the greatest over levels and anchors', () => {
    const grid = createAnchorGrid(anchorConfiguration, 256, 256);
    const losses = createTestLosses(grid.anchorCount, 9);
    const map = computeHeatmapCells(losses, grid, 'all', 'max');
    expect(map.top).toBe(Math.max(...losses));
    const single = computeHeatmapCells(losses, grid, 0, 'max');
    for (const [cell, value] of single.values.entries()) {
      expect(map.values[cell]).toBeGreaterThanOrEqual(value);
    }
  });

  it('sets no scale by values that are not finite, and refuses a level that is not there', () => {
    const grid = createAnchorGrid(anchorConfiguration, 32, 32);
    const losses = new Float32Array(grid.anchorCount);
    losses[0] = Infinity;
    losses[9] = 0.5;
    losses[18] = NaN;
    expect(computeHeatmapCells(losses, grid, 0, 'sum').top).toBe(0.5);
    expect(() => computeHeatmapCells(losses, grid, 5, 'sum')).toThrow(RangeError);
  });
});
