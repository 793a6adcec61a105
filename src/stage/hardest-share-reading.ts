/** The part of all anchors whose values are the largest. */
export interface HardestShare {
  /** The smallest value among them, float32. */
  readonly least: number;
  /** How many they are: those equal to the smallest are all among them. */
  readonly count: number;
  /** The sum of their values, and of all values. */
  readonly taken: number;
  readonly total: number;
}

/** How many of `anchors` make a share of them: one at least. */
export function hardestCount(share: number, anchors: number): number {
  return Math.min(anchors, Math.max(1, Math.round(share * anchors)));
}
