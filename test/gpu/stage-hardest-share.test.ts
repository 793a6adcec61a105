import { expect, it } from 'vitest';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { InputError } from '../../src/gpu/input-error.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import {
  createHardestShareFinder,
  hardestShareBytes,
  readHardestShare,
} from '../../src/stage/hardest-share.ts';
import { describeHardestShare, type FindShare } from '../support/hardest-share-suite.ts';
import { testDevice, withGpu } from '../support/gpu.ts';

const foundUsage = (): number => GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;

/** The kernel, in a buffer that is longer than the anchors it holds. */
const findWithKernel: FindShare = (values, wanted) =>
  withGpu(async (device) => {
    const resources = new GpuResources(device, 'test');
    const finder = await createHardestShareFinder(device);
    const padded = new Float32Array(values.length + 100).fill(1e30);
    padded.set(values);
    const found = resources.createBuffer('found', hardestShareBytes, foundUsage());
    const inputs = { values: resources.createBufferWithData('values', padded), found };
    const encoder = device.createCommandEncoder();
    // What comes first is overwritten.
    finder.encode(encoder, inputs, values.length, 1);
    finder.encode(encoder, inputs, values.length, wanted);
    device.queue.submit([encoder.finish()]);
    const share = readHardestShare(await readBuffer(device, found, hardestShareBytes), 0);
    finder.dispose();
    resources.dispose();
    return share;
  });

describeHardestShare('kernel', findWithKernel, 25);

it('the search allocates only once, and refuses what it cannot do', async () => {
  const device = await testDevice();
  await withGpu(async () => {
    const resources = new GpuResources(device, 'test');
    const finder = await createHardestShareFinder(device);
    const values = resources.createBufferWithData('values', Float32Array.of(3, 1, 2, 5));
    const found = resources.createBuffer('found', hardestShareBytes, foundUsage());
    const before = liveResourceCount(device);
    for (const [anchors, least] of [
      [4, 3],
      [3, 2],
      [4, 3],
    ] as const) {
      const encoder = device.createCommandEncoder();
      finder.encode(encoder, { values, found }, anchors, 2);
      device.queue.submit([encoder.finish()]);
      const bytes = await readBuffer(device, found, hardestShareBytes);
      expect(readHardestShare(bytes, 0).least).toBe(least);
    }
    expect(liveResourceCount(device)).toBe(before);
    const encoder = device.createCommandEncoder();
    for (const [anchors, wanted] of [
      [0, 1],
      [4, 0],
      [4, 1.5],
      [5, 1],
    ] as const)
      expect(() => finder.encode(encoder, { values, found }, anchors, wanted)).toThrow(InputError);
    finder.dispose();
    resources.dispose();
  });
});
