/** Which loss: cross entropy, or the focal loss of Lin et al. 2017. */
export type DenseLossKind = 'cross-entropy' | 'focal';

/** What a person can turn on a dense loss. */
export interface DenseLossParams {
  readonly kind: DenseLossKind;
  /** Focusing exponent, 0 to 10; cross entropy has none and ignores it. */
  readonly gamma: number;
  /** Weight of an element whose class the anchor has, up to 1, the others weighing 1 - alpha; below 0: off. */
  readonly alpha: number;
  /** What everything is divided by: max(1, anchors with a class), A, nothing, or a number above 0. */
  readonly normaliser: 'foreground' | 'anchors' | 'none' | number;
}

/** Sums and counts over all anchors; the losses are divided by the normaliser. */
export interface DenseLossTotals {
  readonly total: number;
  /** The share of anchors that have a class. */
  readonly foreground: number;
  /** The share of background anchors. */
  readonly background: number;
  /** Anchors with a class, 0 ≤ target < K. */
  readonly foregroundAnchors: number;
  /** Logits left out because they are not finite or beyond {@link largestLogit}; ignored anchors are not searched. */
  readonly nonFinite: number;
  /** Targets outside [-2, K); their anchors are treated as ignored. */
  readonly badTargets: number;
}

/** A logit beyond this size, finite or not, contributes nothing and is counted: sums of it could leave float32. */
export const largestLogit = Math.fround(1e30);

/** Params with their meaning worked out, the same for kernel and twin. */
export interface ResolvedLossParams {
  /** 0 for cross entropy. */
  readonly gamma: number;
  readonly positiveWeight: number;
  readonly negativeWeight: number;
  /** The normaliser, or undefined where the targets decide it. */
  readonly normaliser: number | undefined;
}

/**
 * @throws RangeError when γ is outside [0, 10], α above 1, or the normaliser not a positive number
 */
export function resolveLossParams(params: DenseLossParams, anchors: number): ResolvedLossParams {
  const { kind, gamma, alpha, normaliser } = params;
  if (!(gamma >= 0 && gamma <= 10)) throw new RangeError(`gamma must lie in [0, 10], not at ${gamma}`);
  if (!(alpha <= 1)) throw new RangeError(`alpha must be at most 1, not ${alpha}`);
  return {
    gamma: kind === 'focal' ? gamma : 0,
    positiveWeight: alpha < 0 ? 1 : alpha,
    negativeWeight: alpha < 0 ? 1 : 1 - alpha,
    normaliser: resolveNormaliser(normaliser, anchors),
  };
}

function resolveNormaliser(normaliser: DenseLossParams['normaliser'], anchors: number): number | undefined {
  if (normaliser === 'foreground') return undefined;
  if (normaliser === 'anchors') return anchors;
  if (normaliser === 'none') return 1;
  if (!(normaliser > 0 && normaliser <= 1e30))
    throw new RangeError(`the normaliser must be a number above 0, not ${normaliser}`);
  return normaliser;
}

const splitFloat = new Float32Array(1);
const splitBits = new Uint32Array(splitFloat.buffer);

/** The leading 12 significant bits of a float32: products of two such numbers are exact. */
export function keepTwelveBits(value: number): number {
  splitFloat[0] = value;
  splitBits[0] = (splitBits[0] ?? 0) & 0xfffff000;
  return splitFloat[0];
}
