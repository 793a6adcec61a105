import { nearestCell, type AnchorLattice } from './anchor-lattice.ts';

/** As in `shared/rounded-iou.wgsl`. */
const smallestOverlap = Math.fround(1e-30);

/**
 * How far a bound is loosened before the anchors within it are tried one by one in float32: beyond what rounding can
 * move a corner in inputs of up to 16,384 pixels. Too loose costs time, too tight would lose an anchor.
 */
const pixelSlack = 0.01;
const relativeSlack = 1e-4;

/** What `ImageCover` finds out of each box; the arrays are the caller's, indexed by its own number of the box. */
export interface CoverOutputs {
  readonly bestIou: Float32Array;
  readonly bestLevel: Int8Array;
  /** Anchors at the foreground threshold or above, by IoU alone. */
  readonly anchors: Uint32Array;
  /** `[N, L]` the same by level. */
  readonly levelAnchors: Uint32Array;
  /** Anchors that train the box, after every anchor went to the box it overlaps most. */
  readonly assigned: Uint32Array;
  /** Those of them that are at the foreground threshold or above. */
  readonly assignedForeground: Uint32Array;
}

/**
 * The boxes of one image against the anchors of its input, without visiting the grid: with one shape, the overlap is
 * that along x times that along y, and either falls with the distance from the box's centre. So the nearest cell is
 * the best, and the cells at a threshold or above are, row by row, one run around the centre.
 *
 * IoU at thresholds and between rivals is rounded to float32 step by step as in matching, so that what is foreground
 * here is foreground there.
 */
export class ImageCover {
  readonly #lattice: AnchorLattice;
  readonly #corners: Float32Array;
  readonly #sources: Int32Array;
  readonly #foregroundIou: number;
  readonly #outputs: CoverOutputs;
  /** `[A]` the admitted box that has an anchor, −1 for none; grown as inputs need it. */
  #owners = new Int32Array(0);
  #ownerIous = new Float32Array(0);
  #touched = new Int32Array(1024);
  #touchedCount = 0;
  #first = 0;
  #end = 0;
  #x0 = 0;
  #y0 = 0;
  #x1 = 0;
  #y1 = 0;
  #area = 0;

  /**
   * @param corners `[M, 4]` and `sources` `[M]` of the admitted boxes
   * @param foregroundIou in (0, 1]: at 0 every anchor would be one of the box
   */
  constructor(
    lattice: AnchorLattice,
    corners: Float32Array,
    sources: Int32Array,
    foregroundIou: number,
    outputs: CoverOutputs,
  ) {
    this.#lattice = lattice;
    this.#corners = corners;
    this.#sources = sources;
    this.#foregroundIou = Math.fround(foregroundIou);
    this.#outputs = outputs;
  }

  /** Begins with admitted boxes `first` to `end` of an input that has `anchorCount` anchors. */
  begin(first: number, end: number, anchorCount: number): void {
    if (this.#owners.length < anchorCount) {
      this.#owners = new Int32Array(anchorCount).fill(-1);
      this.#ownerIous = new Float32Array(anchorCount);
    } else {
      for (let index = 0; index < this.#touchedCount; index++) this.#owners[this.#touched[index] ?? 0] = -1;
    }
    this.#touchedCount = 0;
    this.#first = first;
    this.#end = end;
  }

  /** First pass, once a box: its best IoU, its anchors at the threshold, and its claim to them. */
  measure(box: number): void {
    this.#readBox(box);
    const { levelCount, shapesPerCell, centreOffset, strides, widths, heights, gridWidths, gridHeights } =
      this.#lattice;
    const source = this.#sources[box] ?? 0;
    const boxWidth = this.#x1 - this.#x0;
    const boxHeight = this.#y1 - this.#y0;
    const boxArea = boxWidth * boxHeight;
    const centreX = (this.#x0 + this.#x1) / 2;
    const centreY = (this.#y0 + this.#y1) / 2;
    const nearForeground = this.#foregroundIou * (1 - relativeSlack);
    let best = 0;
    let bestLevel = -1;
    let total = 0;
    for (let level = 0; level < levelCount; level++) {
      const stride = strides[level] ?? 1;
      const cellX = nearestCell(centreX, stride, centreOffset, gridWidths[level] ?? 1);
      const cellY = nearestCell(centreY, stride, centreOffset, gridHeights[level] ?? 1);
      const distanceX = Math.abs((cellX + centreOffset) * stride - centreX);
      const distanceY = Math.abs((cellY + centreOffset) * stride - centreY);
      let ofLevel = 0;
      for (let shape = 0; shape < shapesPerCell; shape++) {
        const width = widths[level * shapesPerCell + shape] ?? 0;
        const height = heights[level * shapesPerCell + shape] ?? 0;
        const overlapX = Math.min(width, boxWidth, (width + boxWidth) / 2 - distanceX);
        const overlapY = Math.min(height, boxHeight, (height + boxHeight) / 2 - distanceY);
        if (!(overlapX > 0 && overlapY > 0)) continue;
        const overlap = overlapX * overlapY;
        const iou = overlap / (width * height + boxArea - overlap);
        if (iou > best) {
          best = iou;
          bestLevel = level;
        }
        if (iou >= nearForeground) ofLevel += this.#claimShape(box, level, shape, width, height);
      }
      this.#outputs.levelAnchors[source * levelCount + level] = ofLevel;
      total += ofLevel;
    }
    this.#outputs.anchors[source] = total;
    this.#outputs.bestIou[source] = best;
    this.#outputs.bestLevel[source] = bestLevel;
  }

  /** Between the passes: counts for each box the anchors whose claim stood. */
  settleForeground(): void {
    const { assigned, assignedForeground } = this.#outputs;
    for (let index = 0; index < this.#touchedCount; index++) {
      const owner = this.#owners[this.#touched[index] ?? 0] ?? 0;
      const source = this.#sources[owner] ?? 0;
      assigned[source] = (assigned[source] ?? 0) + 1;
      assignedForeground[source] = (assignedForeground[source] ?? 0) + 1;
    }
  }

  /**
   * Second pass, where low-quality matches are on: a box without any anchor at the threshold makes foreground of all
   * anchors that tie for its best IoU. Each of them trains the box it overlaps most itself, which may be another.
   */
  takeBest(box: number): void {
    const source = this.#sources[box] ?? 0;
    if ((this.#outputs.anchors[source] ?? 0) > 0) return;
    const best = this.#visitBest(box, 0);
    if (best > 0) this.#visitBest(box, best);
  }

  #readBox(box: number): void {
    this.#x0 = this.#corners[box * 4] ?? 0;
    this.#y0 = this.#corners[box * 4 + 1] ?? 0;
    this.#x1 = this.#corners[box * 4 + 2] ?? 0;
    this.#y1 = this.#corners[box * 4 + 3] ?? 0;
    this.#area = Math.fround(Math.fround(this.#x1 - this.#x0) * Math.fround(this.#y1 - this.#y0));
  }

  /** Number of a shape's anchors at the foreground threshold or above; the box claims each. */
  #claimShape(box: number, level: number, shape: number, width: number, height: number): number {
    const { centreOffset, shapesPerCell, strides, gridWidths, gridHeights, firstAnchors } = this.#lattice;
    const stride = strides[level] ?? 1;
    const gridWidth = gridWidths[level] ?? 0;
    const lastX = gridWidth - 1;
    const lastY = (gridHeights[level] ?? 0) - 1;
    const boxWidth = this.#x1 - this.#x0;
    const boxHeight = this.#y1 - this.#y0;
    const centreX = (this.#x0 + this.#x1) / 2;
    const centreY = (this.#y0 + this.#y1) / 2;
    // IoU ≥ t is the same as overlap ≥ t / (1 + t) · (sum of the areas).
    const share = (this.#foregroundIou / (1 + this.#foregroundIou)) * (1 - relativeSlack);
    const needed = share * (width * height + boxWidth * boxHeight);
    const mostX = Math.min(width, boxWidth);
    const mostY = Math.min(height, boxHeight);
    const reachY = (height + boxHeight) / 2 - needed / mostX + pixelSlack;
    const fromY = Math.max(0, Math.ceil((centreY - reachY) / stride - centreOffset));
    const toY = Math.min(lastY, Math.floor((centreY + reachY) / stride - centreOffset));
    let count = 0;
    for (let y = fromY; y <= toY; y++) {
      const distanceY = Math.abs((y + centreOffset) * stride - centreY);
      const overlapY = Math.min(mostY, (height + boxHeight) / 2 - distanceY + pixelSlack);
      if (!(overlapY > 0)) continue;
      const reachX = (width + boxWidth) / 2 - needed / overlapY + pixelSlack;
      const fromX = Math.max(0, Math.ceil((centreX - reachX) / stride - centreOffset));
      const toX = Math.min(lastX, Math.floor((centreX + reachX) / stride - centreOffset));
      const row = (firstAnchors[level] ?? 0) + y * gridWidth * shapesPerCell + shape;
      for (let x = fromX; x <= toX; x++) {
        const iou = this.#roundedIou(x, y, stride, width, height);
        if (iou < this.#foregroundIou) continue;
        count++;
        this.#claim(row + x * shapesPerCell, iou, box);
      }
    }
    return count;
  }

  #claim(anchor: number, iou: number, box: number): void {
    const owner = this.#owners[anchor] ?? -1;
    // Of equals the first box of the list keeps it.
    if (owner >= 0 && iou <= (this.#ownerIous[anchor] ?? 0)) return;
    if (owner < 0) this.#touch(anchor);
    this.#owners[anchor] = box;
    this.#ownerIous[anchor] = iou;
  }

  #touch(anchor: number): void {
    if (this.#touchedCount === this.#touched.length) {
      const longer = new Int32Array(this.#touched.length * 2);
      longer.set(this.#touched);
      this.#touched = longer;
    }
    this.#touched[this.#touchedCount++] = anchor;
  }

  /**
   * Visits the anchors that may be a box's best; rounding decides which are, so each is tried.
   *
   * @param wanted 0 to learn the best IoU; that, to hand out the anchors that have it
   */
  #visitBest(box: number, wanted: number): number {
    this.#readBox(box);
    const { levelCount, shapesPerCell, centreOffset, strides, widths, heights } = this.#lattice;
    const { gridWidths, gridHeights, firstAnchors } = this.#lattice;
    const boxWidth = this.#x1 - this.#x0;
    const boxHeight = this.#y1 - this.#y0;
    const centreX = (this.#x0 + this.#x1) / 2;
    const centreY = (this.#y0 + this.#y1) / 2;
    const nearBest = (this.#outputs.bestIou[this.#sources[box] ?? 0] ?? 0) * (1 - relativeSlack);
    let best = 0;
    for (let level = 0; level < levelCount; level++) {
      const stride = strides[level] ?? 1;
      const gridWidth = gridWidths[level] ?? 1;
      const gridHeight = gridHeights[level] ?? 1;
      const cellX = nearestCell(centreX, stride, centreOffset, gridWidth);
      const cellY = nearestCell(centreY, stride, centreOffset, gridHeight);
      const distanceX = Math.abs((cellX + centreOffset) * stride - centreX);
      const distanceY = Math.abs((cellY + centreOffset) * stride - centreY);
      for (let shape = 0; shape < shapesPerCell; shape++) {
        const width = widths[level * shapesPerCell + shape] ?? 0;
        const height = heights[level * shapesPerCell + shape] ?? 0;
        const overlapX = Math.min(width, boxWidth, (width + boxWidth) / 2 - distanceX);
        const overlapY = Math.min(height, boxHeight, (height + boxHeight) / 2 - distanceY);
        if (!(overlapX > 0 && overlapY > 0)) continue;
        const overlap = overlapX * overlapY;
        if (overlap / (width * height + boxWidth * boxHeight - overlap) < nearBest) continue;
        // Where one holds the other the overlap is the same for a while, hence more cells than the nearest.
        const reachX = Math.max(distanceX, Math.abs(width - boxWidth) / 2) + pixelSlack;
        const reachY = Math.max(distanceY, Math.abs(height - boxHeight) / 2) + pixelSlack;
        const fromX = Math.max(0, Math.ceil((centreX - reachX) / stride - centreOffset));
        const toX = Math.min(gridWidth - 1, Math.floor((centreX + reachX) / stride - centreOffset));
        const fromY = Math.max(0, Math.ceil((centreY - reachY) / stride - centreOffset));
        const toY = Math.min(gridHeight - 1, Math.floor((centreY + reachY) / stride - centreOffset));
        for (let y = fromY; y <= toY; y++) {
          for (let x = fromX; x <= toX; x++) {
            const iou = this.#roundedIou(x, y, stride, width, height);
            if (iou > best) best = iou;
            if (wanted === 0 || iou !== wanted) continue;
            const anchor = (firstAnchors[level] ?? 0) + (y * gridWidth + x) * shapesPerCell + shape;
            this.#handOut(box, anchor, x, y, stride, width, height);
          }
        }
      }
    }
    return best;
  }

  /** Gives an anchor that has become foreground for `box` to the box of the image that it overlaps most. */
  #handOut(box: number, anchor: number, x: number, y: number, stride: number, width: number, height: number) {
    if ((this.#owners[anchor] ?? -1) >= 0) return;
    let winner = box;
    if (this.#end - this.#first > 1) {
      let best = 0;
      for (let rival = this.#first; rival < this.#end; rival++) {
        this.#readBox(rival);
        const iou = this.#roundedIou(x, y, stride, width, height);
        if (iou > best) {
          best = iou;
          winner = rival;
        }
      }
      this.#readBox(box);
    }
    this.#touch(anchor);
    this.#owners[anchor] = winner;
    const source = this.#sources[winner] ?? 0;
    this.#outputs.assigned[source] = (this.#outputs.assigned[source] ?? 0) + 1;
  }

  /** IoU of the box with the shape in a cell, rounded as `matchAnchorsReference` and the matching kernel round. */
  #roundedIou(x: number, y: number, stride: number, width: number, height: number): number {
    const centreX = (x + this.#lattice.centreOffset) * stride;
    const anchorX0 = Math.fround(centreX - width / 2);
    const anchorX1 = Math.fround(centreX + width / 2);
    const overlapX = Math.fround(Math.min(anchorX1, this.#x1) - Math.max(anchorX0, this.#x0));
    if (!(overlapX > 0)) return 0;
    const centreY = (y + this.#lattice.centreOffset) * stride;
    const anchorY0 = Math.fround(centreY - height / 2);
    const anchorY1 = Math.fround(centreY + height / 2);
    const overlapY = Math.fround(Math.min(anchorY1, this.#y1) - Math.max(anchorY0, this.#y0));
    if (!(overlapY > 0)) return 0;
    const overlap = Math.fround(overlapX * overlapY);
    if (overlap < smallestOverlap) return 0;
    const anchorArea = Math.fround(Math.fround(anchorX1 - anchorX0) * Math.fround(anchorY1 - anchorY0));
    return Math.fround(overlap / Math.fround(Math.fround(anchorArea + this.#area) - overlap));
  }
}
