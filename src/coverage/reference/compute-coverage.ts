import { createAnchorGrid, type AnchorGrid } from '../../anchors/anchor-grid.ts';
import { matchAnchorsReference } from '../../anchors/reference/match-anchors.ts';
import { boxIou, type Box } from '../../base/box.ts';
import { roundHalfToEven } from '../../anchors/anchor-shapes.ts';
import type { AnchorSettings } from '../anchor-settings.ts';
import type { CoverMatching } from '../compute-coverage.ts';
import { admitBoxes, type AdmissionOptions, type CoverageBoxes } from '../coverage-boxes.ts';

/** What the twin says of each of N boxes; the fields are those of `Coverage`. */
export interface CoverageReference {
  readonly bestIou: Float64Array;
  readonly anchors: Uint32Array;
  readonly levelAnchors: Uint32Array;
  readonly assigned: Uint32Array;
  readonly assignedForeground: Uint32Array;
  readonly covers: Uint8Array;
  readonly assignedCovers: Uint8Array;
  /** `[N]` how near the IoU of any anchor comes to the foreground threshold: below rounding, counts are undecided. */
  readonly nearestToThreshold: Float64Array;
}

/** The anchors of a setting written out: each level a grid of `createAnchorGrid`, one after another. */
export function createSettingsGrid(settings: AnchorSettings, width: number, height: number): AnchorGrid {
  const { scales, ratios, order, centreOffset, firstLevel, rounding } = settings;
  const isRounded = rounding === 'half-extents';
  const grids = settings.strides.map((stride, level) => {
    const base = settings.baseSizes[level] ?? 0;
    const ownScales = isRounded ? scales.map((scale) => Math.trunc(base * scale) / base) : scales;
    return createAnchorGrid(
      {
        strides: [stride],
        firstLevel: firstLevel + level,
        baseSizeInStrides: base / stride,
        scales: ownScales,
        ratios,
        order,
        centreOffset,
      },
      width,
      height,
    );
  });
  let firstAnchor = 0;
  const levels = grids.flatMap((grid) =>
    grid.levels.map((level) => {
      const moved = { ...level, firstAnchor };
      firstAnchor += level.anchorCount;
      return moved;
    }),
  );
  const boxes = new Float32Array(firstAnchor * 4);
  for (const [index, grid] of grids.entries()) boxes.set(grid.boxes, (levels[index]?.firstAnchor ?? 0) * 4);
  const anchorsPerCell = scales.length * ratios.length;
  if (isRounded) {
    for (const { firstAnchor: start, anchorCount, gridWidth, stride } of levels) {
      for (let index = 0; index < anchorCount; index++) {
        const cell = Math.floor(index / anchorsPerCell);
        for (const [axis, place] of [cell % gridWidth, Math.floor(cell / gridWidth)].entries()) {
          const low = (start + index) * 4 + axis;
          const half = roundHalfToEven(((boxes[low + 2] ?? 0) - (boxes[low] ?? 0)) / 2);
          const centre = (place + centreOffset) * stride;
          boxes[low] = centre - half;
          boxes[low + 2] = centre + half;
        }
      }
    }
  }
  return {
    inputWidth: width,
    inputHeight: height,
    levels,
    anchorsPerCell,
    anchorCount: firstAnchor,
    boxes,
  };
}

/**
 * Twin of `computeCoverage`: every box against every anchor of the grid, by IoU in float64; what is left after
 * assignment comes from `matchAnchorsReference`, the boxes of an image at once.
 */
export function computeCoverageReference(
  boxes: CoverageBoxes,
  settings: AnchorSettings,
  matching: CoverMatching,
  options: AdmissionOptions = {},
): CoverageReference {
  const boxCount = boxes.images.length;
  const levelCount = settings.strides.length;
  const result = {
    bestIou: new Float64Array(boxCount),
    anchors: new Uint32Array(boxCount),
    levelAnchors: new Uint32Array(boxCount * levelCount),
    assigned: new Uint32Array(boxCount),
    assignedForeground: new Uint32Array(boxCount),
    covers: new Uint8Array(boxCount),
    assignedCovers: new Uint8Array(boxCount),
    nearestToThreshold: new Float64Array(boxCount).fill(Infinity),
  };
  const { corners, sources, starts, inputSizes } = admitBoxes(boxes, settings, options);
  for (let image = 0; image + 1 < starts.length; image++) {
    const first = starts[image] ?? 0;
    const end = starts[image + 1] ?? 0;
    const grid = createSettingsGrid(settings, inputSizes[image * 2] ?? 0, inputSizes[image * 2 + 1] ?? 0);
    const anchorBoxes = Array.from({ length: grid.anchorCount }, (_, anchor) => boxAt(grid.boxes, anchor));
    for (let box = first; box < end; box++) {
      const source = sources[box] ?? 0;
      const own = boxAt(corners, box);
      for (const [level, { firstAnchor, anchorCount }] of grid.levels.entries()) {
        for (const anchor of anchorBoxes.slice(firstAnchor, firstAnchor + anchorCount)) {
          const iou = boxIou(own, anchor);
          result.bestIou[source] = Math.max(result.bestIou[source] ?? 0, iou);
          const distance = Math.abs(iou - matching.foregroundIou);
          result.nearestToThreshold[source] = Math.min(result.nearestToThreshold[source] ?? 0, distance);
          if (iou < matching.foregroundIou) continue;
          increment(result.anchors, source);
          increment(result.levelAnchors, source * levelCount + level);
        }
      }
    }
    const count = end - first;
    const groundTruth = {
      boxes: corners.slice(first * 4, end * 4),
      classes: Int32Array.from({ length: count }, (_, index) => index),
      sources: sources.slice(first, end),
      crowds: new Float32Array(0),
      refused: [],
    };
    const { targets, bestIou } = matchAnchorsReference(grid, groundTruth, { ...matching, backgroundIou: 0 });
    for (const [anchor, target] of targets.entries()) {
      if (target < 0) continue;
      const source = sources[first + target] ?? 0;
      increment(result.assigned, source);
      if ((bestIou[anchor] ?? 0) >= Math.fround(matching.foregroundIou))
        increment(result.assignedForeground, source);
    }
  }
  for (let box = 0; box < boxCount; box++) {
    const takesBest = matching.allowLowQualityMatches && (result.bestIou[box] ?? 0) > 0;
    result.covers[box] = (result.anchors[box] ?? 0) > 0 ? 2 : takesBest ? 1 : 0;
    const isForeground = (result.assignedForeground[box] ?? 0) > 0;
    result.assignedCovers[box] = isForeground ? 2 : (result.assigned[box] ?? 0) > 0 ? 1 : 0;
  }
  return result;
}

function increment(counts: Uint32Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}

/** Corners of one row of `[…, 4]`. */
function boxAt(corners: Float32Array, index: number): Box {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = corners.subarray(index * 4, index * 4 + 4);
  return [x0, y0, x1, y1];
}
