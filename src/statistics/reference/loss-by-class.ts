import { resolveLossParams, type DenseLossParams } from '../../loss/dense-loss-params.ts';
import { prepareDenseLossReference } from '../../loss/reference/dense-loss.ts';
import { normaliseClassSums, type LossByClassReading } from '../loss-by-class-reading.ts';

/** Anchors whose elements are computed at once. */
const rowsAtOnce = 64;

/** Sums by class on the CPU, a run of anchors at a time so that its caller can yield between. */
export interface LossByClassReference {
  readonly anchors: number;
  /** Adds anchors `start` to `end` (not included); each anchor once. */
  run(start: number, end: number): void;
  /** Sums over the anchors so far; so is the number of anchors that a normaliser may be. */
  reading(): LossByClassReading;
}

/**
 * The float64 twin of the loss by class kernel. Each element is given to the dense loss twin as though it were an
 * anchor of a single class, so that there is one formula only.
 *
 * @param logits float32 `[A, K]` row-major, or longer
 * @param targets int32 `[A]`: class index, -1 background, -2 ignored
 * @param classes K
 * @throws RangeError for params outside their range, or fewer logits than targets ask for
 */
export function prepareLossByClassReference(
  logits: Float32Array,
  targets: Int32Array,
  classes: number,
  params: DenseLossParams,
): LossByClassReference {
  const anchors = targets.length;
  if (logits.length < anchors * classes)
    throw new RangeError(`${anchors} anchors of ${classes} classes need more than ${logits.length} logits`);
  const { normaliser } = resolveLossParams(params, anchors);
  const own = new Float64Array(classes);
  const others = new Float64Array(classes);
  const foregroundAnchors = new Uint32Array(classes);
  let nonFinite = 0;
  const elementTargets = new Int32Array(rowsAtOnce * classes);
  const elementLosses = new Float64Array(rowsAtOnce * classes);

  const addRows = (start: number, end: number): void => {
    const elements = (end - start) * classes;
    for (let anchor = start; anchor < end; anchor++) {
      const label = targets[anchor] ?? -2;
      const row = (anchor - start) * classes;
      const isKnown = label >= -1 && label < classes;
      elementTargets.fill(isKnown ? -1 : -2, row, row + classes);
      if (!isKnown || label < 0) continue;
      elementTargets[row + label] = 0;
      foregroundAnchors[label] = (foregroundAnchors[label] ?? 0) + 1;
    }
    const loss = prepareDenseLossReference(
      logits.subarray(start * classes, end * classes),
      elementTargets.subarray(0, elements),
      1,
      { ...params, normaliser: 'none' },
      { perAnchor: elementLosses },
    );
    loss.run(0, elements);
    nonFinite += loss.totals().nonFinite;
    for (let row = 0; row < elements; row += classes)
      for (let column = 0; column < classes; column++) {
        const sums = elementTargets[row + column] === 0 ? own : others;
        sums[column] = (sums[column] ?? 0) + (elementLosses[row + column] ?? 0);
      }
  };

  return {
    anchors,
    run: (start, end) => {
      for (let first = start; first < end; first += rowsAtOnce)
        addRows(first, Math.min(end, first + rowsAtOnce));
    },
    reading: () =>
      normaliseClassSums({
        own,
        others,
        foregroundAnchors: foregroundAnchors.slice(),
        nonFinite,
        normaliser,
      }),
  };
}

/** {@link prepareLossByClassReference} over all anchors at once. */
export function computeLossByClassReference(
  ...inputs: Parameters<typeof prepareLossByClassReference>
): LossByClassReading {
  const sums = prepareLossByClassReference(...inputs);
  sums.run(0, sums.anchors);
  return sums.reading();
}
