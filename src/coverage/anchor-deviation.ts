import { levelShapes, type AnchorSettings } from './anchor-settings.ts';

/** How far the anchors of one setting lie from another's. */
export interface Deviation {
  /** How far centres lie right of and below the first setting's, in cells. */
  readonly shiftInCells: number;
  /** The greatest distance of two corners about the same centre, along an axis, in pixels of the input. */
  readonly cornerPixels: number;
  /** Index of the level that it is on. */
  readonly cornerLevel: number;
}

/** Compares two settings of the same strides, order and number of shapes. */
export function anchorDeviation(first: AnchorSettings, second: AnchorSettings): Deviation {
  let cornerPixels = 0;
  let cornerLevel = 0;
  for (const level of first.strides.keys()) {
    const own = levelShapes(first, level);
    const other = levelShapes(second, level);
    for (const [ownSides, otherSides] of [
      [own.widths, other.widths],
      [own.heights, other.heights],
    ] as const) {
      for (const [shape, side] of ownSides.entries()) {
        const distance = Math.abs((otherSides[shape] ?? 0) - side) / 2;
        if (distance <= cornerPixels) continue;
        cornerPixels = distance;
        cornerLevel = level;
      }
    }
  }
  return { shiftInCells: second.centreOffset - first.centreOffset, cornerPixels, cornerLevel };
}
