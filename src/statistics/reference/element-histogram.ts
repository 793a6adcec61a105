import { largestLogit } from '../../loss/dense-loss-params.ts';
import { histogramWords, readElementHistogram, type ElementHistogram } from '../element-histogram-reading.ts';
import { marginBin, marginBinCount } from '../margin-bins.ts';

/** An element histogram on the CPU, counted a run of anchors at a time so that its caller can yield between. */
export interface ElementHistogramReference {
  readonly anchors: number;
  /** Counts the elements of anchors `start` to `end` (not included); each anchor once. */
  run(start: number, end: number): void;
  /** A copy of the counts over the anchors so far. */
  histogram(): ElementHistogram;
}

/**
 * The twin of the element histogram kernel: the same counts in the same bins.
 *
 * @param logits float32 `[A, K]` row-major, or longer
 * @param targets int32 `[A]`: class index, -1 background, -2 ignored
 * @param classes K
 * @throws RangeError for fewer logits than targets ask for
 */
export function prepareElementHistogramReference(
  logits: Float32Array,
  targets: Int32Array,
  classes: number,
): ElementHistogramReference {
  const anchors = targets.length;
  if (logits.length < anchors * classes)
    throw new RangeError(`${anchors} anchors of ${classes} classes need more than ${logits.length} logits`);
  const words = new Uint32Array(histogramWords);
  const sizes = new Uint32Array(logits.buffer, logits.byteOffset, logits.length);
  const count = (word: number) => {
    words[word] = (words[word] ?? 0) + 1;
  };
  return {
    anchors,
    run: (start, end) => {
      for (let anchor = start; anchor < end; anchor++) {
        const label = targets[anchor] ?? -2;
        if (label < -1 || label >= classes) continue;
        const row = anchor * classes;
        for (let index = row; index < row + classes; index++) {
          const x = logits[index] ?? 0;
          const size = (sizes[index] ?? 0) & 0x7fffffff;
          if (!(Math.abs(x) <= largestLogit)) count(2 * marginBinCount);
          else if (label >= 0 && index === row + label) count(marginBin(x, size));
          else count(marginBinCount + marginBin(-x, size));
        }
      }
    },
    histogram: () => readElementHistogram(words),
  };
}

/** {@link prepareElementHistogramReference} over all anchors at once. */
export function computeElementHistogramReference(
  ...inputs: Parameters<typeof prepareElementHistogramReference>
): ElementHistogram {
  const counting = prepareElementHistogramReference(...inputs);
  counting.run(0, counting.anchors);
  return counting.histogram();
}
