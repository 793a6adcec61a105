import { benchmarkParams, gatherRows, type BenchmarkCase } from './benchmark-case.ts';
import type { ContenderEntry } from './contender.ts';

/** Where a loop over typed arrays puts what it finds. */
export interface TypedArrayLoss {
  /** `[A]` */
  readonly perAnchor: Float32Array;
  /** `[A, K]`, d loss / d logits */
  readonly gradient: Float32Array;
  /** @returns the sum over all anchors */
  run(options: { readonly gradient: boolean }): number;
}

/**
 * The focal loss (γ of 2) as one sensible loop in JavaScript: one exp, one log and one division an element, results
 * in float32. The forms are those of the float64 twin, but with log(1 + u) where the twin takes log1p.
 */
export function createTypedArrayLoss(benchmarkCase: BenchmarkCase): TypedArrayLoss {
  const { anchors, classes, logits, targets, normaliser } = benchmarkCase;
  const perAnchor = new Float32Array(anchors);
  const gradient = new Float32Array(anchors * classes);
  const positiveWeight = benchmarkParams.alpha / normaliser;
  const negativeWeight = (1 - benchmarkParams.alpha) / normaliser;
  const run = (options: { readonly gradient: boolean }): number => {
    const writesGradient = options.gradient;
    let total = 0;
    for (let anchor = 0; anchor < anchors; anchor++) {
      const label = targets[anchor] ?? -2;
      const row = anchor * classes;
      if (label === -2) {
        perAnchor[anchor] = 0;
        if (writesGradient) gradient.fill(0, row, row + classes);
        continue;
      }
      const own = label < 0 ? -1 : row + label;
      let sum = 0;
      for (let index = row; index < row + classes; index++) {
        const isOwn = index === own;
        // The margin turned round: m = −z, loss = w · q² · softplus(m), q = sigmoid(m).
        const m = isOwn ? -(logits[index] ?? 0) : (logits[index] ?? 0);
        const u = Math.exp(-Math.abs(m));
        const larger = 1 / (1 + u);
        const crossEntropy = (m > 0 ? m : 0) + Math.log(1 + u);
        const q = m > 0 ? larger : u * larger;
        const weight = (isOwn ? positiveWeight : negativeWeight) * q * q;
        sum += weight * crossEntropy;
        if (writesGradient) {
          const slope = weight * (2 * (1 - q) * crossEntropy + q);
          gradient[index] = isOwn ? -slope : slope;
        }
      }
      perAnchor[anchor] = sum;
      total += sum;
    }
    return total;
  };
  return { perAnchor, gradient, run };
}

/** A loop over typed arrays on the thread of its caller. */
export const typedArrayContender: ContenderEntry = {
  name: 'typed-array loop',
  backend: 'JavaScript',
  role: 'loop',
  modes: ['gradient', 'forward'],
  tolerance: { relative: 1e-6, absolute: 1e-12 },
  prepare: ({ benchmarkCase }) => {
    const { spots, classes } = benchmarkCase;
    const loss = createTypedArrayLoss(benchmarkCase);
    let total = NaN;
    return Promise.resolve({
      run: (mode, times) => {
        for (let turn = 0; turn < times; turn++) total = loss.run({ gradient: mode === 'gradient' });
        return Promise.resolve();
      },
      read: (mode) =>
        Promise.resolve({
          total,
          perAnchor: gatherRows(loss.perAnchor, spots, 1),
          ...(mode === 'gradient' ? { gradient: gatherRows(loss.gradient, spots, classes) } : {}),
        }),
      dispose: () => undefined,
    });
  },
};
