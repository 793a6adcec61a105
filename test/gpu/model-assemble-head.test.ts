import { describe, expect, it } from 'vitest';
import { GpuResources } from '../../src/gpu/gpu-resources.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { createAssembleHead } from '../../src/model/assemble-head.ts';
import { halvesToFloats } from '../../src/model/half-float.ts';
import { createHeadRange } from '../../src/model/head-range.ts';
import { createPackInput } from '../../src/model/pack-input.ts';
import { assembleHeadReference, type HeadMapValues } from '../../src/model/reference/assemble-head.ts';
import { measureRangeReference } from '../../src/model/reference/head-range.ts';
import { packInputReference } from '../../src/model/reference/pack-input.ts';
import { withGpu } from '../support/gpu.ts';
import { makeHalfLogits } from '../support/half-logits.ts';

/** Waves, no two alike; every bit pattern of a float32 must come through where nothing is recovered. */
const floats = (count: number, seed: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, (_, at) => (at % 97 === 5 ? -Infinity : 9 * Math.sin(at * seed)));

/** From 0 to 1, both ends included. */
const probabilities = (count: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, (_, at) => [0, 1, 1e-9, 0.9999999, 0.5][at % 11] ?? (at % 89) / 89);

const maps: readonly HeadMapValues[] = [
  { values: floats(45 * 7 * 9, 0.37), channels: 45, cells: 63 },
  { values: floats(45 * 5, 0.11), channels: 45, cells: 5 },
  { values: floats(45, 0.7), channels: 45, cells: 1 },
];
const halfMaps: readonly HeadMapValues[] = [
  { values: makeHalfLogits(18 * 33, 3).halves, channels: 18, cells: 33 },
  { values: makeHalfLogits(18 * 3, 4).halves, channels: 18, cells: 3 },
];
const rows: readonly HeadMapValues[] = [{ values: floats(1001, 0.3), channels: 1001, cells: 1 }];

const upload = (resources: GpuResources, values: Float32Array | Uint16Array): GPUBuffer => {
  // Larger than its tensor, as ONNX Runtime's are, and full of what must not be read.
  const padded = new Uint8Array(values.byteLength + 512).fill(0xff);
  padded.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return resources.createBufferWithData('output', padded);
};

const bitsOf = (values: Float32Array): readonly number[] => [...new Uint32Array(values.buffer)];

describe('assembling a head', () => {
  it.each([
    ['maps', maps, undefined],
    ['maps that are too large to be bound', maps, 2048],
    ['maps of float16', halfMaps, undefined],
    ['maps of float16 that are too large', halfMaps, 768],
    ['rows', rows, undefined],
    ['rows that are too many', rows, 1024],
  ] as const)('of %s is exactly as the twin has it', (_, outputs, maxBindingBytes) =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const expected = assembleHeadReference(outputs, false);
      const target = resources.createBuffer(
        'target',
        expected.byteLength,
        GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
      );
      const assembler = createAssembleHead(device, maxBindingBytes === undefined ? {} : { maxBindingBytes });
      const encoder = device.createCommandEncoder();
      const inputs = outputs.map(({ values, channels, cells }) => ({
        buffer: upload(resources, values),
        isHalf: values instanceof Uint16Array,
        channels,
        cells,
      }));
      await assembler.encode(encoder, inputs, target, false);
      device.queue.submit([encoder.finish()]);
      const actual = new Float32Array(await readBuffer(device, target, expected.byteLength));
      expect(bitsOf(actual)).toEqual(bitsOf(expected));
      assembler.dispose();
      resources.dispose();
    }),
  );

  it.each([
    ['maps', { values: probabilities(90 * 64), channels: 90, cells: 64 }],
    ['rows', { values: probabilities(5000), channels: 5000, cells: 1 }],
  ])('recovers logits from %s of probabilities as the twin does', (_, output) =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const expected = assembleHeadReference([output], true);
      expect(Math.min(...expected)).toBeCloseTo(Math.log(1e-7), 3);
      expect(Math.max(...expected)).toBeCloseTo(15.9424, 3);
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
      const target = resources.createBuffer('target', expected.byteLength, usage);
      const assembler = createAssembleHead(device);
      const encoder = device.createCommandEncoder();
      const map = { ...output, buffer: upload(resources, output.values), isHalf: false };
      await assembler.encode(encoder, [map], target, true);
      device.queue.submit([encoder.finish()]);
      const actual = new Float32Array(await readBuffer(device, target, expected.byteLength));
      const worst = actual.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0);
      expect(worst).toBeLessThan(4e-6);
      assembler.dispose();
      resources.dispose();
    }),
  );

  it('refuses buffers that end too early, and maps of which not one row can be bound', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const buffer = resources.createBuffer('small', 1024, GPUBufferUsage.STORAGE);
      const encoder = device.createCommandEncoder();
      const assembler = createAssembleHead(device, { maxBindingBytes: 512 });
      const map = { buffer, isHalf: false, channels: 2, cells: 129 };
      await expect(assembler.encode(encoder, [map], buffer, false)).rejects.toMatchObject({
        parameter: 'source.size',
      });
      const fits = { ...map, cells: 65 };
      await expect(assembler.encode(encoder, [fits], buffer, false)).rejects.toMatchObject({
        code: 'webgpu-limit-exceeded',
      });
      device.queue.submit([encoder.finish()]);
      assembler.dispose();
      resources.dispose();
    }));
});

describe('the range of a head', () => {
  const wide = Float32Array.from({ length: 70_000 }, (_, at) => Math.cos(at * 0.01) * 3);
  const broken = wide.map((value, at) => [NaN, Infinity, -Infinity][at % 1000] ?? value);
  it.each([
    ['one output', [wide], undefined],
    ['several, of two types', [wide.subarray(0, 17), makeHalfLogits(331, 5).halves], undefined],
    ['outputs that are too large to be bound', [wide], 40_000],
    ['broken outputs', [broken], undefined],
    ['nothing finite', [Float32Array.of(NaN, Infinity)], undefined],
  ] as const)('over %s is the twin’s', (_, outputs, maxBindingBytes) =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const range = createHeadRange(device, maxBindingBytes === undefined ? {} : { maxBindingBytes });
      const inputs = outputs.map((values) => ({
        buffer: upload(resources, values.slice()),
        isHalf: values instanceof Uint16Array,
        count: values.length,
      }));
      expect(await range.measure(inputs)).toEqual(measureRangeReference(outputs));
      range.dispose();
      resources.dispose();
    }),
  );
});

describe('packing an input', () => {
  const planes = Float32Array.from({ length: 3 * 7 * 5 }, (_, at) => 300 * Math.abs(Math.sin(at)) - 10);
  it.each([
    ['nhwc', 'float32'],
    ['nhwc', 'uint8'],
    ['hwc', 'float16'],
    ['nchw', 'float16'],
    ['chw', 'uint8'],
  ] as const)('as %s of %s is the twin’s', (axes, type) =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const packer = createPackInput(device, { axes, type });
      const expected = packInputReference(planes, { axes, type });
      const buffer = await packer.pack(resources.createBufferWithData('planes', planes), 35);
      const bytes = await readBuffer(device, buffer, Math.ceil(expected.byteLength / 4) * 4);
      if (expected instanceof Uint16Array) {
        const actual = halvesToFloats(new Uint16Array(bytes, 0, expected.length));
        // WGSL may round to either neighbour.
        for (const [at, value] of halvesToFloats(expected).entries())
          expect(Math.abs(actual[at]! - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -10);
      } else {
        const actual = new Uint8Array(bytes, 0, expected.byteLength);
        expect(actual).toEqual(new Uint8Array(expected.buffer));
      }
      packer.dispose();
      resources.dispose();
    }),
  );
});
