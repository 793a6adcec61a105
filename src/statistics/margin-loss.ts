import { requireWithin } from '../gpu/input-error.ts';
import type { DenseLossKind } from '../loss/dense-loss-params.ts';

/** What decides how elements of one histogram compare: α and the normaliser do not. */
export interface MarginLoss {
  readonly kind: DenseLossKind;
  /** Focusing exponent, 0 to 10; cross entropy has none and ignores it. */
  readonly gamma: number;
}

/** What the loss of an element without α is made of, in logarithms: it leaves float64 where (1 + γ)·z passes 745. */
export interface MarginTerms {
  /** ln softplus(-z), of the cross entropy. */
  readonly logCrossEntropy: Float64Array;
  /** ln q = -softplus(z), q = sigmoid(-z) */
  readonly logQ: Float64Array;
}

/** @param margins z of each element */
export function termsOfMargins(margins: Float64Array): MarginTerms {
  return {
    logCrossEntropy: margins.map((margin) => Math.log(softplus(-margin))),
    logQ: margins.map((margin) => -softplus(margin)),
  };
}

/**
 * ln FL = ln softplus(-z) + γ·ln q of each element.
 *
 * @throws InputError when γ is outside [0, 10]
 */
export function logLosses(terms: MarginTerms, { kind, gamma }: MarginLoss): Float64Array {
  requireWithin('gamma', gamma, 0, 10);
  const exponent = kind === 'cross-entropy' ? 0 : gamma;
  return terms.logCrossEntropy.map((log, index) => log + exponent * (terms.logQ[index] ?? 0));
}

/** ln(1 + e^x) */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
