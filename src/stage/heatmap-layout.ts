import type { AnchorGrid } from '../anchors/anchor-grid.ts';
import type { HeatmapSettings } from './scene.ts';

/** The cells of a heatmap, and the levels of the pyramid that it shows. */
export interface HeatmapLayout {
  /** In cells: the grid of the finest level shown. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the network's input per cell. */
  readonly stride: number;
  /** Index of the finest level shown, and how many are. */
  readonly firstLevel: number;
  readonly levelCount: number;
}

/**
 * Cells of the map of one level, or of all levels combined on the finest level's grid.
 *
 * @throws RangeError when the grid has no such level
 */
export function layoutHeatmap(grid: AnchorGrid, level: HeatmapSettings['level']): HeatmapLayout {
  const firstLevel = level === 'all' ? 0 : level;
  const finest = grid.levels[firstLevel];
  if (!finest) throw new RangeError(`The anchor grid has no level ${level}`);
  return {
    width: finest.gridWidth,
    height: finest.gridHeight,
    stride: finest.stride,
    firstLevel,
    levelCount: level === 'all' ? grid.levels.length : 1,
  };
}
