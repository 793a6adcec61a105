import type { AnchorConfiguration, AnchorGrid } from './anchor-grid.ts';

/** What an anchor's index means, without the boxes. */
export type AnchorLayout = Pick<AnchorGrid, 'levels' | 'anchorsPerCell' | 'anchorCount'>;

/** Which anchor it is: shape `shape` of cell `(x, y)` on level `level`, all counted from 0. */
export interface AnchorPlace {
  readonly level: number;
  readonly x: number;
  readonly y: number;
  readonly shape: number;
}

/** A step from one anchor to its neighbour: along one of these, or several. */
export interface AnchorStep {
  /** Cells to the right and down. */
  readonly x?: number;
  readonly y?: number;
  /** Towards the coarser levels. */
  readonly level?: number;
  readonly shape?: number;
}

/** Where anchor `anchor` stands; the inverse of {@link anchorAtPlace}. */
export function placeOfAnchor(layout: AnchorLayout, anchor: number): AnchorPlace {
  const index = layout.levels.findLastIndex(({ firstAnchor }) => firstAnchor <= anchor);
  const level = layout.levels[index];
  if (!level) return { level: 0, x: 0, y: 0, shape: 0 };
  const within = anchor - level.firstAnchor;
  const cell = Math.floor(within / layout.anchorsPerCell);
  return {
    level: index,
    x: cell % level.gridWidth,
    y: Math.floor(cell / level.gridWidth),
    shape: within % layout.anchorsPerCell,
  };
}

/** The index of an anchor, in the order level, y, x, shape. */
export function anchorAtPlace(layout: AnchorLayout, { level, x, y, shape }: AnchorPlace): number {
  const { firstAnchor = 0, gridWidth = 0 } = layout.levels[level] ?? {};
  return firstAnchor + (y * gridWidth + x) * layout.anchorsPerCell + shape;
}

/** All anchors of the cell that `anchor` belongs to. */
export function anchorsOfCell(layout: AnchorLayout, anchor: number): number[] {
  const first = anchorAtPlace(layout, { ...placeOfAnchor(layout, anchor), shape: 0 });
  return Array.from({ length: layout.anchorsPerCell }, (_, shape) => first + shape);
}

/**
 * The anchors of the cells that a point lies in, finest level first.
 *
 * @param x and `y` in pixels of the input; a point outside the cells has no anchors
 * @param level index of the one level that is asked for
 */
export function anchorsUnder(layout: AnchorLayout, x: number, y: number, level: number | 'all'): number[] {
  return layout.levels.flatMap(({ stride, gridWidth, gridHeight }, index) => {
    const [column, row] = [Math.floor(x / stride), Math.floor(y / stride)];
    const isInside = column >= 0 && row >= 0 && column < gridWidth && row < gridHeight;
    if (!isInside || (level !== 'all' && level !== index)) return [];
    return anchorsOfCell(layout, anchorAtPlace(layout, { level: index, x: column, y: row, shape: 0 }));
  });
}

/**
 * The neighbour of an anchor. Cells and levels end at the grid's border; shapes go round. Another level's neighbour
 * is the same shape of the cell under the middle of this one.
 */
export function stepAnchor(layout: AnchorLayout, anchor: number, step: AnchorStep): number {
  const from = placeOfAnchor(layout, anchor);
  const last = layout.levels.length - 1;
  const level = Math.min(last, Math.max(0, from.level + (step.level ?? 0)));
  const [before, after] = [layout.levels[from.level], layout.levels[level]];
  if (!before || !after) return anchor;
  const along = (cell: number, by: number, count: number): number => {
    const moved = cell + by;
    const found = level === from.level ? moved : Math.floor(((moved + 0.5) * before.stride) / after.stride);
    return Math.min(count - 1, Math.max(0, found));
  };
  const count = layout.anchorsPerCell;
  return anchorAtPlace(layout, {
    level,
    x: along(from.x, step.x ?? 0, after.gridWidth),
    y: along(from.y, step.y ?? 0, after.gridHeight),
    shape: (((from.shape + (step.shape ?? 0)) % count) + count) % count,
  });
}

/** The scale and the ratio (height over width) of a shape, by the order of the head's channels. */
export function shapeFactors(
  { scales, ratios, order }: Pick<AnchorConfiguration, 'scales' | 'ratios' | 'order'>,
  shape: number,
): { readonly scale: number; readonly ratio: number } {
  const inner = order === 'ratio-outer' ? scales.length : ratios.length;
  const [outerIndex, innerIndex] = [Math.floor(shape / inner), shape % inner];
  const [scale, ratio] = order === 'ratio-outer' ? [innerIndex, outerIndex] : [outerIndex, innerIndex];
  return { scale: scales[scale] ?? 1, ratio: ratios[ratio] ?? 1 };
}
