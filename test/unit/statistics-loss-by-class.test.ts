import { describe, expect, it } from 'vitest';
import { computeDenseLossReference } from '../../src/loss/reference/dense-loss.ts';
import {
  computeLossByClassReference,
  prepareLossByClassReference,
} from '../../src/statistics/reference/loss-by-class.ts';
import { makeLossCase } from '../support/dense-loss.ts';
import { describeLossByClass } from '../support/loss-by-class-suite.ts';

describeLossByClass('twin', ({ logits, targets, classes }, params) =>
  // In a promise, so that what it throws is a rejection as the kernel's is.
  Promise.resolve().then(() => ({
    reading: computeLossByClassReference(logits, targets, classes, params),
    totals: computeDenseLossReference(logits, targets, classes, params).totals(),
  })),
);

describe('twin: runs', () => {
  const params = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'foreground' } as const;

  it('sums in runs as at once', () => {
    const { logits, targets, classes } = makeLossCase(1000, 6);
    const sums = prepareLossByClassReference(logits, targets, classes, params);
    for (let start = 0; start < sums.anchors; start += 192) sums.run(start, Math.min(1000, start + 192));
    expect(sums.reading()).toEqual(computeLossByClassReference(logits, targets, classes, params));
  });

  it('refuses too few logits', () => {
    expect(() => prepareLossByClassReference(new Float32Array(5), new Int32Array(2), 3, params)).toThrow(
      RangeError,
    );
  });
});
