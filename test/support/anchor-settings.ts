import {
  createAnchorGrid,
  type AnchorConfiguration,
  type AnchorGrid,
} from '../../src/anchors/anchor-grid.ts';
import type { AdmittedGroundTruth } from '../../src/anchors/admit-ground-truth.ts';
import type { Box } from '../../src/base/box.ts';

/** RetinaNet's anchors, as the built-in model has them. */
export const retinaAnchors: AnchorConfiguration = {
  strides: [8, 16, 32, 64, 128],
  firstLevel: 3,
  baseSizeInStrides: 4,
  scales: [1, 2 ** (1 / 3), 2 ** (2 / 3)],
  ratios: [0.5, 1, 2],
  order: 'ratio-outer',
  centreOffset: 0.5,
};

/** The built-in model's anchors over an input. */
export function retinaGrid(width: number, height: number): AnchorGrid {
  return createAnchorGrid(retinaAnchors, width, height);
}

/** A grid whose anchors are just these boxes. */
export function gridOfBoxes(boxes: readonly Box[]): AnchorGrid {
  const level = { name: 'P3', stride: 8, gridWidth: boxes.length, gridHeight: 1 };
  return {
    inputWidth: 1000,
    inputHeight: 1000,
    levels: [{ ...level, firstAnchor: 0, anchorCount: boxes.length }],
    anchorsPerCell: 1,
    anchorCount: boxes.length,
    boxes: Float32Array.from(boxes.flat()),
  };
}

/** Ground truth that is in the input's frame already. */
export function admitBoxes(
  boxes: readonly Box[],
  classes = boxes.map((_, index) => index),
): AdmittedGroundTruth {
  return {
    boxes: Float32Array.from(boxes.flat()),
    classes: Int32Array.from(classes),
    sources: Int32Array.from(boxes.keys()),
    crowds: new Float32Array(0),
    refused: [],
  };
}

/** Park and Miller's generator, uniform in (0, 1): the same numbers at every run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}
