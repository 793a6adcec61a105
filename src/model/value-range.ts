/** What the values of an output span. */
export interface ValueRange {
  /** Of the finite ones; ∞ where there is none. */
  readonly least: number;
  /** −∞ where there is none. */
  readonly greatest: number;
  /** How many are infinite or not a number. */
  readonly nonFinite: number;
}

/** What a head's scores are: decided by their values, or by whoever knows. */
export const scoreKinds = ['logits', 'probabilities'] as const;
export type ScoreKind = (typeof scoreKinds)[number];

/** How far past [0, 1] probabilities may lie that were rounded to float16 or to eight bits on their way. */
const slack = 1e-3;

/**
 * Logits of all anchors never lie in [0, 1] together: most of a picture is background, and says so by logits far
 * below 0. Where there is not one finite value, nothing speaks against logits.
 */
export function scoreKindOf({ least, greatest }: ValueRange): ScoreKind {
  return least <= greatest && least >= -slack && greatest <= 1 + slack ? 'probabilities' : 'logits';
}
