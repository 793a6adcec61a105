import { describe, expect, it } from 'vitest';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { InputError } from '../../src/gpu/input-error.ts';
import { createHardestAnchors } from '../../src/statistics/hardest-anchors.ts';
import { createRandom } from '../support/anchor-settings.ts';
import {
  describeHardestAnchors,
  findByComparison,
  listInWords,
  type FindHardest,
} from '../support/hardest-anchors-suite.ts';
import { testDevice, withGpu } from '../support/gpu.ts';

/** The kernel, in buffers that are longer than the anchors they hold. */
const findWithKernel: FindHardest = async (values, targets, among, count) =>
  withGpu(async (device) => {
    const resources = new GpuResources(device, 'test');
    const hardest = await createHardestAnchors(device, { anchors: values.length, most: count });
    const paddedValues = new Float32Array(values.length + 100).fill(1e30);
    paddedValues.set(values);
    const paddedTargets = new Int32Array(values.length + 100);
    if (targets) paddedTargets.set(targets);
    const inputs = {
      values: resources.createBufferWithData('values', paddedValues),
      ...(targets && { targets: resources.createBufferWithData('targets', paddedTargets) }),
    };
    const encoder = device.createCommandEncoder();
    hardest.encode(encoder, inputs, { among, count });
    device.queue.submit([encoder.finish()]);
    const list = await hardest.read();
    hardest.dispose();
    resources.dispose();
    return list;
  });

describeHardestAnchors('kernel', findWithKernel, 25);

describe('hardest anchors, kernel', () => {
  it('keeps the params of each encode, and allocates only once', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const random = createRandom(4);
      const values = Float32Array.from({ length: 3000 }, random);
      const targets = Int32Array.from(values, () => Math.floor(random() * 3) - 1);
      const inputs = {
        values: resources.createBufferWithData('values', values),
        targets: resources.createBufferWithData('targets', targets),
      };
      const shape = { anchors: 3000, most: 50 };
      const lists = await Promise.all([
        createHardestAnchors(device, shape),
        createHardestAnchors(device, shape),
      ]);
      const params = [
        { among: 'foreground', count: 50 },
        { among: 'background', count: 20 },
      ] as const;
      let before = 0;
      for (let turn = 0; turn < 3; turn++) {
        const encoder = device.createCommandEncoder();
        lists.forEach((list, index) => {
          // What comes first is overwritten, with params of its own.
          list.encode(encoder, inputs, { among: 'all', count: 3 });
          list.encode(encoder, inputs, params[index]!);
        });
        device.queue.submit([encoder.finish()]);
        for (const [index, list] of lists.entries()) {
          const { among, count } = params[index]!;
          expect(listInWords(await list.read())).toBe(
            listInWords(findByComparison(values, targets, among, count)),
          );
        }
        if (turn === 0) before = liveResourceCount(device);
      }
      expect(liveResourceCount(device)).toBe(before);
      for (const list of lists) list.dispose();
      resources.dispose();
    }));

  it('refuses shapes, counts and buffers out of range', async () => {
    const device = await testDevice();
    for (const shape of [
      { anchors: 0, most: 5 },
      { anchors: 2.5, most: 5 },
      { anchors: 5, most: 0 },
      { anchors: 5, most: 1001 },
    ])
      await expect(createHardestAnchors(device, shape)).rejects.toThrow(InputError);
    await withGpu(async () => {
      const resources = new GpuResources(device, 'test');
      const hardest = await createHardestAnchors(device, { anchors: 100, most: 10 });
      const values = resources.createBuffer('values', 400, GPUBufferUsage.STORAGE);
      const short = resources.createBuffer('short', 384, GPUBufferUsage.STORAGE);
      const encoder = device.createCommandEncoder();
      for (const count of [0, 11, 1.5, NaN])
        expect(() => hardest.encode(encoder, { values }, { among: 'all', count })).toThrow(InputError);
      expect(() => hardest.encode(encoder, { values }, { among: 'foreground', count: 5 })).toThrow(
        InputError,
      );
      const unknown = { among: 'some' as 'all', count: 5 };
      expect(() => hardest.encode(encoder, { values, targets: values }, unknown)).toThrow('not some');
      expect(() => hardest.encode(encoder, { values: short }, { among: 'all', count: 5 })).toThrow(
        InputError,
      );
      expect(() => hardest.encode(encoder, { values, targets: short }, { among: 'all', count: 5 })).toThrow(
        InputError,
      );
      hardest.dispose();
      resources.dispose();
    });
  });
});
