/**
 * Greedy non-maximum suppression: takes boxes in the order given, and drops each that overlaps a taken one of its
 * group by more than `maxIou`.
 *
 * Every box is compared with taken boxes only, and the work ends with the last place filled; a later box cannot
 * change what came before it.
 *
 * @param order rows of `boxes`, best first
 * @param boxes `[N, 4]` corners, each of positive area
 * @param groups `[N]` the group of each box: only boxes of one group suppress each other; undefined: all are one
 * @param maxKept how many are taken at most
 * @returns the taken rows, in the order given
 */
export function suppressBoxes(
  order: Iterable<number>,
  boxes: Float64Array,
  groups: Uint32Array | undefined,
  maxIou: number,
  maxKept: number,
): number[] {
  const kept: number[] = [];
  const keptOfGroup = new Map<number, number[]>();
  for (const row of order) {
    if (kept.length >= maxKept) break;
    const group = groups?.[row] ?? 0;
    let rivals = keptOfGroup.get(group);
    if (!rivals) keptOfGroup.set(group, (rivals = []));
    if (rivals.some((rival) => overlapsMore(boxes, rival, row, maxIou))) continue;
    rivals.push(row);
    kept.push(row);
  }
  return kept;
}

/** Whether the intersection over union of two rows exceeds `maxIou`. */
function overlapsMore(boxes: Float64Array, first: number, second: number, maxIou: number): boolean {
  const a = first * 4;
  const b = second * 4;
  const aX0 = boxes[a] ?? 0;
  const aX1 = boxes[a + 2] ?? 0;
  const bX0 = boxes[b] ?? 0;
  const bX1 = boxes[b + 2] ?? 0;
  const width = Math.min(aX1, bX1) - Math.max(aX0, bX0);
  if (width <= 0) return false;
  const aY0 = boxes[a + 1] ?? 0;
  const aY1 = boxes[a + 3] ?? 0;
  const bY0 = boxes[b + 1] ?? 0;
  const bY1 = boxes[b + 3] ?? 0;
  const height = Math.min(aY1, bY1) - Math.max(aY0, bY0);
  if (height <= 0) return false;
  const overlap = width * height;
  const union = (aX1 - aX0) * (aY1 - aY0) + (bX1 - bX0) * (bY1 - bY0) - overlap;
  return overlap / union > maxIou;
}
