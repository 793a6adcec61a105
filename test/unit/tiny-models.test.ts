import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import { signatureOfMetadata } from '../../src/model/graph-signature.ts';
import { HeadReading } from '../../src/model/head-reading.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { headNames } from '../../src/model/model-session.ts';
import { createBadModels } from '../support/bad-files.ts';
import { createNotDetectors } from '../support/not-detectors.ts';
import { tinyClasses } from '../support/tiny-manifest.ts';
import { createTinyRetinaNet } from '../support/tiny-models.ts';
import {
  drawTinyPicture,
  normaliseTinyPicture,
  tinyPatchBox,
  type TinyPatch,
} from '../support/tiny-picture.ts';

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
});

async function withSession<Result>(
  bytes: Uint8Array,
  body: (session: ort.InferenceSession) => Promise<Result>,
): Promise<Result> {
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  try {
    return await body(session);
  } finally {
    await session.release();
  }
}

const model = createTinyRetinaNet();
const manifest = parseManifest(model.manifest);
const names = headNames(manifest);

const readingOf = (session: ort.InferenceSession): HeadReading => {
  const { inputMetadata, outputMetadata } = session;
  return new HeadReading(
    { inputs: signatureOfMetadata(inputMetadata), outputs: signatureOfMetadata(outputMetadata) },
    names,
  );
};

const imageTensor = (data: Float32Array, width: number, height: number): ort.Tensor =>
  new ort.Tensor('float32', data, [1, 3, height, width]);

function noisePicture(width: number, height: number): Float32Array {
  return Float32Array.from({ length: 3 * width * height }, (_, i) => Math.sin(i * 12.9898) * 2);
}

function largestDifference(actual: Float32Array, expected: Float64Array): number {
  expect(actual.length).toBe(expected.length);
  return actual.reduce((worst, value, index) => Math.max(worst, Math.abs(value - expected[index]!)), 0);
}

describe('tiny RetinaNet', () => {
  it('has a manifest that the model room accepts and that tells its length', () => {
    expect(manifest.bytes).toBe(model.bytes.length);
    expect(manifest.classes).toEqual(tinyClasses.map(({ name }) => name));
  });

  it('is the same file at every making and another with another seed', () => {
    expect(createTinyRetinaNet().bytes).toEqual(model.bytes);
    expect(createTinyRetinaNet(2).bytes).not.toEqual(model.bytes);
  });

  it.each([
    [128, 128],
    [64, 96],
    [100, 75],
    [1, 1],
  ])('answers a %i × %i picture as the plain computation does', async (width, height) => {
    const input = noisePicture(width, height);
    await withSession(model.bytes, async (session) => {
      const reading = readingOf(session);
      const outputs = await session.run({ images: imageTensor(input, width, height) });
      const { cls_logits: logits, box_deltas: deltas } = outputs;
      const expected = model.computeHead(input, width, height);
      const grid = createAnchorGrid(manifest.anchors, width, height);
      reading.readRun(outputs);
      expect(reading.readRawHead()).toMatchObject({ anchors: grid.anchorCount, classes: model.classes });
      expect(expected.anchors).toBe(grid.anchorCount);
      expect(largestDifference(logits!.data as Float32Array, expected.logits)).toBeLessThan(1e-5);
      expect(largestDifference(deltas!.data as Float32Array, expected.deltas)).toBeLessThan(1e-5);
    });
  });

  it('is confident of each coloured patch alone, and its first box there is the patch', () => {
    const patches: TinyPatch[] = [
      { classIndex: 0, x: 0, y: 0 },
      { classIndex: 1, x: 6, y: 1 },
      { classIndex: 2, x: 1, y: 1 },
    ];
    const [width, height] = [128, 128];
    const head = model.computeHead(
      normaliseTinyPicture(drawTinyPicture(width, height, patches)),
      width,
      height,
    );
    const grid = createAnchorGrid(manifest.anchors, width, height);
    const found: { classIndex: number; score: number; box: number[] }[] = [];
    for (const [index, logit] of head.logits.entries()) {
      const score = 1 / (1 + Math.exp(-logit));
      if (score < 0.5) continue;
      const anchor = Math.floor(index / model.classes);
      const [x0, y0, x1, y1] = grid.boxes.subarray(anchor * 4, anchor * 4 + 4) as unknown as number[];
      const [dx, dy, dw, dh] = head.deltas.subarray(anchor * 4, anchor * 4 + 4) as unknown as number[];
      const [w, h] = [x1! - x0!, y1! - y0!];
      const [cx, cy] = [(x0! + x1!) / 2 + dx! * w, (y0! + y1!) / 2 + dy! * h];
      const [halfWidth, halfHeight] = [(w * Math.exp(dw!)) / 2, (h * Math.exp(dh!)) / 2];
      const box = [cx - halfWidth, cy - halfHeight, cx + halfWidth, cy + halfHeight];
      found.push({ classIndex: index % model.classes, score, box });
    }
    expect(found.length).toBe(2 * patches.length);
    for (const patch of patches) {
      const own = found.filter(({ classIndex }) => classIndex === patch.classIndex);
      const [best, second] = own.sort((a, b) => b.score - a.score);
      const { stride } = tinyClasses[patch.classIndex]!;
      expect(best!.score - second!.score).toBeGreaterThan(1e-4);
      for (const [side, value] of tinyPatchBox(patch).entries()) {
        expect(Math.abs(best!.box[side]! - value)).toBeLessThan(0.1 * stride);
      }
    }
  });
});

describe('models that are no detector', () => {
  it.each(createNotDetectors())('opens $name and is refused', async ({ bytes, refusedWhen, code }) => {
    await withSession(bytes, async (session) => {
      let stage = 'opened';
      let error: unknown;
      try {
        const reading = readingOf(session);
        stage = 'run';
        const input = noisePicture(64, 64);
        reading.readRun(await session.run({ images: imageTensor(input, 64, 64) }));
        stage = 'matched with the anchor grid';
        const { anchors } = reading.readRawHead();
        expect(anchors).not.toBe(createAnchorGrid(manifest.anchors, 64, 64).anchorCount);
        return;
      } catch (thrown) {
        error = thrown;
      } finally {
        expect(stage).toBe(refusedWhen);
      }
      expect(error).toBeInstanceOf(FocalScopeError);
      expect((error as FocalScopeError).code).toBe(code);
    });
  });
});

describe('files that are no model', () => {
  const unreadable = createBadModels().filter((file) => file.expectedErrorCode === 'model-not-readable');

  it.each(unreadable)('$name does not open', async ({ bytes }) => {
    await expect(ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] })).rejects.toThrow();
  });
});
