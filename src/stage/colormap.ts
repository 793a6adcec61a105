import { interpolateCividis, interpolateMagma, interpolateViridis } from 'd3-scale-chromatic';
import {
  colormapNames,
  logDecades,
  type ColormapName,
  type HeatmapSettings,
  type ScaleRange,
} from './scene.ts';

/** Entries of a colour table. */
export const colormapSize = 256;

const interpolators: Readonly<Record<ColormapName, (fraction: number) => string>> = {
  viridis: interpolateViridis,
  magma: interpolateMagma,
  cividis: interpolateCividis,
};

const tables = new Map<ColormapName, Uint8Array<ArrayBuffer>>();

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
export function colormapColours(name: ColormapName): Uint8Array<ArrayBuffer> {
  const known = tables.get(name);
  if (known) return known;
  const table = new Uint8Array(colormapSize * 4);
  for (let entry = 0; entry < colormapSize; entry++) {
    table.set([...parseColour(interpolators[name](entry / (colormapSize - 1))), 255], entry * 4);
  }
  tables.set(name, table);
  return table;
}

/** All colormaps, one after the other in the order of `colormapNames`: `[3, 256, 4]` RGBA. */
export function allColormapColours(): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(colormapNames.length * colormapSize * 4);
  for (const [index, name] of colormapNames.entries()) {
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

/** The values at the two ends of a colour scale whose highest value is `top`. */
export function scaleRange(top: number, scale: HeatmapSettings['scale']): ScaleRange {
  return { minimum: scale === 'log' ? top * 10 ** -logDecades : 0, maximum: top };
}
