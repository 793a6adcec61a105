/** A detector's square grids: cells a side, boxes a cell. */
type Grids = readonly (readonly [cells: number, boxes: number])[];

function countBoxes(grids: Grids): number {
  return grids.reduce((sum, [cells, boxes]) => sum + cells * cells * boxes, 0);
}

/** Redmon and Farhadi 2017 at 416 pixels. */
export const yolo2Boxes = countBoxes([[13, 5]]);

/** Liu et al. 2016, sections 2.1 and 3.1. */
export const ssd300Boxes = countBoxes([
  [38, 4],
  [19, 6],
  [10, 6],
  [5, 6],
  [3, 4],
  [1, 4],
]);
export const ssd512Boxes = countBoxes([
  [64, 4],
  [32, 6],
  [16, 6],
  [8, 6],
  [4, 6],
  [2, 4],
  [1, 4],
]);

/** Lin et al. 2017, section 4: nine anchors a cell, P3 to P7. */
export function retinaNetAnchors(width: number, height: number): number {
  const cells = [8, 16, 32, 64, 128].map((stride) => Math.ceil(width / stride) * Math.ceil(height / stride));
  return 9 * cells.reduce((sum, count) => sum + count, 0);
}

/** Lin et al. 2017, section 2: what a proposal stage leaves of them. */
export const proposalRange = [1000, 2000] as const;

/** Ren et al. 2015, section 3.1.3: anchors of an image that the proposal network is trained with. */
export const sampledAnchors = 256;
