import { InputError } from '../gpu/input-error.ts';
import { resolveNormaliser, type LossNormaliser } from './normaliser.ts';

export interface SoftmaxLossParams {
  /** Which column is the background's: K, the last, or 0, class k then lying in column k + 1. */
  readonly background: 'last' | 'first';
  /** What everything is divided by. */
  readonly normaliser: LossNormaliser;
}

/** Params with their meaning worked out, the same for kernel and twin. */
export interface ResolvedSoftmaxLossParams {
  readonly backgroundFirst: boolean;
  /** The normaliser, or undefined where the targets decide it. */
  readonly normaliser: number | undefined;
}

/** @throws InputError for a normaliser outside its range, or a place of the background that is none */
export function resolveSoftmaxLossParams(
  { background, normaliser }: SoftmaxLossParams,
  anchors: number,
): ResolvedSoftmaxLossParams {
  if (!['last', 'first'].includes(background))
    throw new InputError('background', background, 'be last or first');
  return {
    backgroundFirst: background === 'first',
    normaliser: resolveNormaliser(normaliser, anchors),
  };
}
