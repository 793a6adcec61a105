import { describe, expect, it } from 'vitest';
import type { LevelSpan } from '../../src/statistics/level-span.ts';
import type { LossStatisticsReading } from '../../src/statistics/loss-statistics-reading.ts';
import { expectClose, randomNumbers, type LossCase } from './dense-loss.ts';

export type Categorise = (lossCase: LossCase) => Promise<Uint32Array>;

export type ComputeStatistics = (
  perAnchor: Float32Array<ArrayBuffer>,
  categories: Uint32Array<ArrayBuffer>,
  levels: readonly LevelSpan[],
) => Promise<LossStatisticsReading>;

const [easy, hard, foreground, ignored] = [0, 1, 2, 3];

/** What holds of the categories wherever they are found. */
export function describeAnchorCategories(name: string, categorise: Categorise): void {
  const categoryOf = async (logits: readonly number[], target: number) => {
    const found = await categorise({
      logits: Float32Array.from(logits),
      targets: Int32Array.of(target),
      classes: logits.length,
    });
    return found[0];
  };

  describe(`${name}: anchor categories`, () => {
    it.each([3, 4])('tells the four apart among %i classes', async (classes) => {
      const quiet = Array<number>(classes).fill(-5);
      const loud = [...quiet];
      loud[classes - 1] = -2;
      expect(await categoryOf(quiet, -1)).toBe(easy);
      expect(await categoryOf(loud, -1)).toBe(hard);
      expect(await categoryOf(quiet, classes - 1)).toBe(foreground);
      expect(await categoryOf(loud, -2)).toBe(ignored);
      expect(await categoryOf(loud, classes)).toBe(ignored);
      expect(await categoryOf(loud, -3)).toBe(ignored);
    });

    it.each([3, 4])('draws the line where p_t is 0.9, among %i classes', async (classes) => {
      const around = Math.fround(-Math.log(9));
      const step = 2 ** -22;
      for (let index = -3; index <= 3; index++) {
        const logit = around + index * step;
        const logits = Array<number>(classes).fill(-9);
        logits[1] = logit;
        expect(await categoryOf(logits, -1)).toBe(logit < -Math.log(9) ? easy : hard);
      }
    });

    it.each([3, 4])('lets logits that are no numbers decide nothing, among %i classes', async (classes) => {
      for (const fault of [NaN, Infinity, -Infinity, 3e38]) {
        const logits = Array<number>(classes).fill(-9);
        logits[1] = fault;
        expect(await categoryOf(logits, -1)).toBe(easy);
        logits[2] = 1;
        expect(await categoryOf(logits, -1)).toBe(hard);
      }
    });
  });
}

/** What holds of the statistics wherever they are computed. */
export function describeLossStatistics(name: string, compute: ComputeStatistics): void {
  describe(`${name}: loss statistics`, () => {
    it('sums and counts by level and category', async () => {
      const { breakdown, counts, byLevelAndCategory } = await compute(
        Float32Array.of(1, 2, 4, 8, 16, 32),
        Uint32Array.of(easy, hard, easy, foreground, ignored, hard),
        [
          { firstAnchor: 0, anchorCount: 4 },
          { firstAnchor: 4, anchorCount: 0 },
          { firstAnchor: 4, anchorCount: 2 },
        ],
      );
      expect(breakdown).toEqual({
        total: 63,
        byCategory: { 'easy-background': 5, 'hard-background': 34, foreground: 8, ignored: 16 },
        byLevel: [15, 0, 48],
      });
      expect(counts).toEqual({ 'easy-background': 2, 'hard-background': 2, foreground: 1, ignored: 1 });
      expect(byLevelAndCategory.map(({ losses }) => Object.values(losses))).toEqual([
        [5, 2, 8, 0],
        [0, 0, 0, 0],
        [0, 32, 0, 16],
      ]);
      expect(byLevelAndCategory.map((level) => Object.values(level.counts))).toEqual([
        [2, 1, 1, 0],
        [0, 0, 0, 0],
        [0, 1, 0, 1],
      ]);
    });

    it('stays within a relative 1e-6 over many anchors of very different losses', async () => {
      const random = randomNumbers(3);
      const anchors = 150_000;
      const perAnchor = Float32Array.from({ length: anchors }, () => 10 ** (random() * 9 - 8));
      const categories = Uint32Array.from({ length: anchors }, () => Math.floor(random() * 4));
      const levels = [
        { firstAnchor: 0, anchorCount: 149_000 },
        { firstAnchor: 149_000, anchorCount: 999 },
        { firstAnchor: 149_999, anchorCount: 1 },
      ];
      const { breakdown, counts } = await compute(perAnchor, categories, levels);
      const sumWhere = (keep: (anchor: number) => boolean) =>
        perAnchor.reduce((sum, loss, anchor) => sum + (keep(anchor) ? loss : 0), 0);
      const exact = [0, 1, 2, 3].map((category) => sumWhere((anchor) => categories[anchor] === category));
      expectClose(Object.values(breakdown.byCategory), exact, 1e-6);
      const exactLevels = levels.map(({ firstAnchor, anchorCount }) =>
        sumWhere((anchor) => anchor >= firstAnchor && anchor < firstAnchor + anchorCount),
      );
      expectClose(breakdown.byLevel, exactLevels, 1e-6);
      expectClose([breakdown.total], [sumWhere(() => true)], 1e-6);
      const exactCounts = [0, 1, 2, 3].map(
        (category) => categories.filter((found) => found === category).length,
      );
      expect(Object.values(counts)).toEqual(exactCounts);
    });

    it('refuses levels that do not follow each other, and none', async () => {
      const attempt = (...levels: LevelSpan[]) =>
        (async () => compute(new Float32Array(4), new Uint32Array(4), levels))();
      const [first, gap] = [
        { firstAnchor: 0, anchorCount: 2 },
        { firstAnchor: 3, anchorCount: 1 },
      ];
      await expect(attempt(first, gap)).rejects.toThrow(RangeError);
      await expect(attempt(gap)).rejects.toThrow(RangeError);
      await expect(attempt()).rejects.toThrow(RangeError);
    });
  });
}
