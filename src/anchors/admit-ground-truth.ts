import type { InputGeometry } from '../image/input-geometry.ts';
import type { GroundTruthBox } from './ground-truth.ts';

/** Boxes below this area, in square pixels of the input, are degenerate: a millionth of a pixel a side. */
export const smallestArea = 1e-12;

/** Ground truth as matching takes it: G boxes that an anchor may match, and the ones that none may. */
export interface AdmittedGroundTruth {
  /** `[G, 4]` corners in pixels of the input, clipped to the photo. */
  readonly boxes: Float32Array<ArrayBuffer>;
  /** `[G]` index into the model's classes. */
  readonly classes: Int32Array<ArrayBuffer>;
  /** `[G]` where each stands in the list it came from. */
  readonly sources: Int32Array<ArrayBuffer>;
  /** `[C, 4]` corners of the crowd regions, in the same frame: no anchor matches them. */
  readonly crowds: Float32Array<ArrayBuffer>;
  /** The boxes left out, by their place in that list. */
  readonly refused: readonly number[];
}

/**
 * Brings ground truth into the network's frame and leaves out every box that would be matched by no anchor, or, by
 * the low-quality rule, by all of them: one without area (empty, inverted, not finite) and one wholly outside the
 * photo. A box partly outside is clipped.
 *
 * @param groundTruth in pixels of the upright original
 * @param original size of the upright original
 * @throws RangeError when a class is not an index: −1 and −2 would read as targets of their own
 */
export function admitGroundTruth(
  groundTruth: readonly GroundTruthBox[],
  geometry: InputGeometry,
  original: { readonly width: number; readonly height: number },
): AdmittedGroundTruth {
  const boxes: number[] = [];
  const classes: number[] = [];
  const sources: number[] = [];
  const crowds: number[] = [];
  const refused: number[] = [];
  for (const [index, { box, classIndex, crowd }] of groundTruth.entries()) {
    if (!Number.isInteger(classIndex) || classIndex < 0)
      throw new RangeError(`class ${classIndex} of box ${index} is not an index`);
    const [x0, x1] = scaleSpan(box[0], box[2], original.width, geometry.scaleX, geometry.resizedWidth);
    const [y0, y1] = scaleSpan(box[1], box[3], original.height, geometry.scaleY, geometry.resizedHeight);
    const width = x1 - x0;
    const height = y1 - y0;
    // Written so that NaN is refused too.
    if (!(box.every(Number.isFinite) && width > 0 && height > 0 && width * height >= smallestArea)) {
      refused.push(index);
    } else if (crowd) {
      crowds.push(x0, y0, x1, y1);
    } else {
      boxes.push(x0, y0, x1, y1);
      classes.push(classIndex);
      sources.push(index);
    }
  }
  return {
    boxes: Float32Array.from(boxes),
    classes: Int32Array.from(classes),
    sources: Int32Array.from(sources),
    crowds: Float32Array.from(crowds),
    refused,
  };
}

/** One side of a box: clipped to the photo, in pixels of the input, as float32. */
function scaleSpan(
  low: number,
  high: number,
  length: number,
  scale: number,
  resized: number,
): [low: number, high: number] {
  const place = (value: number): number =>
    Math.fround(Math.min(Math.min(Math.max(value, 0), length) * scale, resized));
  return [place(low), place(high)];
}
