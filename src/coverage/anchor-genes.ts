import { validateAnchorSettings, type AnchorSettings } from './anchor-settings.ts';

/** What a search may change of a setting, and how many of each it shall have; what is not named stays. */
export interface AnchorFreedom {
  readonly scales?: number;
  /** Heights over widths. */
  readonly ratios?: number;
  /** Whether each level's base size may change. */
  readonly baseSizes?: boolean;
}

/** A setting as a row of logarithms to base 2, and back. */
export interface AnchorGenes {
  readonly start: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** Rounded to what one would write down: scales and ratios to thousandths, base sizes to whole pixels. */
  decode(genes: readonly number[]): AnchorSettings;
}

/** In octaves. */
const scaleBounds: readonly [number, number] = [-2, 2];
const ratioBounds: readonly [number, number] = [-3, 3];
const baseSizeReach = 2;

/**
 * Lays out what a search may change. Where there shall be more scales or ratios than there are, the start has them
 * spread evenly, by logarithm, over the range of the present ones.
 *
 * With base sizes free the smallest scale is 1: a common factor could otherwise lie with either.
 *
 * @throws InputError where a setting of that many would not be valid, or nothing may change
 */
export function layOutGenes(settings: AnchorSettings, freedom: AnchorFreedom): AnchorGenes {
  const scaleCount = freedom.scales ?? 0;
  const ratioCount = freedom.ratios ?? 0;
  const isBaseFree = freedom.baseSizes === true;
  validateAnchorSettings({
    ...settings,
    ...(freedom.scales !== undefined && { scales: repeatOne(freedom.scales) }),
    ...(freedom.ratios !== undefined && { ratios: repeatOne(freedom.ratios) }),
  });
  const common = isBaseFree && scaleCount > 0 ? Math.min(...settings.scales) : 1;
  const scales = spread(settings.scales, scaleCount).map((value) => value - Math.log2(common));
  const ratios = spread(settings.ratios, ratioCount);
  const bases = isBaseFree ? settings.baseSizes.map((size) => Math.log2(size * common)) : [];
  const decode = (genes: readonly number[]): AnchorSettings => {
    const powers = genes.map((gene) => 2 ** gene).map((value) => Math.max(value, 0.001));
    const ownScales = ascending(powers.slice(0, scaleCount));
    const smallest = isBaseFree ? (ownScales[0] ?? 1) : 1;
    return {
      ...settings,
      ...(scaleCount > 0 && { scales: ownScales.map((scale) => thousandth(scale / smallest)) }),
      ...(ratioCount > 0 && {
        ratios: ascending(powers.slice(scaleCount, scaleCount + ratioCount)).map(thousandth),
      }),
      ...(isBaseFree && {
        baseSizes: ascending(powers.slice(scaleCount + ratioCount)).map((size) =>
          Math.max(1, Math.round(size)),
        ),
      }),
    };
  };
  const bound = (least: number) => (value: number) => Math.min(value, least);
  const boundAbove = (most: number) => (value: number) => Math.max(value, most);
  return {
    start: [...scales, ...ratios, ...bases],
    lower: [
      ...scales.map(bound(scaleBounds[0])),
      ...ratios.map(bound(ratioBounds[0])),
      ...bases.map((value) => Math.max(0, value - baseSizeReach)),
    ],
    upper: [
      ...scales.map(boundAbove(scaleBounds[1])),
      ...ratios.map(boundAbove(ratioBounds[1])),
      ...bases.map((value) => Math.min(16, value + baseSizeReach)),
    ],
    decode,
  };
}

/** A list of that length, for its length to be checked; a bad one becomes a length that no list may have. */
function repeatOne(count: number): number[] {
  return new Array<number>(Number.isInteger(count) && count > 0 && count < 1000 ? count : 0).fill(1);
}

/** Logarithms of `count` values over the range of those given; the same ones where the number is the same. */
function spread(values: readonly number[], count: number): number[] {
  const sorted = ascending(values).map(Math.log2);
  const last = sorted.length - 1;
  if (count === 0) return [];
  if (count === 1) return [((sorted[0] ?? 0) + (sorted[last] ?? 0)) / 2];
  return Array.from({ length: count }, (_, index) => {
    const place = (index * last) / (count - 1);
    const below = sorted[Math.floor(place)] ?? 0;
    const above = sorted[Math.ceil(place)] ?? 0;
    return below + (above - below) * (place % 1);
  });
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((first, second) => first - second);
}

function thousandth(value: number): number {
  return Math.round(value * 1000) / 1000;
}
