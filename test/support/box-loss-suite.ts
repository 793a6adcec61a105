import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/gpu/input-error.ts';
import fixture from '../fixtures/box-losses.json';
import { makeBoxCase, pairCase, type BoxParams, type ComputeBoxLoss } from './box-loss.ts';
import { expectClose } from './dense-loss.ts';

const giou: BoxParams = { kind: 'giou', normaliser: 'none' };
const l1: BoxParams = { kind: 'l1', normaliser: 'none' };
const smooth = (beta: number): BoxParams => ({ kind: 'smooth-l1', beta, normaliser: 'none' });

const square = [0, 0, 10, 10];
const largestLogSize = Math.log(1000 / 16);

/** Expects |actual - exact| within `allowed` · (1 + |exact|). */
function expectNear(actual: ArrayLike<number>, exact: ArrayLike<number>, allowed: number, note = ''): void {
  expect(actual.length).toBe(exact.length);
  for (let index = 0; index < exact.length; index++) {
    const error = Math.abs(actual[index]! - exact[index]!) / (1 + Math.abs(exact[index]!));
    expect(error, `${note} at ${index}: ${actual[index]} for ${exact[index]}`).toBeLessThanOrEqual(allowed);
  }
}

/**
 * What holds of the box loss wherever it runs.
 *
 * @param slack error granted to losses and derivatives, over 1 + their size
 * @param roundSlack relative error granted between results that differ by a factor
 */
export function describeBoxLoss(
  name: string,
  compute: ComputeBoxLoss,
  slack: number,
  roundSlack: number,
): void {
  /** Loss and gradient of one pair. */
  const pair = async (
    anchor: readonly number[],
    box: readonly number[],
    deltas: readonly number[],
    params = giou,
  ) => {
    const { perAnchor, gradient, totals } = await compute(pairCase([{ anchor, box, deltas }]), params);
    expect(totals).toMatchObject({ foregroundAnchors: 1, nonFinite: 0, badBoxes: 0, badTargets: 0 });
    return { loss: perAnchor[0]!, gradient: [...gradient] };
  };

  describe(`${name}: values`, () => {
    it.each([
      ['giou', giou],
      ['l1', l1],
      ['smooth_l1_beta_1', smooth(1)],
      ['smooth_l1_beta_1_9', smooth(1 / 9)],
    ] as const)('has the values and derivatives of another implementation: %s', async (key, params) => {
      const { rows } = fixture;
      expect(rows.length).toBe(80);
      const boxCase = pairCase(
        rows.map((row) => ({ anchor: row.anchor, box: row.ground_truth, deltas: row.deltas })),
      );
      const { perAnchor, gradient } = await compute(boxCase, params);
      const losses = rows.map((row) => row[key].loss);
      expectNear(perAnchor, losses, slack);
      expectNear(
        gradient,
        rows.flatMap((row) => row[key].gradient),
        slack,
      );
    });

    it('bends smooth L1 at β', async () => {
      const deltas = [0.25, -0.125, 1, -2];
      const { loss, gradient } = await pair(square, square, deltas, smooth(0.25));
      expectNear([loss], [0.125 + 0.03125 + 0.875 + 1.875], slack);
      expectNear(gradient, [1, -0.5, 1, -1], slack);
      for (const params of [l1, smooth(0)]) {
        const line = await pair(square, square, deltas, params);
        expectNear([line.loss], [3.375], slack);
        expect(line.gradient).toEqual([1, -1, 1, -1]);
      }
    });

    it('has no loss and no slope for a box that fits', async () => {
      for (const params of [giou, l1, smooth(1)]) {
        const { loss, gradient } = await pair(square, square, [0, 0, 0, 0], params);
        expect(loss).toBe(0);
        expect(gradient.map(Math.abs)).toEqual([0, 0, 0, 0]);
      }
    });

    it('pulls a box that lies apart, by the hull alone', async () => {
      // Decoded: [20, 0, 30, 10]; union 200 in a hull of 300.
      const { loss, gradient } = await pair(square, square, [2, 0, 0, 0]);
      expectNear([loss], [1 + 1 / 3], slack);
      // d(-U/C)/dx with C = 10 · (20 + 10 · (dx - 1)): U dC / C² per anchor's width
      expectNear([gradient[0]!], [(200 * 100) / 300 ** 2], slack);
    });

    it('knows the loss of a box inside another, either way', async () => {
      const log2 = Math.LN2;
      const allowed = Math.max(slack, 1e-7);
      const inside = await pair(square, square, [0.1, 0, -log2, -log2]);
      expectNear([inside.loss], [0.75], allowed);
      // Only its size matters, as long as it stays inside.
      expectNear(inside.gradient, [0, 0, -0.25, -0.25], allowed);
      const around = await pair(square, square, [0.1, 0, log2, log2]);
      expectNear([around.loss], [0.75], allowed);
      expectNear(around.gradient, [0, 0, 0.25, 0.25], allowed);
    });

    it('takes a derivative between those of both sides where boxes touch', async () => {
      // Decoded [10, 0, 20, 10] touches [0, 0, 10, 10].
      const { loss, gradient } = await pair(square, square, [1, 0, 0, 0]);
      expectNear([loss], [1], slack);
      const [nearer, farther] = [
        await pair(square, square, [0.999, 0, 0, 0]),
        await pair(square, square, [1.001, 0, 0, 0]),
      ];
      const slopes = [nearer.gradient[0]!, farther.gradient[0]!].sort((a, b) => a - b);
      expect(gradient[0]).toBeGreaterThanOrEqual(slopes[0]! - 0.01);
      expect(gradient[0]).toBeLessThanOrEqual(slopes[1]! + 0.01);
    });

    it('has no slope past the bound of the log sizes', async () => {
      for (const beyond of [4.1351676, 4.5, 60, 1e30]) {
        const { loss, gradient } = await pair(square, [0, 0, 100, 30], [0, 0, beyond, beyond]);
        expect(gradient.slice(2)).toEqual([0, 0]);
        expectNear([loss], [1 - 3000 / 625 ** 2], Math.max(slack, 1e-7));
        const bounded = await pair(square, [0, 0, 100, 30], [0, 0, largestLogSize, largestLogSize]);
        expectNear([loss], [bounded.loss], slack);
      }
      const below = await pair(square, [0, 0, 100, 30], [0, 0, 4.13, 4.13]);
      expect(below.gradient[2]).toBeGreaterThan(0);
      // L1 compares deltas as they are.
      expect((await pair(square, square, [0, 0, 9, 0], l1)).loss).toBeCloseTo(9, 5);
    });

    it('stays finite for deltas as large as they may be', async () => {
      for (const deltas of [
        [1e30, -1e30, 1e30, -1e30],
        [1e30, 0, 0, 0],
        [0, 0, -1e30, -1e30],
        [-1e30, 1e30, 3, 3],
      ])
        for (const params of [giou, l1, smooth(1)]) {
          const { loss, gradient } = await pair(square, [3, 4, 5, 9], deltas, params);
          expect(Number.isFinite(loss)).toBe(true);
          expect(gradient.every(Number.isFinite)).toBe(true);
          if (params === giou) expect(loss).toBeLessThanOrEqual(2);
        }
    });
  });

  describe(`${name}: sums and counts`, () => {
    it('takes exactly nothing from anchors that are no foreground', async () => {
      const boxCase = makeBoxCase(200, 5);
      boxCase.deltas.fill(NaN, 0, 400);
      boxCase.targets.fill(-1, 0, 50).fill(-2, 50, 100);
      const { perAnchor, gradient, totals } = await compute(boxCase, giou);
      expect(totals.nonFinite).toBe(0);
      for (const [anchor, target] of boxCase.targets.entries()) {
        if (target >= 0) expect(perAnchor[anchor]).toBeGreaterThan(0);
        else
          expect([perAnchor[anchor], ...gradient.subarray(anchor * 4, anchor * 4 + 4)]).toEqual([
            0, 0, 0, 0, 0,
          ]);
      }
    });

    it('adds up to its total and counts', async () => {
      const boxCase = makeBoxCase(1500, 9);
      for (const params of [giou, l1, smooth(0.5)]) {
        const { perAnchor, totals } = await compute(boxCase, params);
        expectClose([totals.total], [[...perAnchor].reduce((sum, loss) => sum + loss, 0)], 3e-7);
        expect(totals.foregroundAnchors).toBe(boxCase.targets.filter((target) => target >= 0).length);
      }
    });

    it('divides everything by the normaliser', async () => {
      const boxCase = makeBoxCase(77, 3);
      const whole = await compute(boxCase, giou);
      const divisors = [
        ['foreground', whole.totals.foregroundAnchors],
        ['anchors', 77],
        [2.5, 2.5],
      ] as const;
      for (const [normaliser, divisor] of divisors) {
        const part = await compute(boxCase, { ...giou, normaliser });
        expectClose(
          part.perAnchor,
          whole.perAnchor.map((loss) => loss / divisor),
          roundSlack,
        );
        expectClose(
          part.gradient,
          whole.gradient.map((slope) => slope / divisor),
          roundSlack,
        );
        expectClose([part.totals.total], [whole.totals.total / divisor], roundSlack);
      }
    });

    it('leaves out what is no number or no box, counts it, and computes the rest', async () => {
      const boxCase = makeBoxCase(40, 6, 3, 1);
      boxCase.matched.forEach((_, anchor) => (boxCase.matched[anchor] = anchor % 5));
      const clean = { ...boxCase, deltas: boxCase.deltas.slice(), anchorBoxes: boxCase.anchorBoxes.slice() };
      [NaN, Infinity, -Infinity, 2e30].forEach((fault, anchor) => (boxCase.deltas[anchor * 5] = fault));
      const corners = [
        [5, 5, 5, 9],
        [5, 5, 9, 4],
        [NaN, 0, 1, 1],
        [0, 0, Infinity, 1],
        [0, -2e7, 1, 1],
      ];
      corners.forEach((box, index) => boxCase.anchorBoxes.set(box, (10 + index) * 4));
      boxCase.groundTruth.set([1, 1, 1, 1], 20);
      boxCase.matched.fill(5, 20, 22);
      boxCase.matched[30] = 6;
      boxCase.matched[31] = -1;
      boxCase.targets[32] = -3;
      const left = new Set([0, 1, 2, 3, 10, 11, 12, 13, 14, 20, 21, 30, 31, 32]);
      for (const params of [giou, l1]) {
        const found = await compute(boxCase, params);
        const expected = await compute(clean, params);
        expect(found.totals).toMatchObject({
          foregroundAnchors: 37,
          nonFinite: 4,
          badBoxes: 7,
          badTargets: 3,
        });
        for (let anchor = 0; anchor < 40; anchor++) {
          const row = [...found.gradient.subarray(anchor * 4, anchor * 4 + 4)];
          if (left.has(anchor)) expect([found.perAnchor[anchor], ...row]).toEqual([0, 0, 0, 0, 0]);
          else {
            expect(found.perAnchor[anchor]).toBe(expected.perAnchor[anchor]);
            expect(row).toEqual([...expected.gradient.subarray(anchor * 4, anchor * 4 + 4)]);
          }
        }
      }
    });

    it('divides by 1 where there is no foreground, with no box at all', async () => {
      const boxCase = { ...makeBoxCase(33, 1, 2, 0), groundTruth: new Float32Array(0) };
      const { perAnchor, totals } = await compute(boxCase, { ...giou, normaliser: 'foreground' });
      expect(totals).toEqual({ total: 0, foregroundAnchors: 0, nonFinite: 0, badTargets: 0, badBoxes: 0 });
      expect(perAnchor.every((loss) => loss === 0)).toBe(true);
    });

    it('keeps to the count of boxes, not to the buffer', async () => {
      const boxCase = makeBoxCase(50, 4, 4, 1);
      const { totals } = await compute(boxCase, { ...giou, groundTruthCount: 2 });
      const beyond = boxCase.matched.filter((box) => box >= 2).length;
      expect(totals).toMatchObject({ badTargets: beyond, foregroundAnchors: 50 - beyond });
    });

    it.each([
      { kind: 'iou' },
      { beta: -1 },
      { beta: NaN },
      { beta: 1e-9 },
      { normaliser: 0 },
      { normaliser: NaN },
      { groundTruthCount: -1 },
      { groundTruthCount: 0.5 },
    ])('refuses %o', async (fault) => {
      const attempt = (async () => compute(makeBoxCase(3, 2), { ...l1, ...fault } as BoxParams))();
      await expect(attempt).rejects.toThrow(InputError);
    });

    it('does not depend on where the picture lies, nor on its scale', () =>
      fc.assert(
        fc.asyncProperty(
          fc.integer({ min: -512, max: 512 }),
          fc.integer({ min: -2, max: 2 }),
          async (shift, power) => {
            const round = (value: number) => Math.round(value * 16) / 16;
            const boxCase = makeBoxCase(30, 4, shift + 600, 1);
            const still = {
              ...boxCase,
              anchorBoxes: boxCase.anchorBoxes.map(round),
              groundTruth: boxCase.groundTruth.map(round),
            };
            const move = (value: number) => (value + shift) * 2 ** power;
            const moved = {
              ...still,
              anchorBoxes: still.anchorBoxes.map(move),
              groundTruth: still.groundTruth.map(move),
            };
            for (const params of [giou, l1]) {
              const [first, second] = [await compute(still, params), await compute(moved, params)];
              expectNear(second.perAnchor, first.perAnchor, 2 * slack);
              expectNear(second.gradient, first.gradient, 2 * slack);
            }
          },
        ),
        { numRuns: 8 },
      ));
  });
}
