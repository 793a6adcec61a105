import { describe, expect, it } from 'vitest';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { createInputGeometry, type InputGeometry, type InputRule } from '../../src/image/input-geometry.ts';
import type { PixelImage } from '../../src/image/photo.ts';
import { createPreprocessor, type Preprocessor } from '../../src/image/preprocess.ts';
import { preprocessReference } from '../../src/image/reference/preprocess.ts';
import { compareInput, geometryOf, loadResizeCases, oddRule } from '../support/image-fixtures.ts';
import { withGpu } from '../support/gpu.ts';

const resizeCases = await loadResizeCases();

/** Runs `body` with a preprocessor that is freed again. */
function withPreprocessor(
  body: (preprocessor: Preprocessor, device: GPUDevice) => Promise<void>,
): Promise<void> {
  return withGpu(async (device) => {
    const preprocessor = await createPreprocessor(device);
    try {
      await body(preprocessor, device);
    } finally {
      preprocessor.dispose();
    }
  });
}

async function readInput(
  device: GPUDevice,
  buffer: GPUBuffer,
  geometry: InputGeometry,
): Promise<Float32Array> {
  return new Float32Array(await readBuffer(device, buffer, geometry.inputWidth * geometry.inputHeight * 12));
}

function farthest(first: Float32Array, second: Float32Array): number {
  return first.reduce((most, value, i) => Math.max(most, Math.abs(value - second[i]!)), 0);
}

/** Every pixel another colour. */
function patternedPhoto(width: number, height: number): PixelImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < data.length; i++) data[i] = i % 4 === 3 ? 255 : (i * 7919) % 251;
  return { width, height, data };
}

describe('preprocess', () => {
  it.each(resizeCases)('agrees with Pillow and with its twin: $name', ({ source, resized }) =>
    withPreprocessor(async (preprocessor, device) => {
      const geometry = geometryOf(source, resized, 32);
      const input = await readInput(device, preprocessor.run(source, geometry, oddRule), geometry);
      const { worst, isPadded } = compareInput(input, resized, geometry, oddRule);
      expect(worst).toBeLessThan(2);
      expect(isPadded).toBe(true);
      expect(farthest(input, preprocessReference(source, geometry, oddRule))).toBeLessThan(1e-5);
    }),
  );

  it.each<[string, PixelImage, Partial<InputRule>, number]>([
    ['blue first', patternedPhoto(40, 30), { channelOrder: 'BGR' }, 64],
    ['no padding, an odd width', patternedPhoto(37, 23), { padToMultiple: 1 }, 51],
    ['one pixel', patternedPhoto(1, 1), {}, 64],
    ['one row', patternedPhoto(3750, 1), {}, 320],
    ['one column', patternedPhoto(1, 1001), {}, 320],
    ['a crowded photo, reduced', patternedPhoto(1024, 683), {}, 416],
  ])('agrees with its twin: %s', (_name, photo, change, side) =>
    withPreprocessor(async (preprocessor, device) => {
      const rule = { ...oddRule, ...change };
      const geometry = createInputGeometry(photo.width, photo.height, side, rule.padToMultiple);
      const input = await readInput(device, preprocessor.run(photo, geometry, rule), geometry);
      expect(farthest(input, preprocessReference(photo, geometry, rule))).toBeLessThan(1e-5);
    }),
  );

  it('keeps its buffers for photos of the same or a smaller size, and leaves nothing of the last one', () =>
    withPreprocessor(async (preprocessor, device) => {
      const [small, large, other] = [patternedPhoto(30, 40), patternedPhoto(64, 64), patternedPhoto(50, 20)];
      const geometryFor = (photo: PixelImage, side: number): InputGeometry =>
        createInputGeometry(photo.width, photo.height, side, 32);
      const first = preprocessor.run(large, geometryFor(large, 96), oddRule);
      for (const [photo, side] of [
        [small, 96],
        [other, 64],
        [large, 96],
      ] as const) {
        const geometry = geometryFor(photo, side);
        const buffer = preprocessor.run(photo, geometry, oddRule);
        expect(buffer).toBe(first);
        const input = await readInput(device, buffer, geometry);
        expect(farthest(input, preprocessReference(photo, geometry, oddRule))).toBeLessThan(1e-5);
      }
      const grown = geometryFor(large, 128);
      const buffer = preprocessor.run(large, grown, oddRule);
      expect(buffer).not.toBe(first);
      const input = await readInput(device, buffer, grown);
      expect(farthest(input, preprocessReference(large, grown, oddRule))).toBeLessThan(1e-5);
    }));

  it('gives the same bits at every run, also when recorded by the caller', () =>
    withPreprocessor(async (preprocessor, device) => {
      const photo = patternedPhoto(100, 75);
      const geometry = createInputGeometry(100, 75, 128, 32);
      const first = await readInput(device, preprocessor.run(photo, geometry, oddRule), geometry);
      const buffer = preprocessor.prepare(photo, geometry, oddRule);
      device.queue.writeBuffer(buffer, 0, new Float32Array(first.length));
      const encoder = device.createCommandEncoder();
      preprocessor.encode(encoder);
      device.queue.submit([encoder.finish()]);
      expect(await readInput(device, buffer, geometry)).toEqual(first);
    }));

  it('refuses what the device cannot bind, and still works afterwards', () =>
    withPreprocessor((preprocessor) => {
      const photo = patternedPhoto(2, 2);
      const huge = createInputGeometry(1, 1, 16_384, 32);
      expect(() => preprocessor.run(photo, huge, oddRule)).toThrow(
        expect.objectContaining({ code: 'webgpu-limit-exceeded' }),
      );
      preprocessor.run(photo, createInputGeometry(2, 2, 32, 32), oddRule);
      return Promise.resolve();
    }));
});
