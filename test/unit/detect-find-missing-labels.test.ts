import { expect, test } from 'vitest';
import { admitGroundTruth } from '../../src/anchors/admit-ground-truth.ts';
import type { GroundTruthBox } from '../../src/anchors/ground-truth.ts';
import type { Box } from '../../src/base/box.ts';
import { findMissingLabels } from '../../src/detect/find-missing-labels.ts';
import { createInputGeometry } from '../../src/image/input-geometry.ts';
import { gridOfBoxes } from '../support/anchor-settings.ts';

// A photo of 200 × 200 that the network sees at half its size.
const geometry = createInputGeometry(200, 200, 100, 1);
const anchors: Box[] = [
  [10, 10, 30, 30],
  [50, 50, 70, 70],
  [14, 10, 34, 30],
];
const grid = gridOfBoxes(anchors);

function find(anchor: number, classIndex: number, groundTruth: GroundTruthBox[]) {
  const [x0, y0, x1, y1] = anchors[anchor]!;
  const detection = { box: [x0 * 2, y0 * 2, x1 * 2, y1 * 2] as const, classIndex, score: 0.9, anchor };
  const admitted = admitGroundTruth(groundTruth, geometry, { width: 200, height: 200 });
  return findMissingLabels([detection], { grid, groundTruth, admitted, backgroundIou: 0.4 }).length;
}

const labelled: GroundTruthBox = { box: [20, 20, 60, 60], classIndex: 3 };

test('a detection far from every label may be a missing one', () => {
  expect(find(1, 3, [labelled])).toBe(1);
  expect(find(1, 3, [])).toBe(1);
});

test('one whose anchor is foreground or ignored is none, whatever its class', () => {
  expect(find(0, 3, [labelled])).toBe(0);
  expect(find(2, 5, [labelled])).toBe(0);
});

test('one that has found a labelled object of its class from an anchor off it is none', () => {
  const wide: GroundTruthBox = { box: [100, 100, 140, 220], classIndex: 3 };
  const detection = { box: [100, 100, 140, 200] as const, classIndex: 3, score: 0.8, anchor: 0 };
  const admitted = admitGroundTruth([wide], geometry, { width: 200, height: 200 });
  const photo = { grid, groundTruth: [wide], admitted, backgroundIou: 0.4 };
  expect(findMissingLabels([detection], photo)).toEqual([]);
  expect(findMissingLabels([{ ...detection, classIndex: 4 }], photo)).toHaveLength(1);
});

test('a region of a crowd asks for no labels', () => {
  expect(find(1, 3, [{ box: [90, 90, 190, 190], classIndex: 0, crowd: true }])).toBe(0);
  expect(find(1, 3, [{ box: [125, 90, 190, 190], classIndex: 0, crowd: true }])).toBe(1);
});
