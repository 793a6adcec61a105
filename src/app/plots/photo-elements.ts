import { yieldTask } from '../../base/yield-task.ts';
import { prepareElementLosses, type ElementLosses } from '../../statistics/cumulative-loss.ts';
import type { ElementHistogram } from '../../statistics/element-histogram-reading.ts';
import { evenlyBetween, marginOf } from './loss-curves.ts';
import { countByColumn } from './rug.ts';

/** Elements of both kinds: an anchor's own class, and every other. */
export const elementKinds = ['foreground', 'background'] as const;
export type ElementKind = (typeof elementKinds)[number];
export type OfBothKinds<Value> = Readonly<Record<ElementKind, Value>>;

/** Exponents of figure 4 of Lin et al. 2017. */
export const cumulativeGammas = [0, 0.5, 1, 2] as const;

/** Where the curves of figure 4 are drawn: evenly, and closer where the hardest elements are. */
export const cumulativeFractions = Float64Array.from([
  ...evenlyBetween(0, 0.99, 198),
  ...evenlyBetween(0.991, 0.999, 16),
  ...evenlyBetween(0.9992, 1, 16),
]);

/** What "the hardest" of a sentence are. */
export const hardestPart = 0.01;

/** Axes of the loss curves: p_t, and the margin. */
export const probabilityColumns = 100;
export const marginRange = [-6, 12] as const;
export const marginColumns = 108;

const probabilityEdges = evenlyBetween(0, 1, probabilityColumns).map(marginOf);
const marginEdges = evenlyBetween(...marginRange, marginColumns);

/** The elements of the photo on the stage, ready to be drawn under one γ after another. */
export interface PhotoElements {
  readonly losses: OfBothKinds<ElementLosses>;
  /** Shares at {@link cumulativeFractions} for each of {@link cumulativeGammas}; none where there are no elements. */
  readonly fixed: readonly { readonly gamma: number; readonly shares: OfBothKinds<Float64Array> }[];
  /** The share of cross entropy that the {@link hardestPart} of each kind hold. */
  readonly hardest: OfBothKinds<number>;
  /** Elements by p_t, {@link probabilityColumns}, and by margin, {@link marginColumns}. */
  readonly byProbability: OfBothKinds<Float64Array>;
  readonly byMargin: OfBothKinds<Float64Array>;
}

/** The shares of loss at {@link cumulativeFractions} under one γ. */
export function sharesUnder(losses: OfBothKinds<ElementLosses>, gamma: number): OfBothKinds<Float64Array> {
  const loss = { kind: 'focal', gamma } as const;
  return {
    foreground: losses.foreground.cumulate(loss, cumulativeFractions).shares,
    background: losses.background.cumulate(loss, cumulativeFractions).shares,
  };
}

/** Prepares the elements in short tasks. */
export async function preparePhotoElements(
  counts: ElementHistogram,
  signal?: AbortSignal,
): Promise<PhotoElements> {
  const ofBoth = async <Value>(work: (counts: Uint32Array) => Value): Promise<OfBothKinds<Value>> => {
    const foreground = work(counts.foreground);
    await yieldTask(signal);
    const background = work(counts.background);
    await yieldTask(signal);
    return { foreground, background };
  };
  const losses = await ofBoth(prepareElementLosses);
  const byProbability = await ofBoth((kind) => countByColumn(kind, probabilityEdges));
  const byMargin = await ofBoth((kind) => countByColumn(kind, marginEdges));
  const fixed: { gamma: number; shares: OfBothKinds<Float64Array> }[] = [];
  for (const gamma of cumulativeGammas) {
    fixed.push({ gamma, shares: sharesUnder(losses, gamma) });
    await yieldTask(signal);
  }
  const ofHardest = (kind: ElementLosses): number =>
    kind.shareOfHardest({ kind: 'focal', gamma: 0 }, hardestPart);
  const hardest = { foreground: ofHardest(losses.foreground), background: ofHardest(losses.background) };
  return { losses, fixed, hardest, byProbability, byMargin };
}
