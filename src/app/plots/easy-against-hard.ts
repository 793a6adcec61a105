import { lossOfProbability } from './loss-curves.ts';

/** Many easy examples and a few hard ones. */
export interface EasyAndHard {
  readonly easyCount: number;
  /** p_t of every easy one. */
  readonly easyProbability: number;
  readonly hardCount: number;
  readonly hardProbability: number;
}

/** The sum of the talk on focal loss at ICCV 2017. */
export const talkExample: EasyAndHard = {
  easyCount: 100_000,
  easyProbability: 0.9,
  hardCount: 100,
  hardProbability: 0.1,
};

/** Losses without a normaliser. */
export interface WeighedExamples {
  readonly easyEach: number;
  readonly hardEach: number;
  readonly easy: number;
  readonly hard: number;
  /** How many times as much the easy ones make as the hard ones. */
  readonly ratio: number;
}

/** @param alpha weight of the hard ones, taken as foreground, the easy ones weighing 1 − α; or 'off' */
export function weighExamples(
  example: EasyAndHard,
  gamma: number,
  alpha: number | 'off' = 'off',
): WeighedExamples {
  const [easyWeight, hardWeight] = alpha === 'off' ? [1, 1] : [1 - alpha, alpha];
  const easyEach = easyWeight * lossOfProbability(example.easyProbability, gamma);
  const hardEach = hardWeight * lossOfProbability(example.hardProbability, gamma);
  const easy = example.easyCount * easyEach;
  const hard = example.hardCount * hardEach;
  return { easyEach, hardEach, easy, hard, ratio: easy / hard };
}
