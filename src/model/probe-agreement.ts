import type { AnchorGrid } from '../anchors/anchor-grid.ts';
import { decodeBox, type BoxCoding } from '../anchors/box-coding.ts';
import { boxIou, type Box } from '../base/box.ts';
import type { InputGeometry } from '../image/input-geometry.ts';

/** How many of the most confident boxes are compared with the ground truth. */
export const probedBoxes = 20;

/** A head on the CPU. */
export interface ProbedHead {
  readonly anchors: number;
  readonly classes: number;
  /** `[A, K]` */
  readonly logits: Float32Array;
  /** `[A, 4]` */
  readonly deltas: Float32Array;
}

/** An (anchor, class) pair. */
export interface ProbedPair {
  readonly anchor: number;
  readonly classIndex: number;
  readonly logit: number;
}

/** The pairs of the greatest logits, greatest first; among equals the earlier ones. No convention changes them. */
export function findTopPairs({ anchors, classes, logits }: ProbedHead, count = probedBoxes): ProbedPair[] {
  const best: ProbedPair[] = [];
  let least = -Infinity;
  for (let index = 0; index < anchors * classes; index++) {
    const logit = logits[index] ?? NaN;
    // Written so that NaN never passes.
    if (!(logit > least)) continue;
    const place = best.findIndex((pair) => pair.logit < logit);
    const pair = { anchor: Math.floor(index / classes), classIndex: index % classes, logit };
    best.splice(place < 0 ? best.length : place, 0, pair);
    if (best.length > count) best.pop();
    if (best.length === count) least = best.at(-1)?.logit ?? -Infinity;
  }
  return best;
}

/** A known object; without a class it agrees with every one. */
export interface KnownObject {
  /** In pixels of the upright original. */
  readonly box: Box;
  readonly classIndex: number | undefined;
}

/** What a head was asked about, and how its boxes are read. */
export interface ProbedReading {
  readonly grid: AnchorGrid;
  readonly coding: BoxCoding;
  readonly geometry: InputGeometry;
}

/**
 * How well boxes read in one way agree with what is known to be there: the sum, over the pairs, of each box's greatest
 * IoU with an object of its class. At most the number of pairs.
 */
export function measureAgreement(
  { deltas }: Pick<ProbedHead, 'deltas'>,
  pairs: readonly ProbedPair[],
  objects: readonly KnownObject[],
  { grid, coding, geometry }: ProbedReading,
): number {
  const corners = new Float64Array(4);
  const { scaleX, scaleY, resizedWidth, resizedHeight } = geometry;
  const clip = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
  let sum = 0;
  for (const { anchor, classIndex } of pairs) {
    decodeBox(grid.boxes, anchor, deltas.subarray(anchor * 4, anchor * 4 + 4), 0, coding, corners);
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = corners;
    const box: Box = [
      clip(x0, resizedWidth) / scaleX,
      clip(y0, resizedHeight) / scaleY,
      clip(x1, resizedWidth) / scaleX,
      clip(y1, resizedHeight) / scaleY,
    ];
    let best = 0;
    for (const known of objects) {
      if (known.classIndex !== undefined && known.classIndex !== classIndex) continue;
      const iou = boxIou(known.box, box);
      if (iou > best) best = iou;
    }
    sum += best;
  }
  return sum;
}
