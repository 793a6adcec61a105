import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tileWorkgroups } from '../../src/gpu/tile-workgroups.ts';

describe('tileWorkgroups', () => {
  it('covers every count within the limit of each dimension, wasting less than one row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65_535 * 100 }), (count) => {
        const [x, y] = tileWorkgroups(count, 65_535);
        expect(x).toBeLessThanOrEqual(65_535);
        expect(y).toBeLessThanOrEqual(65_535);
        expect(x * y).toBeGreaterThanOrEqual(count);
        expect(x * y - count).toBeLessThan(y);
      }),
    );
  });

  it('refuses what even two dimensions cannot hold', () => {
    expect(() => tileWorkgroups(10, 3)).toThrow(RangeError);
  });
});
