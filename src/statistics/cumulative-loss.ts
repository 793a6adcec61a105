import { InputError, requireWithin } from '../gpu/input-error.ts';
import { marginsOfBin } from './margin-bins.ts';
import { logLosses, termsOfMargins, type MarginLoss } from './margin-loss.ts';

/** The cumulative loss of one kind of element, as in figure 4 of Lin et al. 2017. */
export interface CumulativeLoss {
  /** x: which part of the elements, those of least loss first; as they were asked for, none where N is 0. */
  readonly fractions: Float64Array;
  /** y: which part of the loss those elements hold, within 0.00135; as many as `fractions`. */
  readonly shares: Float64Array;
}

/**
 * The elements of one histogram, ready to be weighed by one loss after another without a look at the logits. α is
 * not asked for: all elements of a histogram weigh the same, so that shares do not depend on it.
 */
export interface ElementLosses {
  /** N: elements counted. */
  readonly elements: number;
  /**
   * The sum of their losses without α and without the normaliser, within a relative 0.0027 where no margin exceeds
   * 128; 0 where N is 0.
   *
   * @throws InputError for a γ outside [0, 10]
   */
  sum(loss: MarginLoss): number;
  /**
   * The curve from the easiest element to the hardest.
   *
   * @param fractions x in ascending order, each in [0, 1]; or how many even steps to take from 0 to 1
   * @throws InputError for a γ outside [0, 10] or fractions that are not so
   */
  cumulate(loss: MarginLoss, fractions: Float64Array | number): CumulativeLoss;
  /**
   * The share of loss that the hardest elements hold, added up from their end, so that a small one is exact too; 0
   * where N is 0.
   *
   * @param fraction how many of the elements, in [0, 1]: 0.01 for the hardest hundredth
   * @throws InputError for a γ or a fraction outside its range
   */
  shareOfHardest(loss: MarginLoss, fraction: number): number;
}

/** `steps` + 1 fractions from 0 to 1, evenly spaced. */
export function evenFractions(steps: number): Float64Array {
  return Float64Array.from({ length: steps + 1 }, (_, index) => index / steps);
}

/** @param counts `foreground` or `background` of an element histogram; a copy of what matters is kept */
export function prepareElementLosses(counts: Uint32Array): ElementLosses {
  return new BinnedLosses(counts);
}

/** One loss of every bin that holds something, in ascending order. */
interface Weights {
  /** The loss of one element of each, divided by that of the hardest, whose logarithm is `logScale`. */
  readonly losses: Float64Array;
  readonly logScale: number;
  /** Over all elements, in the unit of `losses`. */
  readonly sum: number;
}

class BinnedLosses implements ElementLosses {
  readonly elements: number;
  /** Elements of each bin that holds something. */
  readonly #sizes: Float64Array;
  readonly #terms: ReturnType<typeof termsOfMargins>;

  constructor(counts: Uint32Array) {
    let filled = 0;
    for (const count of counts) if (count > 0) filled++;
    this.#sizes = new Float64Array(filled);
    const margins = new Float64Array(filled);
    let next = 0;
    let elements = 0;
    for (let bin = 0; bin < counts.length; bin++) {
      const count = counts[bin] ?? 0;
      if (count === 0) continue;
      elements += count;
      this.#sizes[next] = count;
      margins[next++] = marginsOfBin(bin).centre;
    }
    this.elements = elements;
    this.#terms = termsOfMargins(margins);
  }

  sum(loss: MarginLoss): number {
    const { sum, logScale } = this.#weigh(loss);
    return sum * Math.exp(logScale);
  }

  cumulate(loss: MarginLoss, fractions: Float64Array | number): CumulativeLoss {
    const { losses, sum } = this.#weigh(loss);
    const wished = typeof fractions === 'number' ? evenFractions(fractions) : fractions;
    requireAscending(wished);
    if (this.elements === 0) return { fractions: new Float64Array(0), shares: new Float64Array(0) };
    const sizes = this.#sizes;
    let bin = 0;
    let countBelow = 0;
    let lossBelow = 0;
    const shares = wished.map((fraction) => {
      const wanted = fraction * this.elements;
      while (bin < sizes.length && countBelow + (sizes[bin] ?? 0) <= wanted) {
        countBelow += sizes[bin] ?? 0;
        lossBelow += (sizes[bin] ?? 0) * (losses[bin++] ?? 0);
      }
      // Within a bin all elements lose alike.
      return Math.min(1, (lossBelow + (wanted - countBelow) * (losses[bin] ?? 0)) / sum);
    });
    return { fractions: wished, shares };
  }

  shareOfHardest(loss: MarginLoss, fraction: number): number {
    requireWithin('fraction', fraction, 0, 1);
    const { losses, sum } = this.#weigh(loss);
    let left = fraction * this.elements;
    let taken = 0;
    for (let bin = losses.length - 1; bin >= 0 && left > 0; bin--) {
      const size = this.#sizes[bin] ?? 0;
      taken += (losses[bin] ?? 0) * Math.min(left, size);
      left -= size;
    }
    return sum > 0 ? Math.min(1, taken / sum) : 0;
  }

  #weigh(loss: MarginLoss): Weights {
    const losses = logLosses(this.#terms, loss);
    const logScale = losses.at(-1) ?? 0;
    let sum = 0;
    for (let bin = 0; bin < losses.length; bin++) {
      const element = Math.exp((losses[bin] ?? 0) - logScale);
      losses[bin] = element;
      sum += element * (this.#sizes[bin] ?? 0);
    }
    return { losses, logScale, sum };
  }
}

function requireAscending(fractions: Float64Array): void {
  let previous = 0;
  for (const fraction of fractions) {
    if (!(fraction >= previous && fraction <= 1))
      throw new InputError('fractions', fraction, 'ascend within [0, 1]');
    previous = fraction;
  }
}
