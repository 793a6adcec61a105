import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import { decodeBox } from '../../src/anchors/box-coding.ts';
import { externalDataPaths } from '../../src/model/external-data.ts';
import { exporterList } from '../../src/model/exporter-list.ts';
import { signatureOfMetadata } from '../../src/model/graph-signature.ts';
import { HeadReading } from '../../src/model/head-reading.ts';
import { inputDims } from '../../src/model/input-layout.ts';
import { floatValues, readDetections } from '../../src/model/read-detections.ts';
import { assembleHeadReference } from '../../src/model/reference/assemble-head.ts';
import { measureRangeReference } from '../../src/model/reference/head-range.ts';
import { packInputReference } from '../../src/model/reference/pack-input.ts';
import { createDetectionModel, detectionKinds, knownDetections } from '../support/detection-models.ts';
import { exporterNames } from '../support/exporter-anchors.ts';
import {
  createExporterModel,
  normaliseForExporter,
  type ExporterModel,
  type ExporterModelOptions,
} from '../support/exporter-models.ts';
import { drawTinyPicture, tinyPatchBox, type TinyPatch } from '../support/tiny-picture.ts';

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
});

const [width, height] = [256, 128];
const patches: TinyPatch[] = [
  { classIndex: 0, x: 1, y: 2 },
  { classIndex: 1, x: 9, y: 2 },
  { classIndex: 2, x: 2, y: 1 },
];
const pixels = drawTinyPicture(width, height, patches);

/** A whole run as a session makes it, on the CPU. */
async function runModel({ exporter, graph, data }: ExporterModel): Promise<{
  reading: HeadReading;
  logits: Float32Array;
  deltas: Float32Array;
  anchors: number;
}> {
  const session = await ort.InferenceSession.create(graph, {
    executionProviders: ['wasm'],
    externalData: data.map(({ path, bytes }) => ({ path, data: bytes })),
  });
  try {
    const { inputMetadata, outputMetadata } = session;
    const reading = new HeadReading(
      { inputs: signatureOfMetadata(inputMetadata), outputs: signatureOfMetadata(outputMetadata) },
      {},
    );
    const { input } = reading;
    const planes = normaliseForExporter(exporter, pixels);
    const packed = packInputReference(input.type === 'uint8' ? bytePlanes() : planes, input);
    const tensor = new ort.Tensor(input.type, packed as Float32Array, inputDims(input, width, height));
    const outputs = await session.run({ [input.name]: tensor }, reading.outputNames);
    reading.readRun(outputs);
    const { anchors, logits, deltas } = reading.readRawHead();
    const values = (of: typeof logits): Parameters<typeof assembleHeadReference>[0] =>
      of.map((part) => ({ ...part, values: floatValues(outputs[part.name]!) }));
    const range = (of: typeof logits): ReturnType<typeof measureRangeReference> =>
      measureRangeReference(values(of).map((part) => part.values));
    reading.decideScores(range(logits), range(deltas));
    return {
      reading,
      anchors,
      logits: assembleHeadReference(values(logits), reading.recovers),
      deltas: assembleHeadReference(values(deltas), false),
    };
  } finally {
    await session.release();
  }
}

/** The picture's channels as they are, for a graph that normalises itself. */
function bytePlanes(): Float32Array<ArrayBuffer> {
  const count = width * height;
  return Float32Array.from(
    { length: 3 * count },
    (_, at) => pixels[(at % count) * 4 + Math.floor(at / count)]!,
  );
}

/** What scores above one half, decoded under the conventions of `preset`. */
async function detect(
  model: ExporterModel,
  preset: string = model.exporter,
): Promise<{ classIndex: number; box: number[] }[]> {
  const { anchors: anchorRule, boxCoding } = exporterList.find((known) => known.preset === preset)!;
  const head = await runModel(model);
  const grid = createAnchorGrid(anchorRule, width, height);
  expect(head.anchors).toBe(grid.anchorCount);
  const found: { classIndex: number; box: number[] }[] = [];
  for (let index = 0; index < head.logits.length; index++) {
    if (!(head.logits[index]! > 0)) continue;
    const anchor = Math.floor(index / model.classes);
    const box = new Float64Array(4);
    decodeBox(grid.boxes, anchor, head.deltas.subarray(anchor * 4), 0, boxCoding, box);
    found.push({ classIndex: index % model.classes, box: [...box] });
  }
  return found;
}

function expectPatches(found: { classIndex: number; box: number[] }[], model: ExporterModel): void {
  const sorted = found.sort((a, b) => a.classIndex - b.classIndex);
  expect(sorted.map(({ classIndex }) => classIndex)).toEqual([...model.activeClasses].sort((a, b) => a - b));
  for (const { classIndex, box } of sorted) {
    const patch = patches[model.activeClasses.indexOf(classIndex)]!;
    for (const [side, value] of tinyPatchBox(patch).entries())
      expect(Math.abs(box[side]! - value), JSON.stringify(box)).toBeLessThan(0.05);
  }
}

describe('a model as each exporter writes it', () => {
  it.each(exporterNames)('of %s answers each patch with its box', async (exporter) => {
    const model = createExporterModel({ exporter });
    expectPatches(await detect(model), model);
  });

  it('is the same at every making', () => {
    const [first, second] = [0, 1].map(() => createExporterModel({ exporter: 'odtk', classes: 7 }));
    expect(first!.graph).toEqual(second!.graph);
  });

  it.each([
    ['torchvision', 'mmdetection'],
    ['detectron2', 'mmdetection'],
    ['mmdetection', 'keras-retinanet'],
    ['keras-retinanet', 'yhenon'],
    ['odtk', 'odtk-19.04'],
    ['odtk-19.04', 'odtk'],
    ['yhenon', 'mmdetection'],
  ] as const)('of %s gives other boxes under the conventions of %s', async (exporter, preset) => {
    const model = createExporterModel({ exporter });
    const found = await detect(model, preset);
    const distances = found.map(({ box, classIndex }) => {
      const patch = patches[model.activeClasses.indexOf(classIndex)]!;
      const truth = tinyPatchBox(patch);
      const side = truth[2] - truth[0];
      return Math.max(...box.map((value, index) => Math.abs(value - truth[index]!))) / side;
    });
    expect(Math.max(...distances)).toBeGreaterThan(0.015);
  });
});

describe('a model', () => {
  const variants: readonly (readonly [string, Omit<ExporterModelOptions, 'exporter'>])[] = [
    ['per level', { heads: 'per-level' }],
    ['of probabilities', { scores: 'probabilities' }],
    ['of probabilities per level', { scores: 'probabilities', heads: 'per-level' }],
    ['with channels last', { axes: 'nhwc' }],
    ['without a batch', { axes: 'chw' }],
    ['without a batch, of opset 9', { axes: 'chw', opset: 9 }],
    ['of 80 classes', { classes: 80 }],
    ['of 90 classes', { classes: 90 }],
    ['of 264 classes', { classes: 264 }],
    ['of three classes', { classes: 3 }],
    ['of a fixed size', { fixed: [height, width] }],
    ['of a fixed size per level', { fixed: [height, width], heads: 'per-level' }],
    ['with dims left open', { openOutputs: true }],
    ['of opset 9', { opset: 9 }],
    ['of opset 11', { opset: 11 }],
    ['of opset 13', { opset: 13 }],
    ['of opset 20', { opset: 20 }],
    ['with weights of float16', { weights: 'float16' }],
    ['with outputs of float16', { outputType: 'float16' }],
    [
      'with outputs of float16 per level, probabilities',
      { outputType: 'float16', heads: 'per-level', scores: 'probabilities' },
    ],
    ['with an input of float16', { inputType: 'float16' }],
    ['with weights of eight bits', { weights: 'int8' }],
    ['with weights of eight bits, of opset 10', { weights: 'int8', opset: 10 }],
    ['with its weights beside it', { dataPath: 'weights/model.onnx.data' }],
  ];
  it.each(variants)('%s is read', async (_, options) => {
    const model = createExporterModel({ exporter: 'mmdetection', heads: 'concatenated', ...options });
    const found = await detect(model);
    // Deltas of float16 have eleven bits.
    if (options.outputType !== 'float16') expectPatches(found, model);
    expect(found.map(({ classIndex }) => classIndex).sort((a, b) => a - b)).toEqual([...model.activeClasses]);
  });

  it('of bytes gets the picture as it is', async () => {
    const model = createExporterModel({ exporter: 'mmdetection', inputType: 'uint8', axes: 'nhwc' });
    const { reading, logits } = await runModel(model);
    expect(reading.input).toMatchObject({ axes: 'nhwc', type: 'uint8' });
    expect(logits.every(Number.isFinite)).toBe(true);
  });

  it('whose weights are beside it names their file; one without names none', () => {
    const { graph, data } = createExporterModel({ exporter: 'yhenon', dataPath: 'a.bin' });
    expect(externalDataPaths(graph)).toEqual(['a.bin']);
    expect(data[0]!.bytes.length).toBeGreaterThan(1000);
    expect(externalDataPaths(createExporterModel({ exporter: 'yhenon' }).graph)).toEqual([]);
    expect(externalDataPaths(new TextEncoder().encode('not a model at all'))).toEqual([]);
  });
});

describe('an export after suppression', () => {
  it.each(detectionKinds)('of %s gives its boxes, scores and labels', async (kind) => {
    const session = await ort.InferenceSession.create(createDetectionModel(kind));
    const { inputMetadata, outputMetadata } = session;
    const reading = new HeadReading(
      { inputs: signatureOfMetadata(inputMetadata), outputs: signatureOfMetadata(outputMetadata) },
      {},
    );
    const { input } = reading;
    const data = new Float32Array(3 * width * height);
    const tensor = new ort.Tensor('float32', data, inputDims(input, width, height));
    const outputs = await session.run({ [input.name]: tensor }, reading.outputNames);
    const layout = reading.readRun(outputs);
    expect(() => reading.readRawHead()).toThrow(expect.objectContaining({ code: 'model-detections-only' }));
    if (layout.kind !== 'detections') throw new Error('raw heads');
    const { count, boxes, scores, labels } = readDetections(layout, outputs);
    expect(count).toBe(knownDetections.length);
    for (const [row, known] of knownDetections.entries()) {
      expect([...boxes.subarray(row * 4, row * 4 + 4)]).toEqual([...known.box]);
      expect(scores[row]).toBe(known.score);
      expect(labels[row]).toBe(known.label);
    }
    await session.release();
  });
});
