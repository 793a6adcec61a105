import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HardestShare } from '../../src/stage/hardest-share-reading.ts';
import { createRandom } from './anchor-settings.ts';

/** Finds where the largest values begin, by the kernel or by its twin. */
export type FindShare = (values: Float32Array<ArrayBuffer>, wanted: number) => Promise<HardestShare>;

/** The same by a sort, straight from the definition. */
export function findShareBySort(values: Float32Array, wanted: number): HardestShare {
  const eligible = values.filter((value) => value >= 0).sort();
  const least = eligible[Math.max(0, eligible.length - wanted)] ?? 0;
  const taken = eligible.filter((value) => value >= least);
  const sum = (part: Float32Array): number => part.reduce((before, value) => before + value, 0);
  return { least: Math.abs(least), count: taken.length, taken: sum(taken), total: sum(eligible) };
}

/** What kernel and twin both have to do; `runs` of the property test. */
export function describeHardestShare(name: string, find: FindShare, runs: number): void {
  describe(`hardest share, ${name}`, () => {
    const check = async (values: Float32Array<ArrayBuffer>, wanted: number): Promise<void> => {
      const found = await find(values, wanted);
      const expected = findShareBySort(values, wanted);
      expect([found.least, found.count]).toEqual([expected.least, expected.count]);
      for (const key of ['taken', 'total'] as const) {
        const [is, should] = [found[key], expected[key]];
        if (Number.isFinite(should)) expect(Math.abs(is - should)).toBeLessThanOrEqual(2e-6 * should + 1e-37);
        // An infinity meets its own rounding error in a compensated sum.
        else expect(Number.isFinite(is)).toBe(false);
      }
    };

    it('finds what a sort finds', async () => {
      const value = fc.oneof(
        fc.constantFrom(0, -0, 0.5, 1, 1e-45, 1e-39, Infinity, NaN, -1),
        fc.float({ min: 0, max: 1e6, noNaN: true }),
      );
      await fc.assert(
        fc.asyncProperty(
          fc.array(value, { minLength: 1, maxLength: 90 }),
          fc.integer({ min: 1, max: 100 }),
          (values, wanted) => check(Float32Array.from(values), wanted),
        ),
        { numRuns: runs },
      );
    });

    it('takes all that are equal to the smallest one', async () => {
      const values = new Float32Array(70_000).fill(0.25);
      values.set([0.5, 0.75, 0.125]);
      expect(await find(values, 10)).toEqual({
        least: 0.25,
        count: 69_999,
        taken: 0.25 * 69_997 + 1.25,
        total: 0.25 * 69_997 + 1.375,
      });
    });

    it('finds any share of many anchors', async () => {
      const random = createRandom(3);
      const values = Float32Array.from({ length: 110_484 }, () => random() ** 9 * 20);
      for (const wanted of [1, 11, 1105, 55_242, 110_484]) await check(values, wanted);
    });

    it('takes nothing where nothing takes part', async () => {
      const nothing = { least: 0, count: 0, taken: 0, total: 0 };
      expect(await find(Float32Array.of(NaN, -1, -Infinity), 2)).toEqual(nothing);
    });
  });
}
