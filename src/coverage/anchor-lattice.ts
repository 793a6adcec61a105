import { levelShapes, type AnchorSettings } from './anchor-settings.ts';

/**
 * The anchors of a setting as what makes them: L levels of S shapes in cells, never written out one by one. Anchor
 * `firstAnchors[l] + (y · gridWidths[l] + x) · S + a` is the one of `createAnchorGrid`.
 */
export interface AnchorLattice {
  readonly levelCount: number;
  readonly shapesPerCell: number;
  readonly centreOffset: number;
  /** `[L]` pixels of the input per cell. */
  readonly strides: Float64Array<ArrayBuffer>;
  /** `[L, S]` pixels of the input. */
  readonly widths: Float64Array<ArrayBuffer>;
  readonly heights: Float64Array<ArrayBuffer>;
  /** `[L]` of the input that was set last. */
  readonly gridWidths: Int32Array<ArrayBuffer>;
  readonly gridHeights: Int32Array<ArrayBuffer>;
  readonly firstAnchors: Int32Array<ArrayBuffer>;
}

/** A lattice without an input yet. The settings must be valid. */
export function createAnchorLattice(settings: AnchorSettings): AnchorLattice {
  const levelCount = settings.strides.length;
  const shapesPerCell = settings.scales.length * settings.ratios.length;
  const widths = new Float64Array(levelCount * shapesPerCell);
  const heights = new Float64Array(levelCount * shapesPerCell);
  for (let level = 0; level < levelCount; level++) {
    const shapes = levelShapes(settings, level);
    widths.set(shapes.widths, level * shapesPerCell);
    heights.set(shapes.heights, level * shapesPerCell);
  }
  return {
    levelCount,
    shapesPerCell,
    centreOffset: settings.centreOffset,
    strides: Float64Array.from(settings.strides),
    widths,
    heights,
    gridWidths: new Int32Array(levelCount),
    gridHeights: new Int32Array(levelCount),
    firstAnchors: new Int32Array(levelCount),
  };
}

/**
 * Lays the lattice over a padded input; a level's grid is the input over its stride, rounded up.
 *
 * @returns A, the number of its anchors
 */
export function setLatticeInput(lattice: AnchorLattice, inputWidth: number, inputHeight: number): number {
  let anchors = 0;
  for (let level = 0; level < lattice.levelCount; level++) {
    const stride = lattice.strides[level] ?? 1;
    const gridWidth = Math.ceil(inputWidth / stride);
    const gridHeight = Math.ceil(inputHeight / stride);
    lattice.gridWidths[level] = gridWidth;
    lattice.gridHeights[level] = gridHeight;
    lattice.firstAnchors[level] = anchors;
    anchors += gridWidth * gridHeight * lattice.shapesPerCell;
  }
  return anchors;
}

/** The cell, along one axis, whose centre is nearest to a place; cells outside the grid do not exist. */
export function nearestCell(place: number, stride: number, offset: number, cells: number): number {
  return Math.min(Math.max(Math.round(place / stride - offset), 0), cells - 1);
}
