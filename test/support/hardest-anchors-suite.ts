import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HardAnchor, HardestAmong } from '../../src/statistics/reference/hardest-anchors.ts';
import { createRandom } from './anchor-settings.ts';

/** Finds the hardest of some anchors, by the kernel or by its twin. */
export type FindHardest = (
  values: Float32Array<ArrayBuffer>,
  targets: Int32Array<ArrayBuffer> | undefined,
  among: HardestAmong,
  count: number,
) => Promise<HardAnchor[]>;

/** The same by comparisons, straight from the definition. */
export function findByComparison(
  values: Float32Array,
  targets: Int32Array | undefined,
  among: HardestAmong,
  count: number,
): HardAnchor[] {
  const takesPart = (anchor: number): boolean => {
    if (!(values[anchor]! >= 0)) return false;
    const target = targets?.[anchor];
    if (target === undefined) return true;
    return target >= 0 ? among !== 'background' : target === -1 && among !== 'foreground';
  };
  return [...values.keys()]
    .filter(takesPart)
    .sort((a, b) => (values[a] === values[b] ? a - b : values[b]! > values[a]! ? 1 : -1))
    .slice(0, count)
    .map((anchor) => ({ anchor, value: values[anchor]! + 0 }));
}

/** As one string, quick to compare and short to read. */
export function listInWords(list: readonly HardAnchor[]): string {
  return list.map(({ anchor, value }) => `${anchor}: ${value}`).join('; ');
}

/** What kernel and twin both have to do; `runs` of the property test. */
export function describeHardestAnchors(name: string, find: FindHardest, runs: number): void {
  describe(`hardest anchors, ${name}`, () => {
    const check = async (...given: Parameters<FindHardest>): Promise<void> => {
      expect(listInWords(await find(...given))).toBe(listInWords(findByComparison(...given)));
    };

    it('finds what a sort finds', async () => {
      const value = fc.oneof(
        fc.constantFrom(0, -0, 0.5, 1, 1e-45, 1e-39, Infinity, NaN, -1, 3.4028234663852886e38),
        fc.float({ min: 0, noNaN: true }),
      );
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(value, fc.integer({ min: -3, max: 3 })), { minLength: 1, maxLength: 80 }),
          fc.constantFrom<HardestAmong>('all', 'foreground', 'background'),
          fc.integer({ min: 1, max: 90 }),
          (anchors, among, count) =>
            check(
              Float32Array.from(anchors, ([number]) => number),
              Int32Array.from(anchors, ([, target]) => target),
              among,
              count,
            ),
        ),
        { numRuns: runs },
      );
    });

    it('breaks ties by index where they cross the end of the list', async () => {
      const values = new Float32Array(70_000).fill(0.25);
      values[69_999] = 0.5;
      values[300] = 0.1;
      await check(values, undefined, 'all', 301);
      await check(values, undefined, 'all', 1000);
    });

    it.each(['all', 'foreground', 'background'] as const)('lists %s of many anchors', async (among) => {
      const random = createRandom(11);
      const values = Float32Array.from({ length: 50_003 }, () => random() ** 6 * 20);
      const targets = Int32Array.from(values, () => (random() < 0.01 ? 3 : random() < 0.9 ? -1 : -2));
      for (const count of [1, 37, 1000]) await check(values, targets, among, count);
    });

    it('lists nothing where nothing takes part', async () => {
      const values = Float32Array.of(1, 2, 3);
      expect(await find(values, Int32Array.of(-1, -1, -2), 'foreground', 10)).toEqual([]);
      expect(await find(values.fill(NaN), undefined, 'all', 10)).toEqual([]);
    });

    it('leaves the ignored out where targets say so', async () => {
      const values = Float32Array.of(1, 2, 3);
      const found = await find(values, Int32Array.of(0, -2, -1), 'all', 3);
      expect(found.map(({ anchor }) => anchor)).toEqual([2, 0]);
      expect((await find(values, undefined, 'all', 3)).map(({ anchor }) => anchor)).toEqual([2, 1, 0]);
    });
  });
}
