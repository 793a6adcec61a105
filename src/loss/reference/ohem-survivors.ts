import { CentreGrid } from './ohem-centre-grid.ts';
import type { ResolvedOhemParams } from '../ohem-params.ts';

/** Survivors of the suppression as far as the selection needs them. */
export interface OhemSurvivors {
  /** Hardest first. */
  readonly anchors: readonly number[];
  /** How many of them have a class. */
  readonly positives: number;
}

/**
 * Twin of the kernel `ohem-survivors`: greedy suppression in a given order, which ends when N have survived and, with
 * a ratio of negatives to positives, as many positives as are ever wanted, or all that there are, have been met too.
 * Overlaps are rounded as the kernel rounds them, so that both agree at the threshold.
 *
 * Each box is compared with survivors whose centres are near enough, so that even where most of 100,000 boxes survive
 * it takes some tens of comparisons a box.
 *
 * @param order anchors that take part, hardest first
 * @param boxes float32 `[A, 4]` corners in pixels
 * @param targets int32 `[A]`
 */
export function findOhemSurvivorsReference(
  order: Uint32Array,
  boxes: Float32Array,
  targets: Int32Array,
  { count, iou, negativesPerPositive, reach, quota }: ResolvedOhemParams,
): OhemSurvivors {
  const grid = new CentreGrid(iou, reach);
  const anchors: number[] = [];
  let positives = 0;
  let unseen = 0;
  for (const anchor of order) if ((targets[anchor] ?? -1) >= 0) unseen++;
  for (const anchor of order) {
    const enoughPositives = negativesPerPositive === 0 || positives >= quota || unseen === 0;
    if (anchors.length >= count && enoughPositives) break;
    const isPositive = (targets[anchor] ?? -1) >= 0;
    if (isPositive) unseen--;
    const at = anchor * 4;
    if (!grid.add(boxes[at] ?? 0, boxes[at + 1] ?? 0, boxes[at + 2] ?? 0, boxes[at + 3] ?? 0)) continue;
    anchors.push(anchor);
    if (isPositive) positives++;
  }
  return { anchors, positives };
}
