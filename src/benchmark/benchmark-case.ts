import { yieldTask } from '../base/yield-task.ts';
import type { DenseLossParams } from '../loss/dense-loss-params.ts';
import { prepareDenseLossReference } from '../loss/reference/dense-loss.ts';

/** What every contender computes: the focal loss of Lin et al. 2017 with the paper's γ and α. */
export const benchmarkParams = {
  kind: 'focal',
  gamma: 2,
  alpha: 0.25,
  normaliser: 'foreground',
} as const satisfies DenseLossParams;

/** A and K of one benchmark. */
export interface BenchmarkShape {
  readonly anchors: number;
  readonly classes: number;
}

/**
 * What a contender came to, as far as it has it. `perAnchor` and `gradient` are of the case's spots alone, `[S]` and
 * `[S, K]`, in their order.
 */
export interface LossAnswer {
  readonly total?: number;
  readonly perAnchor?: ArrayLike<number>;
  readonly gradient?: ArrayLike<number>;
}

/** Inputs, and the answer that they have in float64. */
export interface BenchmarkCase extends BenchmarkShape {
  /** `[A, K]` row-major */
  readonly logits: Float32Array<ArrayBuffer>;
  /** `[A]`: class index, -1 background, -2 ignored */
  readonly targets: Int32Array<ArrayBuffer>;
  /** What the losses are divided by: max(1, anchors with a class). */
  readonly normaliser: number;
  /** Anchors whose loss and gradient are compared one by one, S of them, ascending. */
  readonly spots: readonly number[];
  readonly answer: Required<LossAnswer>;
}

const spotCount = 64;
/** Elements worked through between two looks at the signal. */
const elementsAtOnce = 1 << 20;

/** Numbers from 0 to 1 (mulberry32), the same at every run. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One target as a detector meets them: a twentieth objects, a twentieth ignored, the rest background. */
function drawTarget(random: () => number, classes: number): number {
  const draw = random();
  if (draw < 0.05) return Math.floor(random() * classes);
  return draw < 0.1 ? -2 : -1;
}

/** Calls `work` for runs of anchors, and lets others have their turn in between. */
async function forAnchors(
  { anchors, classes }: BenchmarkShape,
  signal: AbortSignal | undefined,
  work: (start: number, end: number) => void,
): Promise<void> {
  const step = Math.max(1, Math.floor(elementsAtOnce / classes));
  for (let start = 0; start < anchors; start += step) {
    work(start, Math.min(anchors, start + step));
    await yieldTask(signal);
  }
}

/** Rows of `[A, K]` values, one after another: `[S, K]`. */
export function gatherRows(
  values: ArrayLike<number>,
  spots: readonly number[],
  classes: number,
): Float32Array<ArrayBuffer> {
  const rows = new Float32Array(spots.length * classes);
  spots.forEach((anchor, spot) => {
    for (let column = 0; column < classes; column++)
      rows[spot * classes + column] = values[anchor * classes + column] ?? 0;
  });
  return rows;
}

/**
 * Makes the inputs of a benchmark, logits in (−13, 3) as heads of detectors give them, and works out the answer with
 * the float64 twin.
 *
 * @throws the signal's reason when it is aborted
 */
export async function createBenchmarkCase(
  shape: BenchmarkShape,
  signal?: AbortSignal,
): Promise<BenchmarkCase> {
  const { anchors, classes } = shape;
  const random = createRandom(anchors + 1);
  const targets = Int32Array.from({ length: anchors }, () => drawTarget(random, classes));
  const logits = new Float32Array(anchors * classes);
  await forAnchors(shape, signal, (start, end) => {
    for (let index = start * classes; index < end * classes; index++)
      logits[index] = -5 + 8 * (random() + random() - 1);
  });
  const loss = prepareDenseLossReference(logits, targets, classes, benchmarkParams);
  await forAnchors(shape, signal, (start, end) => loss.run(start, end));
  const { total, foregroundAnchors } = loss.totals();
  const normaliser = Math.max(1, foregroundAnchors);

  const count = Math.min(anchors, spotCount);
  const spots = Array.from({ length: count }, (_, spot) => Math.floor((spot * anchors) / count));
  const spotLoss = prepareDenseLossReference(
    gatherRows(logits, spots, classes),
    Int32Array.from(spots, (anchor) => targets[anchor] ?? -2),
    classes,
    { ...benchmarkParams, normaliser },
    { gradient: true },
  );
  spotLoss.run(0, count);
  const answer = {
    total,
    perAnchor: spotLoss.perAnchor,
    gradient: spotLoss.gradient ?? new Float64Array(0),
  };
  return { anchors, classes, logits, targets, normaliser, spots, answer };
}
