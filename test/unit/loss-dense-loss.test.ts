import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DenseLossParams } from '../../src/loss/dense-loss-params.ts';
import { computeDenseLossReference, prepareDenseLossReference } from '../../src/loss/reference/dense-loss.ts';
import { computeWithTwin, makeLossCase } from '../support/dense-loss.ts';
import { describeDenseLoss } from '../support/dense-loss-suite.ts';

describeDenseLoss(
  'float64 twin',
  computeWithTwin,
  () => 2e-13,
  () => 2e-13,
);

/** The loss of one float64 logit: the plain formula, good enough away from its extremes. */
function lossAt(x: number, own: boolean, gamma: number, alpha: number): number {
  const z = own ? x : -x;
  const weight = alpha < 0 ? 1 : own ? alpha : 1 - alpha;
  return weight * (1 / (1 + Math.exp(z))) ** gamma * Math.log1p(Math.exp(-z));
}

describe('float64 twin: its gradient', () => {
  it('is the central difference of the loss', () => {
    fc.assert(
      fc.property(
        fc.float({ min: -12, max: 12, noNaN: true }),
        fc.boolean(),
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.constantFrom(-1, 0.25, 0.75),
        (x, own, gamma, alpha) => {
          const params: DenseLossParams = { kind: 'focal', gamma, alpha, normaliser: 'none' };
          const logits = Float32Array.of(x);
          const targets = Int32Array.of(own ? 0 : -1);
          const { gradient, perAnchor } = computeDenseLossReference(logits, targets, 1, params, {
            gradient: true,
          });
          const step = 1e-4;
          const difference =
            (lossAt(x + step, own, gamma, alpha) - lossAt(x - step, own, gamma, alpha)) / (2 * step);
          const scale = Math.max(Math.abs(difference), 1e-12);
          expect(Math.abs(perAnchor[0]! - lossAt(x, own, gamma, alpha))).toBeLessThan(1e-9 * scale + 1e-14);
          expect(Math.abs(gradient![0]! - difference)).toBeLessThan(2e-6 * scale);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('float64 twin: FL*', () => {
  it('has the central difference of its loss for a gradient, whatever its γ, α and β', () => {
    const lossOf = (x: number, own: boolean, gamma: number, beta: number, weight: number) =>
      (weight * Math.log1p(Math.exp(-(gamma * (own ? x : -x) + beta)))) / gamma;
    fc.assert(
      fc.property(
        fc.float({ min: -6, max: 6, noNaN: true }),
        fc.boolean(),
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.constantFrom(-1, 0.25, 0.75),
        (x, own, gamma, beta, alpha) => {
          const params: DenseLossParams = { kind: 'focal-star', gamma, beta, alpha, normaliser: 'none' };
          const weight = alpha < 0 ? 1 : own ? alpha : 1 - alpha;
          const found = computeDenseLossReference(
            Float32Array.of(x),
            Int32Array.of(own ? 0 : -1),
            1,
            params,
            { gradient: true },
          );
          const at = (place: number) => lossOf(place, own, gamma, beta, weight);
          const step = 1e-4;
          const difference = (at(x + step) - at(x - step)) / (2 * step);
          expect(Math.abs(found.perAnchor[0]! - at(x))).toBeLessThan(1e-12 * at(x) + 1e-14);
          expect(Math.abs(found.gradient![0]! - difference)).toBeLessThan(1e-6 * Math.abs(difference) + 1e-9);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('float64 twin: slices', () => {
  it('gives in slices what it gives at once, into an array of the caller', () => {
    const { logits, targets, classes } = makeLossCase(333, 5);
    const params: DenseLossParams = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'foreground' };
    const whole = computeDenseLossReference(logits, targets, classes, params, { gradient: true });
    const perAnchor = new Float32Array(333);
    const gradient = new Float64Array(333 * classes).fill(7);
    const sliced = prepareDenseLossReference(logits, targets, classes, params, { perAnchor, gradient });
    for (let start = 0; start < 333; start += 50) sliced.run(start, Math.min(333, start + 50));
    expect(sliced.perAnchor).toBe(perAnchor);
    expect([...perAnchor]).toEqual([...whole.perAnchor].map(Math.fround));
    expect(gradient).toEqual(whole.gradient);
    expect(sliced.totals()).toEqual(whole.totals());
  });

  it('refuses logits that are too few', () => {
    const params: DenseLossParams = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'none' };
    expect(() => prepareDenseLossReference(new Float32Array(5), new Int32Array(2), 3, params)).toThrow(
      RangeError,
    );
  });
});
