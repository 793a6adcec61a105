import type { LossAnswer } from './benchmark-case.ts';
import type { Tolerance } from './contender.ts';

/** Whether an answer is right, and where it is furthest off. */
export interface Verdict {
  readonly isRight: boolean;
  /** The worst error, 1 being as far as the tolerance lets it; Infinity for a value that is missing or NaN. */
  readonly worstError: number;
  /** The place of the worst error, as "gradient 12: 0.25 for 0.5". */
  readonly worstPlace: string;
}

function listValues(answer: LossAnswer): Record<string, ArrayLike<number> | undefined> {
  return {
    total: answer.total === undefined ? undefined : [answer.total],
    perAnchor: answer.perAnchor,
    gradient: answer.gradient,
  };
}

function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let index = 0; index < values.length; index++)
    largest = Math.max(largest, Math.abs(values[index] ?? 0));
  return largest;
}

/**
 * Compares an answer with the exact one. Losses per anchor may be missing, since not every library has them on its
 * way to the sum; whatever else is expected may not.
 *
 * @param expected decides what is compared: a loss without gradient expects none
 */
export function checkAnswer(actual: LossAnswer, expected: LossAnswer, tolerance: Tolerance): Verdict {
  const found = listValues(actual);
  let worstError = 0;
  let worstPlace = '';
  const meet = (error: number, place: string): void => {
    // NaN is as wrong as can be.
    const size = Number.isNaN(error) ? Infinity : error;
    if (size > worstError) [worstError, worstPlace] = [size, place];
  };
  for (const [name, exact] of Object.entries(listValues(expected))) {
    const values = found[name];
    if (!exact || (!values && name === 'perAnchor')) continue;
    if (values?.length !== exact.length) {
      meet(Infinity, `${name}: ${values?.length ?? 0} values for ${exact.length}`);
      continue;
    }
    const slack = tolerance.absolute * largestOf(exact);
    for (let index = 0; index < exact.length; index++) {
      const [value, wanted] = [values[index] ?? NaN, exact[index] ?? NaN];
      const allowed = tolerance.relative * Math.abs(wanted) + slack;
      if (value !== wanted)
        meet(Math.abs(value - wanted) / allowed, `${name} ${index}: ${value} for ${wanted}`);
    }
  }
  return { isRight: worstError <= 1, worstError, worstPlace };
}
