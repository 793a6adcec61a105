import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boxIou } from '../../src/base/box.ts';
import type { Detection } from '../../src/detect/detection.ts';
import type { Readout } from '../../src/engine/messages.ts';
import { EngineRun, fetchSample } from '../support/engine-run.ts';
import { testSettings } from '../support/test-settings.ts';

const dogClass = 16;

/** Every detection of one run has its like in the other. */
function expectSameDetections(first: readonly Detection[], second: readonly Detection[]): void {
  expect(first.length).toBe(second.length);
  for (const detection of first) {
    const like = second.find(
      (other) => other.classIndex === detection.classIndex && boxIou(other.box, detection.box) >= 0.99,
    );
    expect(like, `${detection.classIndex} at ${detection.box.join(', ')}`).toBeDefined();
    expect(Math.abs((like?.score ?? 0) - detection.score)).toBeLessThan(1e-2);
  }
}

function relative(first: number, second: number): number {
  return Math.abs(first - second) / Math.max(Math.abs(second), 1e-12);
}

describe('the engine in its worker', () => {
  const gpu = new EngineRun();
  const cpu = new EngineRun({ forceCpu: true });
  let onGpu: Readout;
  let onCpu: Readout;

  beforeAll(async () => {
    const dog = await fetchSample('dog.jpg');
    await gpu.start();
    onGpu = await gpu.open('dog.jpg', dog);
    await cpu.start();
    onCpu = await cpu.open('dog.jpg', dog);
  }, 120_000);

  afterAll(() => {
    gpu.dispose();
    cpu.dispose();
  });

  it('says what runs where, and why', () => {
    expect(gpu.analysis?.placement).toMatchObject({
      model: 'wasm',
      modelReason: 'software-gpu',
      kernels: 'webgpu',
    });
    expect(cpu.analysis?.placement).toMatchObject({
      model: 'wasm',
      kernels: 'cpu',
      kernelsReason: 'chosen-by-person',
      adapter: '',
    });
  });

  it('finds the dog where it is', () => {
    const dog = onGpu.detections.find((detection) => detection.classIndex === dogClass);
    expect(dog).toBeDefined();
    expect(boxIou(dog!.box, [128, 218, 315, 540])).toBeGreaterThan(0.5);
  });

  it('gives the same boxes and totals on both paths', () => {
    expectSameDetections(onGpu.detections, onCpu.detections);
    expect(onGpu.counts).toEqual(onCpu.counts);
    for (const loss of ['crossEntropy', 'focal'] as const) {
      expect(relative(onGpu[loss].total, onCpu[loss].total)).toBeLessThan(1e-4);
      for (const [level, value] of onGpu[loss].byLevel.entries()) {
        expect(relative(value, onCpu[loss].byLevel[level]!)).toBeLessThan(1e-4);
      }
    }
  });

  it('tells of confident detections that stand in for ground truth', () => {
    expect(onGpu.groundTruthSource).toBe('detections');
    expect(onGpu.groundTruth.length).toBeGreaterThan(0);
    expect(onGpu.counts.foreground).toBeGreaterThan(0);
  });

  it('drowns the foreground in easy background under cross entropy, and turns it round under focal loss', () => {
    const share = (loss: 'crossEntropy' | 'focal'): number =>
      onGpu[loss].byCategory.foreground / onGpu[loss].total;
    expect(share('focal')).toBeGreaterThan(2 * share('crossEntropy'));
  });

  it('follows γ without a model run, on both paths alike', async () => {
    for (const run of [gpu, cpu]) {
      const seen = run.events.length;
      run.client.setSettings({ ...testSettings, gamma: 5 }, performance.timeOrigin + performance.now());
      const readout = await run.waitForReadout(seen);
      expect(readout.focal.total).toBeLessThan(onGpu.focal.total);
      expect(readout.crossEntropy.total).toBe((run === gpu ? onGpu : onCpu).crossEntropy.total);
      const names = run.events
        .slice(seen)
        .map((event) => (event.type === 'measure' ? event.measure.name : ''));
      expect(names).toContain('focalscope:slider-to-heatmap');
      expect(names).not.toContain('focalscope:session-run');
    }
  });

  it('runs the model again at another input size', async () => {
    const seen = gpu.events.length;
    gpu.client.setSettings({ ...testSettings, inputSize: 320 });
    const { analysis } = await gpu.waitFor('analysis', seen);
    expect(analysis).toMatchObject({ inputWidth: 320, inputHeight: 256 });
    const readout = await gpu.waitForReadout(gpu.events.length - 1);
    expect(readout.detections.length).toBeGreaterThan(0);
  });

  it('lets the last of several photos win', async () => {
    const [dog, kite] = await Promise.all([fetchSample('dog.jpg'), fetchSample('kite.jpg')]);
    const seen = gpu.events.length;
    const opened = ['a.jpg', 'b.jpg', 'c.jpg'].map((fileName) =>
      gpu.client.openPhoto({ fileName, blob: dog, groundTruth: undefined }),
    );
    const last = gpu.client.openPhoto({ fileName: 'kite.jpg', blob: kite, groundTruth: undefined });
    for (const photo of opened) await expect(photo).rejects.toMatchObject({ name: 'AbortError' });
    await last;
    const names = gpu.events
      .slice(seen)
      .flatMap((event) => (event.type === 'analysis' ? [event.analysis.fileName] : []));
    expect(names).toEqual(['kite.jpg']);
  });

  it('keeps the photo on the stage when the next one is broken', async () => {
    const analysis = gpu.analysis;
    await expect(
      gpu.client.openPhoto({ fileName: 'x.jpg', blob: new Blob(['no photo']), groundTruth: undefined }),
    ).rejects.toMatchObject({ code: 'image-not-an-image' });
    expect(gpu.analysis).toBe(analysis);
    const blob = await gpu.client.savePicture();
    expect(blob.type).toBe('image/png');
    expect(blob.size).toBeGreaterThan(10_000);
  });
});
