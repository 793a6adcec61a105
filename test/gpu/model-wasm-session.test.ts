import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import { loadManifest } from '../../src/model/load-manifest.ts';
import { parseManifest, type ModelManifest } from '../../src/model/manifest.ts';
import { headNames, type ModelSession, type NetworkInput } from '../../src/model/model-session.ts';
import { createWasmSession } from '../../src/model/wasm-session.ts';
import { createBadModels } from '../support/bad-files.ts';
import { createNotDetectors } from '../support/not-detectors.ts';
import { createTinyManifest } from '../support/tiny-manifest.ts';
import { createTinyRetinaNet } from '../support/tiny-models.ts';

const manifestUrl = new URL('/models/retinanet-shufflenetv2.json', location.href).href;

/** Smooth waves, normalised in kind: not blank, and other ones with another seed. */
function inputOf(width: number, height: number, seed = 1): NetworkInput & { readonly place: 'cpu' } {
  const data = Float32Array.from({ length: 3 * width * height }, (_, index) => Math.sin(index * 0.01 * seed));
  return { place: 'cpu', width, height, data };
}

async function answer(session: ModelSession, input: NetworkInput): Promise<Float32Array> {
  const head = await session.run(input);
  if (head.place !== 'cpu') throw new Error('a WASM head on the GPU');
  return head.logits;
}

describe('the built-in model on WASM', () => {
  let manifest: ModelManifest;
  let model: Uint8Array<ArrayBuffer>;
  let session: ModelSession;

  beforeAll(async () => {
    manifest = await loadManifest(manifestUrl);
    const file = await fetch(new URL(manifest.file, manifestUrl));
    model = new Uint8Array(await file.arrayBuffer());
    session = await createWasmSession(model, headNames(manifest));
  });

  afterAll(() => session.dispose());

  it('uses threads where the page is isolated, and leaves the caller’s bytes alone', () => {
    expect(session.provider).toBe('wasm');
    const expected = globalThis.crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency) : 1;
    expect(session.threads).toBe(expected);
    expect(model.byteLength).toBe(manifest.bytes);
  });

  it.each([
    [128, 96],
    [96, 160],
  ])('answers a %i × %i input with one row for each anchor', async (width, height) => {
    const head = await session.run(inputOf(width, height));
    const { anchorCount } = createAnchorGrid(manifest.anchors, width, height);
    expect(head).toMatchObject({ place: 'cpu', anchors: anchorCount, classes: 80 });
    if (head.place !== 'cpu') return;
    expect(head.logits).toHaveLength(anchorCount * 80);
    expect(head.deltas).toHaveLength(anchorCount * 4);
    expect(head.logits.every(Number.isFinite)).toBe(true);
    // Not a picture of anything: no anchor is sure of a class, as the prior has it.
    expect(head.logits.reduce((sum, logit) => sum + logit, 0) / head.logits.length).toBeLessThan(-3);
  });

  it('takes two runs at once, one after the other, and gives each its own answer', async () => {
    const inputs = [inputOf(96, 96, 1), inputOf(96, 96, 3)];
    const [first, second] = await Promise.all(inputs.map((input) => answer(session, input)));
    expect(first).not.toEqual(second);
    expect(await answer(session, inputOf(96, 96, 1))).toEqual(first);
    // The input is handed over, not copied.
    expect(inputs[0]!.data.byteLength).toBe(0);
  });

  it('does not run an aborted input, and throws away what was aborted meanwhile', async () => {
    const input = inputOf(64, 64);
    await expect(session.run(input, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(input.data.byteLength).toBeGreaterThan(0);
    const controller = new AbortController();
    const run = expect(session.run(input, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    controller.abort();
    await run;
    expect(await answer(session, inputOf(64, 64))).not.toHaveLength(0);
  });

  it('stops creating at once when the caller moves on', async () => {
    const controller = new AbortController();
    const created = createWasmSession(model, headNames(manifest), controller.signal);
    controller.abort();
    // At once: before any message of its worker could come.
    const outcome = created.catch((error: unknown) => error);
    const later = new Promise((resolve) => setTimeout(() => resolve('later')));
    expect(await Promise.race([outcome, later])).toMatchObject({ name: 'AbortError' });
  });

  it('refuses runs under way, and later ones, when it is closed', async () => {
    const closing = await createWasmSession(createTinyRetinaNet().bytes, tinyNames);
    const refusal = { code: 'model-run-failed' };
    const running = expect(closing.run(inputOf(64, 64))).rejects.toMatchObject(refusal);
    await closing.dispose();
    await running;
    await expect(closing.run(inputOf(64, 64))).rejects.toMatchObject(refusal);
    await closing.dispose();
  });
});

const tinyNames = headNames(parseManifest(createTinyManifest(1)));

describe('files that are no model of the manifest’s kind', () => {
  it.each(createBadModels())(
    '$name is refused as $expectedErrorCode',
    async ({ bytes, expectedErrorCode }) => {
      await expect(createWasmSession(bytes, tinyNames)).rejects.toMatchObject({ code: expectedErrorCode });
    },
  );

  it.each(createNotDetectors().filter(({ refusedWhen }) => refusedWhen !== 'matched with the anchor grid'))(
    '$name: refused when $refusedWhen',
    async ({ bytes, refusedWhen, code }) => {
      const refusal = { code };
      const created = createWasmSession(bytes, tinyNames);
      if (refusedWhen === 'opened') {
        await expect(created).rejects.toMatchObject(refusal);
        return;
      }
      const session = await created;
      await expect(session.run(inputOf(64, 64))).rejects.toMatchObject(refusal);
      await session.dispose();
    },
  );
});
