import { describe, expect, it } from 'vitest';
import { categoriseAnchorsReference } from '../../src/statistics/reference/anchor-categories.ts';
import { computeLossStatisticsReference } from '../../src/statistics/reference/loss-statistics.ts';
import { makeLossCase } from '../support/dense-loss.ts';
import { describeAnchorCategories, describeLossStatistics } from '../support/loss-statistics-suite.ts';

describeAnchorCategories('twin', ({ logits, targets, classes }) =>
  Promise.resolve(categoriseAnchorsReference(logits, targets, classes)),
);

describeLossStatistics('twin', (perAnchor, categories, levels) =>
  // In a promise, so that what it throws is a rejection as the kernel's is.
  Promise.resolve().then(() => computeLossStatisticsReference(perAnchor, categories, levels)),
);

describe('twin: slices', () => {
  it('categorises in slices as at once', () => {
    const { logits, targets, classes } = makeLossCase(100, 6);
    const whole = categoriseAnchorsReference(logits, targets, classes);
    const sliced = new Uint32Array(100);
    for (let start = 0; start < 100; start += 30)
      categoriseAnchorsReference(logits, targets, classes, sliced, start, Math.min(100, start + 30));
    expect(sliced).toEqual(whole);
    expect(new Set(whole)).toEqual(new Set([0, 1, 2, 3]));
  });
});
