import { levelName, levelShapes, type AnchorSettings } from '../../coverage/anchor-settings.ts';
import type { Coverage } from '../../coverage/compute-coverage.ts';

/** An anchor's sides in pixels of the input. */
export interface LevelShape {
  readonly width: number;
  readonly height: number;
}

export interface LevelShapeGroup {
  readonly name: string;
  readonly shapes: readonly LevelShape[];
  /** The shape beside which the name stands: the tallest, and of equals the narrowest, at the edge of all. */
  readonly label: LevelShape;
}

/** The shapes of every level. */
export function anchorShapesOf(settings: AnchorSettings): LevelShapeGroup[] {
  return settings.strides.map((_, level) => {
    const { widths, heights } = levelShapes(settings, level);
    const shapes = Array.from(widths, (width, index) => ({ width, height: heights[index] ?? width }));
    const isBeyond = (shape: LevelShape, other: LevelShape): boolean =>
      shape.height > other.height || (shape.height === other.height && shape.width < other.width);
    const label = shapes.reduce((best, shape) => (isBeyond(shape, best) ? shape : best));
    return { name: levelName(settings, level), shapes, label };
  });
}

/** From the shortest side to the longest, of boxes and anchors, with some air: the same for both axes. */
export function scatterDomain({ settings, inputSizes }: Coverage): [least: number, most: number] {
  let least = Infinity;
  let most = 0;
  for (const side of inputSizes) {
    if (side <= 0) continue;
    if (side < least) least = side;
    if (side > most) most = side;
  }
  for (const { shapes } of anchorShapesOf(settings)) {
    for (const { width, height } of shapes) {
      least = Math.min(least, width, height);
      most = Math.max(most, width, height);
    }
  }
  return [Math.max(1, least / 1.2), most * 1.2];
}
