/** What an anchor counts as when the loss is broken down. The numbers are those the kernels write. */
export const anchorCategories = ['easy-background', 'hard-background', 'foreground', 'ignored'] as const;

export type AnchorCategory = (typeof anchorCategories)[number];

/** A background anchor is easy when its smallest p_t over the classes exceeds this. */
export const easyProbability = 0.9;

/** Where one loss comes from. All losses are divided by the normaliser, so that parts sum to `total`. */
export interface LossBreakdown {
  readonly total: number;
  readonly byCategory: Readonly<Record<AnchorCategory, number>>;
  /** By level of the pyramid, finest first. */
  readonly byLevel: readonly number[];
}

export type AnchorCounts = Readonly<Record<AnchorCategory, number>>;
