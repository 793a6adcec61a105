import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { DenseLossParams } from '../../src/loss/dense-loss-params.ts';
import { prepareDenseLossReference } from '../../src/loss/reference/dense-loss.ts';
import { hardLogit } from '../../src/statistics/hard-logit.ts';
import { categoriseAnchorsReference } from '../../src/statistics/reference/anchor-categories.ts';
import {
  computeElements,
  computeWithTwin,
  errorInUnits,
  expectClose,
  makeLossCase,
  promisedError,
  promisedStarError,
  sweepElements,
  type LossCase,
} from '../support/dense-loss.ts';
import { expectCare } from '../support/dense-loss-care.ts';
import { describeDenseLoss } from '../support/dense-loss-suite.ts';
import { computeInRuns, computeWithSimd, focal, sameBits, simd } from '../support/dense-loss-simd-runs.ts';

// Millions of elements through the float64 twin take seconds where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

describeDenseLoss('SIMD', computeWithSimd, promisedError, promisedStarError);

describe('SIMD: accuracy against the float64 twin', () => {
  it.each([1, 4, 5, 80, 91, 9000])('keeps its promise for logits of any size, K = %i', (classes) =>
    expectCare(computeWithSimd, classes),
  );

  it.each([0, 0.5, 1, 2, 3.3, 5, 10])('keeps its promise from -100 to 100 at γ %f', async (gamma) => {
    const elements = sweepElements();
    for (const alpha of [-1, 0.25, 0.75])
      for (const classes of [1, 4]) {
        const params: DenseLossParams = { kind: 'focal', gamma, alpha, normaliser: 'none' };
        // Both are given the float32 that the module can be given.
        const given = { ...params, gamma: Math.fround(gamma) };
        const exact = await computeElements(computeWithTwin, elements, given, classes);
        const found = await computeElements(computeWithSimd, elements, params, classes);
        const worst = { error: 0, at: '' };
        elements.forEach(({ x, own }, index) => {
          for (const value of ['loss', 'gradient'] as const) {
            const [is, was] = [found[index]![value], exact[index]![value]];
            const error = errorInUnits(is, was, promisedError(x, gamma));
            if (error > worst.error)
              Object.assign(worst, { error, at: `${value} of ${x} ${own}: ${is} for ${was}` });
          }
        });
        expect(worst.error, worst.at).toBeLessThanOrEqual(1);
      }
  });

  it('keeps its promise for any γ, α, logit and place in the row', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.float({ min: 0, max: 10, noNaN: true }),
        fc.oneof(fc.constant(-1), fc.float({ min: Math.fround(0.01), max: Math.fround(0.99), noNaN: true })),
        fc.integer({ min: 1, max: 9 }),
        async (xs, gamma, alpha, classes) => {
          const elements = xs.map((x, index) => ({ x, own: index % 2 === 0 }));
          const params: DenseLossParams = { kind: 'focal', gamma, alpha, normaliser: 'none' };
          const exact = await computeElements(computeWithTwin, elements, params, classes);
          const found = await computeElements(computeWithSimd, elements, params, classes);
          found.forEach(({ loss, gradient }, index) => {
            const allowed = promisedError(xs[index]!, gamma);
            const was = exact[index]!;
            expect(errorInUnits(loss, was.loss, allowed)).toBeLessThanOrEqual(1);
            expect(errorInUnits(gradient, was.gradient, allowed)).toBeLessThanOrEqual(1);
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('sums 100,000 anchors of 80 classes to a millionth', () => {
    const { logits, targets, classes } = makeLossCase(100_000, 80);
    for (const gamma of [0, 2]) {
      const loss = simd.prepare(logits, targets, classes, { ...focal, gamma });
      loss.run(0, loss.anchors);
      const exact = computeTwinTotals({ logits, targets, classes }, gamma);
      const { total, foreground, background } = loss.totals();
      expectClose([total, foreground, background], [exact.total, exact.foreground, exact.background], 1e-6);
    }
  });
});

function computeTwinTotals({ logits, targets, classes }: LossCase, gamma: number) {
  const loss = prepareDenseLossReference(logits, targets, classes, { ...focal, gamma });
  loss.run(0, loss.anchors);
  return loss.totals();
}

describe('SIMD: shapes', () => {
  it.each([
    [1, 1],
    [5, 2],
    [70, 3],
    [1, 80],
    [65, 91],
    [1027, 80],
    [33, 265],
    [2, 70_001],
  ])('agrees with the twin on %i anchors of %i classes', async (anchors, classes) => {
    const lossCase = makeLossCase(anchors, classes, anchors);
    lossCase.targets[0] = classes - 1;
    for (const gamma of [0, 2, 1.7]) {
      const params = { ...focal, gamma };
      const exact = await computeWithTwin(lossCase, { ...params, gamma: Math.fround(gamma) });
      const found = await computeWithSimd(lossCase, params);
      expectClose(found.perAnchor, exact.perAnchor, 8e-6);
      expectClose(found.gradient, exact.gradient, 8e-6);
      expectClose([found.totals.total], [exact.totals.total], 1e-6);
      expect(found.totals.foregroundAnchors).toBe(exact.totals.foregroundAnchors);
    }
  });

  it('has the same bits at every run and however its anchors are divided up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 1, max: 2000 }),
        fc.constantFrom(0, 1, 2, 2.3),
        (classes, step, gamma) => {
          const lossCase = makeLossCase(1000, classes, step);
          lossCase.logits[10] = NaN;
          const whole = computeInRuns(lossCase, { ...focal, gamma }, 1000);
          const divided = computeInRuns(lossCase, { ...focal, gamma }, step);
          expect(sameBits(divided.perAnchor, whole.perAnchor)).toBe(true);
          expect(sameBits(divided.gradient, whole.gradient)).toBe(true);
          expect(divided.totals).toEqual(whole.totals);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('reads nothing past the tensor and writes into the caller’s arrays', () => {
    const { logits, targets, classes } = makeLossCase(900, 7);
    const padded = new Float32Array(logits.length + 64).fill(NaN);
    padded.set(logits);
    const options = { perAnchor: new Float32Array(900).fill(7), gradient: new Float32Array(6300).fill(7) };
    const loss = simd.prepare(padded, targets, classes, focal, options);
    loss.run(0, 900);
    const alone = computeInRuns({ logits, targets, classes }, focal, 900);
    expect(loss.perAnchor).toBe(options.perAnchor);
    expect(sameBits(options.perAnchor, alone.perAnchor)).toBe(true);
    expect(sameBits(options.gradient, alone.gradient)).toBe(true);
    expect(loss.totals()).toEqual(alone.totals);
    expect(() => simd.prepare(logits, targets, 8, focal)).toThrow(RangeError);
  });

  it('lets several losses be under way at once', () => {
    const [first, second] = [makeLossCase(600, 5, 1), makeLossCase(700, 9, 2)];
    const losses = [first, second].map(({ logits, targets, classes }) =>
      simd.prepare(logits, targets, classes, focal, { gradient: true }),
    );
    for (let start = 0; start < 600; start += 100) for (const loss of losses) loss.run(start, start + 100);
    losses[1]!.run(600, 700);
    expect(losses[0]!.totals()).toEqual(computeInRuns(first, focal, 600).totals);
    expect(losses[1]!.totals()).toEqual(computeInRuns(second, focal, 700).totals);
  });
});

describe('SIMD: focal loss*', () => {
  const star = { kind: 'focal-star', gamma: 2, beta: 1, alpha: 0.25, normaliser: 'none' } as const;

  it.each([
    [0.5, 0],
    [1, -0.7],
    [1.7, 1],
    [2, 1],
    [4, 0.3],
    [10, -3],
  ])('keeps its promise from -100 to 100 at γ %f, β %f', async (gamma, beta) => {
    const elements = sweepElements();
    for (const alpha of [-1, 0.25])
      for (const classes of [1, 5]) {
        const params = { ...star, gamma: Math.fround(gamma), beta: Math.fround(beta), alpha };
        const exact = await computeElements(computeWithTwin, elements, params, classes);
        const found = await computeElements(computeWithSimd, elements, params, classes);
        const losses = found.map(({ loss }) => loss);
        const slopes = found.map(({ gradient }) => gradient);
        expectClose(
          losses,
          exact.map(({ loss }) => loss),
          2e-6,
        );
        expectClose(
          slopes,
          exact.map(({ gradient }) => gradient),
          2e-6,
        );
      }
  });

  it('agrees with the twin wherever γ and β may lie, faults and tails included', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.float({ min: Math.fround(1.1e-6), max: 10, noNaN: true }),
        fc.float({ min: -100, max: 100, noNaN: true }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 1000 }),
        async (gamma, beta, classes, seed) => {
          const lossCase = makeLossCase(40, classes, seed);
          lossCase.targets.fill(-1, 0, 3);
          lossCase.logits.set([NaN, -Infinity, 3e30].slice(0, classes));
          const exact = await computeWithTwin(lossCase, { ...star, gamma, beta });
          const found = await computeWithSimd(lossCase, { ...star, gamma, beta });
          expectClose(found.perAnchor, exact.perAnchor, 2e-6);
          expectClose(found.gradient, exact.gradient, 2e-6);
          expect(found.totals).toMatchObject({ nonFinite: exact.totals.nonFinite });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('has plain cross entropy and the categories beside it', () => {
    const { logits, targets, classes } = makeLossCase(500, 6);
    logits[20] = NaN;
    const crossEntropy = new Float32Array(500);
    const indices = new Uint32Array(500);
    const options = { crossEntropy, categories: { indices, hardLogit } };
    const loss = simd.prepare(logits, targets, classes, star, options);
    loss.run(0, 500);
    const plain = { ...star, kind: 'cross-entropy', alpha: -1 } as const;
    const alone = computeInRuns({ logits, targets, classes }, plain, 500);
    expect(sameBits(crossEntropy, alone.perAnchor)).toBe(true);
    expect(loss.totals().nonFinite).toBe(alone.totals.nonFinite);
    expect(indices).toEqual(categoriseAnchorsReference(logits, targets, classes));
  });
});
