import type { Box } from '../base/box.ts';

/** What a model's manifest says of its anchors. */
export interface AnchorConfiguration {
  /** Pixels of the input per cell, finest level first. */
  readonly strides: readonly number[];
  /** The number of the first level's name: 3 for P3. */
  readonly firstLevel: number;
  /** Side of the square anchor of scale 1, in strides. */
  readonly baseSizeInStrides: number;
  readonly scales: readonly number[];
  /** Height over width. */
  readonly ratios: readonly number[];
  readonly order: 'ratio-outer' | 'scale-outer';
  /** Where in its cell an anchor's centre lies: 0.5 is the middle. */
  readonly centreOffset: number;
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

/** Width and height of each shape of a level, in the order of the head's channels. */
function anchorShapes(configuration: AnchorConfiguration, stride: number): readonly [number, number][] {
  const base = configuration.baseSizeInStrides * stride;
  const shape = (scale: number, ratio: number): [number, number] => [
    (base * scale) / Math.sqrt(ratio),
    base * scale * Math.sqrt(ratio),
  ];
  const { scales, ratios } = configuration;
  return configuration.order === 'ratio-outer'
    ? ratios.flatMap((ratio) => scales.map((scale) => shape(scale, ratio)))
    : scales.flatMap((scale) => ratios.map((ratio) => shape(scale, ratio)));
}

/**
 * Lays the anchors over an input of `inputWidth` × `inputHeight` pixels; a level's grid is the input over its
 * stride, rounded up (Lin et al. 2017, section 4; the orders are those of `retinanet` exporters).
 */
export function createAnchorGrid(
  configuration: AnchorConfiguration,
  inputWidth: number,
  inputHeight: number,
): AnchorGrid {
  const anchorsPerCell = configuration.scales.length * configuration.ratios.length;
  const levels: AnchorLevel[] = [];
  let anchorCount = 0;
  for (const [index, stride] of configuration.strides.entries()) {
    const gridWidth = Math.ceil(inputWidth / stride);
    const gridHeight = Math.ceil(inputHeight / stride);
    const count = gridWidth * gridHeight * anchorsPerCell;
    const name = `P${configuration.firstLevel + index}`;
    levels.push({ name, stride, gridWidth, gridHeight, firstAnchor: anchorCount, anchorCount: count });
    anchorCount += count;
  }
  const boxes = new Float32Array(anchorCount * 4);
  for (const level of levels) {
    const shapes = anchorShapes(configuration, level.stride);
    let next = level.firstAnchor * 4;
    for (let y = 0; y < level.gridHeight; y++) {
      const centreY = (y + configuration.centreOffset) * level.stride;
      for (let x = 0; x < level.gridWidth; x++) {
        const centreX = (x + configuration.centreOffset) * level.stride;
        for (const [width, height] of shapes) {
          boxes[next++] = centreX - width / 2;
          boxes[next++] = centreY - height / 2;
          boxes[next++] = centreX + width / 2;
          boxes[next++] = centreY + height / 2;
        }
      }
    }
  }
  return { inputWidth, inputHeight, levels, anchorsPerCell, anchorCount, boxes };
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
