import { largestLogit } from '../loss/dense-loss-params.ts';

/*
 * The bins of the element histogram, in ascending order of loss. An element's margin is z = x for the anchor's own
 * class and -x for the others; every focal loss falls as z grows.
 *
 *     bin 0                   z ≥ 128, which at γ = 0 loses less than 3e-56
 *     easyBins of them        128 > z ≥ 0, each 1/2048 wide
 *     hardBins of them        0 > z > -16, each 1/2048 wide
 *     farBins of them         -16 ≥ z, each 1/256 of an octave: the leading bits of the float32
 *
 * How wide may a bin be? Let every element of a bin lose as much as at the bin's centre, and let that be wrong by a
 * factor of at most e^h. Of a curve's point, the share y of the x·N easiest elements, both parts, the loss below and
 * the loss above, are then wrong by at most e^±h, their ratio y / (1 - y) by e^±2h, and y itself by at most
 * tanh(h / 2), however the elements lie: at one edge, at both, or two of them in all. The normalisation takes any
 * common factor away. Within a bin the same holds, its elements being cut into two parts. With
 *
 *     |d ln FL / dz| = γ·p + q / softplus(-z) ≤ γ + 1 ≤ 11 for z ≥ -16, ≤ 1.00002 / |z| beyond
 *
 * h is at most 11 / 2 / 2048 = 0.0027 between -16 and 128 and 1 / 2 / 256 = 0.002 beyond -16: no point of a curve is
 * further than 0.00135 from the exact one for any γ in [0, 10]. FL* falls by at most γ for each unit of z and stays
 * within the same bound for a shift of 0, and for small ones. Only margins from 128 on are taken together whatever
 * they are, as though they were 128.
 */

/** Margins from this on share the first bin. */
export const certainMargin = 128;
const binsPerUnit = 2048;
const easyBins = certainMargin * binsPerUnit;
const farMargin = 16;
const hardBins = farMargin * binsPerUnit;
const farBits = bitsOf(farMargin);
const farShift = 15;
const farBins = ((bitsOf(largestLogit) - farBits) >> farShift) + 1;

/** Bins of each of the two histograms; the same number as in the kernel. */
export const marginBinCount = 1 + easyBins + hardBins + farBins;

/** Where the margins of a bin lie: the bounds (the larger margin loses less), and the one that stands for all. */
export interface MarginBin {
  readonly smallest: number;
  readonly largest: number;
  readonly centre: number;
}

/**
 * The bin of a margin, the same in float64 as in the kernel.
 *
 * @param margin a float32 of at most {@link largestLogit} in size
 * @param bits the bits of its absolute value
 */
export function marginBin(margin: number, bits: number): number {
  if (margin >= 0) return easyBins - Math.floor(Math.min(margin, certainMargin) * binsPerUnit);
  const hard = easyBins + 1;
  return bits < farBits
    ? hard + Math.floor(-margin * binsPerUnit)
    : hard + hardBins + ((bits - farBits) >> farShift);
}

/**
 * The margins of a bin. The first has no largest one; its elements count as though they were at 128.
 *
 * @param bin 0 to {@link marginBinCount} - 1
 */
export function marginsOfBin(bin: number): MarginBin {
  if (bin === 0) return { smallest: certainMargin, largest: Infinity, centre: certainMargin };
  const hard = bin - easyBins - 1;
  if (hard >= hardBins) {
    const largest = -floatOf(farBits + ((hard - hardBins) << farShift));
    const smallest = -floatOf(farBits + ((hard - hardBins + 1) << farShift));
    return { smallest, largest, centre: (smallest + largest) / 2 };
  }
  const smallest = hard < 0 ? (easyBins - bin) / binsPerUnit : -(hard + 1) / binsPerUnit;
  const width = 1 / binsPerUnit;
  return { smallest, largest: smallest + width, centre: smallest + width / 2 };
}

function bitsOf(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;
}

function floatOf(bits: number): number {
  return new Float32Array(Uint32Array.of(bits).buffer)[0] ?? 0;
}
