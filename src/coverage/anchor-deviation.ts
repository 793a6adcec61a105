import { levelShapes, type AnchorSettings } from './anchor-settings.ts';

/** How far the anchors of one setting lie from another's. */
export interface Deviation {
  /** The greatest distance of two corners along an axis, in pixels of the input. */
  readonly pixels: number;
  /** Index of the level that it is on. */
  readonly level: number;
}

/** Compares two settings of the same strides, order and number of shapes, anchor by anchor of one cell. */
export function cornerDeviation(first: AnchorSettings, second: AnchorSettings): Deviation {
  let pixels = 0;
  let worst = 0;
  for (const [level, stride] of first.strides.entries()) {
    const shift = (second.centreOffset - first.centreOffset) * stride;
    const own = levelShapes(first, level);
    const other = levelShapes(second, level);
    for (const [ownSides, otherSides] of [
      [own.widths, other.widths],
      [own.heights, other.heights],
    ] as const) {
      for (const [shape, side] of ownSides.entries()) {
        const grown = Math.abs((otherSides[shape] ?? 0) - side) / 2;
        const moved = Math.abs(shift) + grown;
        if (moved <= pixels) continue;
        pixels = moved;
        worst = level;
      }
    }
  }
  return { pixels, level: worst };
}
