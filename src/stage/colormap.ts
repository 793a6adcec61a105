import {
  interpolateCividis,
  interpolateMagma,
  interpolatePuOr,
  interpolateViridis,
} from 'd3-scale-chromatic';
import { anchorMarks, type AnchorMark } from '../statistics/anchor-mark-values.ts';
import {
  colormapNames,
  logDecades,
  ratioDecades,
  type ColormapName,
  type HeatmapMode,
  type HeatmapSettings,
  type ScaleRange,
} from './scene.ts';

/** Entries of a colour table. */
export const colormapSize = 256;

/**
 * The colours of a difference or a ratio, beside those of one map: violet where the left is greater, orange where the
 * right is, which every kind of colour vision tells apart.
 */
export type ColourTableName = ColormapName | 'contrast' | 'marks';

/** All tables, in the order in which they lie one after the other. */
export const colourTableNames = [...colormapNames, 'contrast', 'marks'] as const;

const interpolators: Readonly<Record<ColourTableName, (fraction: number) => string>> = {
  viridis: interpolateViridis,
  magma: interpolateMagma,
  cividis: interpolateCividis,
  contrast: interpolatePuOr,
  marks: (fraction) => markColour(fraction),
};

const tables = new Map<ColourTableName, Uint8Array<ArrayBuffer>>();

/** The colours of marks, which every kind of colour vision tells apart (Okabe and Ito). */
export const markColours: Readonly<Record<AnchorMark, string>> = {
  unselected: '#999999',
  background: '#0072b2',
  ignored: '#f0e442',
  'selected-background': '#56b4e9',
  foreground: '#d55e00',
};

/** Marks lie this many parts of a table apart, so that each has a band of its own. */
export const markSteps = 6;

/** From this mark on a cell is as opaque as cells are; below it, as those at the bottom of a scale. */
export const leastHotMark = anchorMarks.ignored;

function markColour(fraction: number): string {
  const nearest = Math.min(5, Math.max(1, Math.round(fraction * markSteps)));
  const [name = 'unselected'] = Object.entries(anchorMarks).find(([, mark]) => mark === nearest) ?? [];
  return markColours[name as AnchorMark];
}

/** Channels of a CSS colour as `#rrggbb` or `rgb(r, g, b)`, the two forms that the interpolators give. */
function parseColour(css: string): number[] {
  if (css.startsWith('#')) {
    return [1, 3, 5].map((start) => Number.parseInt(css.slice(start, start + 2), 16));
  }
  return (css.match(/\d+/g) ?? []).slice(0, 3).map(Number);
}

/**
 * The colours of a colormap, from the lowest value to the highest; the stage and its legend share them.
 *
 * @returns `[256, 4]` RGBA, sRGB, opaque; the same array at every call, not to be changed
 */
export function colormapColours(name: ColourTableName): Uint8Array<ArrayBuffer> {
  const known = tables.get(name);
  if (known) return known;
  const table = new Uint8Array(colormapSize * 4);
  const interpolate = interpolators[name];
  for (let entry = 0; entry < colormapSize; entry++) {
    table.set([...parseColour(interpolate(entry / (colormapSize - 1))), 255], entry * 4);
  }
  tables.set(name, table);
  return table;
}

/** All tables, one after the other in the order of `colourTableNames`: `[5, 256, 4]` RGBA. */
export function allColormapColours(): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(colourTableNames.length * colormapSize * 4);
  for (const [index, name] of colourTableNames.entries()) {
    all.set(colormapColours(name), index * colormapSize * 4);
  }
  return all;
}

/**
 * Where on the colour scale a value lies, 0 to 1: `v / top`, or over a logarithm's decades
 * `1 + log10(v / top) / logDecades`. 0 where there is nothing to scale by.
 */
export function heatFraction(value: number, top: number, scale: HeatmapSettings['scale']): number {
  if (!(value > 0) || !(top > 0)) return 0;
  const fraction = scale === 'log' ? 1 + Math.log10(value / top) / logDecades : value / top;
  return Math.min(1, Math.max(0, fraction));
}

/** Below this a value counts as this much where a ratio is taken: 0 over 0 is then 1. */
const smallestOfRatio = 1e-30;

/**
 * How far from equal two cells are, −1 (only the left) to 1 (only the right): by their difference on the scale that
 * either has by itself, or by the decades of right over left.
 */
export function contrastFraction(
  left: number,
  right: number,
  top: number,
  scale: HeatmapSettings['scale'],
  mode: 'difference' | 'ratio',
): number {
  if (mode === 'difference') {
    const difference = right - left;
    return Math.sign(difference) * heatFraction(Math.abs(difference), top, scale);
  }
  const decades = Math.log10(Math.max(right, smallestOfRatio) / Math.max(left, smallestOfRatio));
  return Math.min(1, Math.max(-1, decades / ratioDecades));
}

/** The values at the two ends of a colour scale whose highest value is `top`. */
export function scaleRange(
  top: number,
  scale: HeatmapSettings['scale'],
  mode: HeatmapMode = 'single',
): ScaleRange {
  if (mode === 'difference') return { minimum: -top, maximum: top };
  if (mode === 'ratio') return { minimum: 1 / 10 ** ratioDecades, maximum: 10 ** ratioDecades };
  return { minimum: scale === 'log' ? top * 10 ** -logDecades : 0, maximum: top };
}
