import { describe, expect, it } from 'vitest';
import type { DenseLossParams, DenseLossTotals } from '../../src/loss/dense-loss-params.ts';
import type { LossByClassReading } from '../../src/statistics/loss-by-class-reading.ts';
import { expectClose, makeLossCase, type LossCase } from './dense-loss.ts';

/** Sums by class, with the totals of the dense loss on the same path. */
export type ComputeByClass = (
  lossCase: LossCase,
  params: DenseLossParams,
) => Promise<{ readonly reading: LossByClassReading; readonly totals: DenseLossTotals }>;

const plain: DenseLossParams = { kind: 'cross-entropy', gamma: 0, alpha: -1, normaliser: 'none' };
const focal: DenseLossParams = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'foreground' };

const sumOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0);

/** What holds of the sums by class wherever they are computed. */
export function describeLossByClass(name: string, compute: ComputeByClass): void {
  describe(`${name}: loss by class`, () => {
    it('tells a class from the others, and one class from the next', async () => {
      const { reading } = await compute(
        {
          logits: Float32Array.of(0, 1000, -1000, 0, 0, -1000, -1000, -1000, 0, 5, 5, 5),
          targets: Int32Array.of(1, 0, -1, -2),
          classes: 3,
        },
        plain,
      );
      // Softplus of 0 is ln 2; 1000 is what an own class may safely be, -1000 any other.
      expectClose(reading.own, [Math.LN2, 0, 0], 1e-6);
      expectClose(reading.others, [Math.LN2, Math.LN2, Math.LN2], 1e-6);
      expect([...reading.foregroundAnchors]).toEqual([1, 1, 0]);
      expect(reading.nonFinite).toBe(0);
    });

    it.each([
      [1500, 8],
      [700, 80],
      [999, 7],
      [300, 91],
      [1, 5],
      [20_000, 1],
    ])('adds up to the dense loss of %i anchors and %i classes', async (anchors, classes) => {
      const lossCase = makeLossCase(anchors, classes);
      for (const params of [
        plain,
        focal,
        { ...focal, gamma: 1, alpha: -1 },
        { ...focal, gamma: 3.7, alpha: 0.75, normaliser: 'anchors' },
        { ...focal, gamma: 0.5, normaliser: 2.5 },
        { ...focal, kind: 'focal-star', beta: 1 },
      ] as const) {
        const { reading, totals } = await compute(lossCase, params);
        expectClose([sumOf(reading.own) + sumOf(reading.others)], [totals.total], 1e-6);
        expect(sumOf(reading.foregroundAnchors)).toBe(totals.foregroundAnchors);
        expect(reading.own.length).toBe(classes);
        expect(reading.nonFinite).toBe(totals.nonFinite);
      }
    });

    it('gives each class what its column alone would lose', async () => {
      const lossCase = makeLossCase(600, 5);
      const { reading } = await compute(lossCase, { ...focal, normaliser: 'none' });
      for (let column = 0; column < 5; column++) {
        const alone = {
          logits: Float32Array.from(lossCase.targets, (_, anchor) => lossCase.logits[anchor * 5 + column]!),
          targets: lossCase.targets.map((label) => (label === column ? 0 : Math.min(label, -1))),
          classes: 1,
        };
        const { totals } = await compute(alone, { ...focal, normaliser: 'none' });
        expectClose([reading.own[column]! + reading.others[column]!], [totals.total], 1e-6);
        expect(reading.foregroundAnchors[column]).toBe(totals.foregroundAnchors);
        // An anchor of a single class loses nothing to another class: its total is its own.
        expectClose([reading.own[column]!], [totals.foreground], 1e-6);
      }
    });

    it.each([3, 4])('leaves out ignored anchors, odd targets and odd logits, K = %i', async (classes) => {
      const logits = new Float32Array(6 * classes).fill(-2);
      [NaN, Infinity, -Infinity, 2e30].forEach((fault, anchor) => (logits[anchor * classes + 1] = fault));
      logits.fill(NaN, 4 * classes);
      const targets = Int32Array.of(1, 0, -1, -1, -2, classes);
      const { reading, totals } = await compute({ logits, targets, classes }, focal);
      expect(reading.nonFinite).toBe(4);
      expect(reading.own[1]).toBe(0);
      expect(reading.others[1]).toBe(0);
      expect([...reading.foregroundAnchors].slice(0, 3)).toEqual([1, 1, 0]);
      expectClose([sumOf(reading.own) + sumOf(reading.others)], [totals.total], 1e-6);
    });

    it('is nothing where all is ignored, and divides by 1 where there is no foreground', async () => {
      const ignored = { ...makeLossCase(50, 4), targets: new Int32Array(50).fill(-2) };
      const nothing = (await compute(ignored, focal)).reading;
      expect([...nothing.own, ...nothing.others, ...nothing.foregroundAnchors]).toEqual(Array(12).fill(0));
      const background = { ...ignored, targets: new Int32Array(50).fill(-1) };
      const { reading, totals } = await compute(background, focal);
      expect([...reading.own]).toEqual([0, 0, 0, 0]);
      expectClose([sumOf(reading.others)], [totals.total], 1e-6);
      expect(reading).toEqual((await compute(background, { ...focal, normaliser: 'none' })).reading);
    });

    it.each([{ gamma: -0.1 }, { gamma: NaN }, { alpha: 1.5 }, { normaliser: 0 }])(
      'refuses %o',
      async (fault) => {
        const attempt = (async () => compute(makeLossCase(2, 3), { ...focal, ...fault }))();
        await expect(attempt).rejects.toThrow(RangeError);
      },
    );
  });
}
