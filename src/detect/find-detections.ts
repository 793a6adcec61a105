import { anchorLevelIndex, type AnchorGrid } from '../anchors/anchor-grid.ts';
import { decodeBox, type BoxCoding } from '../anchors/box-coding.ts';
import type { InputGeometry } from '../image/input-geometry.ts';
import { orderCandidates } from './candidate-order.ts';
import type { Candidates, Detection, DetectionSettings } from './detection.ts';
import { sigmoid } from './score.ts';
import { suppressBoxes } from './suppress.ts';

/** Candidates with all that no slider changes worked out: N rows, best first (`orderCandidates`). */
export interface DecodedCandidates {
  readonly count: number;
  /** `[N]` sigmoid of the logit. */
  readonly scores: Float64Array;
  readonly anchors: Uint32Array;
  readonly classes: Uint32Array;
  /** `[N, 4]` corners in pixels of the upright original, clipped to it; without area where nothing is left. */
  readonly boxes: Float64Array;
  /** `[N]` how many candidates of the same level come before. */
  readonly ranksInLevel: Uint32Array;
}

/**
 * Sorts and decodes candidates, once a photo.
 *
 * @param original size of the upright original
 */
export function decodeCandidates(
  candidates: Candidates,
  grid: AnchorGrid,
  geometry: InputGeometry,
  original: { readonly width: number; readonly height: number },
  coding: BoxCoding,
): DecodedCandidates {
  const { count } = candidates;
  const order = orderCandidates(candidates);
  const scores = new Float64Array(count);
  const anchors = new Uint32Array(count);
  const classes = new Uint32Array(count);
  const boxes = new Float64Array(count * 4);
  const ranksInLevel = new Uint32Array(count);
  const inLevel = grid.levels.map(() => 0);
  const deltas = new Float32Array(count * 4);
  for (let row = 0; row < count; row++) {
    const from = order[row] ?? 0;
    const anchor = candidates.anchors[from] ?? 0;
    scores[row] = sigmoid(candidates.logits[from] ?? 0);
    anchors[row] = anchor;
    classes[row] = candidates.classes[from] ?? 0;
    const level = anchorLevelIndex(grid, anchor);
    ranksInLevel[row] = inLevel[level] ?? 0;
    inLevel[level] = (inLevel[level] ?? 0) + 1;
    for (let side = 0; side < 4; side++) deltas[row * 4 + side] = candidates.deltas[from * 4 + side] ?? 0;
    decodeBox(grid.boxes, anchor, deltas, row, coding, boxes);
    placeOnOriginal(boxes, row, geometry, original);
  }
  return { count, scores, anchors, classes, boxes, ranksInLevel };
}

/** Clips a decoded box to the part of the input that the photo covers, and scales it to the original. */
function placeOnOriginal(
  boxes: Float64Array,
  row: number,
  geometry: InputGeometry,
  original: { readonly width: number; readonly height: number },
): void {
  for (let side = 0; side < 4; side++) {
    const horizontal = side % 2 === 0;
    const resized = horizontal ? geometry.resizedWidth : geometry.resizedHeight;
    const scale = horizontal ? geometry.scaleX : geometry.scaleY;
    const clipped = Math.min(Math.max(boxes[row * 4 + side] ?? NaN, 0), resized);
    // The quotient may be rounded to just past the edge.
    const length = horizontal ? original.width : original.height;
    boxes[row * 4 + side] = Math.min(clipped / scale, length);
  }
}

/**
 * What the sliders make of decoded candidates: those above the score threshold, of these the best per level, of
 * these with an area left the ones that no better one suppresses, best first.
 *
 * Decoding may come before the threshold because rows are sorted by score: the candidates above a threshold are a
 * prefix of each level's, and the best k of a prefix are those of it that have a rank below k in the whole level.
 * Exact for thresholds from the one on that the candidates were selected with.
 */
export function findDetections(candidates: DecodedCandidates, settings: DetectionSettings): Detection[] {
  const { scores, anchors, classes, boxes } = candidates;
  const groups = settings.suppressAcrossClasses ? undefined : classes;
  const order = rowsInPlay(candidates, settings);
  const kept = suppressBoxes(order, boxes, groups, settings.nmsIou, settings.maxDetections);
  return kept.map((row) => {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = boxes.subarray(row * 4, row * 4 + 4);
    return {
      box: [x0, y0, x1, y1],
      classIndex: classes[row] ?? 0,
      score: scores[row] ?? 0,
      anchor: anchors[row] ?? 0,
    };
  });
}

function* rowsInPlay(candidates: DecodedCandidates, settings: DetectionSettings): Generator<number> {
  const { count, scores, boxes, ranksInLevel } = candidates;
  for (let row = 0; row < count; row++) {
    if (!((scores[row] ?? 0) > settings.scoreThreshold)) return;
    if ((ranksInLevel[row] ?? 0) >= settings.topKPerLevel) continue;
    // Written so that NaN counts as no area.
    const hasWidth = (boxes[row * 4 + 2] ?? 0) > (boxes[row * 4] ?? 0);
    const hasHeight = (boxes[row * 4 + 3] ?? 0) > (boxes[row * 4 + 1] ?? 0);
    if (hasWidth && hasHeight) yield row;
  }
}
