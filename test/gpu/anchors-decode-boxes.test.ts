import { describe, expect, it } from 'vitest';
import type { BoxCoding } from '../../src/anchors/box-coding.ts';
import { createDecodeBoxes } from '../../src/anchors/decode-boxes.ts';
import { decodeBoxesReference } from '../../src/anchors/reference/decode-boxes.ts';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { InputError } from '../../src/gpu/input-error.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { boxCodings } from '../support/box-codings.ts';
import { makeBoxCase } from '../support/box-loss.ts';
import { describeDecodeBoxes, worstDecodingError } from '../support/decode-boxes-suite.ts';
import { withGpu } from '../support/gpu.ts';
import { withWorkgroupLimit } from '../support/tile-device.ts';

/** Decodes once in buffers of its own, longer than they need to be by `padding` words. */
async function decode(
  device: GPUDevice,
  deltas: Float32Array<ArrayBuffer>,
  anchorBoxes: Float32Array<ArrayBuffer>,
  padding = 0,
  coding?: BoxCoding,
): Promise<Float32Array> {
  const resources = new GpuResources(device, 'test');
  const decoder = await createDecodeBoxes(device, { anchors: deltas.length / 4 });
  const upload = (name: string, data: Float32Array) => {
    const words = new Float32Array(data.length + padding).fill(3);
    words.set(data);
    return resources.createBufferWithData(name, words);
  };
  const inputs = { deltas: upload('deltas', deltas), anchorBoxes: upload('anchors', anchorBoxes) };
  const encoder = device.createCommandEncoder();
  decoder.encode(encoder, inputs, coding);
  const alive = liveResourceCount(device);
  decoder.encode(encoder, inputs, coding);
  expect(liveResourceCount(device)).toBe(alive);
  device.queue.submit([encoder.finish()]);
  const boxes = new Float32Array(await readBuffer(device, decoder.boxes, deltas.length * 4));
  decoder.dispose();
  resources.dispose();
  return boxes;
}

describeDecodeBoxes(
  'kernel',
  (deltas, anchors) => withGpu((device) => decode(device, deltas, anchors)),
  1e-6,
);

describe('kernel: decoding', () => {
  it.each([1, 65, 20_001])(
    'agrees with the twin on %i anchors, tiled or not, in longer buffers or not',
    (anchors) =>
      withGpu(async (device) => {
        const { deltas, anchorBoxes } = makeBoxCase(anchors, 9, anchors);
        const found = await decode(device, deltas, anchorBoxes);
        const exact = decodeBoxesReference(deltas, anchorBoxes);
        expect(worstDecodingError(found, exact, deltas, anchorBoxes)).toBeLessThanOrEqual(1e-6);
        const tiled = await decode(withWorkgroupLimit(device, 32), deltas, anchorBoxes, 4096);
        expect(tiled.every((corner, index) => corner === found[index])).toBe(true);
      }),
  );

  it.each(boxCodings)('agrees with the twin on %s', (_, coding) =>
    withGpu(async (device) => {
      const { deltas, anchorBoxes } = makeBoxCase(500, 9, 3);
      // Some beyond the bounds of log sizes.
      for (let anchor = 0; anchor < 500; anchor += 50) deltas.set([5, -5], anchor * 4 + 2);
      const found = await decode(device, deltas, anchorBoxes, 0, coding);
      const exact = decodeBoxesReference(deltas, anchorBoxes, coding);
      for (const [index, corner] of exact.entries())
        expect(Math.abs(found[index]! - corner)).toBeLessThanOrEqual(2e-6 * (1000 + Math.abs(corner)));
      // Not by chance the plain coding's.
      const plain = decodeBoxesReference(deltas, anchorBoxes);
      expect(plain.some((corner, index) => Math.abs(corner - exact[index]!) > 0.1)).toBe(true);
    }),
  );

  it('refuses what it cannot decode', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const fine = resources.createBuffer('fine', 1024, GPUBufferUsage.STORAGE);
      const tiny = resources.createBuffer('tiny', 1008, GPUBufferUsage.STORAGE);
      const decoder = await createDecodeBoxes(device, { anchors: 64 });
      const encoder = device.createCommandEncoder();
      expect(() => decoder.encode(encoder, { deltas: tiny, anchorBoxes: fine })).toThrow(InputError);
      expect(() => decoder.encode(encoder, { deltas: fine, anchorBoxes: tiny })).toThrow(InputError);
      decoder.dispose();
      resources.dispose();
      for (const anchors of [0, -1, 1.5, NaN])
        await expect(createDecodeBoxes(device, { anchors })).rejects.toThrow(InputError);
      await expect(createDecodeBoxes(device, { anchors: 2 ** 40 })).rejects.toMatchObject({
        code: 'webgpu-limit-exceeded',
      });
    }));
});
