/** Where one loss comes from, by class; losses are divided by the normaliser. */
export interface LossByClassReading {
  /** `[K]`: the loss of each class on the anchors that have it. */
  readonly own: Float64Array;
  /** `[K]`: its loss on all other anchors that are not ignored, those of background and of other classes. */
  readonly others: Float64Array;
  /** `[K]`: anchors of each class. */
  readonly foregroundAnchors: Uint32Array;
  /** Logits left out because they are not finite or beyond `largestLogit`; ignored anchors are not searched. */
  readonly nonFinite: number;
}

/** Sums as they are before the normaliser is applied. */
export interface ClassSums extends LossByClassReading {
  /** The normaliser, or undefined for max(1, anchors with a class). */
  readonly normaliser: number | undefined;
}

/** Divides by the normaliser, which may depend on the number of anchors with a class. */
export function normaliseClassSums(sums: ClassSums): LossByClassReading {
  const { foregroundAnchors, nonFinite } = sums;
  const foreground = foregroundAnchors.reduce((sum, count) => sum + count, 0);
  const normaliser = sums.normaliser ?? Math.max(1, foreground);
  return {
    own: sums.own.map((loss) => loss / normaliser),
    others: sums.others.map((loss) => loss / normaliser),
    foregroundAnchors,
    nonFinite,
  };
}
