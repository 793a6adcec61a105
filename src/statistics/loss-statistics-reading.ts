import {
  anchorCategories,
  type AnchorCategory,
  type AnchorCounts,
  type LossBreakdown,
} from './loss-statistics-types.ts';

/** Sums of one loss and counts of anchors. */
export interface LossStatisticsReading {
  readonly breakdown: LossBreakdown;
  readonly counts: AnchorCounts;
  /** By level of the pyramid, finest first. */
  readonly byLevelAndCategory: readonly LevelCategories[];
}

/** One level's losses, divided by the normaliser, and anchors. */
export interface LevelCategories {
  readonly losses: Readonly<Record<AnchorCategory, number>>;
  readonly counts: AnchorCounts;
}

/**
 * Puts sums by level and category together.
 *
 * @param losses and `counts`: `[levels, 4]`, by level and then by category, in the order of `anchorCategories`
 */
export function readLossStatistics(
  losses: readonly (readonly number[])[],
  counts: readonly (readonly number[])[],
): LossStatisticsReading {
  const byLevel = losses.map(sumOf);
  return {
    breakdown: { total: sumOf(byLevel), byCategory: sumByCategory(losses), byLevel },
    counts: sumByCategory(counts),
    byLevelAndCategory: losses.map((row, level) => ({
      losses: sumByCategory([row]),
      counts: sumByCategory([counts[level] ?? []]),
    })),
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function sumByCategory(rows: readonly (readonly number[])[]): Record<AnchorCategory, number> {
  const sumOver = (name: AnchorCategory) => {
    const category = anchorCategories.indexOf(name);
    return sumOf(rows.map((row) => row[category] ?? 0));
  };
  return {
    'easy-background': sumOver('easy-background'),
    'hard-background': sumOver('hard-background'),
    foreground: sumOver('foreground'),
    ignored: sumOver('ignored'),
  };
}
