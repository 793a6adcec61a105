import type { AnchorGrid } from '../anchors/anchor-grid.ts';
import type { HeadOutputs } from '../model/model-session.ts';
import type { DetectionOutputs } from '../model/read-detections.ts';

/** The logit of what a detection is not: its sigmoid is 0 in float32. */
const never = -100;

/** Bounds of a score whose logit is finite in float32, as for recovered logits. */
const leastScore = 1e-7;
const mostScore = 1 - 1e-7;

/**
 * Boxes after suppression as a head of one anchor a box: the anchor is the box, its deltas are 0, and its one logit is
 * that of its score. So the whole line from candidates to the stage serves a model without raw heads, and gives its
 * very boxes back; its losses mean nothing, and nobody may be shown them.
 *
 * @param classes how many the model's list has; labels beyond it have room all the same
 * @param inputWidth and `inputHeight` of the network's input
 */
export function createStandInHead(
  { count, boxes, scores, labels }: DetectionOutputs,
  classes: number,
  inputWidth: number,
  inputHeight: number,
): { readonly head: HeadOutputs & { readonly place: 'cpu' }; readonly grid: AnchorGrid } {
  // Kernels run over one anchor at least: one without area that scores nothing.
  const anchors = Math.max(1, count);
  const columns = labels.reduce((most, label) => Math.max(most, label + 1), classes);
  const logits = new Float32Array(anchors * columns).fill(never);
  for (let row = 0; row < count; row++) {
    const score = Math.min(Math.max(scores[row] ?? 0, leastScore), mostScore);
    logits[row * columns + (labels[row] ?? 0)] = Math.log(score) - Math.log1p(-score);
  }
  const corners = new Float32Array(anchors * 4);
  corners.set(boxes);
  const level = { name: '', stride: 1, gridWidth: anchors, gridHeight: 1, firstAnchor: 0 };
  return {
    head: {
      place: 'cpu',
      anchors,
      classes: columns,
      logits,
      deltas: new Float32Array(anchors * 4),
      release: () => undefined,
    },
    grid: {
      inputWidth,
      inputHeight,
      levels: [{ ...level, anchorCount: anchors }],
      anchorsPerCell: 1,
      anchorCount: anchors,
      boxes: corners,
    },
  };
}
