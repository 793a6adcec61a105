import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anchorBox } from '../../src/anchors/anchor-grid.ts';
import { matchAnchorsReference } from '../../src/anchors/reference/match-anchors.ts';
import { boxIou, type Box } from '../../src/base/box.ts';
import { admitBoxes, createRandom, retinaGrid } from '../support/anchor-settings.ts';
import { retinaMatching, testMatching, thresholdsOnly } from '../support/matching-cases.ts';

describe('the twin', () => {
  testMatching((grid, groundTruth, settings) =>
    Promise.resolve(matchAnchorsReference(grid, groundTruth, settings)),
  );
});

const coordinate = fc.double({ min: 0, max: 128, noNaN: true });
const box = fc.tuple(coordinate, coordinate, coordinate, coordinate).map(([x0, y0, x1, y1]): Box => {
  const corners = [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)].map(Math.fround);
  return [corners[0]!, corners[1]!, corners[2]! + 0.5, corners[3]! + 0.5];
});

test('agrees with a plain matcher in float64 away from the thresholds and from near-ties', () => {
  const grid = retinaGrid(128, 96);
  fc.assert(
    fc.property(fc.array(box, { maxLength: 8 }), fc.boolean(), (boxes, allowLowQualityMatches) => {
      const settings = { ...retinaMatching, allowLowQualityMatches };
      const result = matchAnchorsReference(grid, admitBoxes(boxes), settings);
      const anchors = Array.from({ length: grid.anchorCount }, (_, anchor) => anchorBox(grid, anchor));
      const ious = anchors.map((anchor) => boxes.map((one) => boxIou(anchor, one)));
      const bestOfBox = boxes.map((_, index) => Math.max(...ious.map((row) => row[index]!)));
      for (const [anchor, row] of ious.entries()) {
        const best = Math.max(0, ...row);
        const isNear = (value: number): boolean => Math.abs(best - value) <= 1e-6;
        const isTied = row.filter((iou) => isNear(iou)).length > 1;
        const isNearBest = row.some((iou, index) => iou > 0 && Math.abs(iou - bestOfBox[index]!) <= 1e-6);
        expect(Math.abs(result.bestIou[anchor]! - best)).toBeLessThan(1e-6);
        if (isNear(0.5) || isNear(0.4) || isTied) continue;
        if (best > 0) expect(result.matched[anchor]).toBe(row.indexOf(best));
        if (best >= 0.5) expect(result.targets[anchor]).toBe(row.indexOf(best));
        else if (!isNearBest || !allowLowQualityMatches)
          expect(result.targets[anchor]).toBe(best < 0.4 ? -1 : -2);
      }
      // Each overlapped box has an anchor by the rule, though that anchor may prefer another box.
      if (!allowLowQualityMatches) return;
      for (const [index, best] of bestOfBox.entries()) {
        if (best < 1e-6) continue;
        const near = ious.flatMap((row, anchor) => (row[index]! > best - 1e-6 ? [anchor] : []));
        expect(near.some((anchor) => result.targets[anchor]! >= 0)).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});

test('low-quality matches only ever add foreground', () => {
  const grid = retinaGrid(128, 96);
  fc.assert(
    fc.property(fc.array(box, { maxLength: 8 }), (boxes) => {
      const strict = matchAnchorsReference(grid, admitBoxes(boxes), thresholdsOnly);
      const lenient = matchAnchorsReference(grid, admitBoxes(boxes), retinaMatching);
      for (const [anchor, target] of strict.targets.entries()) {
        if (lenient.targets[anchor] !== target) {
          expect(target).toBeLessThan(0);
          expect(lenient.targets[anchor]).toBe(lenient.matched[anchor]);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('finds the best of 30 boxes for each of 110,484 anchors', () => {
  const grid = retinaGrid(768, 768);
  const random = createRandom(1);
  const boxes = Array.from({ length: 30 }, (): Box => {
    const [x, y] = [random() * 600, random() * 600];
    const corners = [x, y, x + 5 + random() * 160, y + 5 + random() * 160].map(Math.fround);
    return [corners[0]!, corners[1]!, corners[2]!, corners[3]!];
  });
  const { bestIou } = matchAnchorsReference(grid, admitBoxes(boxes), retinaMatching);
  expect(bestIou).toHaveLength(110_484);
  let worst = 0;
  for (const [anchor, found] of bestIou.entries()) {
    const corners = anchorBox(grid, anchor);
    worst = Math.max(worst, Math.abs(found - Math.max(...boxes.map((one) => boxIou(corners, one)))));
  }
  expect(worst).toBeLessThan(1e-6);
});
