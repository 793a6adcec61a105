import type { AdmittedGroundTruth } from '../anchors/admit-ground-truth.ts';
import { anchorBox, type AnchorGrid } from '../anchors/anchor-grid.ts';
import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import { boxIou, type Box } from '../base/box.ts';
import type { Detection } from './detection.ts';

/** A detection that overlaps an annotated box of its class this much has found that one. */
const sameObjectIou = 0.5;

/** What detections are held against. */
export interface LabelledPhoto {
  readonly grid: AnchorGrid;
  /** In pixels of the upright original. */
  readonly groundTruth: readonly GroundTruthBox[];
  /** The same in the frame of the grid. */
  readonly admitted: AdmittedGroundTruth;
  /** Below it an anchor is background. */
  readonly backgroundIou: number;
}

/**
 * Confident detections on background: each comes from an anchor that overlaps every annotated box less than the
 * background threshold, so that training would punish it, and no annotated box of its class lies where it does. Hard
 * background of this kind is often an object that nobody has labelled. Regions of crowds ask for no labels.
 *
 * @param confident detections of a high score, after suppression
 */
export function findMissingLabels(
  confident: readonly Detection[],
  { grid, groundTruth, admitted, backgroundIou }: LabelledPhoto,
): Detection[] {
  const boxes = splitBoxes(admitted.boxes);
  return confident.filter(({ anchor, box, classIndex }) => {
    const own = anchorBox(grid, anchor);
    return (
      boxes.every((labelled) => boxIou(own, labelled) < backgroundIou) &&
      !groundTruth.some((labelled) =>
        labelled.crowd
          ? liesWithin(box, labelled.box)
          : labelled.classIndex === classIndex && boxIou(box, labelled.box) >= sameObjectIou,
      )
    );
  });
}

function splitBoxes(corners: Float32Array): Box[] {
  return Array.from({ length: corners.length / 4 }, (_, index): Box => {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = corners.subarray(index * 4, index * 4 + 4);
    return [x0, y0, x1, y1];
  });
}

/** Whether at least half of a box's area lies in a region. */
function liesWithin([x0, y0, x1, y1]: Box, region: Box): boolean {
  const width = Math.max(0, Math.min(x1, region[2]) - Math.max(x0, region[0]));
  const height = Math.max(0, Math.min(y1, region[3]) - Math.max(y0, region[1]));
  return 2 * width * height >= (x1 - x0) * (y1 - y0);
}
