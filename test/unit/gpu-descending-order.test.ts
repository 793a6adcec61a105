import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeDescendingOrderReference } from '../../src/gpu/reference/descending-order.ts';

/** The same by comparisons. */
function sortByComparison(keys: Float32Array): number[] {
  return [...keys.keys()].sort((a, b) => Math.max(0, keys[b]!) - Math.max(0, keys[a]!) || a - b);
}

describe('descending order, twin', () => {
  it('sorts as comparisons do', () => {
    const key = fc.oneof(
      fc.constantFrom(0, -0, 1, 1e-45, 1e-39, 3.4028234663852886e38, Infinity),
      fc.float({ min: 0, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(key, { maxLength: 60 }), (numbers) => {
        const keys = Float32Array.from(numbers);
        expect([...computeDescendingOrderReference(keys)]).toEqual(sortByComparison(keys));
      }),
    );
  });

  it('takes negative keys for 0', () => {
    expect([...computeDescendingOrderReference(Float32Array.of(-3, 0, 2, -0, -9))]).toEqual([2, 0, 1, 3, 4]);
  });

  it('reads a view from its own start', () => {
    const keys = Float32Array.of(9, 9, 1, 3, 2).subarray(2);
    expect([...computeDescendingOrderReference(keys)]).toEqual([1, 2, 0]);
  });
});
