import { decodeBox, plainBoxCoding, type BoxCoding } from '../box-coding.ts';

/** As `LARGEST_LOGIT` of `shared/targets.wgsl`: a delta beyond it in size is no number to work with. */
const largestDelta = Math.fround(1e30);

/**
 * The float64 twin of the kernel `decode-boxes`.
 *
 * @param deltas float32 `[A, 4]`: as the head gives them, dx, dy, dw, dh in the plain coding
 * @param anchorBoxes float32 `[A, 4]`: corners in pixels of the input; its length decides A
 * @returns `[A, 4]` corners in pixels of the input, not cut at its edges; zeros where a delta is no number
 */
export function decodeBoxesReference(
  deltas: Float32Array,
  anchorBoxes: Float32Array,
  coding: BoxCoding = plainBoxCoding,
): Float64Array {
  const boxes = new Float64Array(anchorBoxes.length);
  for (let anchor = 0; anchor < anchorBoxes.length / 4; anchor++) {
    const own = deltas.subarray(anchor * 4, anchor * 4 + 4);
    if (own.every((delta) => Math.abs(delta) <= largestDelta))
      decodeBox(anchorBoxes, anchor, deltas, anchor, coding, boxes);
  }
  return boxes;
}
