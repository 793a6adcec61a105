import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FocalScopeError } from '../../src/base/errors.ts';
import { createGoodImage } from '../support/bad-files.ts';
import { EngineRun } from '../support/engine-run.ts';
import { createRandom, fuzzCases, fuzzPatience, fuzzSeed, mutate } from '../support/fuzz.ts';
import { createLosableWorker, tinyManifestPath } from '../support/lose-device.ts';
import { mutateOnnx } from '../support/mutate-onnx.ts';
import { testSettings } from '../support/test-settings.ts';
import { createTinyRetinaNet } from '../support/tiny-models.ts';
import jpeg from '../fixtures/image/baseline.jpg?url';
import png from '../fixtures/image/palette.png?url';
import webp from '../fixtures/image/lossy.webp?url';

const run = new EngineRun({
  manifestUrl: new URL(tinyManifestPath, location.href).href,
  createWorker: createLosableWorker,
  forceCpu: true,
});
const model = createTinyRetinaNet();
const good = createGoodImage();

/**
 * Hands changed files to the engine one after another, each in time.
 *
 * @returns how often each outcome came
 */
async function feed(
  make: (index: number) => Uint8Array<ArrayBuffer>,
  open: (blob: Blob) => Promise<unknown>,
  patience: number,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  const few = fuzzCases(24);
  for (let index = 0; index < few; index++) {
    const bytes = make(index);
    const timed = async (): Promise<{ readonly outcome: string; readonly took: number }> => {
      const start = performance.now();
      const outcome = await open(new Blob([bytes])).then(
        () => 'right',
        (error: unknown) => {
          if (error instanceof FocalScopeError && error.code !== 'internal') return error.code;
          throw error;
        },
      );
      return { outcome, took: performance.now() - start };
    };
    let { outcome, took } = await timed();
    // A machine that was busy elsewhere is not held against the file.
    for (let again = 0; took > patience && again < 2; again++) ({ outcome, took } = await timed());
    expect(took, `seed ${fuzzSeed}, case ${index}`).toBeLessThan(patience);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

describe('the engine, given files that were changed at random,', () => {
  beforeAll(async () => {
    await run.start({ ...testSettings, inputSize: 64 });
    // From here on the runtime is up.
    await run.open('good', new Blob([good.bytes]));
  }, 120_000);

  afterAll(() => run.dispose());

  it('opens or refuses each picture in time', { timeout: 300_000 }, async () => {
    const sources = await Promise.all(
      [jpeg, png, webp].map(async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer())),
    );
    const counts = await feed(
      (index) => mutate(sources, createRandom(fuzzSeed, index)),
      (blob) => run.client.openPhoto({ fileName: 'changed', blob, groundTruth: undefined }),
      fuzzPatience,
    );
    expect(counts['image-broken']).toBeGreaterThan(0);
    expect(counts['right']).toBeGreaterThan(0);
  });

  it('takes or refuses each model in time', { timeout: 300_000 }, async () => {
    const counts = await feed(
      (index) => mutateOnnx(model.bytes, createRandom(fuzzSeed, index)),
      (graph) => run.client.openModel({ model: { fileName: 'changed.onnx', graph } }),
      // Each is opened in a worker of its own, which has to start ONNX Runtime first.
      15 * fuzzPatience,
    );
    expect(counts['model-not-readable']).toBeGreaterThan(0);
  });

  it('is as good as new afterwards, in the same worker', async () => {
    await run.client.openBuiltInModel();
    const readout = await run.open('good again', new Blob([good.bytes]));
    expect(Number.isFinite(readout.focal.total)).toBe(true);
    expect(run.analysis?.fileName).toBe('good again');
    expect(run.events.filter(({ type }) => type === 'restarted')).toEqual([]);
  });
});
