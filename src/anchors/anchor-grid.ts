import type { Box } from '../base/box.ts';
import { anchorShapes, type AnchorRule } from './anchor-shapes.ts';

/** What a model's conventions say of its anchors; what is left out is as the built-in model has it. */
export interface AnchorConfiguration extends AnchorRule {
  /** Pixels of the input per cell, finest level first. */
  readonly strides: readonly number[];
  /** The number of the first level's name: 3 for P3. */
  readonly firstLevel: number;
  /** Where in its cell an anchor's centre lies: 0.5 is the middle. */
  readonly centreOffset: number;
  /**
   * How far apart the centres lie. `padded-over-grid` is torchvision's: whole pixels of the padded input over cells,
   * of each axis by itself, which differs from the stride where that does not divide the input. Default `fixed`.
   */
  readonly strideRule?: 'fixed' | 'padded-over-grid';
  /** How many cells a side that the stride does not divide has. Default `ceil`. */
  readonly levelShape?: 'ceil' | 'floor';
}

/** One level of the pyramid: which anchors are its own, and where its cells lie. */
export interface AnchorLevel {
  /** `P3` … `P7` */
  readonly name: string;
  readonly stride: number;
  readonly gridWidth: number;
  readonly gridHeight: number;
  readonly firstAnchor: number;
  readonly anchorCount: number;
}

/**
 * All anchors of one input size. Anchor `firstAnchor + (y · gridWidth + x) · anchorsPerCell + a` of a level is shape
 * `a` in cell `(x, y)`.
 */
export interface AnchorGrid {
  readonly inputWidth: number;
  readonly inputHeight: number;
  readonly levels: readonly AnchorLevel[];
  readonly anchorsPerCell: number;
  readonly anchorCount: number;
  /** `[A, 4]` corners in pixels of the input, as the float32 values that both paths use. */
  readonly boxes: Float32Array<ArrayBuffer>;
}

/**
 * Lays the anchors over an input of `inputWidth` × `inputHeight` pixels; a level's grid is the input over its
 * stride, rounded up unless the configuration says otherwise (Lin et al. 2017, section 4; the orders are those of
 * `retinanet` exporters).
 */
export function createAnchorGrid(
  configuration: AnchorConfiguration,
  inputWidth: number,
  inputHeight: number,
): AnchorGrid {
  const anchorsPerCell = configuration.scales.length * configuration.ratios.length;
  const { strideRule = 'fixed', centreOffset } = configuration;
  const levels = layOutLevels(configuration, inputWidth, inputHeight);
  const anchorCount = levels.reduce((sum, level) => sum + level.anchorCount, 0);
  const boxes = new Float32Array(anchorCount * 4);
  for (const [index, { stride, gridWidth, gridHeight, firstAnchor }] of levels.entries()) {
    const shapes = anchorShapes(configuration, index, stride);
    const drifts = strideRule === 'padded-over-grid';
    const stepX = drifts ? Math.floor(inputWidth / gridWidth) : stride;
    const stepY = drifts ? Math.floor(inputHeight / gridHeight) : stride;
    let next = firstAnchor * 4;
    for (let y = 0; y < gridHeight; y++) {
      const centreY = (y + centreOffset) * stepY;
      for (let x = 0; x < gridWidth; x++) {
        const centreX = (x + centreOffset) * stepX;
        for (const [x0, y0, x1, y1] of shapes) {
          boxes[next++] = centreX + x0;
          boxes[next++] = centreY + y0;
          boxes[next++] = centreX + x1;
          boxes[next++] = centreY + y1;
        }
      }
    }
  }
  return { inputWidth, inputHeight, levels, anchorsPerCell, anchorCount, boxes };
}

/** How many anchors {@link createAnchorGrid} lays over an input, without making any. */
export function countAnchors(
  configuration: AnchorConfiguration,
  inputWidth: number,
  inputHeight: number,
): number {
  const levels = layOutLevels(configuration, inputWidth, inputHeight);
  return levels.reduce((sum, { anchorCount }) => sum + anchorCount, 0);
}

function layOutLevels(
  { scales, ratios, strides, firstLevel, levelShape = 'ceil' }: AnchorConfiguration,
  inputWidth: number,
  inputHeight: number,
): readonly AnchorLevel[] {
  const cellsOf = levelShape === 'ceil' ? Math.ceil : Math.floor;
  const levels: AnchorLevel[] = [];
  let firstAnchor = 0;
  for (const [index, stride] of strides.entries()) {
    const gridWidth = Math.max(1, cellsOf(inputWidth / stride));
    const gridHeight = Math.max(1, cellsOf(inputHeight / stride));
    const anchorCount = gridWidth * gridHeight * scales.length * ratios.length;
    levels.push({ name: `P${firstLevel + index}`, stride, gridWidth, gridHeight, firstAnchor, anchorCount });
    firstAnchor += anchorCount;
  }
  return levels;
}

/** Corners of one anchor, in pixels of the input. */
export function anchorBox(grid: AnchorGrid, anchor: number): Box {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = grid.boxes.subarray(anchor * 4, anchor * 4 + 4);
  return [x0, y0, x1, y1];
}

/** Index of the level that an anchor lies on. */
export function anchorLevelIndex(grid: AnchorGrid, anchor: number): number {
  return grid.levels.findLastIndex((level) => level.firstAnchor <= anchor);
}
