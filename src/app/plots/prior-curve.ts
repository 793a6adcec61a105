import { untrainedLoss, type UntrainedHead, type UntrainedLoss } from '../../loss/prior.ts';

/** The head of a photo before its first step. */
export type StartingHead = Pick<UntrainedHead, 'anchors' | 'classes' | 'foreground'> & {
  readonly ignored: number;
  /** What the readouts are divided by; the anchors with a class where left out. */
  readonly normaliser?: number;
};

/** The prior of Lin et al. 2017, section 4.1. */
export const paperPrior = 0.01;
export const priorRange = [1e-4, 0.5] as const;

/** Evenly spaced by ratio, from one end of the range to the other. */
export const plottedPriors = Float64Array.from(
  { length: 81 },
  (_, index) => priorRange[0] * (priorRange[1] / priorRange[0]) ** (index / 80),
);

export interface StartingLosses {
  readonly crossEntropy: UntrainedLoss;
  readonly focal: UntrainedLoss;
}

/**
 * Both losses of a head all of whose logits are −log((1 − π) / π), divided as the readouts are.
 */
export function startingLosses(
  head: StartingHead,
  prior: number,
  gamma: number,
  alpha: number | 'off',
): StartingLosses {
  const start = { ...head, start: { prior }, normaliser: head.normaliser ?? 'foreground' } as const;
  return {
    crossEntropy: untrainedLoss({ ...start, kind: 'cross-entropy', gamma: 0, alpha: -1 }),
    focal: untrainedLoss({ ...start, kind: 'focal', gamma, alpha: alpha === 'off' ? -1 : alpha }),
  };
}
