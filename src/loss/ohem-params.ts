import { InputError, requireCount } from '../gpu/input-error.ts';

/** N, the most anchors that are ever selected. */
export const mostOhemAnchors = 1024;

/** What a person can turn on OHEM. */
export interface OhemParams {
  /** N, anchors selected of an image, 1 to {@link mostOhemAnchors}; the focal loss paper tried 128, 256 and 512. */
  readonly count: number;
  /** Boxes that overlap one of larger loss by more than this are suppressed, in (0, 1); the paper: 0.5 and 0.7. */
  readonly iou: number;
  /**
   * At most so many negatives for each positive, a whole number from 1 on; 3 is the paper's OHEM 1:3. Undefined: the
   * hardest N, whatever they are.
   */
  readonly negativesPerPositive?: number;
}

/** Params with their meaning worked out, the same for kernel and twin. */
export interface ResolvedOhemParams {
  readonly count: number;
  /** The threshold as float32. */
  readonly iou: number;
  /** 0 for any number. */
  readonly negativesPerPositive: number;
  /**
   * How far apart, in widths and heights of one of them, the centres of two boxes can be that overlap by more than the
   * threshold: (1 − t) / 2t, and a little more for rounding.
   */
  readonly reach: number;
  /** Positives that are taken from beyond the hardest N if need be: ⌈N / (1 + negatives per positive)⌉. */
  readonly quota: number;
}

/** @throws InputError for a count, threshold or ratio outside its range */
export function resolveOhemParams({ count, iou, negativesPerPositive }: OhemParams): ResolvedOhemParams {
  requireCount('count', count);
  if (count > mostOhemAnchors) throw new InputError('count', count, `be at most ${mostOhemAnchors}`);
  if (!(iou > 0 && iou < 1)) throw new InputError('iou', iou, 'lie between 0 and 1');
  if (negativesPerPositive !== undefined) {
    requireCount('negativesPerPositive', negativesPerPositive);
    if (negativesPerPositive > mostOhemAnchors)
      throw new InputError('negativesPerPositive', negativesPerPositive, `be at most ${mostOhemAnchors}`);
  }
  const ratio = negativesPerPositive ?? 0;
  const threshold = Math.fround(iou);
  return {
    count,
    iou: threshold,
    negativesPerPositive: ratio,
    // For thresholds near 0 any distance will do: boxes lie within 1e7 pixels.
    reach: Math.min(((1 - threshold) / (2 * threshold)) * 1.001 + 0.001, 1e20),
    quota: Math.ceil(count / (1 + ratio)),
  };
}

/** Anchors that OHEM selected, of what was submitted last. */
export interface OhemSelection {
  /** Largest loss first, equals by index. */
  readonly anchors: readonly number[];
  /** How many of them have a class. */
  readonly foreground: number;
  /** How many are background. */
  readonly background: number;
}
