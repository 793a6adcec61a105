import { createAnchorLattice, nearestCell, setLatticeInput } from './anchor-lattice.ts';
import { levelShapes, type AnchorSettings } from './anchor-settings.ts';
import type { Coverage } from './compute-coverage.ts';
import type { AdmittedBoxes } from './coverage-boxes.ts';

/** How well a setting fits boxes: what a search looks at, the first figure before the second. */
export interface AnchorFit {
  /** Boxes that the figures are of. */
  readonly boxes: number;
  /** Boxes whose best IoU with an anchor is at the foreground threshold or above. */
  readonly covered: number;
  readonly meanBestIou: number;
}

/** Above 0 where the first is better: it covers more boxes, or as many and more closely. */
export function compareFits(first: AnchorFit, second: AnchorFit): number {
  return first.covered - second.covered || first.meanBestIou - second.meanBestIou;
}

/** The fit of a coverage, over the boxes that took part. */
export function fitOfCoverage({ refusals, bestIou, covers }: Coverage): AnchorFit {
  let boxes = 0;
  let covered = 0;
  let sum = 0;
  for (let box = 0; box < refusals.length; box++) {
    if (refusals[box] !== 0) continue;
    boxes++;
    sum += bestIou[box] ?? 0;
    if (covers[box] === 2) covered++;
  }
  return { boxes, covered, meanBestIou: boxes === 0 ? 0 : sum / boxes };
}

/**
 * Measures fits quickly, one setting after another over the same boxes. How far a box's centre is from the nearest
 * cell's depends on strides and offset alone, so it is worked out once.
 */
export class AnchorFitter {
  readonly #foregroundIou: number;
  readonly #levelCount: number;
  readonly #widths: Float64Array;
  readonly #heights: Float64Array;
  /** `[n, L]` pixels of the input. */
  readonly #distancesX: Float64Array;
  readonly #distancesY: Float64Array;

  /**
   * @param settings strides, offset and input of every setting to come
   * @param chosen which admitted boxes, in ascending order
   */
  constructor(admitted: AdmittedBoxes, settings: AnchorSettings, chosen: Int32Array, foregroundIou: number) {
    const lattice = createAnchorLattice(settings);
    const { levelCount, strides, gridWidths, gridHeights, centreOffset } = lattice;
    this.#foregroundIou = foregroundIou;
    this.#levelCount = levelCount;
    this.#widths = new Float64Array(chosen.length);
    this.#heights = new Float64Array(chosen.length);
    this.#distancesX = new Float64Array(chosen.length * levelCount);
    this.#distancesY = new Float64Array(chosen.length * levelCount);
    let image = -1;
    for (const [index, box] of chosen.entries()) {
      while ((admitted.starts[image + 1] ?? Infinity) <= box) {
        image++;
        const [width = 0, height = 0] = admitted.inputSizes.subarray(image * 2, image * 2 + 2);
        setLatticeInput(lattice, width, height);
      }
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = admitted.corners.subarray(box * 4, box * 4 + 4);
      this.#widths[index] = x1 - x0;
      this.#heights[index] = y1 - y0;
      for (let level = 0; level < levelCount; level++) {
        const stride = strides[level] ?? 1;
        const distance = (place: number, cells: number): number =>
          Math.abs((nearestCell(place, stride, centreOffset, cells) + centreOffset) * stride - place);
        this.#distancesX[index * levelCount + level] = distance((x0 + x1) / 2, gridWidths[level] ?? 1);
        this.#distancesY[index * levelCount + level] = distance((y0 + y1) / 2, gridHeights[level] ?? 1);
      }
    }
  }

  measure(settings: AnchorSettings): AnchorFit {
    const levelCount = this.#levelCount;
    const shapes = Array.from({ length: levelCount }, (_, level) => levelShapes(settings, level));
    const shapeCount = settings.scales.length * settings.ratios.length;
    let covered = 0;
    let sum = 0;
    for (let box = 0; box < this.#widths.length; box++) {
      const boxWidth = this.#widths[box] ?? 0;
      const boxHeight = this.#heights[box] ?? 0;
      const boxArea = boxWidth * boxHeight;
      let best = 0;
      for (let level = 0; level < levelCount; level++) {
        const distanceX = this.#distancesX[box * levelCount + level] ?? 0;
        const distanceY = this.#distancesY[box * levelCount + level] ?? 0;
        const ofLevel = shapes[level];
        if (ofLevel === undefined) continue;
        const { widths, heights } = ofLevel;
        for (let shape = 0; shape < shapeCount; shape++) {
          const width = widths[shape] ?? 0;
          const height = heights[shape] ?? 0;
          const overlapX = Math.min(width, boxWidth, (width + boxWidth) / 2 - distanceX);
          const overlapY = Math.min(height, boxHeight, (height + boxHeight) / 2 - distanceY);
          if (!(overlapX > 0 && overlapY > 0)) continue;
          const overlap = overlapX * overlapY;
          const iou = overlap / (width * height + boxArea - overlap);
          if (iou > best) best = iou;
        }
      }
      if (best >= this.#foregroundIou) covered++;
      sum += best;
    }
    const boxes = this.#widths.length;
    return { boxes, covered, meanBestIou: boxes === 0 ? 0 : sum / boxes };
  }
}
