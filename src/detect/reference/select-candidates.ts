import { sortCandidates } from '../candidate-order.ts';
import type { Candidates } from '../detection.ts';
import { logitBound } from '../score.ts';

/**
 * Twin of the kernel `select-candidates`, and what selects where there is no GPU.
 *
 * @param logits `[A, K]` row-major; NaN never passes
 * @param deltas `[A, 4]`
 * @param threshold a pair passes when sigmoid(logit) > threshold
 * @returns the pairs that pass, highest logit first, then by anchor, then by class
 */
export function selectCandidatesReference(
  logits: Float32Array,
  deltas: Float32Array,
  shape: { readonly anchors: number; readonly classes: number },
  threshold: number,
): Candidates {
  const bound = logitBound(threshold);
  const pairs: number[] = [];
  const pairCount = shape.anchors * shape.classes;
  for (let pair = 0; pair < pairCount; pair++) {
    if ((logits[pair] ?? NaN) > bound) pairs.push(pair);
  }
  const count = pairs.length;
  const candidates = {
    count,
    anchors: new Uint32Array(count),
    classes: new Uint32Array(count),
    logits: new Float32Array(count),
    deltas: new Float32Array(count * 4),
  };
  for (const [index, pair] of pairs.entries()) {
    const anchor = Math.floor(pair / shape.classes);
    candidates.anchors[index] = anchor;
    candidates.classes[index] = pair % shape.classes;
    candidates.logits[index] = logits[pair] ?? 0;
    candidates.deltas.set(deltas.subarray(anchor * 4, anchor * 4 + 4), index * 4);
  }
  return sortCandidates(candidates);
}
