import type { UniformValues } from '../gpu/uniform-block.ts';

/**
 * How a model codes boxes against anchors, each delta over its weight; a standard deviation of 0.2 is a weight of 5.
 * What is left out is as in `plainBoxCoding`.
 */
export interface BoxCoding {
  /**
   * `centre`: dx, dy, dw, dh, centre offsets in anchor sizes and log sizes. `corners`: dx0, dy0, dx1, dy1, offsets of
   * both corners in anchor sizes (keras-retinanet's). Default `centre`.
   */
  readonly kind?: 'centre' | 'corners';
  readonly weights: readonly [number, number, number, number];
  /** Upper bound of the two log sizes; Infinity for none. */
  readonly maxLogSize: number;
  /** Their lower bound. Default −Infinity. */
  readonly minLogSize?: number;
  /**
   * 1 where the last pixel counts as part of a box, as in ODTK: its width is x1 − x0 + 1, of anchors and of boxes.
   * Default 0.
   */
  readonly extraPixel?: 0 | 1;
}

/** The coding of torchvision's and detectron2's RetinaNet: weights of 1, log sizes up to log(1000 / 16). */
export const plainBoxCoding: BoxCoding = { weights: [1, 1, 1, 1], maxLogSize: Math.log(1000 / 16) };

/** A coding with its defaults, as kernels and twins take it. */
export interface ResolvedBoxCoding {
  readonly corners: boolean;
  readonly weights: BoxCoding['weights'];
  readonly maxLogSize: number;
  readonly minLogSize: number;
  readonly extraPixel: 0 | 1;
}

/** Without a bound of their own, log sizes end here: a factor of 2·10^17, which float32 takes the square of. */
const farthestLogSize = 40;

export function resolveBoxCoding(coding: BoxCoding): ResolvedBoxCoding {
  return {
    corners: coding.kind === 'corners',
    weights: coding.weights,
    maxLogSize: Math.min(coding.maxLogSize, farthestLogSize),
    minLogSize: Math.max(coding.minLogSize ?? -Infinity, -farthestLogSize),
    extraPixel: coding.extraPixel ?? 0,
  };
}

/** A coding as the struct `BoxCoding` of `shared/box-coding.wgsl`. */
export function boxCodingUniform(coding: BoxCoding): UniformValues {
  const { corners, weights, maxLogSize, minLogSize, extraPixel } = resolveBoxCoding(coding);
  return {
    weights,
    inverseWeights: weights.map((weight) => 1 / weight),
    largestLogSize: maxLogSize,
    smallestLogSize: minLogSize,
    extraPixel,
    corners: Number(corners),
  };
}

/**
 * Decodes one box against its anchor (Girshick et al. 2014, appendix C, with the bound on the log sizes that
 * detectron introduced): centre + δ/w · size, size · exp(min(δ/w, bound)); or, of corners, corner + δ/w · size.
 *
 * @param anchors `[A, 4]` corners in pixels of the input
 * @param deltas `[N, 4]` as the head gives them
 * @param target `[N, 4]`; corners of the decoded box are written at row `row`, in float64
 */
export function decodeBox(
  anchors: Float32Array,
  anchor: number,
  deltas: Float32Array,
  row: number,
  coding: BoxCoding,
  target: Float64Array,
): void {
  const { corners, weights, maxLogSize, minLogSize, extraPixel } = resolveBoxCoding(coding);
  for (const axis of [0, 1] as const) {
    const low = anchors[anchor * 4 + axis] ?? NaN;
    const size = (anchors[anchor * 4 + axis + 2] ?? NaN) - low + extraPixel;
    const first = (deltas[row * 4 + axis] ?? NaN) / weights[axis];
    const second = (deltas[row * 4 + axis + 2] ?? NaN) / weights[axis === 0 ? 2 : 3];
    if (corners) {
      target[row * 4 + axis] = low + first * size;
      target[row * 4 + axis + 2] = low + size + second * size - extraPixel;
      continue;
    }
    const logSize = Math.max(Math.min(second, maxLogSize), minLogSize);
    const centre = low + size / 2 + first * size;
    const half = (size * Math.exp(logSize)) / 2;
    target[row * 4 + axis] = centre - half;
    target[row * 4 + axis + 2] = centre + half - extraPixel;
  }
}
