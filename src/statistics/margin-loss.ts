import { resolveLossParams, type DenseLossParams } from '../loss/dense-loss-params.ts';

/** What decides how elements of one histogram compare: α and the normaliser do not. */
export type MarginLoss = Pick<DenseLossParams, 'kind' | 'gamma' | 'beta'>;

/** What the loss of an element without α is made of, in logarithms: it leaves float64 where (1 + γ)·z passes 745. */
export interface MarginTerms {
  /** z of each element */
  readonly margins: Float64Array;
  /** ln softplus(-z), of the cross entropy. */
  readonly logCrossEntropy: Float64Array;
  /** ln q = -softplus(z), q = sigmoid(-z) */
  readonly logQ: Float64Array;
}

/** @param margins z of each element */
export function termsOfMargins(margins: Float64Array): MarginTerms {
  return {
    margins,
    logCrossEntropy: margins.map((margin) => logSoftplus(-margin)),
    logQ: margins.map((margin) => -softplus(margin)),
  };
}

/**
 * The logarithm of each element's loss without α: ln FL = ln softplus(-z) + γ·ln q, and for FL* of appendix A of Lin
 * et al. 2017 ln softplus(-(γ·z + β)) - ln γ.
 *
 * @throws InputError when γ or β is outside its range
 */
export function logLosses(terms: MarginTerms, loss: MarginLoss): Float64Array {
  const { gamma, beta, power } = resolveLossParams({ ...loss, alpha: -1, normaliser: 'none' }, 1);
  if (power === 4)
    return terms.margins.map((margin) => logSoftplus(-(gamma * margin + beta)) - Math.log(gamma));
  return terms.logCrossEntropy.map((log, index) => log + gamma * (terms.logQ[index] ?? 0));
}

/** ln ln(1 + e^x): x itself where e^x is next to nothing. */
function logSoftplus(x: number): number {
  return x < -40 ? x : Math.log(softplus(x));
}

/** ln(1 + e^x) */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
