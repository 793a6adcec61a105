import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { FocalScopeError } from '../../src/base/errors.ts';
import { checkImageSize, hasJpegEnd, readImageHeader } from '../../src/image/image-header.ts';
import { externalDataPaths } from '../../src/model/external-data.ts';
import { signatureOfMetadata } from '../../src/model/graph-signature.ts';
import { HeadReading } from '../../src/model/head-reading.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { readLabels } from '../../src/model/read-labels.ts';
import { readSidecar, writeSidecar } from '../../src/model/sidecar.ts';
import { createDetectionModel, detectionKinds } from '../support/detection-models.ts';
import { exporterNames } from '../support/exporter-anchors.ts';
import { createExporterModel } from '../support/exporter-models.ts';
import { fuzz, fuzzCases, fuzzPatience, mutate, mutateJson, type Random } from '../support/fuzz.ts';
import { mutateOnnx } from '../support/mutate-onnx.ts';
import { OnnxOpener } from '../support/onnx-opener.ts';
import { createTinyManifest } from '../support/tiny-manifest.ts';
import { createTinyRetinaNet } from '../support/tiny-models.ts';

const manifest = parseManifest(createTinyManifest(1000));
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const graphs: readonly Uint8Array[] = [
  createTinyRetinaNet().bytes,
  ...exporterNames.map((exporter) => createExporterModel({ exporter, classes: 5 }).graph),
  createExporterModel({ exporter: 'torchvision', classes: 4, dataPath: 'weights/a.bin' }).graph,
  ...detectionKinds.map((kind) => createDetectionModel(kind)),
];

/** Runs the cases; what is thrown must be typed, with a code that the person is told a sentence for. */
async function fuzzReader(
  name: string,
  sources: readonly Uint8Array[],
  few: number,
  codes: RegExp,
  read: (bytes: Uint8Array<ArrayBuffer>) => string | Promise<string>,
  make = (random: Random): Uint8Array<ArrayBuffer> => mutate(sources, random),
): Promise<Readonly<Record<string, number>>> {
  const outcome = await fuzz(fuzzCases(few), make, async (bytes) => {
    try {
      return await read(bytes);
    } catch (error) {
      if (error instanceof FocalScopeError && codes.test(error.code)) return error.code;
      throw error;
    }
  });
  process.stdout.write(`fuzz ${name}: ${JSON.stringify(outcome)}\n`);
  return outcome.counts;
}

/** JSON, or the outcome that it is none. */
function parse(bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(decode(bytes)) };
  } catch {
    return undefined;
  }
}

describe('changed at random, is read or refused in time:', () => {
  it('a sidecar', { timeout: 3_600_000 }, async () => {
    const source = writeSidecar(manifest, 'a.onnx');
    const counts = await fuzzReader(
      'sidecar',
      [encode(source)],
      80,
      /^sidecar-invalid$/,
      (bytes) => {
        const parsed = parse(bytes);
        if (!parsed) return 'not JSON';
        const conventions = readSidecar(parsed.value);
        // What was read is whole: written and read again it is the same.
        expect(readSidecar(JSON.parse(writeSidecar(conventions, 'b.onnx')))).toEqual(conventions);
        return 'right';
      },
      (random) =>
        random.below(3) === 0 ? mutate([encode(source)], random) : encode(mutateJson(source, random)),
    );
    expect(counts['right']).toBeGreaterThan(0);
    expect(counts['sidecar-invalid']).toBeGreaterThan(0);
  });

  it('a list of classes', { timeout: 3_600_000 }, async () => {
    const sources = [
      encode('person\ncat\ndog\n'),
      encode('["person", "cat", "dog"]'),
      encode('{"0": "person", "1": "cat", "2": "dog"}'),
      encode('{"categories": [{"id": 1, "name": "person"}, {"name": "cat"}, {"name": "dog"}]}'),
    ];
    const counts = await fuzzReader('labels', sources, 80, /^labels-invalid$/, (bytes) => {
      const names = readLabels(decode(bytes), bytes.length % 2 ? 3 : undefined);
      if (names.length === 0 || names.some((name) => name === '')) throw new Error('no names');
      return 'right';
    });
    expect(counts['right']).toBeGreaterThan(0);
    expect(counts['labels-invalid']).toBeGreaterThan(0);
  });

  it('the header of a picture', { timeout: 3_600_000 }, async () => {
    const folder = new URL('../fixtures/image/', import.meta.url);
    const sources = readdirSync(folder)
      .filter((name) => /\.(jpg|png|gif|webp|avif|bmp)$/.test(name))
      .map((name) => readFileSync(new URL(name, folder)).subarray(0, 4096));
    const counts = await fuzzReader('picture', sources, 80, /^image-/, (bytes) => {
      const { format, width, height } = readImageHeader(bytes);
      if (!Number.isInteger(width) || !Number.isInteger(height)) throw new Error('no size');
      checkImageSize(width, height);
      return format === 'JPEG' && !hasJpegEnd(bytes) ? 'cut short' : 'right';
    });
    expect(counts['right']).toBeGreaterThan(0);
  });

  it('what an ONNX file says of files beside it', { timeout: 3_600_000 }, async () => {
    const counts = await fuzzReader('weights', graphs, 80, /^$/, (bytes) => {
      const paths = externalDataPaths(bytes);
      return paths.length > 0 ? 'some' : 'none';
    });
    expect(counts['some']).toBeGreaterThan(0);
  });
});

describe('an ONNX file, changed at random,', () => {
  const opener = new OnnxOpener(graphs[0]!);

  afterAll(() => opener.close());

  it('is opened, refused, or ended with its thread', { timeout: 3_600_000 }, async () => {
    const make = (random: Random): Uint8Array<ArrayBuffer> =>
      random.below(4) === 0 ? mutate(graphs, random) : mutateOnnx(random.pick(graphs), random);
    const read = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
      const opened = await opener.open(bytes, fuzzPatience - 200);
      if (!opened) return 'ended';
      if ('error' in opened) return 'model-not-readable';
      const reading = new HeadReading(
        { inputs: signatureOfMetadata(opened.inputs), outputs: signatureOfMetadata(opened.outputs) },
        {},
      );
      if (!opened.run || 'error' in opened.run) return 'model-run-failed';
      const tensors = opened.run;
      for (const name of reading.outputNames) if (!tensors[name]) throw new Error(`no output ${name}`);
      reading.readRun(tensors);
      return reading.layout?.kind ?? 'unknown';
    };
    const counts = await fuzzReader('ONNX', graphs, 40, /^model-/, read, make);
    expect(counts['model-not-readable']).toBeGreaterThan(0);
    expect((counts['concatenated'] ?? 0) + (counts['per-level'] ?? 0)).toBeGreaterThan(0);
    // The runtime is as good as new after all that.
    const opened = await opener.open(graphs[0]!, 60_000);
    expect(opened).not.toHaveProperty('error');
  });
});
