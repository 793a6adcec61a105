import type { AnchorGrid, AnchorLevel } from '../../anchors/anchor-grid.ts';
import { layoutHeatmap, type HeatmapLayout } from '../heatmap-layout.ts';
import { ignoredTarget, backgroundTarget } from '../../anchors/ground-truth.ts';
import type { AnchorKind, HeatmapSettings } from '../scene.ts';

/** A heatmap and its greatest cell. */
export interface HeatmapCellValues {
  readonly layout: HeatmapLayout;
  /** `[layout.height, layout.width]`, in units of the losses. */
  readonly values: Float64Array;
  /** The greatest finite value; 0 for none. */
  readonly top: number;
}

/**
 * For each cell of the finest grid along one axis, the cell of `coarse` that holds its centre, and how many cells
 * each of those holds.
 */
function coverAxis(
  count: number,
  stride: number,
  coarseCount: number,
  coarseStride: number,
): { readonly owner: Int32Array; readonly held: Int32Array } {
  const owner = new Int32Array(count);
  const held = new Int32Array(coarseCount);
  for (let cell = 0; cell < count; cell++) {
    const found = Math.min(coarseCount - 1, Math.floor(((cell + 0.5) * stride) / coarseStride));
    owner[cell] = found;
    held[found] = (held[found] ?? 0) + 1;
  }
  return { owner, held };
}

/** Which anchors count; all where left out. */
export interface AnchorFilter {
  /** Index within the cell of the only one that counts. */
  readonly shape?: number | 'all' | undefined;
  readonly kind?: AnchorKind | undefined;
  /** `[A]` */
  readonly targets?: Int32Array | undefined;
  /** The anchors that count are those of at least this value. */
  readonly hardest?: { readonly ranking: Float32Array; readonly least: number } | undefined;
}

/** Per anchor, whether it counts; undefined where all do. */
function chooseAnchors(grid: AnchorGrid, filter: AnchorFilter): Uint8Array | undefined {
  const { shape = 'all', kind = 'all', targets, hardest } = filter;
  const byKind = kind !== 'all' && targets !== undefined;
  if (shape === 'all' && !byKind && !hardest) return undefined;
  return Uint8Array.from({ length: grid.anchorCount }, (_, anchor) => {
    // Every level begins with a whole cell.
    if (shape !== 'all' && anchor % grid.anchorsPerCell !== shape) return 0;
    const rank = hardest?.ranking[anchor] ?? 0;
    // Numbers below 0 and NaN have no rank, and are left to the map.
    if (hardest && rank >= 0 && rank < hardest.least) return 0;
    if (!byKind) return 1;
    const target = targets[anchor] ?? ignoredTarget;
    return (kind === 'foreground' ? target >= 0 : target === backgroundTarget) ? 1 : 0;
  });
}

/** Per cell of one level, the sum or the greatest of its anchors' losses. */
function reduceLevel(
  losses: Float32Array,
  level: AnchorLevel,
  anchorsPerCell: number,
  reduce: HeatmapSettings['reduce'],
  counted: Uint8Array | undefined,
): Float64Array {
  const cells = new Float64Array(level.gridWidth * level.gridHeight);
  let next = level.firstAnchor;
  for (let cell = 0; cell < cells.length; cell++) {
    let value = 0;
    for (let anchor = 0; anchor < anchorsPerCell; anchor++) {
      const loss = counted?.[next] === 0 ? 0 : (losses[next] ?? 0);
      next++;
      value = reduce === 'sum' ? value + loss : Math.max(value, loss);
    }
    cells[cell] = value;
  }
  return cells;
}

/**
 * Twin of `shaders/heatmap-cells.wgsl`: the map of one loss. A combined sum spreads each coarse cell's loss evenly
 * over the cells of the finest grid whose centres it holds, so that the map's total is the loss's total (where every
 * stride is a multiple of the finest); a combined maximum takes the greatest over anchors and levels.
 *
 * @param losses `[A]`, not negative
 * @param filter which anchors count
 * @throws RangeError when the grid has no such level
 */
export function computeHeatmapCells(
  losses: Float32Array,
  grid: AnchorGrid,
  level: HeatmapSettings['level'],
  reduce: HeatmapSettings['reduce'],
  filter: AnchorFilter = {},
): HeatmapCellValues {
  const layout = layoutHeatmap(grid, level);
  const counted = chooseAnchors(grid, filter);
  const values = new Float64Array(layout.width * layout.height);
  for (const shown of grid.levels.slice(layout.firstLevel, layout.firstLevel + layout.levelCount)) {
    const cells = reduceLevel(losses, shown, grid.anchorsPerCell, reduce, counted);
    const across = coverAxis(layout.width, layout.stride, shown.gridWidth, shown.stride);
    const down = coverAxis(layout.height, layout.stride, shown.gridHeight, shown.stride);
    for (let y = 0; y < layout.height; y++) {
      const cellY = down.owner[y] ?? 0;
      for (let x = 0; x < layout.width; x++) {
        const cellX = across.owner[x] ?? 0;
        const value = cells[cellY * shown.gridWidth + cellX] ?? 0;
        const place = y * layout.width + x;
        const before = values[place] ?? 0;
        values[place] =
          reduce === 'sum'
            ? before + value / ((across.held[cellX] ?? 1) * (down.held[cellY] ?? 1))
            : Math.max(before, value);
      }
    }
  }
  return { layout, values, top: greatestFinite(values) };
}

/** The greatest finite value that is not negative; 0 for none. */
function greatestFinite(values: Float64Array): number {
  let greatest = 0;
  for (const value of values) if (value > greatest && value < Infinity) greatest = value;
  return greatest;
}
