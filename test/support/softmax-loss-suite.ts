import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/gpu/input-error.ts';
import type { SoftmaxLossParams } from '../../src/loss/softmax-loss-params.ts';
import { expectClose } from './dense-loss.ts';
import { makeSoftmaxCase, type ComputeSoftmax, type SoftmaxCase } from './softmax-loss.ts';

const plain: SoftmaxLossParams = { background: 'last', normaliser: 'none' };

/** Rows of two columns, the class and the background. */
function oneClass(rows: readonly (readonly [number, number])[], targets: readonly number[]): SoftmaxCase {
  return { logits: Float32Array.from(rows.flat()), targets: Int32Array.from(targets), classes: 1 };
}

/**
 * What holds of the softmax loss wherever it runs.
 *
 * @param slack relative error granted to losses and derivatives
 */
export function describeSoftmaxLoss(name: string, compute: ComputeSoftmax, slack: number): void {
  describe(`${name}: values`, () => {
    it('is the cross entropy of a sigmoid where there is one class', async () => {
      const gaps = [-90, -20, -3, -0.5, -(2 ** -10), 0, 2 ** -10, 1, 4, 15, 60];
      const softmaxCase = oneClass(
        gaps.map((gap) => [gap + 2, 2]),
        gaps.map(() => 0),
      );
      // A margin is its own loss where it is large, and exp(-margin) where it is small.
      const losses = gaps.map((gap) => Math.max(-gap, 0) + Math.log1p(Math.exp(-Math.abs(gap))));
      const { perAnchor, gradient } = await compute(softmaxCase, plain);
      const roundedGaps = softmaxCase.logits.filter((_, index) => index % 2 === 0).map((x) => x - 2);
      expectClose(roundedGaps, gaps, 1e-6);
      expectClose(perAnchor, losses, slack);
      const slopes = gaps.map((gap) => -1 / (1 + Math.exp(gap)));
      expectClose(
        gradient,
        slopes.flatMap((slope) => [slope, -slope]),
        slack,
      );
    });

    it.each([1, 2, 3, 7, 80, 90])('is log(K + 1) for logits that are all alike, K = %i', async (classes) => {
      const logits = new Float32Array(3 * (classes + 1)).fill(-55.5);
      const { perAnchor, gradient, totals } = await compute(
        { logits, targets: Int32Array.of(0, -1, -2), classes },
        plain,
      );
      expectClose(perAnchor, [Math.log(classes + 1), Math.log(classes + 1), 0], slack);
      const share = 1 / (classes + 1);
      const row = (own: number) =>
        Array.from({ length: classes + 1 }, (_, column) => share - Number(column === own));
      expectClose(gradient, [...row(0), ...row(classes), ...new Array<number>(classes + 1).fill(0)], slack);
      expect(totals).toMatchObject({ foregroundAnchors: 1, nonFinite: 0, badTargets: 0 });
    });

    it('finds the columns on either side of the background', async () => {
      const row = [0.5, -1, 2, 3.25];
      const logits = Float32Array.from([...row, ...row, ...row, ...row]);
      const targets = Int32Array.of(-1, 0, 1, 2);
      const sum = Math.log(row.reduce((total, x) => total + Math.exp(x), 0));
      const last = await compute({ logits, targets, classes: 3 }, plain);
      expectClose(last.perAnchor, [sum - 3.25, sum - 0.5, sum + 1, sum - 2], slack);
      const first = await compute({ logits, targets, classes: 3 }, { ...plain, background: 'first' });
      expectClose(first.perAnchor, [sum - 0.5, sum + 1, sum - 2, sum - 3.25], slack);
      for (const { perAnchor, totals } of [first, last]) {
        expectClose([totals.background], [perAnchor[0]!], slack);
        expectClose([totals.foreground], [perAnchor[1]! + perAnchor[2]! + perAnchor[3]!], slack);
      }
    });

    it('has slopes that add up to nothing, and point down in the own column alone', () =>
      fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 9 }),
          fc.integer({ min: 1, max: 2 ** 30 }),
          fc.double({ min: 0.1, max: 100, noNaN: true }),
          fc.constantFrom('first', 'last'),
          async (classes, seed, reach, background) => {
            const softmaxCase = makeSoftmaxCase(9, classes, seed, reach);
            const { perAnchor, gradient } = await compute(softmaxCase, { ...plain, background });
            for (const [anchor, label] of softmaxCase.targets.entries()) {
              const slopes = [...gradient.subarray(anchor * (classes + 1), (anchor + 1) * (classes + 1))];
              const own = background === 'first' ? label + 1 : label < 0 ? classes : label;
              expect(Math.abs(slopes.reduce((sum, slope) => sum + slope, 0))).toBeLessThan(20 * slack);
              for (const [column, slope] of slopes.entries())
                if (label > -2 && column === own) expect(slope).toBeLessThanOrEqual(0);
                else expect(slope).toBeGreaterThanOrEqual(0);
              expect(perAnchor[anchor]).toBeGreaterThanOrEqual(0);
            }
          },
        ),
        { numRuns: 12 },
      ));

    it('keeps finite what is as large as it may be', async () => {
      const { perAnchor, gradient } = await compute(
        oneClass(
          [
            [1e30, -1e30],
            [-1e30, 1e30],
            [1e30, 1e30],
          ],
          [0, 0, -1],
        ),
        plain,
      );
      expect(perAnchor[0]).toBe(0);
      expectClose(perAnchor.subarray(1), [2e30, Math.LN2], 1e-6);
      expectClose(gradient, [0, 0, -1, 1, 0.5, -0.5], slack);
    });
  });

  describe(`${name}: sums and counts`, () => {
    it('adds up to its totals', async () => {
      const softmaxCase = makeSoftmaxCase(1500, 6);
      const { perAnchor, totals } = await compute(softmaxCase, { ...plain, normaliser: 'foreground' });
      const sumWhere = (keep: (target: number) => boolean) =>
        softmaxCase.targets.reduce((sum, target, anchor) => sum + (keep(target) ? perAnchor[anchor]! : 0), 0);
      const sums = [
        sumWhere(() => true),
        sumWhere((target) => target >= 0),
        sumWhere((target) => target === -1),
      ];
      expectClose([totals.total, totals.foreground, totals.background], sums, 3e-7);
      expect(totals.foregroundAnchors).toBe(softmaxCase.targets.filter((target) => target >= 0).length);
    });

    it('divides everything by the normaliser', async () => {
      const softmaxCase = makeSoftmaxCase(90, 4);
      const whole = await compute(softmaxCase, plain);
      const foreground = whole.totals.foregroundAnchors;
      expect(foreground).toBeGreaterThan(10);
      for (const [normaliser, divisor] of [
        ['foreground', foreground],
        ['anchors', 90],
        [2.5, 2.5],
      ] as const) {
        const part = await compute(softmaxCase, { ...plain, normaliser });
        expectClose(
          part.perAnchor,
          whole.perAnchor.map((loss) => loss / divisor),
          4e-7,
        );
        expectClose(
          part.gradient,
          whole.gradient.map((slope) => slope / divisor),
          4e-7,
        );
        expectClose([part.totals.total], [whole.totals.total / divisor], 4e-7);
      }
    });

    it('takes exactly nothing from ignored anchors, and divides by 1 where none has a class', async () => {
      const mixed = oneClass(
        [
          [0.5, 1],
          [NaN, 1],
          [90, -Infinity],
          [2, 1],
        ],
        [-1, -2, -2, -1],
      );
      const { perAnchor, gradient, totals } = await compute(mixed, { ...plain, normaliser: 'foreground' });
      const kept = await compute(
        oneClass(
          [
            [0.5, 1],
            [2, 1],
          ],
          [-1, -1],
        ),
        plain,
      );
      expect([...perAnchor]).toEqual([kept.perAnchor[0], 0, 0, kept.perAnchor[1]]);
      expect([...gradient.subarray(2, 6)]).toEqual([0, 0, 0, 0]);
      expect(totals).toEqual(kept.totals);
      expect(totals).toMatchObject({ foreground: 0, foregroundAnchors: 0, nonFinite: 0 });
    });

    it('is nothing where every anchor is ignored', async () => {
      const softmaxCase = makeSoftmaxCase(70, 5);
      softmaxCase.targets.fill(-2);
      const { perAnchor, gradient, totals } = await compute(softmaxCase, {
        ...plain,
        normaliser: 'foreground',
      });
      expect(perAnchor.every((loss) => loss === 0)).toBe(true);
      expect(gradient.every((slope) => slope === 0)).toBe(true);
      expect(totals).toEqual({
        total: 0,
        foreground: 0,
        background: 0,
        foregroundAnchors: 0,
        nonFinite: 0,
        badTargets: 0,
      });
    });

    it('counts targets that are none and leaves their anchors out', async () => {
      const { perAnchor, gradient, totals } = await compute(
        {
          logits: new Float32Array(15).fill(1),
          targets: Int32Array.of(2, 2 ** 31 - 1, -3, -(2 ** 31), 0),
          classes: 2,
        },
        { ...plain, normaliser: 'foreground' },
      );
      expect(totals).toMatchObject({ badTargets: 4, foregroundAnchors: 1, nonFinite: 0 });
      expect([...perAnchor.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
      expect([...gradient.subarray(0, 12)]).toEqual(Array(12).fill(0));
      expectClose(perAnchor.subarray(4), [Math.log(3)], slack);
    });

    it('leaves out logits that are no numbers, and the anchor where it is its own', async () => {
      const faults = [NaN, Infinity, -Infinity, 2e30, -3e38];
      const logits = Float32Array.from(faults.flatMap((fault) => [1, fault, 0.5, fault, 1, 0.5]));
      const targets = Int32Array.from(faults.flatMap(() => [0, 0]));
      const { perAnchor, gradient, totals } = await compute({ logits, targets, classes: 2 }, plain);
      const rest = await compute(oneClass([[1, 0.5]], [0]), plain);
      expect(totals).toMatchObject({ nonFinite: 10, foregroundAnchors: 10 });
      faults.forEach((_, index) => {
        expect([perAnchor[2 * index], perAnchor[2 * index + 1]]).toEqual([rest.perAnchor[0], 0]);
        const rows = [...gradient.subarray(6 * index, 6 * index + 6)];
        expect(rows).toEqual([rest.gradient[0], 0, rest.gradient[1], 0, 0, 0]);
      });
    });

    it.each([{ normaliser: 0 }, { normaliser: NaN }, { normaliser: -3 }, { background: 'middle' }])(
      'refuses %o',
      async (fault) => {
        const params = { ...plain, ...fault } as SoftmaxLossParams;
        const attempt = (async () => compute(makeSoftmaxCase(3, 2), params))();
        await expect(attempt).rejects.toThrow(InputError);
      },
    );
  });
}
