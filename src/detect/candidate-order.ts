import type { Candidates } from './detection.ts';

/**
 * The order of candidates everywhere: highest logit first, equal ones by anchor, then by class.
 *
 * @returns the candidates' indices in that order
 */
export function orderCandidates({ count, anchors, classes, logits }: Candidates): Uint32Array {
  const compare = (first: number, second: number): number =>
    (logits[second] ?? 0) - (logits[first] ?? 0) ||
    (anchors[first] ?? 0) - (anchors[second] ?? 0) ||
    (classes[first] ?? 0) - (classes[second] ?? 0);
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  return order.sort(compare);
}

/** The same candidates in {@link orderCandidates}' order. */
export function sortCandidates(candidates: Candidates): Candidates {
  const { count, anchors, classes, logits, deltas } = candidates;
  const order = orderCandidates(candidates);
  const sorted = {
    count,
    anchors: new Uint32Array(count),
    classes: new Uint32Array(count),
    logits: new Float32Array(count),
    deltas: new Float32Array(count * 4),
  };
  for (let rank = 0; rank < count; rank++) {
    const from = order[rank] ?? 0;
    sorted.anchors[rank] = anchors[from] ?? 0;
    sorted.classes[rank] = classes[from] ?? 0;
    sorted.logits[rank] = logits[from] ?? 0;
    for (let side = 0; side < 4; side++) sorted.deltas[rank * 4 + side] = deltas[from * 4 + side] ?? 0;
  }
  return sorted;
}
