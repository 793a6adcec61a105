import type { LossChoice } from '../pipeline/loss-spec.ts';

/** Names of losses short enough for a corner of the stage; the same in every language. */
export const lossSymbols: Readonly<Record<LossChoice, string>> = {
  'cross-entropy': 'CE',
  'alpha-cross-entropy': 'α-CE',
  focal: 'FL',
  'alpha-focal': 'α-FL',
  'focal-star': 'FL*',
  ohem: 'OHEM',
  'ohem-1-3': 'OHEM 1:3',
  l1: 'L1',
  'smooth-l1': 'Smooth L1',
  giou: 'GIoU',
};
