import { expect } from 'vitest';
import type { DenseLossParams, DenseLossTotals } from '../../src/loss/dense-loss-params.ts';
import { computeDenseLossReference } from '../../src/loss/reference/dense-loss.ts';

/** Logits `[A, K]` with their targets `[A]`. */
export interface LossCase {
  readonly logits: Float32Array<ArrayBuffer>;
  readonly targets: Int32Array<ArrayBuffer>;
  readonly classes: number;
}

export interface LossResult {
  readonly perAnchor: Float32Array | Float64Array;
  readonly gradient: Float32Array | Float64Array;
  readonly totals: DenseLossTotals;
}

/** Computes the loss and its gradient, on whichever path is tested. */
export type ComputeLoss = (lossCase: LossCase, params: DenseLossParams) => Promise<LossResult>;

export const computeWithTwin: ComputeLoss = ({ logits, targets, classes }, params) => {
  const loss = computeDenseLossReference(logits, targets, classes, params, { gradient: true });
  return Promise.resolve({
    perAnchor: loss.perAnchor,
    gradient: loss.gradient ?? new Float64Array(0),
    totals: loss.totals(),
  });
};

/** One logit and whether its class is the anchor's. */
export interface LossElement {
  readonly x: number;
  readonly own: boolean;
}

/** A logit so negative that a class the anchor has not loses exactly nothing by it. */
const silent = -1000;

/** Loss and gradient of single elements: one anchor each, alone among `classes - 1` silent logits. */
export async function computeElements(
  compute: ComputeLoss,
  elements: readonly LossElement[],
  params: DenseLossParams,
  classes: number,
): Promise<{ readonly loss: number; readonly gradient: number }[]> {
  const logits = new Float32Array(elements.length * classes).fill(silent);
  const column = (anchor: number) => anchor % classes;
  elements.forEach(({ x }, anchor) => (logits[anchor * classes + column(anchor)] = x));
  const targets = Int32Array.from(elements, ({ own }, anchor) => (own ? column(anchor) : -1));
  const { perAnchor, gradient } = await compute({ logits, targets, classes }, params);
  return elements.map((_, anchor) => ({
    loss: perAnchor[anchor]!,
    gradient: gradient[anchor * classes + column(anchor)]!,
  }));
}

/** The relative error that is promised of one element's loss and gradient in float32. */
export function promisedError(x: number, gamma: number): number {
  return Math.abs(x) <= 20 && [0, 1, 2].includes(gamma) ? 2e-6 : (4 + 2 * gamma) * 1e-6;
}

/** The same for FL*, whose argument γ·x + β is rounded before anything else. */
export function promisedStarError(x: number, gamma: number, beta: number): number {
  return 2e-6 + 1.5e-7 * (gamma * Math.abs(x) + Math.abs(beta));
}

/** How far `actual` is from `exact`, 1 being as far as `allowed` lets it; at most 1e-30 counts as nothing. */
export function errorInUnits(actual: number, exact: number, allowed: number): number {
  if (Math.abs(exact) <= 1e-30) return Math.abs(actual) <= 1.001e-30 ? 0 : Infinity;
  const error = Math.abs(actual / exact - 1) / allowed;
  return Number.isNaN(error) ? Infinity : error;
}

/** Expects every value within a relative `allowed` of the exact one, and names the worst where one is not. */
export function expectClose(
  actual: ArrayLike<number>,
  exact: ArrayLike<number>,
  allowed: number | ((index: number) => number),
): void {
  expect(actual.length).toBe(exact.length);
  let worst = 0;
  let at = 0;
  for (let index = 0; index < exact.length; index++) {
    const bound = typeof allowed === 'number' ? allowed : allowed(index);
    const error = errorInUnits(actual[index]!, exact[index]!, bound);
    if (error > worst) [worst, at] = [error, index];
  }
  expect(worst, `at ${at}: ${actual[at]} for ${exact[at]}`).toBeLessThanOrEqual(1);
}

/** Numbers from 0 to 1, the same for one seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A head's output as one meets it: mostly easy background, a few objects, a few ignored anchors. */
export function makeLossCase(anchors: number, classes: number, seed = 1): LossCase {
  const random = randomNumbers(seed);
  const logits = Float32Array.from({ length: anchors * classes }, () => -5 + 8 * (random() + random() - 1));
  const targets = Int32Array.from({ length: anchors }, () => {
    const draw = random();
    if (draw < 0.05) return Math.floor(random() * classes);
    return draw < 0.1 ? -2 : -1;
  });
  return { logits, targets, classes };
}

/** Every eighth from -100 to 100, a fine net around 0 and numbers that are no round ones. */
export function sweepElements(): LossElement[] {
  const xs = new Set<number>();
  for (let step = -800; step <= 800; step++) xs.add(step / 8);
  for (let step = -640; step <= 640; step++) xs.add(Math.fround(step / 320.7));
  for (let step = -700; step <= 700; step++) xs.add(Math.fround((step / 700) ** 3 * 99.9));
  for (let power = 1; power <= 40; power++) for (const sign of [-1, 1]) xs.add(sign * 2 ** -power);
  return [...xs].flatMap((x) => [
    { x, own: true },
    { x, own: false },
  ]);
}
