import type { Coverage } from '../../coverage/compute-coverage.ts';
import type { CoverageGroup, CoverageSummary } from '../../coverage/summarise-coverage.ts';
import { levelName } from '../../coverage/anchor-settings.ts';

/** Boxes of one column of a chart, by how they are covered. */
export interface CoverBar {
  /** Of the range that the column is of; both ends may be open. */
  readonly from: number;
  readonly to: number;
  /** Where the column has a name instead: a level. */
  readonly name: string;
  /** covered, low-quality, none: from the axis up. */
  readonly parts: readonly [covered: number, lowQuality: number, none: number];
}

/** How good a coverage is at a glance. */
export type VerdictTone = 'good' | 'fair' | 'poor';

/** Shares of covered boxes from which on a coverage counts as good, and as fair. */
export const goodShare = 0.95;
export const fairShare = 0.8;

/** Good from 95 % of the boxes on and with none left out; poor below 80 %. */
export function toneOf({ boxes, covered, none }: CoverageGroup): VerdictTone {
  const share = boxes === 0 ? 0 : covered / boxes;
  if (share < fairShare) return 'poor';
  return share >= goodShare && none === 0 ? 'good' : 'fair';
}

function barOf({ from, to, name, covered, lowQuality, none }: CoverageGroup): CoverBar {
  return { from, to, name, parts: [covered, lowQuality, none] };
}

/** The groups between the first and the last that have boxes. */
function trim(groups: readonly CoverageGroup[]): readonly CoverageGroup[] {
  const first = groups.findIndex(({ boxes }) => boxes > 0);
  const last = groups.findLastIndex(({ boxes }) => boxes > 0);
  return first < 0 ? [] : groups.slice(first, last + 1);
}

export function sizeBars({ bySize }: CoverageSummary): CoverBar[] {
  return trim(bySize).map(barOf);
}

export function ratioBars({ byRatio }: CoverageSummary): CoverBar[] {
  return trim(byRatio).map(barOf);
}

/** Boxes by the level that fits them best. */
export function levelBars({ byLevel }: CoverageSummary): CoverBar[] {
  return byLevel.map(barOf);
}

/** Twenty columns from IoU 0 to 1. */
export function iouBars({ bestIou, covers, refusals }: Coverage): CoverBar[] {
  const columns = 20;
  const counts = Array.from({ length: columns }, () => [0, 0, 0]);
  for (const [box, iou] of bestIou.entries()) {
    if (refusals[box] !== 0) continue;
    const column = counts[Math.min(columns - 1, Math.floor(iou * columns + 1e-6))];
    const part = 2 - (covers[box] ?? 0);
    if (column) column[part] = (column[part] ?? 0) + 1;
  }
  return counts.map(([covered = 0, lowQuality = 0, none = 0], column) => ({
    from: column / columns,
    to: (column + 1) / columns,
    name: '',
    parts: [covered, lowQuality, none],
  }));
}

/** Foreground anchors on each level, of all boxes. */
export function anchorBars(coverage: Coverage, { anchorsByLevel }: CoverageSummary): CoverBar[] {
  return anchorsByLevel.map((anchors, level) => ({
    from: level,
    to: level + 1,
    name: levelName(coverage.settings, level),
    parts: [anchors, 0, 0],
  }));
}
