import { countLevelAnchors, type LevelSpan } from '../level-span.ts';
import { readLossStatistics, type LossStatisticsReading } from '../loss-statistics-reading.ts';

/**
 * The float64 twin of the loss statistics kernel: sums and counts by level and category.
 *
 * @param perAnchor `[A]`, the loss of each anchor, already normalised
 * @param categories `[A]`, indices into `anchorCategories`
 * @param levels contiguous, from anchor 0 on
 * @throws RangeError when they are not
 */
export function computeLossStatisticsReference(
  perAnchor: Float32Array | Float64Array,
  categories: Uint32Array,
  levels: readonly LevelSpan[],
): LossStatisticsReading {
  countLevelAnchors(levels);
  const losses: number[][] = [];
  const counts: number[][] = [];
  for (const { firstAnchor, anchorCount } of levels) {
    const levelLosses = [0, 0, 0, 0];
    const levelCounts = [0, 0, 0, 0];
    for (let anchor = firstAnchor; anchor < firstAnchor + anchorCount; anchor++) {
      const category = categories[anchor] ?? 3;
      levelLosses[category] = (levelLosses[category] ?? 0) + (perAnchor[anchor] ?? 0);
      levelCounts[category] = (levelCounts[category] ?? 0) + 1;
    }
    losses.push(levelLosses);
    counts.push(levelCounts);
  }
  return readLossStatistics(losses, counts);
}
