import { describe, expect, it } from 'vitest';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import type { HeadOutputs, ModelSession, NetworkInput } from '../../src/model/model-session.ts';
import { createWasmSession } from '../../src/model/wasm-session.ts';
import { createWebGpuSession } from '../../src/model/webgpu-session.ts';
import { createDetectionModel, detectionKinds, knownDetections } from '../support/detection-models.ts';
import { createExporterModel, normaliseForExporter, type ExporterModel } from '../support/exporter-models.ts';
import { testDevice } from '../support/gpu.ts';
import { drawTinyPicture } from '../support/tiny-picture.ts';

const [width, height] = [128, 128];
const pixels = drawTinyPicture(width, height, [{ classIndex: 0, x: 1, y: 2 }]);

/** One of each kind of answer and of input; the graphs themselves are tested on Node. */
const models: readonly ExporterModel[] = [
  createExporterModel({ exporter: 'torchvision', classes: 5, openOutputs: true }),
  createExporterModel({ exporter: 'detectron2', classes: 6, fixed: [height, width] }),
  createExporterModel({ exporter: 'odtk-19.04', classes: 7 }),
  createExporterModel({ exporter: 'keras-retinanet', classes: 3, dataPath: 'weights.bin' }),
];

const inputOf = (model: ExporterModel): NetworkInput & { readonly place: 'cpu' } => ({
  place: 'cpu',
  width,
  height,
  data: normaliseForExporter(model.exporter, pixels),
});

async function valuesOf(
  head: HeadOutputs,
  device: GPUDevice,
): Promise<{ logits: Float32Array; deltas: Float32Array }> {
  if (head.place === 'cpu') return { logits: head.logits, deltas: head.deltas };
  const { anchors, classes } = head;
  return {
    logits: new Float32Array(await readBuffer(device, head.logits, anchors * classes * 4)),
    deltas: new Float32Array(await readBuffer(device, head.deltas, anchors * 16)),
  };
}

function worstDifference(first: Float32Array, second: Float32Array): number {
  expect(first.length).toBe(second.length);
  return first.reduce((worst, value, at) => Math.max(worst, Math.abs(value - second[at]!)), 0);
}

async function runOnce(session: ModelSession, input: NetworkInput, device: GPUDevice) {
  const head = await session.run(input);
  const { anchors, classes, levels, isRecovered } = head;
  const values = await valuesOf(head, device);
  head.release();
  return { anchors, classes, levels, isRecovered, ...values };
}

describe('heads of any layout', () => {
  it.each(models)('of $exporter are the same on both providers, and nothing stays alive', async (model) => {
    const device = await testDevice();
    const before = liveResourceCount(device);
    const wasm = await createWasmSession(model, {});
    const expected = await runOnce(wasm, inputOf(model), device);
    const webGpu = await createWebGpuSession(model, {}, device);
    const { data } = inputOf(model);
    const resources = new GpuResources(device, 'test input');
    const buffer = resources.createBufferWithData('input', data);
    for (const input of [inputOf(model), { place: 'gpu', width, height, buffer } as const]) {
      const actual = await runOnce(webGpu, input, device);
      expect(actual).toMatchObject({
        anchors: expected.anchors,
        classes: model.classes,
        levels: expected.levels,
        isRecovered: expected.isRecovered,
      });
      expect(worstDifference(actual.logits, expected.logits)).toBeLessThan(2e-3);
      expect(worstDifference(actual.deltas, expected.deltas)).toBeLessThan(1e-3);
    }
    expect(webGpu.layout).toEqual(wasm.layout);
    expect(expected.logits.some((logit) => logit > 2)).toBe(true);
    await Promise.all([wasm.dispose(), webGpu.dispose()]);
    resources.dispose();
    expect(liveResourceCount(device)).toBe(before);
  });

  it('can be told what their scores are', async () => {
    const device = await testDevice();
    const model = models[2]!;
    const wasm = await createWasmSession(model, { scores: 'logits' });
    const { isRecovered, logits } = await runOnce(wasm, inputOf(model), device);
    expect(isRecovered).toBe(false);
    expect(Math.max(...logits.subarray(0, 1000))).toBeLessThanOrEqual(1);
    await wasm.dispose();
  });

  it('are refused where K is another, where numbers are none, and where weights are missing', async () => {
    const [model] = models;
    await expect(createWasmSession(models[1]!, { classes: 80 })).rejects.toMatchObject({
      code: 'model-class-count',
      details: { expected: 80, actual: 6 },
    });
    await expect(createWasmSession({ graph: models[3]!.graph, data: [] }, {})).rejects.toMatchObject({
      code: 'model-data-missing',
      details: { files: 'weights.bin' },
    });
    const session = await createWasmSession(model!, {});
    const data = new Float32Array(3 * width * height).fill(NaN);
    await expect(session.run({ place: 'cpu', width, height, data })).rejects.toMatchObject({
      code: 'model-output-not-finite',
    });
    // A later run with a good input is not spoilt by it.
    const head = await session.run(inputOf(model!));
    expect(head.anchors).toBeGreaterThan(0);
    await session.dispose();
  });
});

describe('boxes after suppression', () => {
  it.each(detectionKinds.slice(0, 2))(
    'of %s are read on both providers, and no head is made of them',
    async (kind) => {
      const device = await testDevice();
      const graph = createDetectionModel(kind);
      for (const session of [
        await createWasmSession(graph, {}),
        await createWebGpuSession(graph, {}, device),
      ]) {
        const input = (): NetworkInput => ({
          place: 'cpu',
          width,
          height,
          data: new Float32Array(3 * width * height),
        });
        await expect(session.run(input())).rejects.toMatchObject({ code: 'model-detections-only' });
        expect(session.layout?.kind).toBe('detections');
        const { count, boxes, scores, labels } = await session.detect(input());
        expect(count).toBe(knownDetections.length);
        expect([...boxes]).toEqual(knownDetections.flatMap(({ box }) => [...box]));
        expect([...scores]).toEqual(knownDetections.map(({ score }) => score));
        expect([...labels]).toEqual(knownDetections.map(({ label }) => label));
        await session.dispose();
      }
    },
  );
});
