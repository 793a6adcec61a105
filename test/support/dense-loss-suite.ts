import { describe, expect, it } from 'vitest';
import losses from '../fixtures/losses.json';
import type { DenseLossParams } from '../../src/loss/dense-loss-params.ts';
import {
  computeElements,
  errorInUnits,
  expectClose,
  makeLossCase,
  type ComputeLoss,
  type LossCase,
} from './dense-loss.ts';

/** x, whether the anchor has the class, CE and, with α 0.25 and γ 2, FL and dFL/dx; digits as printed. */
const goldenTable: readonly (readonly [number, boolean, number, number, number])[] = [
  [-20, true, 2.0e1, 4.99999998, -2.50000019e-1],
  [-10, true, 1.00000454e1, 2.49978436, -2.50192923e-1],
  [-4.59512, true, 4.60517033, 1.12838186, -2.65142385e-1],
  [0, true, 6.93147181e-1, 4.33216988e-2, -7.45716988e-2],
  [4, true, 1.81499279e-2, 1.46789243e-6, -4.33763281e-6],
  [10, true, 4.53988992e-5, 2.33914024e-14, -7.01715524e-14],
  [-10, false, 4.53988992e-5, 7.01742072e-14, 2.10514657e-13],
  [-4.59512, false, 1.00503344e-2, 7.53774853e-7, 2.24247388e-6],
  [0, false, 6.93147181e-1, 1.29965096e-1, 2.23715096e-1],
  [4, false, 4.01814993, 2.90618043, 8.1479689e-1],
  [20, false, 2.0e1, 1.49999999e1, 7.50000057e-1],
];

const plain: DenseLossParams = { kind: 'cross-entropy', gamma: 0, alpha: -1, normaliser: 'none' };
const focal: DenseLossParams = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'none' };

const star: DenseLossParams = { kind: 'focal-star', gamma: 2, alpha: -1, beta: 0, normaliser: 'none' };

/** A case of single-class anchors. */
function oneClass(logits: readonly number[], targets: readonly number[]): LossCase {
  return { logits: Float32Array.from(logits), targets: Int32Array.from(targets), classes: 1 };
}

/**
 * What holds of the dense loss wherever it runs.
 *
 * @param slack relative error granted of cross entropy and focal loss, by x and γ
 * @param starSlack the same of FL*, by x, γ and β
 */
export function describeDenseLoss(
  name: string,
  compute: ComputeLoss,
  slack: (x: number, gamma: number) => number,
  starSlack: (x: number, gamma: number, beta: number) => number,
): void {
  describe(`${name}: values`, () => {
    it.each([1, 4, 5])('has the golden values of 60 digits, among %i classes', async (classes) => {
      const kinds = ['cross-entropy', 'focal'] as const;
      let compared = 0;
      for (const kind of kinds)
        for (const gamma of [0, 0.5, 1, 2, 3.5, 5, 10])
          for (const alpha of [null, 0.25, 0.75]) {
            const rows = losses.rows.filter(
              (row) => row.kind === kind && row.gamma === gamma && row.alpha === alpha,
            );
            if (rows.length === 0) continue;
            const params = { kind, gamma, alpha: alpha ?? -1, normaliser: 'none' } as const;
            const elements = rows.map((row) => ({ x: row.x, own: row.t === 1 }));
            const found = await computeElements(compute, elements, params, classes);
            rows.forEach((row, index) => {
              const allowed = slack(row.x, gamma);
              const lossError = errorInUnits(found[index]!.loss, row.loss, allowed);
              const gradientError = errorInUnits(found[index]!.gradient, row.gradient, allowed);
              expect(Math.max(lossError, gradientError), JSON.stringify(row)).toBeLessThanOrEqual(1);
              compared++;
            });
          }
      expect(compared).toBe(1176);
    });

    it.each([1, 4, 5])('has the golden values of 60 digits of FL*, among %i classes', async (classes) => {
      let compared = 0;
      for (const [gamma, beta] of [
        [1, 0],
        [2, 0.25],
        [2, 1],
        [4, 0],
      ] as const) {
        const rows = losses.rows.filter(
          (row) => row.kind === 'focal-star' && row.gamma === gamma && row.beta === beta,
        );
        const params: DenseLossParams = { ...star, gamma, beta };
        const elements = rows.map((row) => ({ x: row.x, own: row.t === 1 }));
        const found = await computeElements(compute, elements, params, classes);
        rows.forEach((row, index) => {
          const allowed = starSlack(row.x, gamma, beta);
          const lossError = errorInUnits(found[index]!.loss, row.loss, allowed);
          const gradientError = errorInUnits(found[index]!.gradient, row.gradient, allowed);
          expect(Math.max(lossError, gradientError), JSON.stringify(row)).toBeLessThanOrEqual(1);
          compared++;
        });
      }
      expect(compared).toBe(224);
    });

    it('is cross entropy where FL* has γ 1 and no shift', async () => {
      const lossCase = makeLossCase(203, 7);
      const crossEntropy = await compute(lossCase, { ...plain, alpha: 0.25 });
      const unshifted = await compute(lossCase, { ...star, alpha: 0.25, gamma: 1 });
      expectClose(unshifted.perAnchor, crossEntropy.perAnchor, 1e-6);
      expectClose(unshifted.gradient, crossEntropy.gradient, 1e-6);
    });

    it('moves by β / γ against the class where FL* is shifted by β', async () => {
      // softplus(-(γz + β)) = softplus(-γ(z + β / γ)): all values here are exact in float32.
      const xs = [-6, -2.5, -0.25, 0, 0.5, 3, 7.75];
      const elements = xs.flatMap((x) => [
        { x, own: true },
        { x, own: false },
      ]);
      const moved = elements.map(({ x, own }) => ({ x: own ? x + 0.75 : x - 0.75, own }));
      const shifted = await computeElements(
        compute,
        elements,
        { ...star, gamma: 4, beta: 3, alpha: 0.25 },
        4,
      );
      const plainly = await computeElements(compute, moved, { ...star, gamma: 4, alpha: 0.25 }, 4);
      expect(shifted).toEqual(plainly);
    });

    it('weighs the classes of cross entropy by α', async () => {
      const lossCase = oneClass([0.5, 0.5, -3, -3], [0, -1, 0, -1]);
      const bare = await compute(lossCase, plain);
      const weighed = await compute(lossCase, { ...plain, alpha: 0.25 });
      const weights = [0.25, 0.75, 0.25, 0.75];
      expectClose(
        weighed.perAnchor,
        bare.perAnchor.map((loss, anchor) => loss * weights[anchor]!),
        1e-6,
      );
      expectClose(
        weighed.gradient,
        bare.gradient.map((slope, anchor) => slope * weights[anchor]!),
        1e-6,
      );
    });

    it('has the values of the reference table to its printed digits', async () => {
      const elements = goldenTable.map(([x, own]) => ({ x, own }));
      const crossEntropies = await computeElements(compute, elements, plain, 4);
      const focals = await computeElements(compute, elements, focal, 4);
      goldenTable.forEach(([x, , crossEntropy, loss, gradient], index) => {
        // -4.59512 is no float32: its rounding alone is worth 6e-7 of a focal loss.
        const allowed = Math.max(1e-6, slack(x, 2));
        expect(errorInUnits(crossEntropies[index]!.loss, crossEntropy, allowed)).toBeLessThanOrEqual(1);
        expect(errorInUnits(focals[index]!.loss, loss, allowed)).toBeLessThanOrEqual(1);
        expect(errorInUnits(focals[index]!.gradient, gradient, allowed)).toBeLessThanOrEqual(1);
      });
    });

    it('is cross entropy to the bit at γ 0 without α', async () => {
      const lossCase = makeLossCase(203, 7);
      const crossEntropy = await compute(lossCase, { ...plain, gamma: NaN, beta: NaN });
      const unfocused = await compute(lossCase, { ...focal, gamma: 0, alpha: -1 });
      expect(unfocused).toEqual(crossEntropy);
    });

    it('has no loss or gradient for a class that is certain, and keeps finite what is certainly wrong', async () => {
      const sure = oneClass([1e30, -1e30, -1e30, 1e30], [0, -1, 0, -1]);
      for (const gamma of [0, 1, 2, 3.3]) {
        const { perAnchor, gradient, totals } = await compute(sure, { ...focal, gamma, alpha: -1 });
        expect([...perAnchor]).toEqual([0, 0, Math.fround(1e30), Math.fround(1e30)]);
        expect([...gradient].map(Math.abs)).toEqual([0, 0, 1, 1]);
        expect(totals.nonFinite).toBe(0);
      }
    });
  });

  describe(`${name}: sums and counts`, () => {
    it('adds up to its totals', async () => {
      const lossCase = makeLossCase(1500, 8);
      const { perAnchor, totals } = await compute(lossCase, { ...focal, normaliser: 'foreground' });
      const sumWhere = (keep: (target: number) => boolean) =>
        lossCase.targets.reduce((sum, target, anchor) => sum + (keep(target) ? perAnchor[anchor]! : 0), 0);
      const sums = [
        sumWhere(() => true),
        sumWhere((target) => target >= 0),
        sumWhere((target) => target === -1),
      ];
      expectClose([totals.total, totals.foreground, totals.background], sums, 3e-7);
      expect(totals.foregroundAnchors).toBe(lossCase.targets.filter((target) => target >= 0).length);
    });

    it('divides everything by the normaliser', async () => {
      const lossCase = oneClass([0, 1, -2, 0.5, 3, -4, 1], [0, 0, -1, 0, -2, -1, 0]);
      const whole = await compute(lossCase, focal);
      for (const [normaliser, divisor] of [
        ['foreground', 4],
        ['anchors', 7],
        [2.5, 2.5],
      ] as const) {
        const part = await compute(lossCase, { ...focal, normaliser });
        expectClose(
          part.perAnchor,
          whole.perAnchor.map((loss) => loss / divisor),
          3e-7,
        );
        expectClose(
          part.gradient,
          whole.gradient.map((slope) => slope / divisor),
          3e-7,
        );
        expectClose([part.totals.total], [whole.totals.total / divisor], 3e-7);
      }
    });

    it('divides by 1 where no anchor has a class', async () => {
      const lossCase = oneClass([0.5, 1, -2], [-1, -2, -1]);
      const whole = await compute(lossCase, focal);
      expect(await compute(lossCase, { ...focal, normaliser: 'foreground' })).toEqual(whole);
      expect(whole.totals.foregroundAnchors).toBe(0);
      expect(whole.totals.foreground).toBe(0);
    });

    it('takes exactly nothing from ignored anchors, whatever their logits', async () => {
      const kept = oneClass([0.5, -1], [0, -1]);
      const mixed = oneClass([0.5, 90, NaN, -1, -Infinity], [0, -2, -2, -1, -2]);
      const [expected, found] = [await compute(kept, focal), await compute(mixed, focal)];
      expect(found.totals).toEqual(expected.totals);
      expect([...found.perAnchor]).toEqual([expected.perAnchor[0], 0, 0, expected.perAnchor[1], 0]);
      expect([...found.gradient]).toEqual([expected.gradient[0], 0, 0, expected.gradient[1], 0]);
    });

    it('counts targets that are none and leaves their anchors out', async () => {
      const { perAnchor, gradient, totals } = await compute(
        {
          logits: new Float32Array(12).fill(1),
          targets: Int32Array.of(3, 4, 2 ** 31 - 1, -3, -(2 ** 31), 0),
          classes: 2,
        },
        { ...focal, normaliser: 'foreground' },
      );
      expect(totals).toMatchObject({ badTargets: 5, foregroundAnchors: 1, nonFinite: 0 });
      expect([...perAnchor.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]);
      expect([...gradient.subarray(0, 10)]).toEqual(Array(10).fill(0));
      expect(perAnchor[5]).toBe(totals.total);
    });

    it.each([3, 4])('counts logits that are no numbers and leaves them out, K = %i', async (classes) => {
      const lossCase = makeLossCase(40, classes);
      lossCase.targets.fill(-1).fill(1, 0, 20);
      const faults = [NaN, Infinity, -Infinity, 2e30, -3e38];
      const silenced = new Float32Array(lossCase.logits);
      faults.forEach((fault, index) => {
        lossCase.logits[(index + 18) * classes] = fault;
        silenced[(index + 18) * classes] = -1000;
      });
      for (const params of [
        ...[0, 1, 2, 3.3].map((gamma) => ({ ...focal, gamma })),
        { ...star, gamma: 3, beta: -2 },
      ]) {
        const found = await compute(lossCase, params);
        const expected = await compute({ ...lossCase, logits: silenced }, params);
        expect(found.totals).toEqual({ ...expected.totals, nonFinite: faults.length });
        expect(found.perAnchor).toEqual(expected.perAnchor);
        expect([...found.gradient].map((slope) => slope + 0)).toEqual([...expected.gradient]);
      }
    });

    it('works on a single anchor', async () => {
      const { perAnchor, totals } = await compute(oneClass([0], [0]), plain);
      expectClose(perAnchor, [Math.LN2], 2e-6);
      expect(totals).toMatchObject({ total: perAnchor[0], foregroundAnchors: 1, background: 0 });
    });

    it('works where every anchor is ignored', async () => {
      const lossCase = makeLossCase(70, 8);
      lossCase.targets.fill(-2);
      for (const params of [plain, focal, star]) {
        const { perAnchor, gradient, totals } = await compute(lossCase, {
          ...params,
          normaliser: 'foreground',
        });
        expect(perAnchor.every((loss) => loss === 0)).toBe(true);
        expect(gradient.every((slope) => slope === 0)).toBe(true);
        expect(totals).toMatchObject({ total: 0, foregroundAnchors: 0, nonFinite: 0, badTargets: 0 });
      }
    });

    it.each([
      [{ gamma: -0.1 }, 'gamma must lie in [0, 10], not -0.1'],
      [{ gamma: 10.1 }, 'gamma must lie in [0, 10], not 10.1'],
      [{ gamma: NaN }, 'gamma'],
      [{ alpha: 1.5 }, 'alpha must lie in [-Infinity, 1], not 1.5'],
      [{ alpha: NaN }, 'alpha'],
      [{ normaliser: 0 }, 'normaliser'],
      [{ kind: 'softmax' as 'focal' }, 'kind must be cross-entropy, focal or focal-star, not softmax'],
      [{ kind: 'focal-star', gamma: 0 }, 'gamma must lie in [0.000001, 10], not 0'],
      [{ kind: 'focal-star', beta: Infinity }, 'beta must lie in [-1000000, 1000000], not Infinity'],
      [{ kind: 'focal-star', beta: NaN }, 'beta'],
    ] as const)('refuses %o', async (fault, message) => {
      const attempt = (async () => compute(oneClass([0], [0]), { ...focal, ...fault }))();
      await expect(attempt).rejects.toThrow(RangeError);
      await expect(attempt).rejects.toThrow(message);
    });
  });
}
