import type { Box } from '../../base/box.ts';
import type { GroundTruthBox } from '../../anchors/ground-truth.ts';

/** A box of the ground truth while it can be edited. */
export interface EditedBox {
  /** Its own through all edits of one photo. */
  readonly id: number;
  /** In pixels of the upright original, within the photo. */
  readonly box: Box;
  /** Index into the model's classes. */
  readonly classIndex: number;
  /** A region of many objects, in which background is ignored. */
  readonly crowd: boolean;
}

/** The photo's size in its own pixels. */
export interface PhotoSize {
  readonly width: number;
  readonly height: number;
}

/** Why a box cannot be: a side under {@link smallestSide}, or nothing of it on the photo. */
export type BoxRefusal = 'too-small' | 'off-image';

/** The part of a box that is dragged: the whole, a side, or a corner, by compass points (north is up). */
export const boxHandles = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const;
export type BoxHandle = (typeof boxHandles)[number];

/** Sides shorter than this, in photo pixels, are no box: a click that slipped. */
export const smallestSide = 1;

/** The box between two corners, whichever they are, cut to the photo. */
export function boxBetween(x0: number, y0: number, x1: number, y1: number, photo: PhotoSize): Box {
  const cut = (value: number, length: number): number => Math.min(length, Math.max(0, value));
  return [
    cut(Math.min(x0, x1), photo.width),
    cut(Math.min(y0, y1), photo.height),
    cut(Math.max(x0, x1), photo.width),
    cut(Math.max(y0, y1), photo.height),
  ];
}

/** What is wrong with a box, if anything. Not finite counts as too small. */
export function refusalOf(box: Box, photo: PhotoSize): BoxRefusal | undefined {
  const [x0, y0, x1, y1] = box;
  const isLargeEnough = x1 - x0 >= smallestSide && y1 - y0 >= smallestSide;
  if (!isLargeEnough || !box.every(Number.isFinite)) return 'too-small';
  return x1 <= 0 || y1 <= 0 || x0 >= photo.width || y0 >= photo.height ? 'off-image' : undefined;
}

/** The box moved by a distance, stopped by the photo's edges. */
export function moveBox([x0, y0, x1, y1]: Box, dx: number, dy: number, photo: PhotoSize): Box {
  const stop = (low: number, high: number, way: number, length: number): number =>
    Math.min(Math.max(way, -low), length - high);
  const right = stop(x0, x1, dx, photo.width);
  const down = stop(y0, y1, dy, photo.height);
  return [x0 + right, y0 + down, x1 + right, y1 + down];
}

/** The box with one handle at a point of the photo; a side dragged over its opposite turns the box over. */
export function resizeBox(box: Box, handle: BoxHandle, x: number, y: number, photo: PhotoSize): Box {
  const [x0, y0, x1, y1] = box;
  return boxBetween(
    handle.includes('w') ? x : x0,
    handle.includes('n') ? y : y0,
    handle.includes('e') ? x : x1,
    handle.includes('s') ? y : y1,
    photo,
  );
}

/** As the engine takes them. */
export function toGroundTruth(boxes: readonly EditedBox[]): GroundTruthBox[] {
  return boxes.map(({ box, classIndex, crowd }) => ({ box, classIndex, ...(crowd && { crowd }) }));
}
