import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/gpu/input-error.ts';
import {
  computeSoftmaxLossReference,
  prepareSoftmaxLossReference,
} from '../../src/loss/reference/softmax-loss.ts';
import type { SoftmaxLossParams } from '../../src/loss/softmax-loss-params.ts';
import { computeSoftmaxWithTwin, halfBits, halfValue, makeSoftmaxCase } from '../support/softmax-loss.ts';
import { describeSoftmaxLoss } from '../support/softmax-loss-suite.ts';

describeSoftmaxLoss('float64 twin', computeSoftmaxWithTwin, 1e-13);

const params: SoftmaxLossParams = { background: 'first', normaliser: 'foreground' };

describe('float64 twin: softmax', () => {
  it('has the central differences as its gradient', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -12, max: 12, noNaN: true }), { minLength: 2, maxLength: 9 }),
        fc.nat(),
        fc.constantFrom('first', 'last'),
        (row, draw, background) => {
          const classes = row.length - 1;
          const targets = Int32Array.of((draw % row.length) - 1);
          const lossAt = (logits: readonly number[]) =>
            computeSoftmaxLossReference(
              Float64Array.from(logits),
              targets,
              classes,
              { background, normaliser: 'none' },
              { gradient: true },
            );
          const { gradient } = lossAt(row);
          for (const column of row.keys()) {
            const at = (step: number) =>
              lossAt(row.map((x, i) => (i === column ? x + step : x))).perAnchor[0]!;
            const difference = (at(1e-4) - at(-1e-4)) / 2e-4;
            expect(Math.abs(gradient![column]! - difference)).toBeLessThan(1e-8);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives in slices what it gives at once', () => {
    const { logits, targets, classes } = makeSoftmaxCase(333, 5);
    const whole = computeSoftmaxLossReference(logits, targets, classes, params, { gradient: true });
    const sliced = prepareSoftmaxLossReference(logits, targets, classes, params, { gradient: true });
    for (let start = 0; start < 333; start += 50) sliced.run(start, Math.min(333, start + 50));
    expect([...sliced.perAnchor]).toEqual([...whole.perAnchor]);
    expect([...sliced.gradient!]).toEqual([...whole.gradient!]);
    expect(sliced.totals()).toEqual(whole.totals());
  });

  it('refuses logits that are too few', () => {
    expect(() => prepareSoftmaxLossReference(new Float32Array(7), new Int32Array(2), 3, params)).toThrow(
      InputError,
    );
  });
});

describe('float16 of the tests', () => {
  it('comes back as it went', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = halfValue(bits);
      if (Number.isNaN(value)) expect(halfValue(halfBits(value))).toBeNaN();
      else if (Math.abs(value) >= 2 ** -14 || value === 0) expect(halfBits(value)).toBe(bits);
    }
    expect([1, -2, 65504, 0.5].map(halfBits)).toEqual([0x3c00, 0xc000, 0x7bff, 0x3800]);
  });
});
