import { expect, test } from 'vitest';
import type { AdmittedGroundTruth } from '../../src/anchors/admit-ground-truth.ts';
import type { AnchorGrid } from '../../src/anchors/anchor-grid.ts';
import type { MatchSettings } from '../../src/anchors/ground-truth.ts';
import type { AnchorMatches } from '../../src/anchors/reference/match-anchors.ts';
import type { Box } from '../../src/base/box.ts';
import { admitBoxes, gridOfBoxes, retinaGrid } from './anchor-settings.ts';

export const retinaMatching: MatchSettings = {
  foregroundIou: 0.5,
  backgroundIou: 0.4,
  allowLowQualityMatches: true,
};
export const thresholdsOnly: MatchSettings = { ...retinaMatching, allowLowQualityMatches: false };

type Match = (
  grid: AnchorGrid,
  groundTruth: AdmittedGroundTruth,
  settings: MatchSettings,
) => Promise<AnchorMatches>;

/** What matching must do, worked out by hand; the same for the kernel and for its twin. */
export function testMatching(match: Match): void {
  const square: Box = [0, 0, 10, 10];

  test('foreground from 0.5 on, background below 0.4, ignored between', async () => {
    const grid = gridOfBoxes([square]);
    const targets: (number | undefined)[] = [];
    for (const height of [10, 5, 4.9, 4, 3.9]) {
      const result = await match(grid, admitBoxes([[0, 0, 10, height]], [7]), thresholdsOnly);
      targets.push(result.targets[0]);
    }
    expect(targets).toEqual([7, 7, -2, -2, -1]);
  });

  test('an anchor takes the box it overlaps most, the first of equals', async () => {
    const boxes: Box[] = [[0, 0, 10, 6], [0, 0, 10, 8], [0, 2, 10, 10], square, square];
    const first = await match(gridOfBoxes([square]), admitBoxes(boxes.slice(0, 3)), thresholdsOnly);
    expect([...first.targets, ...first.matched, ...first.bestIou]).toEqual([1, 1, Math.fround(0.8)]);
    const second = await match(gridOfBoxes([square]), admitBoxes(boxes), thresholdsOnly);
    expect([...second.targets, ...second.matched, ...second.bestIou]).toEqual([3, 3, 1]);
  });

  test('a crowd region ignores the background that it covers by half, and nothing else', async () => {
    const grid = gridOfBoxes([
      [0, 0, 10, 10],
      [5, 0, 15, 10],
      [5.1, 0, 15.1, 10],
      [2, 2, 4, 4],
      [0, 20, 10, 30],
      [40, 40, 50, 50],
    ]);
    const crowds = Float32Array.of(0, 0, 10, 40);
    const boxes = admitBoxes([[0, 20, 10, 30]], [6]);
    const withBox = await match(grid, { ...boxes, crowds }, thresholdsOnly);
    expect([...withBox.targets]).toEqual([-2, -2, -1, -2, 6, -1]);
    const alone = await match(grid, { ...admitBoxes([]), crowds }, retinaMatching);
    expect([...alone.targets]).toEqual([-2, -2, -1, -2, -2, -1]);
    const none = await match(grid, admitBoxes([]), retinaMatching);
    expect([...none.targets]).toEqual([-1, -1, -1, -1, -1, -1]);
  });

  test('the rule for low-quality matches takes every anchor that ties for a box’s best', async () => {
    const grid = gridOfBoxes([
      [0, 0, 10, 10],
      [10, 0, 20, 10],
      [0, 10, 10, 20],
      [2, 0, 12, 10],
      [30, 0, 40, 10],
    ]);
    // It overlaps the first two by 2 × 4 each, the fourth by 4 × 4.
    const between: Box = [8, 3, 12, 7];
    const withFourth = await match(grid, admitBoxes([between], [5]), retinaMatching);
    expect([...withFourth.targets]).toEqual([-1, -1, -1, 5, -1]);
    const tied = gridOfBoxes([
      [0, 0, 10, 10],
      [10, 0, 20, 10],
      [0, 10, 10, 20],
    ]);
    const withoutFourth = await match(tied, admitBoxes([between], [5]), retinaMatching);
    expect([...withoutFourth.targets]).toEqual([5, 5, -1]);
    expect([...withoutFourth.matched]).toEqual([0, 0, -1]);
    const off = await match(tied, admitBoxes([between], [5]), thresholdsOnly);
    expect([...off.targets]).toEqual([-1, -1, -1]);
  });

  test('an anchor that is some box’s best gets back the box it overlaps most itself', async () => {
    // Anchor 0 is the best of box 0 (20/100) but overlaps box 1 more (45/155); box 1 has anchor 1.
    const grid = gridOfBoxes([square, [0, 4.5, 10, 15.5]]);
    const boxes: Box[] = [
      [0, 0, 10, 2],
      [0, 5.5, 10, 16.5],
    ];
    const result = await match(grid, admitBoxes(boxes, [3, 8]), retinaMatching);
    expect([...result.matched]).toEqual([1, 1]);
    expect([...result.targets]).toEqual([8, 8]);
  });

  test('a low-quality match also lifts an ignored anchor', async () => {
    const result = await match(gridOfBoxes([square]), admitBoxes([[0, 0, 10, 4.5]], [2]), retinaMatching);
    expect([...result.targets]).toEqual([2]);
  });

  test('an anchor of just the background threshold is ignored, or background where that is included', async () => {
    // 10 × 4 of 10 × 10 is 0.4 to the last bit of float32.
    const included = { ...thresholdsOnly, backgroundIncludesThreshold: true };
    for (const [height, expected, other] of [
      [4.1, -2, -2],
      [4, -2, -1],
      [3.9, -1, -1],
    ] as const) {
      const boxes = admitBoxes([[0, 0, 10, height]], [7]);
      const grid = gridOfBoxes([square]);
      expect([...(await match(grid, boxes, thresholdsOnly)).targets]).toEqual([expected]);
      expect([...(await match(grid, boxes, included)).targets]).toEqual([other]);
    }
    const meeting = { ...included, foregroundIou: 0.4 };
    expect([...(await match(gridOfBoxes([square]), admitBoxes([[0, 0, 10, 4]]), meeting)).targets]).toEqual([
      0,
    ]);
  });

  test('a box takes its best anchor for itself where low-quality matches overwrite', async () => {
    // As above: anchor 0 is the best of box 0 (20/100) but overlaps box 1 more (45/155).
    const grid = gridOfBoxes([square, [0, 4.5, 10, 15.5]]);
    const boxes: Box[] = [
      [0, 0, 10, 2],
      [0, 5.5, 10, 16.5],
    ];
    const overwriting = { ...retinaMatching, lowQualityOverwrites: true };
    const result = await match(grid, admitBoxes(boxes, [3, 8]), overwriting);
    expect([...result.targets]).toEqual([3, 8]);
    expect([...result.matched]).toEqual([0, 1]);
    // The overlap stays that with the nearest box: 10 × 4.5 of 100 + 110 − 45, and 10 × 10 of 110 + 110 − 100.
    expect([...result.bestIou]).toEqual([Math.fround(45 / 165), Math.fround(100 / 120)]);
  });

  test('of two boxes that overwrite one anchor the last wins', async () => {
    // Both lie in anchor 0 alone, and overlap it by 0.2 and 0.1 of 100.
    const boxes: Box[] = [
      [0, 0, 10, 2],
      [0, 8, 10, 9],
    ];
    const overwriting = { ...retinaMatching, lowQualityOverwrites: true };
    const both = await match(gridOfBoxes([square]), admitBoxes(boxes, [3, 8]), overwriting);
    expect([...both.targets, ...both.matched]).toEqual([8, 1]);
    const other = await match(gridOfBoxes([square]), admitBoxes(boxes.toReversed(), [8, 3]), overwriting);
    expect([...other.targets, ...other.matched]).toEqual([3, 1]);
    // An anchor that is foreground by itself is taken, too.
    const best = await match(gridOfBoxes([square]), admitBoxes([square, [0, 0, 10, 1]], [3, 8]), overwriting);
    expect([...best.targets, ...best.matched, ...best.bestIou]).toEqual([8, 1, 1]);
    const off = { ...overwriting, allowLowQualityMatches: false };
    const without = await match(gridOfBoxes([square]), admitBoxes(boxes, [3, 8]), off);
    expect([...without.targets, ...without.matched]).toEqual([-1, 0]);
  });

  test('an anchor whose centre lies at or beyond the extent is ignored, whatever it overlaps', async () => {
    const grid = gridOfBoxes([
      [15, 0, 24.9, 10],
      [15, 0, 25, 10],
      [0, 10, 10, 20],
      [15, 10, 25, 20],
      [-30, -30, -20, -20],
    ]);
    const boxes = admitBoxes(
      [
        [15, 0, 25, 10],
        [0, 10, 10, 20],
      ],
      [4, 6],
    );
    const inside = { ...retinaMatching, ignoreBeyond: [20, 15] as const };
    expect([...(await match(grid, boxes, inside)).targets]).toEqual([4, -2, -2, -2, -1]);
    const overwriting = await match(grid, boxes, { ...inside, lowQualityOverwrites: true });
    expect([...overwriting.targets]).toEqual([4, -2, -2, -2, -1]);
    expect([...(await match(grid, admitBoxes([]), inside)).targets]).toEqual([-1, -2, -2, -2, -1]);
    expect([...(await match(grid, boxes, retinaMatching)).targets]).toEqual([4, 4, 6, -1, -1]);
  });

  test('a box that no anchor overlaps matches nothing', async () => {
    const far: Box = [500, 500, 510, 510];
    const touching: Box = [10, 0, 20, 10];
    const result = await match(gridOfBoxes([square, square]), admitBoxes([far, touching]), retinaMatching);
    expect([...result.targets]).toEqual([-1, -1]);
    expect([...result.matched]).toEqual([-1, -1]);
    expect([...result.bestIou]).toEqual([0, 0]);
  });

  test('a foreground threshold of 0 makes no foreground of anchors that overlap nothing', async () => {
    const settings = { foregroundIou: 0, backgroundIou: 0, allowLowQualityMatches: false };
    const grid = gridOfBoxes([square, [900, 900, 910, 910]]);
    const result = await match(grid, admitBoxes([[0, 0, 1, 1]], [4]), settings);
    expect([...result.targets]).toEqual([4, -2]);
  });

  test('without ground truth every anchor is background', async () => {
    const settings = { ...retinaMatching, backgroundIou: 0 };
    const { targets, matched } = await match(retinaGrid(64, 64), admitBoxes([]), settings);
    expect(new Set(targets)).toEqual(new Set([-1]));
    expect(new Set(matched)).toEqual(new Set([-1]));
  });

  test('a small object inside many anchors is not shared out among levels', async () => {
    // It lies within anchors of all shapes; only the smallest shapes around it are its best.
    const grid = retinaGrid(256, 256);
    const { targets, bestIou } = await match(grid, admitBoxes([[100, 100, 108, 108]], [1]), retinaMatching);
    const foreground = [...targets.keys()].filter((anchor) => targets[anchor] === 1);
    expect(foreground.length).toBeGreaterThan(0);
    for (const anchor of foreground) {
      expect(anchor).toBeLessThan(grid.levels[1]!.firstAnchor);
      expect(bestIou[anchor]).toBe(Math.max(...bestIou));
    }
  });
}
