import { InputError } from '../../gpu/input-error.ts';
import { largestLogit, type DenseLossTotals } from '../dense-loss-params.ts';
import { resolveSoftmaxLossParams, type SoftmaxLossParams } from '../softmax-loss-params.ts';

export interface SoftmaxLossReferenceOptions {
  /** Compute the `[A, K + 1]` gradient as well. Default false. */
  readonly gradient?: boolean;
}

/** A softmax loss on the CPU, computed a run of anchors at a time so that its caller can yield or give up between. */
export interface SoftmaxLossReference {
  readonly anchors: number;
  /** Loss of each anchor `[A]`, divided by the normaliser. */
  readonly perAnchor: Float64Array;
  /** d loss / d logits `[A, K + 1]`, divided by the normaliser, where it was asked for. */
  readonly gradient: Float64Array | undefined;
  /** Computes anchors `start` to `end` (not included); each anchor once. */
  run(start: number, end: number): void;
  /** Sums over the anchors computed so far; the count of foreground anchors is over all. */
  totals(): DenseLossTotals;
}

/**
 * The float64 twin of the kernel `softmax-loss`: log1p(others) + (m - x) with m the largest logit of the row, x the
 * anchor's own and `others` the sum of exp(x - m) over all but one logit that is m.
 *
 * @param logits `[A, K + 1]` row-major, or longer; float16 as float32
 * @param targets int32 `[A]`: class index, -1 background, -2 ignored
 * @param classes K, the background not counted
 * @throws InputError for params outside their range, or fewer logits than targets ask for
 */
export function prepareSoftmaxLossReference(
  logits: Float32Array | Float64Array,
  targets: Int32Array,
  classes: number,
  params: SoftmaxLossParams,
  options: SoftmaxLossReferenceOptions = {},
): SoftmaxLossReference {
  const anchors = targets.length;
  const columns = classes + 1;
  const { backgroundFirst, normaliser } = resolveSoftmaxLossParams(params, anchors);
  if (logits.length < anchors * columns)
    throw new InputError('logits.length', logits.length, `be at least ${anchors * columns}`);
  const isKnown = (label: number): boolean => label >= -2 && label < classes;
  const foregroundAnchors = targets.filter((label) => label >= 0 && isKnown(label)).length;
  const badTargets = targets.filter((label) => !isKnown(label)).length;
  const scale = 1 / (normaliser ?? Math.max(1, foregroundAnchors));
  const perAnchor = new Float64Array(anchors);
  const gradient = options.gradient === true ? new Float64Array(anchors * columns) : undefined;
  const sums = { foreground: 0, background: 0, nonFinite: 0 };

  /** The loss of a row without the normaliser; writes its gradient where there is one. */
  const sumRow = (row: number, own: number): number => {
    let largest = -Infinity;
    let largestAt = -1;
    for (let index = row; index < row + columns; index++) {
      const x = logits[index] ?? NaN;
      if (!(Math.abs(x) <= largestLogit)) sums.nonFinite++;
      else if (x > largest) [largest, largestAt] = [x, index];
    }
    const ownLogit = logits[own] ?? NaN;
    if (!(Math.abs(ownLogit) <= largestLogit)) return 0;
    const shareOf = (index: number): number => {
      const x = logits[index] ?? NaN;
      return Math.abs(x) <= largestLogit ? Math.exp(x - largest) : 0;
    };
    let others = 0;
    for (let index = row; index < row + columns; index++) if (index !== largestAt) others += shareOf(index);
    if (gradient) {
      for (let index = row; index < row + columns; index++)
        gradient[index] = (shareOf(index) / (1 + others)) * scale;
      const remainder = ownLogit === largest ? others : 1 - Math.exp(ownLogit - largest) + others;
      gradient[own] = (-remainder / (1 + others)) * scale;
    }
    return Math.log1p(others) + (largest - ownLogit);
  };

  return {
    anchors,
    perAnchor,
    gradient,
    run: (start, end) => {
      for (let anchor = start; anchor < end; anchor++) {
        const label = targets[anchor] ?? -2;
        if (label === -2 || !isKnown(label)) continue;
        const column = backgroundFirst ? label + 1 : label < 0 ? classes : label;
        const loss = sumRow(anchor * columns, anchor * columns + column) * scale;
        perAnchor[anchor] = loss;
        if (label >= 0) sums.foreground += loss;
        else sums.background += loss;
      }
    },
    totals: () => ({
      total: sums.foreground + sums.background,
      ...sums,
      foregroundAnchors,
      badTargets,
    }),
  };
}

/** {@link prepareSoftmaxLossReference} over all anchors at once. */
export function computeSoftmaxLossReference(
  ...inputs: Parameters<typeof prepareSoftmaxLossReference>
): SoftmaxLossReference {
  const loss = prepareSoftmaxLossReference(...inputs);
  loss.run(0, loss.anchors);
  return loss;
}
