import type { Box } from '../../src/base/box.ts';
import type { BoxCoding } from '../../src/anchors/box-coding.ts';

/** Deltas (dx, dy, dw, dh) that decode to `box` against `anchor`: the inverse of `decodeBox` below its bound. */
export function encodeBox(anchor: Box, box: Box, { weights }: BoxCoding): Box {
  const width = anchor[2] - anchor[0];
  const height = anchor[3] - anchor[1];
  return [
    (weights[0] * ((box[0] + box[2]) / 2 - (anchor[0] + anchor[2]) / 2)) / width,
    (weights[1] * ((box[1] + box[3]) / 2 - (anchor[1] + anchor[3]) / 2)) / height,
    weights[2] * Math.log((box[2] - box[0]) / width),
    weights[3] * Math.log((box[3] - box[1]) / height),
  ];
}
