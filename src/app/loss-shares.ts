import type { Readout } from '../engine/messages.ts';
import {
  anchorCategories,
  type AnchorCategory,
  type LossBreakdown,
} from '../statistics/loss-statistics-types.ts';

/** Categories that contribute loss, in the order in which they are shown. */
export const lossCategories = [
  'foreground',
  'hard-background',
  'easy-background',
] as const satisfies readonly AnchorCategory[];
export type LossCategory = (typeof lossCategories)[number];

/** Shares of a whole, 0 to 1; all 0 where the whole is. */
export type Shares = Readonly<Record<LossCategory, number>>;

function shareOf(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/** The share of each category in a loss. */
export function lossShares({ byCategory, total }: LossBreakdown): Shares {
  return {
    foreground: shareOf(byCategory.foreground, total),
    'hard-background': shareOf(byCategory['hard-background'], total),
    'easy-background': shareOf(byCategory['easy-background'], total),
  };
}

/** The share of easy background among all anchors, ignored ones included. */
export function easyAnchorShare({ counts }: Pick<Readout, 'counts'>): number {
  const all = anchorCategories.reduce((sum, category) => sum + counts[category], 0);
  return shareOf(counts['easy-background'], all);
}
