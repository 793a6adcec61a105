/** How a model codes boxes against anchors: centre offsets and log sizes, over `weights`. */
export interface BoxCoding {
  readonly weights: readonly [number, number, number, number];
  /** Upper bound of the two log sizes. */
  readonly maxLogSize: number;
}

/** The coding of torchvision's and detectron2's RetinaNet: weights of 1, log sizes up to log(1000 / 16). */
export const plainBoxCoding: BoxCoding = { weights: [1, 1, 1, 1], maxLogSize: Math.log(1000 / 16) };

/**
 * Decodes one box against its anchor (Girshick et al. 2014, appendix C, with the bound on the log sizes that
 * detectron introduced): centre + δ/w · size, size · exp(min(δ/w, bound)).
 *
 * @param anchors `[A, 4]` corners in pixels of the input
 * @param deltas `[N, 4]` as the head gives them: dx, dy, dw, dh
 * @param target `[N, 4]`; corners of the decoded box are written at row `row`, in float64
 */
export function decodeBox(
  anchors: Float32Array,
  anchor: number,
  deltas: Float32Array,
  row: number,
  { weights, maxLogSize }: BoxCoding,
  target: Float64Array,
): void {
  for (const axis of [0, 1] as const) {
    const low = anchors[anchor * 4 + axis] ?? NaN;
    const size = (anchors[anchor * 4 + axis + 2] ?? NaN) - low;
    const shift = (deltas[row * 4 + axis] ?? NaN) / weights[axis];
    const logSize = Math.min((deltas[row * 4 + axis + 2] ?? NaN) / weights[axis === 0 ? 2 : 3], maxLogSize);
    const centre = low + size / 2 + shift * size;
    const half = (size * Math.exp(logSize)) / 2;
    target[row * 4 + axis] = centre - half;
    target[row * 4 + axis + 2] = centre + half;
  }
}
