/** As in `shared/rounded-iou.wgsl`. */
const smallestOverlap = Math.fround(1e-30);

/** As in the kernel `ohem-survivors`: pixels of a cell, and cells a side, after which the grid repeats itself. */
const cellSize = 16;
const gridSize = 128;

/**
 * Boxes none of which overlaps another by more than a threshold, found again by their centre. Overlaps are taken in
 * float32, each step rounded, as the kernel does.
 *
 * Intersection over union is at most that of the boxes' spans along either axis: two boxes that overlap by more than t
 * have their centres at most (1 − t) / 2t of either one's sides apart.
 */
export class CentreGrid {
  readonly #iou: number;
  readonly #reach: number;
  /** 1 + a box of each cell, and 1 + the next one of each box; 0 where there is none. */
  readonly #cells = new Int32Array(gridSize * gridSize);
  #next = new Int32Array(1024);
  /** Four corners a box. */
  #boxes = new Float32Array(4 * 1024);
  #count = 0;

  /**
   * @param iou float32
   * @param reach in sides of a box, a little more than (1 − t) / 2t
   */
  constructor(iou: number, reach: number) {
    this.#iou = iou;
    this.#reach = reach;
  }

  /** @returns whether the box, float32 corners, was added: false where it overlaps one that was before */
  add(x0: number, y0: number, x1: number, y1: number): boolean {
    const x = (x0 + x1) / 2;
    const y = (y0 + y1) / 2;
    const reachX = Math.max(0, x1 - x0) * this.#reach + Math.abs(x) * 1e-6 + 0.001;
    const reachY = Math.max(0, y1 - y0) * this.#reach + Math.abs(y) * 1e-6 + 0.001;
    const lowX = Math.floor((x - reachX) / cellSize);
    const lowY = Math.floor((y - reachY) / cellSize);
    const columns = Math.floor((x + reachX) / cellSize) - lowX + 1;
    const rows = Math.floor((y + reachY) / cellSize) - lowY + 1;
    if (columns >= gridSize || rows >= gridSize || columns * rows >= this.#count) {
      for (let box = 0; box < this.#count; box++) if (this.#overlaps(box, x0, y0, x1, y1)) return false;
    } else {
      for (let row = lowY; row < lowY + rows; row++)
        for (let column = lowX; column < lowX + columns; column++)
          for (let link = this.#cells[cellOf(column, row)] ?? 0; link > 0; link = this.#next[link - 1] ?? 0)
            if (this.#overlaps(link - 1, x0, y0, x1, y1)) return false;
    }
    this.#keep(x0, y0, x1, y1, cellOf(Math.floor(x / cellSize), Math.floor(y / cellSize)));
    return true;
  }

  #keep(x0: number, y0: number, x1: number, y1: number, cell: number): void {
    const box = this.#count++;
    if (box === this.#next.length) {
      const next = new Int32Array(box * 2);
      const boxes = new Float32Array(box * 8);
      next.set(this.#next);
      boxes.set(this.#boxes);
      [this.#next, this.#boxes] = [next, boxes];
    }
    this.#boxes.set([x0, y0, x1, y1], box * 4);
    this.#next[box] = this.#cells[cell] ?? 0;
    this.#cells[cell] = box + 1;
  }

  #overlaps(box: number, x0: number, y0: number, x1: number, y1: number): boolean {
    const at = box * 4;
    const otherX0 = this.#boxes[at] ?? 0;
    const otherX1 = this.#boxes[at + 2] ?? 0;
    const width = Math.fround(Math.min(otherX1, x1) - Math.max(otherX0, x0));
    if (!(width > 0)) return false;
    const otherY0 = this.#boxes[at + 1] ?? 0;
    const otherY1 = this.#boxes[at + 3] ?? 0;
    const height = Math.fround(Math.min(otherY1, y1) - Math.max(otherY0, y0));
    if (!(height > 0)) return false;
    const overlap = Math.fround(width * height);
    if (overlap < smallestOverlap) return false;
    const area = Math.fround(Math.fround(x1 - x0) * Math.fround(y1 - y0));
    const otherArea = Math.fround(Math.fround(otherX1 - otherX0) * Math.fround(otherY1 - otherY0));
    return Math.fround(overlap / Math.fround(Math.fround(area + otherArea) - overlap)) > this.#iou;
  }
}

function cellOf(column: number, row: number): number {
  return (row & (gridSize - 1)) * gridSize + (column & (gridSize - 1));
}
