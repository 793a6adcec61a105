import { describe, expect, it } from 'vitest';
import { createGatherRows } from '../../src/gpu/gather-rows.ts';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { gatherRowsReference } from '../../src/gpu/reference/gather-rows.ts';
import { withGpu } from '../support/gpu.ts';

const rowCount = 300;
/** Every bit pattern must come through, NaN and infinities too. */
const floats = Float32Array.from(
  { length: rowCount * 7 },
  (_, at) => [Math.sin(at), NaN, -0, Infinity][at % 4]!,
);
const integers = Int32Array.from({ length: rowCount }, (_, at) => -at);
const wanted = [299, 0, 64, 63, 128, 64, 255];

const bitsOf = (values: Float32Array | Int32Array): number[] => [
  ...new Uint32Array(values.buffer, values.byteOffset, values.length),
];

describe('rows that are gathered', () => {
  it.each([undefined, 64 * 7 * 4])('are those of the twin, bound by %s bytes', (maxBindingBytes) =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const matrices = [
        { name: 'floats', buffer: resources.createBufferWithData('floats', floats), width: 7 },
        { name: 'integers', buffer: resources.createBufferWithData('integers', integers), width: 1 },
      ];
      const options = maxBindingBytes === undefined ? {} : { maxBindingBytes };
      const rows = await createGatherRows(device, { rows: rowCount, most: 10 }, options);
      for (const list of [[5], wanted, wanted.toReversed(), [1, 2, 3]]) {
        const [first, second] = await rows.gather(matrices, list);
        expect([...new Uint32Array(first!)]).toEqual(bitsOf(gatherRowsReference(floats, 7, list)));
        expect([...new Int32Array(second!)]).toEqual([...gatherRowsReference(integers, 1, list)]);
      }
      const before = liveResourceCount(device);
      // Two at a time keep their own rows.
      const both = await Promise.all([rows.gather(matrices, [7]), rows.gather(matrices, [8])]);
      expect(both.map(([, found]) => new Int32Array(found!)[0])).toEqual([-7, -8]);
      expect(liveResourceCount(device)).toBe(before);
      rows.dispose();
      resources.dispose();
    }),
  );

  it('are refused where there are none, too many, or the buffer ends before', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const buffer = resources.createBufferWithData('integers', integers);
      const rows = await createGatherRows(device, { rows: rowCount, most: 2 });
      const matrix = { name: 'integers', buffer, width: 1 };
      await expect(rows.gather([matrix], [rowCount])).rejects.toMatchObject({
        parameter: 'row',
        value: rowCount,
      });
      await expect(rows.gather([matrix], [-1])).rejects.toMatchObject({ parameter: 'row' });
      await expect(rows.gather([matrix], [])).rejects.toMatchObject({ parameter: 'rows.length' });
      await expect(rows.gather([matrix], [1, 2, 3])).rejects.toMatchObject({ parameter: 'rows.length' });
      const wide = { ...matrix, width: 2 };
      await expect(rows.gather([wide], [1])).rejects.toMatchObject({ parameter: 'integers.size' });
      await expect(createGatherRows(device, { rows: 0, most: 2 })).rejects.toMatchObject({
        parameter: 'rows',
      });
      rows.dispose();
      resources.dispose();
    }));
});
