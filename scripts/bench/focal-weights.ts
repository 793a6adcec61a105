import { benchmarkParams, type BenchmarkCase } from '../../src/benchmark/benchmark-case.ts';
import type { BenchmarkSetting } from '../../src/benchmark/contender.ts';

/** What depends on the targets alone, spread over `[A, K]`: resident like the logits, made before any clock runs. */
export interface FocalWeights {
  /** −1 where the class is the anchor's own, else 1: the logit times this is −z. */
  readonly turned: Float32Array<ArrayBuffer>;
  /** α or 1 − α, divided by the normaliser; 0 for ignored anchors. */
  readonly weights: Float32Array<ArrayBuffer>;
}

/** For libraries whose operators work on whole tensors, each pass of which costs more than a tensor that is there. */
export function spreadTargets({ anchors, classes, targets, normaliser }: BenchmarkCase): FocalWeights {
  const turned = new Float32Array(anchors * classes).fill(1);
  const weights = new Float32Array(anchors * classes).fill((1 - benchmarkParams.alpha) / normaliser);
  targets.forEach((label, anchor) => {
    const row = anchor * classes;
    if (label === -2) weights.fill(0, row, row + classes);
    if (label < 0) return;
    turned[row + label] = -1;
    weights[row + label] = benchmarkParams.alpha / normaliser;
  });
  return { turned, weights };
}

/**
 * Rows and columns to lay `[A, K]` out by where a library sums with one workgroup a row: about a thousand long rows
 * keep a GPU as busy as A short ones, with far fewer barriers, which a software adapter pays dearly for. Operators
 * element by element do not mind.
 */
export function layOutForSums({
  isSoftware,
  benchmarkCase: { anchors, classes },
}: BenchmarkSetting): [rows: number, columns: number] {
  const elements = anchors * classes;
  for (let rows = isSoftware ? 64 : 1024; rows > 1; rows--)
    if (elements % rows === 0) return [rows, elements / rows];
  return [1, elements];
}
