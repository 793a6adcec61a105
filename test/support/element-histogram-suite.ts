import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestLogit } from '../../src/loss/dense-loss-params.ts';
import { prepareElementLosses } from '../../src/statistics/cumulative-loss.ts';
import type { ElementHistogram } from '../../src/statistics/element-histogram-reading.ts';
import { marginsOfBin } from '../../src/statistics/margin-bins.ts';
import { makeLossCase, randomNumbers, type LossCase } from './dense-loss.ts';

export type CountElements = (lossCase: LossCase) => Promise<ElementHistogram>;

/** What the bins promise of a point of a curve. */
export const promisedCurveError = 0.00135;

const focal = { kind: 'focal', gamma: 2 } as const;
const gammas = [0, 0.5, 1, 2, 5, 10];

/** Even steps, and ever smaller ones towards the hardest elements, where the curves of large γ are. */
const fractions = Float64Array.from([
  ...Array.from({ length: 500 }, (_, index) => index / 500),
  ...Array.from({ length: 200 }, (_, index) => 1 - 0.002 * 10 ** (-index / 40)),
  1,
]);

/** Margins of the elements that count, foreground and background apart. */
function marginsOf({ logits, targets, classes }: LossCase): Record<'foreground' | 'background', number[]> {
  const margins = { foreground: [] as number[], background: [] as number[] };
  logits.forEach((x, index) => {
    const label = targets[Math.floor(index / classes)]!;
    if (label < -1 || label >= classes || !(Math.abs(x) <= largestLogit)) return;
    if (label === index % classes) margins.foreground.push(x);
    else margins.background.push(-x);
  });
  return margins;
}

/** The curve by sorting, in float64; relative to the hardest element, since q^γ may leave float64. */
export function sortedShares(margins: readonly number[], gamma: number, at: Float64Array): Float64Array {
  const logLoss = (z: number) => {
    const log1p = Math.log1p(Math.exp(-Math.abs(z)));
    return z > 0 ? Math.log(log1p) - gamma * (z + log1p) : Math.log(log1p - z) - gamma * log1p;
  };
  const ascending = Float64Array.from(margins, (z) => -z).sort();
  const hardest = logLoss(-ascending.at(-1)!);
  const losses = ascending.map((negative) => Math.exp(logLoss(-negative) - hardest));
  const sums = new Float64Array(losses.length + 1);
  losses.forEach((loss, index) => (sums[index + 1] = sums[index]! + loss));
  return at.map((fraction) => {
    const wanted = fraction * losses.length;
    const whole = Math.floor(wanted);
    return (sums[whole]! + (wanted - whole) * (losses[whole] ?? 0)) / sums.at(-1)!;
  });
}

/** The largest distance of both curves from the sorted ones, over several γ. */
export async function worstCurveError(
  count: CountElements,
  lossCase: LossCase,
  exponents: readonly number[] = gammas,
): Promise<number> {
  const histogram = await count(lossCase);
  const margins = marginsOf(lossCase);
  let worst = 0;
  for (const part of ['foreground', 'background'] as const)
    for (const gamma of exponents) {
      if (margins[part].length === 0) continue;
      const losses = prepareElementLosses(histogram[part]);
      const { shares } = losses.cumulate({ kind: 'focal', gamma }, fractions);
      expect(losses.elements).toBe(margins[part].length);
      const exact = sortedShares(margins[part], gamma, fractions);
      shares.forEach((share, index) => (worst = Math.max(worst, Math.abs(share - exact[index]!))));
    }
  return worst;
}

/** All background, of one class, by margin. */
function backgroundOf(margins: readonly number[]): LossCase {
  const logits = Float32Array.from(margins, (z) => -z);
  return { logits, targets: new Int32Array(margins.length).fill(-1), classes: 1 };
}

/** A head as one meets it: normal around -5, a tail of hard background, objects around 0. */
function realisticCase(anchors: number, classes: number): LossCase {
  const random = randomNumbers(11);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const targets = Int32Array.from({ length: anchors }, () => {
    const draw = random();
    if (draw < 0.02) return Math.floor(random() * classes);
    return draw < 0.03 ? -2 : -1;
  });
  const logits = Float32Array.from({ length: anchors * classes }, (_, index) => {
    if (targets[Math.floor(index / classes)] === index % classes) return 2 * normal();
    return random() < 0.001 ? -1 + 2 * normal() : -5 + normal();
  });
  return { logits, targets, classes };
}

/** The margins around a bin's edge, and half at each of two edges, on which the bins do worst. */
const adversaries: readonly (readonly [string, readonly number[]])[] = [
  ['one element', [3]],
  ['two at the edges of one bin', [2, 2 + 2 ** -11 - 2 ** -22]],
  [
    'half at each edge of an easy bin',
    [...Array<number>(500).fill(20), ...Array<number>(500).fill(20 + 2 ** -11 - 2 ** -19)],
  ],
  [
    'half at the far edges of two bins',
    [...Array<number>(99).fill(7), ...Array<number>(99).fill(7 + 2 ** -10 - 2 ** -20)],
  ],
  [
    'half at each edge of a hard bin',
    [...Array<number>(50).fill(-9), ...Array<number>(50).fill(-9 + 2 ** -11 - 2 ** -20)],
  ],
  ['half at each edge of a far bin', [...Array<number>(50).fill(-64), ...Array<number>(50).fill(-64.249)]],
  ['all alike', Array<number>(1000).fill(4.595)],
  ['all certain', Array.from({ length: 300 }, (_, index) => 100 + index / 1000)],
  ['margins in [-100, 100]', Array.from({ length: 2001 }, (_, index) => index / 10 - 100)],
  ['margins from the deep end', Array.from({ length: 1000 }, (_, index) => 90 + index / 100)],
  ['zeros of both signs and the smallest numbers', [0, -0, 1e-45, -1e-45, 1e-38, -1e-38]],
  ['one giant', [...Array<number>(100).fill(5), -1e30]],
];

/** What holds of the histograms wherever they are counted. */
export function describeElementHistogram(name: string, count: CountElements): void {
  describe(`${name}: element histogram`, () => {
    it.each([3, 4, 5])('tells own classes from the others, among %i', async (classes) => {
      const logits = new Float32Array(3 * classes).fill(-4);
      logits[classes + 1] = 2;
      const found = await count({ logits, targets: Int32Array.of(-1, 1, -2), classes });
      const filled = (counts: Uint32Array) =>
        [...counts.entries()]
          .filter(([, held]) => held > 0)
          .map(([bin, held]) => [marginsOfBin(bin).smallest, held]);
      expect(filled(found.foreground)).toEqual([[2, 1]]);
      expect(filled(found.background)).toEqual([[4, 2 * classes - 1]]);
      expect(found.nonFinite).toBe(0);
    });

    it.each([3, 4])('leaves out and counts logits that are no numbers, K = %i', async (classes) => {
      const logits = new Float32Array(6 * classes).fill(-3);
      [NaN, Infinity, -Infinity, 2e30, -3e38, NaN].forEach(
        (fault, anchor) => (logits[anchor * classes + 1] = fault),
      );
      const found = await count({ logits, targets: Int32Array.of(1, 0, -1, -1, 1, -2), classes });
      expect(found.nonFinite).toBe(5);
      expect(prepareElementLosses(found.foreground).elements).toBe(1);
      expect(prepareElementLosses(found.background).elements).toBe(5 * classes - 5 - 1);
    });

    it('takes nothing from ignored anchors and from targets that are none', async () => {
      const logits = new Float32Array(8).fill(1).fill(NaN, 6);
      const found = await count({ logits, targets: Int32Array.of(-2, 2, -3, -2), classes: 2 });
      expect([
        prepareElementLosses(found.foreground).elements,
        prepareElementLosses(found.background).elements,
        found.nonFinite,
      ]).toEqual([0, 0, 0]);
    });

    it('has an empty curve where there is no foreground', async () => {
      const { foreground, background } = await count(backgroundOf([1]));
      const none = prepareElementLosses(foreground);
      expect(none.cumulate(focal, 100)).toEqual({
        fractions: new Float64Array(0),
        shares: new Float64Array(0),
      });
      expect([none.elements, none.sum(focal), none.shareOfHardest(focal, 0.5)]).toEqual([0, 0, 0]);
      expect([...prepareElementLosses(background).cumulate(focal, 2).shares]).toEqual([0, 0.5, 1]);
    });

    it.each(adversaries)('keeps its curves close to the sorted ones: %s', async (_, margins) => {
      expect(await worstCurveError(count, backgroundOf(margins))).toBeLessThanOrEqual(promisedCurveError);
      const own = { ...backgroundOf(margins), targets: new Int32Array(margins.length) };
      own.logits.set(margins);
      expect(await worstCurveError(count, own)).toBeLessThanOrEqual(promisedCurveError);
    });

    it.each([
      [3000, 80],
      [3001, 7],
      [1, 80],
    ])('keeps its curves close on a head of %i anchors and %i classes', async (anchors, classes) => {
      const random = randomNumbers(5);
      const exponents = [...gammas, random() * 10, random() * 10, random()];
      const lossCase = realisticCase(anchors, classes);
      // Far from the worst case: elements of a bin lie all over it.
      expect(await worstCurveError(count, lossCase, exponents)).toBeLessThan(2e-4);
      expect(await worstCurveError(count, makeLossCase(anchors, classes), exponents)).toBeLessThan(2e-4);
    });

    it('keeps its curves close whatever the logits', async () => {
      const logit = fc.oneof(
        fc.float({ min: -100, max: 100, noNaN: true }),
        fc.float({ min: -8, max: 1, noNaN: true }),
        fc.float({ min: Math.fround(-1e30), max: Math.fround(127), noNaN: true }),
      );
      const anchors = fc.array(
        fc.record({ row: fc.tuple(logit, logit, logit), label: fc.integer({ min: -2, max: 2 }) }),
        {
          minLength: 1,
          maxLength: 30,
        },
      );
      await fc.assert(
        fc.asyncProperty(anchors, fc.double({ min: 0, max: 10, noNaN: true }), async (drawn, gamma) => {
          const lossCase = {
            // Nothing certain: from 128 on margins count as 128.
            logits: Float32Array.from(
              drawn.flatMap(({ row }) => row),
              (x) => Math.max(x, -127),
            ),
            targets: Int32Array.from(drawn, ({ label }) => label),
            classes: 3,
          };
          expect(await worstCurveError(count, lossCase, [0, gamma, 10])).toBeLessThanOrEqual(
            promisedCurveError,
          );
        }),
        { numRuns: 60 },
      );
    });
  });
}
