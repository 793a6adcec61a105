import { describe, expect, it } from 'vitest';
import { createDescendingOrder } from '../../src/gpu/descending-order.ts';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { InputError } from '../../src/gpu/input-error.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { computeDescendingOrderReference } from '../../src/gpu/reference/descending-order.ts';
import { createRandom } from '../support/anchor-settings.ts';
import { testDevice, withGpu } from '../support/gpu.ts';

/** The kernel's order of the first `count` keys. */
async function sortOnGpu(device: GPUDevice, keys: Float32Array<ArrayBuffer>, count = keys.length) {
  const resources = new GpuResources(device, 'test');
  const sorter = await createDescendingOrder(device, count);
  const encoder = device.createCommandEncoder();
  sorter.encode(encoder, resources.createBufferWithData('keys', keys));
  device.queue.submit([encoder.finish()]);
  const order = new Uint32Array(await readBuffer(device, sorter.order, count * 4));
  sorter.dispose();
  resources.dispose();
  return order;
}

/** Where two orders first differ, in words that a failing test can show. */
function firstDifference(found: Uint32Array, expected: Uint32Array): string {
  if (found.length !== expected.length) return `${found.length} entries for ${expected.length}`;
  const at = found.findIndex((anchor, place) => anchor !== expected[place]);
  return at < 0 ? 'none' : `${found[at] ?? NaN} for ${expected[at] ?? NaN} at ${at}`;
}

const kinds: Readonly<Record<string, (random: () => number, index: number) => number>> = {
  'spread over all exponents': (random) => 2 ** (random() * 270 - 145),
  'in [0, 1)': (random) => random(),
  'with many ties': (random) => Math.floor(random() * 7) / 4,
  'all the same': () => 0.7,
  'all zero': () => 0,
  denormal: (random) => Math.floor(random() * 50) * 2 ** -149,
  'in order already': (_, index) => 1e6 - index,
  'in the opposite order': (_, index) => index,
};

describe('descending order', () => {
  it.each(Object.keys(kinds))('of keys %s is that of the twin', (kind) =>
    withGpu(async (device) => {
      const random = createRandom(5);
      const keys = Float32Array.from({ length: 20_011 }, (_, index) => kinds[kind]!(random, index));
      expect(firstDifference(await sortOnGpu(device, keys), computeDescendingOrderReference(keys))).toBe(
        'none',
      );
    }),
  );

  it.each([1, 2, 3, 63, 64, 65, 1023, 1024, 1025, 4097, 400_000])('of %i keys is that of the twin', (count) =>
    withGpu(async (device) => {
      const random = createRandom(count);
      // One in eight ties with others.
      const keys = Float32Array.from({ length: count }, () => (random() < 0.125 ? 0.5 : random() ** 8));
      expect(firstDifference(await sortOnGpu(device, keys), computeDescendingOrderReference(keys))).toBe(
        'none',
      );
    }),
  );

  it('takes zeros of both signs, and negative keys, for equal', () =>
    withGpu(async (device) => {
      expect([...(await sortOnGpu(device, Float32Array.of(-0, 0, -3, 1e-45, 0, -0)))]).toEqual([
        3, 0, 1, 2, 4, 5,
      ]);
    }));

  it('puts infinity first', () =>
    withGpu(async (device) => {
      const keys = Float32Array.of(1, Infinity, 3.4028234663852886e38);
      expect([...(await sortOnGpu(device, keys))]).toEqual([1, 2, 0]);
    }));

  it('reads no key past the count', () =>
    withGpu(async (device) => {
      const random = createRandom(9);
      const keys = Float32Array.from({ length: 3000 }, (_, index) => (index < 1500 ? random() : 1e9));
      const expected = computeDescendingOrderReference(keys.slice(0, 1500));
      expect(firstDifference(await sortOnGpu(device, keys, 1500), expected)).toBe('none');
    }));

  it('sorts again and again, other keys and the same, without allocating', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const sorter = await createDescendingOrder(device, 5000);
      const random = createRandom(2);
      const sets = [0, 1].map(() => Float32Array.from({ length: 5000 }, random));
      const buffers = sets.map((keys) => resources.createBufferWithData('keys', keys));
      const before = liveResourceCount(device);
      for (const turn of [0, 1, 0, 0]) {
        const encoder = device.createCommandEncoder();
        sorter.encode(encoder, buffers[turn]!);
        device.queue.submit([encoder.finish()]);
        const found = new Uint32Array(await readBuffer(device, sorter.order, 5000 * 4));
        expect(firstDifference(found, computeDescendingOrderReference(sets[turn]!))).toBe('none');
      }
      expect(liveResourceCount(device)).toBe(before);
      sorter.dispose();
      resources.dispose();
    }));

  it('refuses counts and buffers that do not fit', async () => {
    const device = await testDevice();
    for (const count of [0, -1, 1.5, NaN])
      await expect(createDescendingOrder(device, count)).rejects.toThrow(InputError);
    await expect(createDescendingOrder(device, 2 ** 31)).rejects.toMatchObject({
      code: 'webgpu-limit-exceeded',
    });
    await withGpu(async () => {
      const sorter = await createDescendingOrder(device, 100);
      const resources = new GpuResources(device, 'test');
      const short = resources.createBuffer('short', 384, GPUBufferUsage.STORAGE);
      const encoder = device.createCommandEncoder();
      expect(() => sorter.encode(encoder, short)).toThrow(InputError);
      const unbindable = resources.createBuffer('unbindable', 400, GPUBufferUsage.COPY_DST);
      expect(() => sorter.encode(encoder, unbindable)).toThrow(InputError);
      sorter.dispose();
      resources.dispose();
    });
  });
});
