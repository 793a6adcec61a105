import { requireWithin } from '../gpu/input-error.ts';
import type { DenseLossKind } from '../loss/dense-loss-params.ts';

/** What decides how elements of one histogram compare: α and the normaliser do not. */
export interface MarginLoss {
  readonly kind: DenseLossKind;
  /** Focusing exponent, 0 to 10; cross entropy has none and ignores it. */
  readonly gamma: number;
}

/**
 * ln of an element's loss without α, by its margin: ln FL = -γ·softplus(z) + ln softplus(-z). In logarithms, since
 * the loss itself leaves float64 where (1 + γ)·z passes 745.
 *
 * @throws InputError when γ is outside [0, 10]
 */
export function logLossOfMargin({ kind, gamma }: MarginLoss): (margin: number) => number {
  requireWithin('gamma', gamma, 0, 10);
  if (kind === 'cross-entropy') return logCrossEntropy;
  return (margin) => logCrossEntropy(margin) - gamma * softplus(margin);
}

function logCrossEntropy(margin: number): number {
  return Math.log(softplus(-margin));
}

/** ln(1 + e^x) */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
