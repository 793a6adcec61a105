import { InputError, requireWithin } from '../gpu/input-error.ts';
import { resolveNormaliser, type LossNormaliser } from './normaliser.ts';

/** Which loss: cross entropy, the focal loss of Lin et al. 2017, or the variant FL* of their appendix A. */
export type DenseLossKind = 'cross-entropy' | 'focal' | 'focal-star';

/** What a person can turn on a dense loss. */
export interface DenseLossParams {
  readonly kind: DenseLossKind;
  /** Focusing exponent, 0 to 10; above 0 for FL*, whose slope it is; cross entropy ignores it, whatever it is. */
  readonly gamma: number;
  /**
   * Weight of an element whose class the anchor has, up to 1, the others weighing 1 - alpha; below 0: off. All
   * three losses take it.
   */
  readonly alpha: number;
  /** Shift of FL*, 0 where left out; the others ignore it. */
  readonly beta?: number;
  /** What everything is divided by: max(1, anchors with a class), A, nothing, or a number above 0. */
  readonly normaliser: LossNormaliser;
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

/** What FL* takes: a smaller γ, or a larger shift, would leave float32 behind. */
export const smallestStarGamma = 1e-6;
export const largestBeta = 1e6;

/** How the kernels take q^γ: 0 to 2 for that whole exponent, 3 for any other, 4 for FL*, which has none. */
export type LossPower = 0 | 1 | 2 | 3 | 4;
export const lossPowers: readonly LossPower[] = [0, 1, 2, 3, 4];

/** Params with their meaning worked out, the same for kernel and twin. */
export interface ResolvedLossParams {
  readonly power: LossPower;
  /** 0 for cross entropy. */
  readonly gamma: number;
  readonly beta: number;
  readonly positiveWeight: number;
  readonly negativeWeight: number;
  /** What losses, not gradients, are divided by besides: γ for FL*, else 1. */
  readonly lossDivisor: number;
  /** The normaliser, or undefined where the targets decide it. */
  readonly normaliser: number | undefined;
}

/**
 * Checks what the kind of loss makes use of.
 *
 * @throws InputError (a RangeError) for a kind that is none; γ outside [0, 10], or below {@link smallestStarGamma} for
 *   FL*; α above 1; β beyond ±{@link largestBeta}; a normaliser outside [1e-30, 1e30]
 */
export function resolveLossParams(params: DenseLossParams, anchors: number): ResolvedLossParams {
  const { kind, gamma, alpha, beta = 0, normaliser } = params;
  const star = kind === 'focal-star';
  if (!['cross-entropy', 'focal', 'focal-star'].includes(kind))
    throw new InputError('kind', kind, 'be cross-entropy, focal or focal-star');
  if (kind !== 'cross-entropy') requireWithin('gamma', gamma, star ? smallestStarGamma : 0, 10);
  requireWithin('alpha', alpha, -Infinity, 1);
  if (star) requireWithin('beta', beta, -largestBeta, largestBeta);
  return {
    power: powerOf(kind, gamma),
    gamma: kind === 'cross-entropy' ? 0 : gamma,
    beta: star ? beta : 0,
    positiveWeight: alpha < 0 ? 1 : alpha,
    negativeWeight: alpha < 0 ? 1 : 1 - alpha,
    lossDivisor: star ? gamma : 1,
    normaliser: resolveNormaliser(normaliser, anchors),
  };
}

/** γ as float32 decides, since that is what the kernels are given. */
export function powerOf(kind: DenseLossKind, gamma: number): LossPower {
  if (kind === 'focal-star') return 4;
  const rounded = kind === 'focal' ? Math.fround(gamma) : 0;
  return rounded === 0 || rounded === 1 || rounded === 2 ? rounded : 3;
}

/** The fields of `LossParams` in `shaders/shared/loss-element.wgsl`. */
export function lossParamFields(resolved: ResolvedLossParams): Readonly<Record<string, number>> {
  const { gamma, beta, positiveWeight, negativeWeight, lossDivisor, normaliser } = resolved;
  return {
    gamma,
    beta,
    positiveWeight,
    negativeWeight,
    lossFactor: 1 / lossDivisor,
    scale: normaliser === undefined ? 0 : 1 / normaliser,
  };
}
