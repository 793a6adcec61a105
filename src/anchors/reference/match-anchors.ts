import type { AdmittedGroundTruth } from '../admit-ground-truth.ts';
import type { AnchorGrid } from '../anchor-grid.ts';
import { backgroundTarget, ignoredTarget, type MatchSettings } from '../ground-truth.ts';
import { ignoreCrowdsReference } from './ignore-crowds.ts';

/** What matching says of each of A anchors; the arrays are those of `AnchorMatcher`. */
export interface AnchorMatches {
  readonly targets: Int32Array<ArrayBuffer>;
  readonly matched: Int32Array<ArrayBuffer>;
  readonly bestIou: Float32Array<ArrayBuffer>;
}

/** As in `shared/rounded-iou.wgsl`. */
const smallestOverlap = Math.fround(1e-30);

/**
 * Intersection over union of a box with one anchor, each step rounded to float32 in the kernel's order. The kernel
 * rounds the same way on every adapter, so that ties are ties on both.
 *
 * @param corners `[A, 4]` float32
 */
function roundedIou(
  corners: Float32Array,
  anchor: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  area: number,
): number {
  const at = anchor * 4;
  const anchorX0 = corners[at] ?? 0;
  const anchorX1 = corners[at + 2] ?? 0;
  const width = Math.fround(Math.min(anchorX1, x1) - Math.max(anchorX0, x0));
  if (!(width > 0)) return 0;
  const anchorY0 = corners[at + 1] ?? 0;
  const anchorY1 = corners[at + 3] ?? 0;
  const height = Math.fround(Math.min(anchorY1, y1) - Math.max(anchorY0, y0));
  if (!(height > 0)) return 0;
  const overlap = Math.fround(width * height);
  if (overlap < smallestOverlap) return 0;
  const anchorArea = Math.fround(Math.fround(anchorX1 - anchorX0) * Math.fround(anchorY1 - anchorY0));
  return Math.fround(overlap / Math.fround(Math.fround(anchorArea + area) - overlap));
}

/** The four corners of box `index` and its area, as float32. */
function readBox(boxes: Float32Array, index: number): [number, number, number, number, number] {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = boxes.subarray(index * 4, index * 4 + 4);
  return [x0, y0, x1, y1, Math.fround(Math.fround(x1 - x0) * Math.fround(y1 - y0))];
}

/**
 * Twin of the kernel `match-anchors`, and what matches where there is no GPU. It is not in float64: torchvision
 * matches in float32, and which anchors tie for a box's best depends on it.
 */
export function matchAnchorsReference(
  grid: AnchorGrid,
  groundTruth: AdmittedGroundTruth,
  settings: MatchSettings,
): AnchorMatches {
  const matches = matchBoxes(grid, groundTruth, settings);
  if (settings.ignoreBeyond) ignoreBeyond(grid.boxes, settings.ignoreBeyond, matches.targets);
  ignoreCrowdsReference(grid.boxes, groundTruth.crowds, matches.targets);
  return matches;
}

/** Ignores the anchors whose centre lies at or beyond an extent, in pixels of the input. */
function ignoreBeyond(
  corners: Float32Array,
  [width, height]: readonly [number, number],
  targets: Int32Array,
): void {
  for (let anchor = 0; anchor < targets.length; anchor++) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = corners.subarray(anchor * 4, anchor * 4 + 4);
    if (Math.fround(x0 + x1) / 2 >= Math.fround(width) || Math.fround(y0 + y1) / 2 >= Math.fround(height))
      targets[anchor] = ignoredTarget;
  }
}

function matchBoxes(
  grid: AnchorGrid,
  groundTruth: AdmittedGroundTruth,
  settings: MatchSettings,
): AnchorMatches {
  const { anchorCount, boxes: corners } = grid;
  const { boxes, classes } = groundTruth;
  const targets = new Int32Array(anchorCount).fill(backgroundTarget);
  const matched = new Int32Array(anchorCount).fill(-1);
  const bestIou = new Float32Array(anchorCount);
  if (classes.length === 0) return { targets, matched, bestIou };

  const bestOfBox = new Float32Array(classes.length);
  for (let box = 0; box < classes.length; box++) {
    const [x0, y0, x1, y1, area] = readBox(boxes, box);
    let best = 0;
    for (let anchor = 0; anchor < anchorCount; anchor++) {
      const iou = roundedIou(corners, anchor, x0, y0, x1, y1, area);
      if (iou === 0) continue;
      if (iou > best) best = iou;
      if (iou > (bestIou[anchor] ?? 0)) {
        bestIou[anchor] = iou;
        matched[anchor] = box;
      }
    }
    bestOfBox[box] = best;
  }

  const foregroundIou = Math.fround(settings.foregroundIou);
  const backgroundIou = Math.fround(settings.backgroundIou);
  const includesThreshold = settings.backgroundIncludesThreshold ?? false;
  for (let anchor = 0; anchor < anchorCount; anchor++) {
    const iou = bestIou[anchor] ?? 0;
    const box = matched[anchor] ?? -1;
    if (box >= 0 && iou >= foregroundIou) targets[anchor] = classes[box] ?? ignoredTarget;
    else if (!(iou < backgroundIou || (includesThreshold && iou === backgroundIou)))
      targets[anchor] = ignoredTarget;
  }
  if (!settings.allowLowQualityMatches) return { targets, matched, bestIou };

  for (let box = 0; box < classes.length; box++) {
    const best = bestOfBox[box] ?? 0;
    if (best === 0) continue;
    const [x0, y0, x1, y1, area] = readBox(boxes, box);
    for (let anchor = 0; anchor < anchorCount; anchor++) {
      if (roundedIou(corners, anchor, x0, y0, x1, y1, area) !== best) continue;
      if (settings.lowQualityOverwrites) matched[anchor] = box;
      // Otherwise its own best box, which may be another than this one.
      targets[anchor] = classes[matched[anchor] ?? 0] ?? ignoredTarget;
    }
  }
  return { targets, matched, bestIou };
}
