import { expect, test } from 'vitest';
import { anchorBox, anchorLevelIndex, createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import type { Box } from '../../src/base/box.ts';
import { retinaAnchors, retinaGrid } from '../support/anchor-settings.ts';

function expectBoxes(actual: readonly Box[], expected: readonly Box[]): void {
  for (const [index, box] of expected.entries())
    for (const side of [0, 1, 2, 3] as const) expect(actual[index]![side]).toBeCloseTo(box[side], 3);
}

test('the first anchors of P3: ratio outer, scale inner, centred in their cell', () => {
  const grid = retinaGrid(64, 64);
  const first = Array.from({ length: 9 }, (_, anchor) => anchorBox(grid, anchor));
  expectBoxes(first, [
    [-18.6274, -7.3137, 26.6274, 15.3137],
    [-24.5088, -10.2544, 32.5088, 18.2544],
    [-31.919, -13.9595, 39.919, 21.9595],
    [-12, -12, 20, 20],
    [-16.1587, -16.1587, 24.1587, 24.1587],
    [-21.3984, -21.3984, 29.3984, 29.3984],
    [-7.3137, -18.6274, 15.3137, 26.6274],
  ]);
});

test('scale outer, ratio inner, centred on the corner', () => {
  const grid = createAnchorGrid({ ...retinaAnchors, order: 'scale-outer', centreOffset: 0 }, 64, 64);
  const first = Array.from({ length: 4 }, (_, anchor) => anchorBox(grid, anchor));
  expectBoxes(first, [
    [-22.6274, -11.3137, 22.6274, 11.3137],
    [-16, -16, 16, 16],
    [-11.3137, -22.6274, 11.3137, 22.6274],
    [-28.5088, -14.2544, 28.5088, 14.2544],
  ]);
});

test('counts and offsets of the levels', () => {
  expect(retinaGrid(768, 768).anchorCount).toBe(110_484);
  expect(retinaGrid(896, 672).anchorCount).toBe(112_896);
  const { levels } = retinaGrid(640, 640);
  expect(levels.map((level) => level.name)).toEqual(['P3', 'P4', 'P5', 'P6', 'P7']);
  expect(levels.map((level) => level.anchorCount)).toEqual([57_600, 14_400, 3_600, 900, 225]);
  expect(levels.map((level) => level.firstAnchor)).toEqual([0, 57_600, 72_000, 75_600, 76_500]);
});

test('a grid is the input over the stride, rounded up', () => {
  const { levels, anchorCount } = retinaGrid(416, 320);
  expect(levels.map(({ gridWidth, gridHeight }) => [gridWidth, gridHeight])).toEqual([
    [52, 40],
    [26, 20],
    [13, 10],
    [7, 5],
    [4, 3],
  ]);
  expect(anchorCount).toBe(9 * (52 * 40 + 26 * 20 + 13 * 10 + 7 * 5 + 4 * 3));
  expect(retinaGrid(1, 1).anchorCount).toBe(45);
});

test('anchors run along x, then y; sizes and steps are those of the level', () => {
  const grid = retinaGrid(256, 192);
  for (const [index, level] of grid.levels.entries()) {
    for (const [x, y] of [
      [0, 0],
      [level.gridWidth - 1, 0],
      [0, level.gridHeight - 1],
      [level.gridWidth - 1, level.gridHeight - 1],
    ] as const) {
      const anchor = level.firstAnchor + (y * level.gridWidth + x) * 9 + 3;
      const side = 4 * level.stride;
      const [left, top] = [(x + 0.5) * level.stride - side / 2, (y + 0.5) * level.stride - side / 2];
      expect(anchorBox(grid, anchor)).toEqual([left, top, left + side, top + side]);
      expect(anchorLevelIndex(grid, anchor)).toBe(index);
    }
  }
});
