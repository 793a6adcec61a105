import { afterEach, describe, expect, it } from 'vitest';
import type { GroundTruthBox } from '../../src/anchors/ground-truth.ts';
import type { EngineSettings } from '../../src/engine/messages.ts';
import { EngineRun, fetchSample } from '../support/engine-run.ts';
import { createLosableWorker, tinyManifestPath, type LoseDevice } from '../support/lose-device.ts';
import { testSettings } from '../support/test-settings.ts';
import { drawTinyPicture } from '../support/tiny-picture.ts';

let run: EngineRun;
let workers: Worker[];

afterEach(() => run.dispose());

async function start(settings: EngineSettings): Promise<void> {
  workers = [];
  run = new EngineRun({
    manifestUrl: new URL(tinyManifestPath, location.href).href,
    createWorker: () => {
      const worker = createLosableWorker();
      workers.push(worker);
      return worker;
    },
  });
  await run.start(settings);
}

/** Of the engine that runs now. */
function loseDevice(at: string, count = 1): void {
  workers.at(-1)!.postMessage({ kind: 'lose-device', at, count } satisfies LoseDevice);
}

describe('an engine whose device is lost', () => {
  it('while a photo’s input is read back, opens it all the same and tells of nothing else', async () => {
    await start({ ...testSettings, inputSize: 128 });
    await run.open('first.jpg', await fetchSample('dog.jpg'));
    loseDevice('read-back');
    await run.client.openPhoto({
      fileName: 'second.jpg',
      blob: await fetchSample('kite.jpg'),
      groundTruth: undefined,
    });
    await run.waitFor('restarted');
    const restart = run.events.findIndex(({ type }) => type === 'restarted');
    const { analysis } = await run.waitFor('analysis', restart);
    expect(analysis).toMatchObject({ fileName: 'second.jpg', placement: { kernels: 'webgpu' } });
    await run.waitFor('readout', restart);
    expect(run.events.filter(({ type }) => type === 'failure')).toEqual([]);
    expect(workers).toHaveLength(2);
  });
});

/** What happens to a photo while the device goes, and on what the engine goes on afterwards. */
interface Loss {
  readonly at: string;
  readonly act: () => Promise<unknown>;
  /** What must do when the photo is back. */
  readonly again?: () => Promise<unknown>;
  /** The photo on the stage afterwards. */
  readonly fileName: string;
}

describe('an engine whose device is lost twice', () => {
  /** Drawn by a person, and edited after the photo was opened. */
  const drawn: GroundTruthBox[] = [{ box: [30, 30, 66, 64], classIndex: 0 }];
  const edited: GroundTruthBox[] = [...drawn, { box: [4, 8, 60, 90], classIndex: 2 }];
  let settings: EngineSettings;

  async function createPhoto(): Promise<Blob> {
    const canvas = new OffscreenCanvas(128, 96);
    const pixels = drawTinyPicture(128, 96, [{ classIndex: 0, x: 1, y: 1 }]);
    canvas.getContext('2d')!.putImageData(new ImageData(pixels, 128, 96), 0, 0);
    return canvas.convertToBlob({ type: 'image/png' });
  }

  const open = (fileName: string) => async (): Promise<void> =>
    run.client.openPhoto({ fileName, blob: await createPhoto(), groundTruth: drawn });

  function moveSlider(): Promise<void> {
    settings = { ...settings, gamma: 4 };
    run.client.setSettings(settings);
    return Promise.resolve();
  }

  /** Who asks is told why there is no answer, and gets one when the photo is back. */
  const asks = (at: string, question: () => Promise<unknown>): Loss => ({
    at,
    fileName: 'second.png',
    act: () => expect(question()).rejects.toMatchObject({ code: 'webgpu-device-lost' }),
    again: () => expect(question()).resolves.toBeDefined(),
  });

  const opens = (at: string, fileName: string): Loss => ({ at, act: open(fileName), fileName });

  /** The photo is there again with all that the person did to it, and no failure was told. */
  async function expectBack(since: number, fileName: string, kernels: 'webgpu' | 'cpu'): Promise<void> {
    expect((await run.waitFor('restarted', since)).reason).toBe('webgpu-device-lost');
    const restart = run.events.findIndex(({ type }, index) => index >= since && type === 'restarted');
    const { analysis } = await run.waitFor('analysis', restart);
    expect(analysis).toMatchObject({ fileName, placement: { kernels } });
    const isWhole = (): boolean =>
      run.events
        .slice(restart)
        .some(
          (event) =>
            event.type === 'readout' &&
            event.readout.groundTruthSource === 'annotations' &&
            event.readout.groundTruth.length === edited.length &&
            event.readout.focalParameters.gamma === settings.gamma &&
            event.readout.detections.length > 0,
        );
    await expect.poll(isWhole, { timeout: 60_000 }).toBe(true);
    expect(run.events.filter(({ type }) => type === 'failure')).toEqual([]);
  }

  it.each<{ readonly runOn: EngineSettings['runOn']; readonly first: Loss; readonly second: Loss }>([
    {
      runOn: 'wasm',
      first: opens('decode', 'second.png'),
      second: { at: 'focal loss', act: moveSlider, fileName: 'second.png' },
    },
    {
      runOn: 'wasm',
      first: opens('focal loss', 'second.png'),
      second: asks('read pixels', () => run.client.savePicture()),
    },
    {
      runOn: 'wasm',
      first: opens('stage frame', 'second.png'),
      second: asks('element histogram', () => run.client.query({ name: 'element-histogram' })),
    },
    { runOn: 'webgpu', first: opens('preprocess', 'second.png'), second: opens('model', 'third.png') },
    {
      runOn: 'webgpu',
      first: opens('select candidates', 'second.png'),
      second: opens('targets', 'third.png'),
    },
  ])(
    'with the model on $runOn, at $first.at and at $second.at, comes back with photo, boxes and settings',
    // Three engines each, whose kernels a processor compiles.
    { timeout: 300_000 },
    async ({ runOn, first, second }) => {
      settings = { ...testSettings, runOn, inputSize: 128, gamma: 2 };
      await start(settings);
      await open('first.png')();
      for (const [{ at, act, again, fileName }, kernels] of [
        [first, 'webgpu'],
        [second, 'cpu'],
      ] as const) {
        const since = run.events.length;
        loseDevice(at);
        await act();
        run.client.setGroundTruth(edited);
        settings = { ...settings, gamma: settings.gamma + 0.5 };
        run.client.setSettings(settings);
        await expectBack(since, fileName, kernels);
        await again?.();
      }
      expect(run.analysis?.placement).toMatchObject({ model: 'wasm', kernelsReason: 'device-lost' });
      expect(workers).toHaveLength(3);
    },
  );
});
