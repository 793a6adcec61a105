import type { DenseLossParams } from '../../src/loss/dense-loss-params.ts';
import { type ComputeLoss, type LossCase } from './dense-loss.ts';
import { loadDenseLossSimdFromDisk } from './dense-loss-simd.ts';

export const simd = await loadDenseLossSimdFromDisk();
export const focal: DenseLossParams = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'foreground' };

/** @param step anchors a run */
export function computeInRuns({ logits, targets, classes }: LossCase, params: DenseLossParams, step: number) {
  const loss = simd.prepare(logits, targets, classes, params, { gradient: true });
  for (let start = 0; start < loss.anchors; start += step)
    loss.run(start, Math.min(loss.anchors, start + step));
  const { perAnchor, gradient } = loss;
  return { perAnchor, gradient: gradient!, totals: loss.totals() };
}

export const computeWithSimd: ComputeLoss = (lossCase, params) =>
  Promise.resolve(computeInRuns(lossCase, params, lossCase.targets.length));

/** Bits, not values: 0 and -0 differ. */
export const sameBits = (first: Float32Array, second: Float32Array): boolean =>
  Buffer.from(first.buffer, first.byteOffset, first.byteLength).equals(
    Buffer.from(second.buffer, second.byteOffset, second.byteLength),
  );
