import type { AnchorConfiguration } from '../anchors/anchor-grid.ts';
import { roundHalfToEven } from '../anchors/anchor-shapes.ts';
import { InputError, requireCount, requireWithin } from '../gpu/input-error.ts';

/**
 * How an anchor's sides become numbers. `none` keeps them as the formula gives them; `half-extents` is torchvision's
 * way: the size is cut to whole pixels, and half of each side is rounded to whole pixels, halves to the even one.
 */
export type AnchorRounding = 'none' | 'half-extents';

/** An anchor setting by itself, without a model: what coverage is measured of, and what a search changes. */
export interface AnchorSettings {
  /** Pixels of the input per cell, finest level first. */
  readonly strides: readonly number[];
  /** Side of the square anchor of scale 1 on each level, in pixels of the input. */
  readonly baseSizes: readonly number[];
  readonly scales: readonly number[];
  /** Height over width. */
  readonly ratios: readonly number[];
  /** Which of the two runs faster within a cell. Coverage does not depend on it; a head's channels do. */
  readonly order: 'ratio-outer' | 'scale-outer';
  /** Where in its cell an anchor's centre lies, in cells: 0 is the corner, 0.5 the middle. */
  readonly centreOffset: number;
  readonly rounding: AnchorRounding;
  /** The number of the first level's name: 3 for P3. */
  readonly firstLevel: number;
  /** The longest side of a photo becomes this many pixels of the input. */
  readonly inputSide: number;
  /** The input's sides are padded to multiples of this. */
  readonly padToMultiple: number;
}

/** The part of a model's manifest that says which anchors it has and over what input. */
export interface AnchorManifest {
  readonly anchors: AnchorConfiguration;
  readonly defaultSide: number;
  readonly inputRule: { readonly padToMultiple: number };
}

/** More would not fit into the table of owners that tells neighbouring boxes apart: 64 Mi. */
const mostAnchors = 2 ** 26;
const mostLevels = 16;
const mostFactors = 32;

/**
 * The setting of a model as its conventions have it. Sizes of each level become bases and scales by their first; the
 * whole cells of ODTK 19.04, up to three pixels away, are left as the formula gives them.
 *
 * @param side longest side of the input, where it is not the manifest's own
 * @throws InputError as `validateAnchorSettings`
 */
export function anchorSettingsOf(manifest: AnchorManifest, side = manifest.defaultSide): AnchorSettings {
  const { strides, firstLevel, baseSizeInStrides, sizes, scales, ratios, order, centreOffset, rounding } =
    manifest.anchors;
  return validateAnchorSettings({
    strides,
    baseSizes: strides.map((stride, level) => sizes?.[level]?.[0] ?? baseSizeInStrides * stride),
    scales,
    ratios,
    order,
    centreOffset,
    rounding: rounding === 'half-extents' ? 'half-extents' : 'none',
    firstLevel,
    inputSide: side,
    padToMultiple: manifest.inputRule.padToMultiple,
  });
}

/**
 * @returns the settings themselves
 * @throws InputError naming the first number at fault: an empty or too long list, a stride that is not whole, a
 * size, scale or ratio out of bounds, as many base sizes as there are not levels, or more than 2^26 anchors in all
 */
export function validateAnchorSettings(settings: AnchorSettings): AnchorSettings {
  const { strides, baseSizes, scales, ratios } = settings;
  requireWithin('strides.length', strides.length, 1, mostLevels);
  for (const [level, stride] of strides.entries()) {
    requireCount(`strides[${level}]`, stride);
    requireWithin(`strides[${level}]`, stride, 1, 4096);
  }
  if (baseSizes.length !== strides.length)
    throw new InputError('baseSizes.length', baseSizes.length, `be the number of strides, ${strides.length}`);
  requireEach('baseSizes', baseSizes, 0.5, 65_536);
  requireWithin('scales.length', scales.length, 1, mostFactors);
  requireEach('scales', scales, 0.001, 1000);
  requireWithin('ratios.length', ratios.length, 1, mostFactors);
  requireEach('ratios', ratios, 0.001, 1000);
  requireWithin('centreOffset', settings.centreOffset, 0, 1);
  requireCount('firstLevel', settings.firstLevel, 0);
  requireCount('inputSide', settings.inputSide);
  requireWithin('inputSide', settings.inputSide, 1, 16_384);
  requireCount('padToMultiple', settings.padToMultiple);
  requireWithin('padToMultiple', settings.padToMultiple, 1, 4096);
  const side = Math.ceil(settings.inputSide / settings.padToMultiple) * settings.padToMultiple;
  const cells = strides.reduce((sum, stride) => sum + Math.ceil(side / stride) ** 2, 0);
  requireWithin('anchors of a square input', cells * scales.length * ratios.length, 1, mostAnchors);
  return settings;
}

function requireEach(name: string, values: readonly number[], least: number, most: number): void {
  for (const [index, value] of values.entries()) requireWithin(`${name}[${index}]`, value, least, most);
}

/** `P3` … of a level. */
export function levelName(settings: AnchorSettings, level: number): string {
  return `P${settings.firstLevel + level}`;
}

/** Width and height of the S shapes of a level, in pixels of the input. */
export interface LevelShapes {
  readonly widths: Float64Array<ArrayBuffer>;
  readonly heights: Float64Array<ArrayBuffer>;
}

/** The shapes of a level, in the order of the head's channels; `createAnchorGrid` has the same formula. */
export function levelShapes(settings: AnchorSettings, level: number): LevelShapes {
  const { scales, ratios, order } = settings;
  const base = settings.baseSizes[level] ?? 0;
  const pairs =
    order === 'ratio-outer'
      ? ratios.flatMap((ratio) => scales.map((scale) => [scale, ratio] as const))
      : scales.flatMap((scale) => ratios.map((ratio) => [scale, ratio] as const));
  const side = (size: number): number =>
    settings.rounding === 'none' ? size : 2 * roundHalfToEven(size / 2);
  const sizeOf = (scale: number): number =>
    settings.rounding === 'none' ? base * scale : Math.trunc(base * scale);
  return {
    widths: Float64Array.from(pairs, ([scale, ratio]) => side(sizeOf(scale) / Math.sqrt(ratio))),
    heights: Float64Array.from(pairs, ([scale, ratio]) => side(sizeOf(scale) * Math.sqrt(ratio))),
  };
}
