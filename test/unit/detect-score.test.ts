import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logitBound, sigmoid, sortKey } from '../../src/detect/score.ts';

const float = fc.float({ noNaN: true });

test('sigmoid is exact at its ends and in the middle, and symmetric', () => {
  expect([sigmoid(-Infinity), sigmoid(-1000), sigmoid(0), sigmoid(1000), sigmoid(Infinity)]).toEqual([
    0, 0, 0.5, 1, 1,
  ]);
  fc.assert(
    fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (logit) => {
      expect(sigmoid(logit) + sigmoid(-logit)).toBeCloseTo(1, 14);
      expect(sigmoid(-Math.abs(logit))).toBeGreaterThan(0);
    }),
  );
});

test('the bound is the largest float32 up to the threshold’s logit', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (threshold) => {
      const bound = logitBound(threshold);
      const logit = Math.log(threshold) - Math.log1p(-threshold);
      expect(Math.fround(bound)).toBe(bound);
      expect(bound).toBeLessThanOrEqual(logit);
      const next = new Int32Array(Float32Array.of(bound).buffer);
      next[0]! += bound < 0 ? -1 : 1;
      expect(new Float32Array(next.buffer)[0]).toBeGreaterThan(logit);
    }),
  );
  expect([0, -1, 1, 2].map(logitBound)).toEqual([-Infinity, -Infinity, Infinity, Infinity]);
  expect(logitBound(0.5)).toBe(0);
});

test('sort keys are ordered as their numbers', () => {
  fc.assert(
    fc.property(float, float, (first, second) => {
      if (first !== second) expect(sortKey(first) < sortKey(second)).toBe(first < second);
    }),
  );
  expect(sortKey(Infinity)).toBe(0x7f800000);
});
