import { describe, expect, it } from 'vitest';
import { loadDenseLossSimd } from '../../src/loss/dense-loss-simd.ts';
import { promisedError, promisedStarError } from '../support/dense-loss.ts';
import { describeDenseLoss } from '../support/dense-loss-suite.ts';

const simd = await loadDenseLossSimd();

describeDenseLoss(
  'SIMD, fetched by a browser',
  ({ logits, targets, classes }, params) => {
    const loss = simd.prepare(logits, targets, classes, params, { gradient: true });
    loss.run(0, loss.anchors);
    const { perAnchor, gradient } = loss;
    return Promise.resolve({ perAnchor, gradient: gradient!, totals: loss.totals() });
  },
  promisedError,
  promisedStarError,
);

describe('SIMD: its module', () => {
  it('was fetched once, and is small', () => {
    const fetched = performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.endsWith('dense-loss.wasm'));
    expect(fetched).toHaveLength(1);
    expect((fetched[0] as PerformanceResourceTiming).decodedBodySize).toBeLessThan(8192);
  });
});
