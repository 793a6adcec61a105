/** Exponents of figures 1 and 6 of Lin et al. 2017. */
export const lossGammas = [0, 0.5, 1, 2, 5] as const;

/** The margin z = y·x of an element with this probability of its truth. */
export function marginOf(probability: number): number {
  return Math.log(probability) - Math.log1p(-probability);
}

/**
 * The focal loss of one element without α, −(1 − p_t)^γ · log p_t (Lin et al. 2017, equation 4); the cross entropy at
 * γ = 0.
 *
 * @param probability p_t in [0, 1]; the loss of 0 is infinite
 */
export function lossOfProbability(probability: number, gamma: number): number {
  if (probability >= 1) return 0;
  return -((1 - probability) ** gamma) * Math.log(probability);
}

/**
 * y · dFL / dx of one element without α at the margin z = y·x: (1 − p_t)^γ · (γ · p_t · log p_t + p_t − 1) (Lin et al.
 * 2017, appendix B), by the form that keeps its digits at large margins.
 */
export function gradientOfMargin(margin: number, gamma: number): number {
  const logLoss = Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
  const truth = 1 / (1 + Math.exp(-margin));
  const error = 1 / (1 + Math.exp(margin));
  return -(error ** gamma) * (gamma * truth * logLoss + error);
}

/** `count` + 1 numbers from `from` to `to`, evenly spaced. */
export function evenlyBetween(from: number, to: number, count: number): Float64Array {
  return Float64Array.from({ length: count + 1 }, (_, index) => from + ((to - from) * index) / count);
}

/** How many times less an element weighs than under cross entropy: (1 − p_t)^−γ. */
export function turnedDownBy(probability: number, gamma: number): number {
  return (1 - probability) ** -gamma;
}
