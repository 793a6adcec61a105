import { InputError, requireWithin } from '../gpu/input-error.ts';
import { marginsOfBin } from './margin-bins.ts';
import { logLossOfMargin, type MarginLoss } from './margin-loss.ts';

/** The cumulative loss of one kind of element, as in figure 4 of Lin et al. 2017. */
export interface CumulativeLoss {
  /** N: elements counted. */
  readonly elements: number;
  /**
   * The sum of their losses without α and without the normaliser, within a relative 0.0027 where no margin exceeds
   * 128.
   */
  readonly total: number;
  /** x: which part of the elements, those of least loss first; as they were asked for. */
  readonly fractions: Float64Array;
  /** y: which part of `total` those elements hold, within 0.00135; empty like `fractions` where N is 0. */
  readonly shares: Float64Array;
}

/** `points` + 1 fractions from 0 to 1, evenly spaced. */
export function evenFractions(points: number): Float64Array {
  return Float64Array.from({ length: points + 1 }, (_, index) => index / points);
}

/** How many elements a histogram holds. */
export function countElements(counts: Uint32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * The curve of one histogram under one loss, without a look at the logits. α is not asked for: all elements of a
 * histogram weigh the same, so that the normalisation of each curve takes their weight away.
 *
 * @param counts `foreground` or `background` of an element histogram
 * @param fractions x in ascending order, each in [0, 1]; or how many even steps to take from 0 to 1
 * @returns an empty curve where there is no element
 * @throws InputError for a γ outside its range or a fraction outside [0, 1]
 */
export function computeCumulativeLoss(
  counts: Uint32Array,
  loss: MarginLoss,
  fractions: Float64Array | number,
): CumulativeLoss {
  const runs = weighBins(counts, loss);
  const { elements } = runs;
  if (elements === 0)
    return { elements, total: 0, fractions: new Float64Array(0), shares: new Float64Array(0) };
  const at = typeof fractions === 'number' ? evenFractions(fractions) : fractions;
  return {
    elements,
    total: runs.sum * Math.exp(runs.logScale),
    fractions: at,
    shares: takeFromEasiest(runs, at),
  };
}

/**
 * The share of loss that the hardest elements hold, counted from their end so that little of it is not lost in
 * rounding; 0 where there is no element.
 *
 * @param fraction how many of the elements, in [0, 1]: 0.01 for the hardest hundredth
 * @throws InputError as {@link computeCumulativeLoss}
 */
export function shareOfHardest(counts: Uint32Array, loss: MarginLoss, fraction: number): number {
  requireWithin('fraction', fraction, 0, 1);
  const { elements, sum, sizes, losses } = weighBins(counts, loss);
  let left = fraction * elements;
  let taken = 0;
  for (let run = sizes.length - 1; run >= 0 && left > 0; run--) {
    const size = sizes[run] ?? 0;
    taken += (losses[run] ?? 0) * Math.min(left, size);
    left -= size;
  }
  return sum > 0 ? Math.min(1, taken / sum) : 0;
}

/** The bins that hold something, in ascending order of loss. */
interface WeighedBins {
  readonly elements: number;
  /** Elements of each bin. */
  readonly sizes: Float64Array;
  /** The loss of one element of each, divided by that of the hardest bin, whose logarithm is `logScale`. */
  readonly losses: Float64Array;
  readonly logScale: number;
  /** Over all elements, in the unit of `losses`. */
  readonly sum: number;
}

function weighBins(counts: Uint32Array, loss: MarginLoss): WeighedBins {
  const logLoss = logLossOfMargin(loss);
  const filled = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  const sizes = new Float64Array(filled);
  const losses = new Float64Array(filled);
  let run = 0;
  for (const [bin, count] of counts.entries()) {
    if (count === 0) continue;
    sizes[run] = count;
    losses[run++] = logLoss(marginsOfBin(bin).centre);
  }
  const logScale = losses[filled - 1] ?? 0;
  let elements = 0;
  let sum = 0;
  for (let index = 0; index < filled; index++) {
    const size = sizes[index] ?? 0;
    const element = Math.exp((losses[index] ?? 0) - logScale);
    losses[index] = element;
    elements += size;
    sum += size * element;
  }
  return { elements, sizes, losses, logScale, sum };
}

/** The shares of the easiest elements at ascending fractions; within a bin the elements lose alike. */
function takeFromEasiest(
  { elements, sizes, losses, sum }: WeighedBins,
  fractions: Float64Array,
): Float64Array {
  let run = 0;
  let countBelow = 0;
  let lossBelow = 0;
  let previous = 0;
  return fractions.map((fraction) => {
    if (!(fraction >= previous && fraction <= 1))
      throw new InputError('fractions', fraction, `ascend within [0, 1]`);
    previous = fraction;
    const wanted = fraction * elements;
    while (run < sizes.length && countBelow + (sizes[run] ?? 0) <= wanted) {
      const size = sizes[run] ?? 0;
      countBelow += size;
      lossBelow += size * (losses[run++] ?? 0);
    }
    return Math.min(1, (lossBelow + (wanted - countBelow) * (losses[run] ?? 0)) / sum);
  });
}
