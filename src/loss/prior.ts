import { InputError, requireCount, requireWithin } from '../gpu/input-error.ts';
import { resolveLossParams, type DenseLossParams, type ResolvedLossParams } from './dense-loss-params.ts';

/**
 * The bias of a classification head whose every class is to start at probability `prior` (Lin et al. 2017, section
 * 4.1): −log((1 − π) / π).
 *
 * @throws InputError unless 0 < π < 1
 *
 * @example
 * priorBias(0.01); // -4.595119850134590
 */
export function priorBias(prior: number): number {
  if (!(prior > 0 && prior < 1)) throw new InputError('prior', prior, 'lie between 0 and 1');
  return Math.log(prior) - Math.log1p(-prior);
}

/** A head before its first step, all of whose logits are the bias, and the loss that it is given. */
export interface UntrainedHead extends DenseLossParams {
  /** A, those ignored included */
  readonly anchors: number;
  /** K */
  readonly classes: number;
  /** Anchors with a class. */
  readonly foreground: number;
  /** Anchors that take no part. Default 0. */
  readonly ignored?: number;
  /** The probability that every class starts with, or the bias itself. */
  readonly start: { readonly prior: number } | { readonly bias: number };
}

export interface UntrainedLoss {
  /** Divided by the normaliser. */
  readonly total: number;
  /** The sum over anchors with a class, and over background anchors. */
  readonly foreground: number;
  readonly background: number;
  /** What part of the total each is, 0 to 1; 0 where there is no loss. */
  readonly foregroundShare: number;
  readonly backgroundShare: number;
  /** The logit of every element. */
  readonly bias: number;
}

/** log(1 + exp(x)) */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** The loss of one element of margin z, the logit with its sign turned for a class that the anchor has not. */
function lossOfMargin(z: number, { power, gamma, beta }: ResolvedLossParams): number {
  // Lin et al. 2017, appendix A: -log σ(γ z + β) / γ
  if (power === 4) return softplus(-(gamma * z + beta)) / gamma;
  // q^γ = exp(-γ softplus(z)) with q = sigmoid(-z)
  return Math.exp(-gamma * softplus(z)) * softplus(-z);
}

function checkCounts({ anchors, classes, foreground, ignored = 0 }: UntrainedHead): void {
  requireCount('anchors', anchors);
  requireCount('classes', classes);
  requireCount('foreground', foreground, 0);
  requireCount('ignored', ignored, 0);
  requireWithin('foreground', foreground, 0, anchors - ignored);
}

/**
 * The loss that a head starts training with, where all its logits equal one bias: of A · K elements only two kinds are
 * left, those of a class that the anchor has, n, and the others.
 *
 * @throws InputError for numbers outside their range
 */
export function untrainedLoss(head: UntrainedHead): UntrainedLoss {
  checkCounts(head);
  const { anchors, classes, foreground: having, ignored = 0, start } = head;
  const params = resolveLossParams(head, anchors);
  const bias = 'prior' in start ? priorBias(start.prior) : start.bias;
  requireWithin('bias', bias, -1e30, 1e30);
  const divisor = params.normaliser ?? Math.max(1, having);
  const own = params.positiveWeight * lossOfMargin(bias, params);
  const other = params.negativeWeight * lossOfMargin(-bias, params);
  const foreground = (having * (own + (classes - 1) * other)) / divisor;
  const background = ((anchors - ignored - having) * classes * other) / divisor;
  const total = foreground + background;
  const shareOf = (part: number): number => (total > 0 ? part / total : 0);
  return {
    total,
    foreground,
    background,
    foregroundShare: shareOf(foreground),
    backgroundShare: shareOf(background),
    bias,
  };
}
