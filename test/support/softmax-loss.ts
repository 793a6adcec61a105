import type { DenseLossTotals } from '../../src/loss/dense-loss-params.ts';
import { computeSoftmaxLossReference } from '../../src/loss/reference/softmax-loss.ts';
import type { SoftmaxLossParams } from '../../src/loss/softmax-loss-params.ts';
import { randomNumbers } from './dense-loss.ts';

/** Logits `[A, K + 1]` with their targets `[A]`; `classes` is K. */
export interface SoftmaxCase {
  readonly logits: Float32Array<ArrayBuffer>;
  readonly targets: Int32Array<ArrayBuffer>;
  readonly classes: number;
}

export interface SoftmaxResult {
  readonly perAnchor: Float32Array | Float64Array;
  readonly gradient: Float32Array | Float64Array;
  readonly totals: DenseLossTotals;
}

/** Computes the loss and its gradient, on whichever path is tested. */
export type ComputeSoftmax = (softmaxCase: SoftmaxCase, params: SoftmaxLossParams) => Promise<SoftmaxResult>;

export const computeSoftmaxWithTwin: ComputeSoftmax = ({ logits, targets, classes }, params) => {
  const loss = computeSoftmaxLossReference(logits, targets, classes, params, { gradient: true });
  return Promise.resolve({
    perAnchor: loss.perAnchor,
    gradient: loss.gradient ?? new Float64Array(0),
    totals: loss.totals(),
  });
};

/** Rows of logits from -`reach` to `reach`, most of them background. */
export function makeSoftmaxCase(anchors: number, classes: number, seed = 1, reach = 6): SoftmaxCase {
  const random = randomNumbers(seed);
  const logits = Float32Array.from({ length: anchors * (classes + 1) }, () => reach * (2 * random() - 1));
  const targets = Int32Array.from({ length: anchors }, () => {
    const draw = random();
    if (draw < 0.3) return Math.floor(random() * classes);
    return draw < 0.4 ? -2 : -1;
  });
  return { logits, targets, classes };
}

/** The bits of the nearest float16, for values that have a normal one or are 0, infinite or no number. */
export function halfBits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  if (Number.isNaN(value)) return 0x7e00;
  const size = Math.abs(value);
  if (size === 0) return sign;
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  return sign | Math.round((size / 2 ** exponent + exponent + 14) * 1024);
}

/** What {@link halfBits} stand for. */
export function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction > 0 ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}
