import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadDenseLossSimd } from '../../src/loss/dense-loss-simd.ts';
import { hardLogit } from '../../src/statistics/hard-logit.ts';
import { categoriseAnchorsReference } from '../../src/statistics/reference/anchor-categories.ts';
import { makeLossCase } from '../support/dense-loss.ts';
import { compileDenseLossSimd, loadDenseLossSimdFromDisk } from '../support/dense-loss-simd.ts';
import { computeInRuns, focal, sameBits, simd } from '../support/dense-loss-simd-runs.ts';

vi.setConfig({ testTimeout: 60_000 });

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
