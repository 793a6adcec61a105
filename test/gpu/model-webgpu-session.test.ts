import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { createDenseLoss } from '../../src/loss/dense-loss.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { headNames, type HeadOutputs, type ModelSession } from '../../src/model/model-session.ts';
import { createWasmSession } from '../../src/model/wasm-session.ts';
import { createWebGpuSession } from '../../src/model/webgpu-session.ts';
import { createClassifier } from '../support/not-detectors.ts';
import { testDevice, withGpu } from '../support/gpu.ts';
import { createTinyRetinaNet } from '../support/tiny-models.ts';

const model = createTinyRetinaNet(3);
const names = headNames(parseManifest(model.manifest));
const [width, height] = [64, 64];

function pixels(seed: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: 3 * width * height }, (_, index) => 2 * Math.sin(index * 0.37 * seed));
}

function onGpu(head: HeadOutputs): HeadOutputs & { readonly place: 'gpu' } {
  if (head.place !== 'gpu') throw new Error('the outputs left the GPU');
  return head;
}

function worstDifference(first: ArrayLike<number>, second: ArrayLike<number>): number {
  expect(first.length).toBe(second.length);
  return Array.from(first).reduce((worst, value, at) => Math.max(worst, Math.abs(value - second[at]!)), 0);
}

describe('a session on WebGPU, on our own device', () => {
  let device: GPUDevice;
  let session: ModelSession;
  let before: number;

  beforeAll(async () => {
    device = await testDevice();
    before = liveResourceCount(device);
    session = await createWebGpuSession(model.bytes, names, device);
  });

  afterAll(async () => {
    await session.dispose();
  });

  const logitsOf = async (head: HeadOutputs): Promise<Float32Array> =>
    new Float32Array(await readBuffer(device, onGpu(head).logits, head.anchors * head.classes * 4));

  it('reads its input from our buffer, and its outputs bind into our kernel', () =>
    withGpu(async () => {
      const resources = new GpuResources(device, 'session test');
      const buffer = resources.createBufferWithData('input', pixels(1));
      const head = onGpu(await session.run({ place: 'gpu', width, height, buffer }));
      const { anchors, classes } = head;
      const targets = resources.createBufferWithData('targets', new Int32Array(anchors).fill(-1));
      const params = { kind: 'cross-entropy', gamma: 0, alpha: -1, normaliser: 'foreground' } as const;
      const loss = await createDenseLoss(
        device,
        { anchors, classes },
        { lanesPerAnchor: 1, losses: [params] },
      );
      const encoder = device.createCommandEncoder();
      loss.encode(encoder, { logits: head.logits, targets }, params);
      device.queue.submit([encoder.finish()]);
      const { total } = await loss.readTotals();
      const expected = model
        .computeHead(pixels(1), width, height)
        .logits.reduce((sum, logit) => sum + Math.log1p(Math.exp(logit)), 0);
      expect(Math.abs(total - expected) / expected).toBeLessThan(1e-4);
      head.release();
      loss.dispose();
      resources.dispose();
    }));

  it('answers as WASM does', async () => {
    const wasm = await createWasmSession(model.bytes, names);
    const expected = await wasm.run({ place: 'cpu', width, height, data: pixels(2) });
    await wasm.dispose();
    if (expected.place !== 'cpu') throw new Error('a WASM head on the GPU');
    const head = onGpu(await session.run({ place: 'cpu', width, height, data: pixels(2) }));
    expect(head.anchors).toBe(expected.anchors);
    expect(worstDifference(await logitsOf(head), expected.logits)).toBeLessThan(1e-3);
    const deltas = await readBuffer(device, head.deltas, head.anchors * 16);
    expect(worstDifference(new Float32Array(deltas), expected.deltas)).toBeLessThan(1e-3);
    head.release();
  });

  it('queues runs that are asked for at once, and leaves out an aborted one', async () => {
    const controller = new AbortController();
    const run = (seed: number, signal?: AbortSignal): Promise<HeadOutputs> =>
      session.run({ place: 'cpu', width, height, data: pixels(seed) }, signal);
    const first = run(1);
    const aborted = expect(run(5, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    const rest = [run(2), run(3)];
    controller.abort();
    await aborted;
    const heads = await Promise.all([first, ...rest]);
    for (const [index, head] of heads.entries()) {
      const expected = model.computeHead(pixels(index + 1), width, height).logits;
      expect(worstDifference(await logitsOf(head), expected)).toBeLessThan(1e-3);
      head.release();
    }
  });

  it('refuses a file that is none, and one that is no detector, and stays usable', async () => {
    const notes = new TextEncoder().encode('not a model');
    await expect(createWebGpuSession(notes, names, device)).rejects.toMatchObject({
      code: 'model-not-readable',
    });
    await expect(createWebGpuSession(createClassifier(), names, device)).rejects.toMatchObject({
      code: 'model-not-a-detector',
    });
    (await session.run({ place: 'cpu', width, height, data: pixels(1) })).release();
  });

  it('is closed without taking our device along, and refuses runs from then on', async () => {
    await session.dispose();
    await session.dispose();
    await expect(session.run({ place: 'cpu', width, height, data: pixels(1) })).rejects.toMatchObject({
      code: 'model-run-failed',
    });
    expect(liveResourceCount(device)).toBe(before);
    const lost = await Promise.race([
      device.lost.then(() => true),
      new Promise((resolve) => setTimeout(() => resolve(false), 100)),
    ]);
    expect(lost).toBe(false);
    await withGpu(async () => {
      const resources = new GpuResources(device, 'after the session');
      const buffer = resources.createBufferWithData('words', Uint32Array.of(7), GPUBufferUsage.COPY_SRC);
      expect(new Uint32Array(await readBuffer(device, buffer, 4))).toEqual(Uint32Array.of(7));
      resources.dispose();
    });
  });
});
