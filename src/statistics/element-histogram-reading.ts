import { marginBinCount } from './margin-bins.ts';

/** Elements (anchor, class) of the anchors that are not ignored, by the bin of their margin (`margin-bins.ts`). */
export interface ElementHistogram {
  /** Counts of foreground elements, each an anchor's own class, in ascending order of loss. */
  readonly foreground: Uint32Array;
  /** Counts of all other elements, those of foreground anchors included. */
  readonly background: Uint32Array;
  /** Logits left out because they are not finite or beyond `largestLogit`; ignored anchors are not searched. */
  readonly nonFinite: number;
}

/** Counts, as in the kernel's buffer: foreground, background, left out. */
export const histogramWords = 2 * marginBinCount + 1;

/** @param words {@link histogramWords} counts */
export function readElementHistogram(words: Uint32Array): ElementHistogram {
  return {
    foreground: words.slice(0, marginBinCount),
    background: words.slice(marginBinCount, 2 * marginBinCount),
    nonFinite: words[2 * marginBinCount] ?? 0,
  };
}
