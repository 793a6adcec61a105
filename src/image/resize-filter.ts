/**
 * One axis of a bilinear resize: for every target pixel the source pixels it is made of and their weights.
 * Shared by the kernel and its twin, so that they differ by rounding alone.
 */
export interface ResizeFilter {
  readonly sourceLength: number;
  readonly targetLength: number;
  /** Row length of `weights`: the most source pixels that any target pixel takes. */
  readonly taps: number;
  /** `[targetLength, 2]`: first source pixel, and how many. */
  readonly spans: Uint32Array<ArrayBuffer>;
  /** `[targetLength, taps]`; each row sums to 1, the places past its count are 0. */
  readonly weights: Float32Array<ArrayBuffer>;
}

/**
 * The triangle filter, widened by the scale where it reduces (the antialiasing), narrowed to the pixels there are and
 * normalised: what Pillow's `Image.resize(size, Image.BILINEAR)` computes.
 *
 * Target pixel i has its centre at c = (i + 0.5)·s in the source, s = source / target, and support r = max(1, s).
 * Source pixel j weighs max(0, 1 − |j + 0.5 − c| / r).
 *
 * Without antialiasing r stays 1: what torch's `interpolate` and OpenCV's `INTER_LINEAR` compute.
 *
 * @param sourceLength and `targetLength` in pixels, at least 1
 */
export function createResizeFilter(
  sourceLength: number,
  targetLength: number,
  kind: 'antialiased' | 'bilinear' = 'antialiased',
): ResizeFilter {
  const scale = sourceLength / targetLength;
  const support = kind === 'antialiased' ? Math.max(1, scale) : 1;
  const taps = Math.min(sourceLength, Math.ceil(support) * 2 + 1);
  const spans = new Uint32Array(targetLength * 2);
  const weights = new Float32Array(targetLength * taps);
  for (let target = 0; target < targetLength; target++) {
    const centre = (target + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - support + 0.5));
    const end = Math.min(sourceLength, Math.floor(centre + support + 0.5));
    const weigh = (source: number): number => Math.max(0, 1 - Math.abs(source + 0.5 - centre) / support);
    let sum = 0;
    for (let source = first; source < end; source++) sum += weigh(source);
    for (let source = first; source < end; source++) {
      weights[target * taps + source - first] = weigh(source) / sum;
    }
    spans.set([first, end - first], target * 2);
  }
  return { sourceLength, targetLength, taps, spans, weights };
}
