import { describe, expect, it } from 'vitest';
import {
  anchorAtPlace,
  anchorsOfCell,
  anchorsUnder,
  placeOfAnchor,
  shapeFactors,
  stepAnchor,
} from '../../src/anchors/anchor-cells.ts';
import { anchorBox, createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import { retinaAnchors } from '../support/anchor-settings.ts';

// Sides that no stride but the finest divides: the coarse levels reach beyond the input.
const grid = createAnchorGrid(retinaAnchors, 96, 72);
const last = grid.anchorCount - 1;

describe('anchors by their place', () => {
  it('are found again, every one of them', () => {
    for (let anchor = 0; anchor <= last; anchor++) {
      const place = placeOfAnchor(grid, anchor);
      const level = grid.levels[place.level]!;
      expect(place.x).toBeLessThan(level.gridWidth);
      expect(place.y).toBeLessThan(level.gridHeight);
      expect(anchorAtPlace(grid, place)).toBe(anchor);
    }
  });

  it('lie where the grid has their boxes', () => {
    const { centreOffset } = retinaAnchors;
    for (let anchor = 0; anchor <= last; anchor += 7) {
      const { level, x, y } = placeOfAnchor(grid, anchor);
      const { stride } = grid.levels[level]!;
      const [x0, y0, x1, y1] = anchorBox(grid, anchor);
      expect((x0 + x1) / 2).toBeCloseTo((x + centreOffset) * stride, 3);
      expect((y0 + y1) / 2).toBeCloseTo((y + centreOffset) * stride, 3);
    }
  });

  it('have the scale and ratio of their box', () => {
    for (const order of ['ratio-outer', 'scale-outer'] as const) {
      const configuration = { ...retinaAnchors, order };
      const { boxes, levels } = createAnchorGrid(configuration, 64, 64);
      const base = configuration.baseSizeInStrides * levels[0]!.stride;
      for (let shape = 0; shape < grid.anchorsPerCell; shape++) {
        const [x0, y0, x1, y1] = boxes.subarray(shape * 4, shape * 4 + 4) as unknown as [
          number,
          number,
          number,
          number,
        ];
        const { scale, ratio } = shapeFactors(configuration, shape);
        expect((y1 - y0) / (x1 - x0)).toBeCloseTo(ratio, 4);
        expect(Math.sqrt((x1 - x0) * (y1 - y0)) / base).toBeCloseTo(scale, 4);
      }
    }
  });
});

describe('anchors under a point', () => {
  it('are those of one cell a level, or of the level that is asked for', () => {
    const all = anchorsUnder(grid, 33, 17, 'all');
    expect(all).toHaveLength(grid.levels.length * grid.anchorsPerCell);
    for (const [index, { stride }] of grid.levels.entries()) {
      const here = anchorsUnder(grid, 33, 17, index);
      expect(here).toEqual(all.slice(index * grid.anchorsPerCell, (index + 1) * grid.anchorsPerCell));
      expect(placeOfAnchor(grid, here[0]!)).toMatchObject({
        level: index,
        x: Math.floor(33 / stride),
        y: Math.floor(17 / stride),
      });
      expect(anchorsOfCell(grid, here.at(-1)!)).toEqual(here);
    }
  });

  it('are none outside the cells, border included', () => {
    expect(anchorsUnder(grid, 0, 0, 0)).toHaveLength(grid.anchorsPerCell);
    expect(anchorsUnder(grid, -0.001, 5, 'all')).toEqual([]);
    expect(anchorsUnder(grid, 96, 5, 0)).toEqual([]);
    // The coarsest cell reaches further than the input.
    expect(anchorsUnder(grid, 96, 5, 'all').length).toBeGreaterThan(0);
    expect(anchorsUnder(grid, Number.NaN, 5, 'all')).toEqual([]);
  });
});

describe('steps between anchors', () => {
  const start = anchorAtPlace(grid, { level: 0, x: 5, y: 4, shape: 8 });
  const after = (...steps: Parameters<typeof stepAnchor>[2][]): ReturnType<typeof placeOfAnchor> =>
    placeOfAnchor(
      grid,
      steps.reduce((anchor, step) => stepAnchor(grid, anchor, step), start),
    );

  it('go to the next cell and end at the border', () => {
    expect(after({ x: 1 })).toEqual({ level: 0, x: 6, y: 4, shape: 8 });
    expect(after({ y: -1 })).toEqual({ level: 0, x: 5, y: 3, shape: 8 });
    expect(after({ x: 100, y: 100 })).toMatchObject({ x: 11, y: 8 });
    expect(after({ x: -100, y: -100 })).toMatchObject({ x: 0, y: 0 });
  });

  it('go round the shapes', () => {
    expect(after({ shape: 1 }).shape).toBe(0);
    expect(after({ shape: -1 }).shape).toBe(7);
    expect(after({ shape: 1 }, { shape: -1 })).toEqual(placeOfAnchor(grid, start));
  });

  it('go to the cell under the middle on another level, and end at the first and last', () => {
    // The middle of cell (5, 4) of stride 8 is (44, 36): cell (2, 2) of stride 16.
    expect(after({ level: 1 })).toEqual({ level: 1, x: 2, y: 2, shape: 8 });
    expect(after({ level: 1 }, { level: -1 })).toMatchObject({ level: 0, x: 5, y: 5 });
    expect(after({ level: 9 }).level).toBe(grid.levels.length - 1);
    expect(after({ level: -9 }).level).toBe(0);
  });
});
