import { anchorBox, type AnchorGrid } from '../../anchors/anchor-grid.ts';
import type { BoxCoding } from '../../anchors/box-coding.ts';
import { boxArea, boxIou, type Box } from '../../base/box.ts';
import type { InputGeometry } from '../../image/input-geometry.ts';
import type { Detection, DetectionSettings } from '../detection.ts';

/** The raw answer of a head: logits `[A, K]` and deltas `[A, 4]`, row-major. */
export interface RawHead {
  readonly logits: Float32Array;
  readonly deltas: Float32Array;
  readonly classes: number;
}

interface ScoredPair {
  readonly anchor: number;
  readonly classIndex: number;
  readonly logit: number;
  readonly score: number;
}

/**
 * The whole of detection in float64, one plain step after another, as a yardstick for tests: threshold, top k of
 * each level, decode, clip to the photo, scale, drop what is empty, suppress, keep the best (the inference of
 * `torchvision.models.detection.RetinaNet`, with equal scores taken by anchor, then by class).
 */
export function findDetectionsReference(
  head: RawHead,
  grid: AnchorGrid,
  geometry: InputGeometry,
  coding: BoxCoding,
  settings: DetectionSettings,
): Detection[] {
  const best = grid.levels.flatMap(({ firstAnchor, anchorCount }) => {
    const pairs: ScoredPair[] = [];
    for (let anchor = firstAnchor; anchor < firstAnchor + anchorCount; anchor++) {
      for (let classIndex = 0; classIndex < head.classes; classIndex++) {
        const logit = head.logits[anchor * head.classes + classIndex] ?? NaN;
        const score = 1 / (1 + Math.exp(-logit));
        if (score > settings.scoreThreshold) pairs.push({ anchor, classIndex, logit, score });
      }
    }
    return pairs.sort(comparePairs).slice(0, settings.topKPerLevel);
  });
  const detections = best
    .sort(comparePairs)
    .map(({ anchor, classIndex, score }): Detection => {
      const [dx = NaN, dy = NaN, dw = NaN, dh = NaN] = head.deltas.subarray(anchor * 4, anchor * 4 + 4);
      const decoded = decode(anchorBox(grid, anchor), [dx, dy, dw, dh], coding);
      return { box: placeOnOriginal(decoded, geometry), classIndex, score, anchor };
    })
    .filter(({ box }) => boxArea(box) > 0);
  const kept: Detection[] = [];
  for (const detection of detections) {
    const suppressed = kept.some(
      (rival) =>
        (settings.suppressAcrossClasses || rival.classIndex === detection.classIndex) &&
        boxIou(rival.box, detection.box) > settings.nmsIou,
    );
    if (!suppressed) kept.push(detection);
  }
  return kept.slice(0, settings.maxDetections);
}

function comparePairs(first: ScoredPair, second: ScoredPair): number {
  if (first.logit !== second.logit) return second.logit > first.logit ? 1 : -1;
  return first.anchor - second.anchor || first.classIndex - second.classIndex;
}

function decode(anchor: Box, deltas: Box, { weights, maxLogSize }: BoxCoding): Box {
  const width = anchor[2] - anchor[0];
  const height = anchor[3] - anchor[1];
  const centreX = anchor[0] + 0.5 * width + (deltas[0] / weights[0]) * width;
  const centreY = anchor[1] + 0.5 * height + (deltas[1] / weights[1]) * height;
  const halfWidth = 0.5 * width * Math.exp(Math.min(deltas[2] / weights[2], maxLogSize));
  const halfHeight = 0.5 * height * Math.exp(Math.min(deltas[3] / weights[3], maxLogSize));
  return [centreX - halfWidth, centreY - halfHeight, centreX + halfWidth, centreY + halfHeight];
}

function placeOnOriginal([x0, y0, x1, y1]: Box, geometry: InputGeometry): Box {
  const clip = (value: number, length: number): number => Math.min(Math.max(value, 0), length);
  return [
    clip(x0, geometry.resizedWidth) / geometry.scaleX,
    clip(y0, geometry.resizedHeight) / geometry.scaleY,
    clip(x1, geometry.resizedWidth) / geometry.scaleX,
    clip(y1, geometry.resizedHeight) / geometry.scaleY,
  ];
}
