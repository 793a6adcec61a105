import { plainBoxCoding, type BoxCoding } from '../anchors/box-coding.ts';
import { InputError, requireCount, requireWithin } from '../gpu/input-error.ts';
import { resolveNormaliser, type LossNormaliser } from './normaliser.ts';

/** L1 and smooth L1 compare deltas, GIoU the decoded boxes. */
export type BoxLossKind = 'l1' | 'smooth-l1' | 'giou';

export interface BoxLossParams {
  readonly kind: BoxLossKind;
  /** Where smooth L1 bends: 0 for L1, else from 1e-6 to 1e6. Default 1/9; the other kinds ignore it. */
  readonly beta?: number;
  /** How deltas code boxes. Default `plainBoxCoding`. */
  readonly coding?: BoxCoding;
  /** What everything is divided by; anchors of foreground are those with a class and a box. */
  readonly normaliser: LossNormaliser;
  /** G: boxes of the ground truth; its buffer may hold more. */
  readonly groundTruthCount: number;
}

/** Sum and counts over all anchors. */
export interface BoxLossTotals {
  /** Divided by the normaliser. */
  readonly total: number;
  /** Anchors with a class and a box, those left out below included. */
  readonly foregroundAnchors: number;
  /** Foreground anchors left out because a delta is not finite or beyond 1e30 in size. */
  readonly nonFinite: number;
  /** Targets below -2, and anchors with a class whose box is not one of the G; treated as ignored. */
  readonly badTargets: number;
  /**
   * Foreground anchors left out because their own box or the one to fit has a side below {@link smallestSide} or a
   * corner beyond {@link largestCorner}.
   */
  readonly badBoxes: number;
}

/** In pixels; as in `shared/box-coding.wgsl`. */
export const smallestSide = Math.fround(1e-6);
export const largestCorner = 1e7;

/** Params with their meaning worked out, the same for kernel and twin. */
export interface ResolvedBoxLossParams {
  readonly isGiou: boolean;
  /** 0 for L1. */
  readonly beta: number;
  readonly coding: BoxCoding;
  /** The normaliser, or undefined where the targets decide it. */
  readonly normaliser: number | undefined;
}

/** @throws InputError for a β, normaliser or count outside its range, or a kind that is none */
export function resolveBoxLossParams(params: BoxLossParams, anchors: number): ResolvedBoxLossParams {
  const { kind, beta = 1 / 9, coding = plainBoxCoding, normaliser, groundTruthCount } = params;
  if (!['l1', 'smooth-l1', 'giou'].includes(kind))
    throw new InputError('kind', kind, 'be l1, smooth-l1 or giou');
  if (beta !== 0) requireWithin('beta', beta, 1e-6, 1e6);
  requireCount('groundTruthCount', groundTruthCount, 0);
  return {
    isGiou: kind === 'giou',
    beta: kind === 'smooth-l1' ? beta : 0,
    coding,
    normaliser: resolveNormaliser(normaliser, anchors),
  };
}
