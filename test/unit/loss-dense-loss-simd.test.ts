import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DenseLossParams } from '../../src/loss/dense-loss-params.ts';
import { loadDenseLossSimd } from '../../src/loss/dense-loss-simd.ts';
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
  type ComputeLoss,
  type LossCase,
} from '../support/dense-loss.ts';
import { expectCare } from '../support/dense-loss-care.ts';
import { compileDenseLossSimd, loadDenseLossSimdFromDisk } from '../support/dense-loss-simd.ts';
import { describeDenseLoss } from '../support/dense-loss-suite.ts';

const simd = await loadDenseLossSimdFromDisk();
// Millions of elements through the float64 twin take seconds where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });
const focal: DenseLossParams = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'foreground' };

/** @param step anchors a run */
function computeInRuns({ logits, targets, classes }: LossCase, params: DenseLossParams, step: number) {
  const loss = simd.prepare(logits, targets, classes, params, { gradient: true });
  for (let start = 0; start < loss.anchors; start += step)
    loss.run(start, Math.min(loss.anchors, start + step));
  const { perAnchor, gradient } = loss;
  return { perAnchor, gradient: gradient!, totals: loss.totals() };
}

const computeWithSimd: ComputeLoss = (lossCase, params) =>
  Promise.resolve(computeInRuns(lossCase, params, lossCase.targets.length));

/** Bits, not values: 0 and -0 differ. */
const sameBits = (first: Float32Array, second: Float32Array): boolean =>
  Buffer.from(first.buffer, first.byteOffset, first.byteLength).equals(
    Buffer.from(second.buffer, second.byteOffset, second.byteLength),
  );

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

describe('SIMD: what comes in the same pass', () => {
  it.each([3, 80])('sorts the anchors as the twin does, K = %i', (classes) => {
    const { logits, targets } = makeLossCase(2000, classes);
    const below = Math.fround(hardLogit - 2e-7);
    [hardLogit, below, NaN, Infinity, 2e30, 1e30].forEach((logit, anchor) => {
      targets[anchor] = -1;
      logits.fill(-9, anchor * classes, (anchor + 1) * classes)[(anchor + 1) * classes - 1] = logit;
    });
    targets.set([classes, -3, -2, 0, classes - 1], 10);
    // The last row's neighbour is no part of it.
    logits.fill(-9, 20 * classes, 21 * classes).fill(9, 21 * classes, 22 * classes);
    targets[20] = -1;
    const indices = new Uint32Array(2000).fill(9);
    const loss = simd.prepare(logits, targets, classes, focal, { categories: { indices, hardLogit } });
    loss.run(0, 777);
    loss.run(777, 2000);
    const expected = categoriseAnchorsReference(logits, targets, classes);
    expect(indices.findIndex((category, anchor) => category !== expected[anchor])).toBe(-1);
    expect([...indices.subarray(0, 6)]).toEqual([1, 0, 0, 0, 0, 1]);
    expect(new Set(indices)).toEqual(new Set([0, 1, 2, 3]));
  });

  it.each([0, 1, 2, 3.3])('computes plain cross entropy to the bit, beside γ %f', (gamma) => {
    const { logits, targets, classes } = makeLossCase(1500, 13);
    logits.set([NaN, Infinity], 40);
    const crossEntropy = new Float32Array(1500).fill(7);
    const both = simd.prepare(logits, targets, classes, { ...focal, gamma }, { crossEntropy });
    both.run(0, 1500);
    const plain = { ...focal, kind: 'cross-entropy', alpha: -1 } as const;
    const alone = computeInRuns({ logits, targets, classes }, plain, 1500);
    expect(sameBits(crossEntropy, alone.perAnchor)).toBe(true);
    const focalAlone = computeInRuns({ logits, targets, classes }, { ...focal, gamma }, 1500);
    expect(sameBits(both.perAnchor, focalAlone.perAnchor)).toBe(true);
  });
});

describe('SIMD: its module', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  it('keeps its memory small, however many anchors come by', async () => {
    const memories: WebAssembly.Memory[] = [];
    const instantiate = WebAssembly.instantiate.bind(WebAssembly) as (
      bytes: BufferSource,
    ) => Promise<WebAssembly.WebAssemblyInstantiatedSource>;
    vi.spyOn(WebAssembly, 'instantiate').mockImplementation((async (bytes: BufferSource) => {
      const made = await instantiate(bytes);
      memories.push(made.instance.exports.memory as WebAssembly.Memory);
      return made;
    }) as typeof WebAssembly.instantiate);
    const own = await loadDenseLossSimdFromDisk();
    const { logits, targets, classes } = makeLossCase(50_000, 20);
    for (let round = 0; round < 3; round++)
      own.prepare(logits, targets, classes, focal, { gradient: true }).run(0, 50_000);
    expect(memories).toHaveLength(1);
    expect(memories[0]!.buffer.byteLength).toBeLessThanOrEqual(2 ** 20);
  });

  it('is let go of', async () => {
    const own = await loadDenseLossSimdFromDisk();
    const { logits, targets, classes } = makeLossCase(10, 3);
    const loss = own.prepare(logits, targets, classes, focal);
    own.dispose();
    expect(() => loss.run(0, 10)).toThrow(expect.objectContaining({ code: 'internal' }));
  });

  it('is fetched, and told of where it is not there', async () => {
    const bytes = new Uint8Array(readFileSync(await compileDenseLossSimd()));
    const fetched: string[] = [];
    vi.stubGlobal('fetch', (url: string) => {
      fetched.push(url);
      return Promise.resolve(new Response(bytes));
    });
    await expect(loadDenseLossSimd()).resolves.toBeDefined();
    expect(fetched).toEqual([expect.stringMatching(/dense-loss\.wasm$/)]);
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
    await expect(loadDenseLossSimd()).rejects.toMatchObject({
      code: 'internal',
      details: { reason: expect.stringContaining('404') },
    });
  });

  it('is not asked for where there are no vectors', async () => {
    const fetching = vi.fn();
    vi.stubGlobal('fetch', fetching);
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    await expect(loadDenseLossSimd()).rejects.toMatchObject({ code: 'internal' });
    expect(fetching).not.toHaveBeenCalled();
  });
});
