import { expect } from 'vitest';
import type { DenseLossParams } from '../../src/loss/dense-loss-params.ts';
import {
  computeWithTwin,
  errorInUnits,
  expectClose,
  promisedError,
  promisedStarError,
  randomNumbers,
  type ComputeLoss,
  type LossCase,
} from './dense-loss.ts';

/** Logits of ordinary size, those on both sides of what the inner loop takes, and those that nobody works with. */
const ordinary = [-20, -5, -0.5, 0, 0.25, 4, 60, -86.5];
const beyond = [87.5, -87.5, 99, -100, 1e4, -1e4, 1e30, -1e30];
const faulty = [NaN, Infinity, -Infinity, 2e30, -3e38];

const plain: DenseLossParams = { kind: 'cross-entropy', gamma: 0, alpha: -1, normaliser: 'none' };
const everyPower: readonly DenseLossParams[] = [
  plain,
  { ...plain, kind: 'focal', gamma: 1, alpha: 1 },
  { ...plain, kind: 'focal', gamma: 2, alpha: 0.25 },
  { ...plain, kind: 'focal', gamma: 3.5, alpha: 0 },
  { ...plain, kind: 'focal-star', gamma: 2, beta: 1.5 },
];

/** By turns a row of ordinary logits, one with a single other, one with many and one of nothing else. */
export function makeCareCase(anchors: number, classes: number): LossCase {
  const random = randomNumbers(anchors + classes);
  const pick = (numbers: readonly number[]) => numbers[Math.floor(random() * numbers.length)]!;
  const logits = new Float32Array(anchors * classes);
  for (let anchor = 0; anchor < anchors; anchor++) {
    const odd = Math.floor(random() * classes);
    for (let column = 0; column < classes; column++) {
      const isOdd = [false, column === odd, random() < 0.3, true][anchor % 4]!;
      const from = random() < 0.7 ? beyond : faulty;
      logits[anchor * classes + column] = pick(isOdd ? from : ordinary);
    }
  }
  const targets = Int32Array.from(
    { length: anchors },
    (_, anchor) => [-1, Math.floor(random() * classes), -2, classes, -7][Math.floor(anchor / 4) % 5]!,
  );
  return { logits, targets, classes };
}

/** Expects of rows with logits of any size what is promised of their elements, and nothing at all of those left out. */
export async function expectCare(compute: ComputeLoss, classes: number): Promise<void> {
  const lossCase = makeCareCase(classes > 1000 ? 20 : 200, classes);
  const { logits, targets } = lossCase;
  for (const params of everyPower) {
    const exact = await computeWithTwin(lossCase, params);
    const found = await compute(lossCase, params);
    const isStar = params.kind === 'focal-star';
    const allowed = (x: number) =>
      isStar ? promisedStarError(x, params.gamma, 1.5) : promisedError(x, params.gamma);
    let worst = 0;
    exact.gradient.forEach((slope, index) => {
      const size = Math.min(100, Math.abs(logits[index]!) || 0);
      worst = Math.max(worst, errorInUnits(found.gradient[index]!, slope, allowed(size)));
    });
    expect(worst).toBeLessThanOrEqual(1);
    expectClose(found.perAnchor, exact.perAnchor, allowed(100) + 1e-6);
    const { total, foreground, background, ...counts } = exact.totals;
    expect(found.totals).toMatchObject(counts);
    expectClose(
      [found.totals.total, found.totals.foreground, found.totals.background],
      [total, foreground, background],
      allowed(100) + 1e-6,
    );
    expect(counts.nonFinite).toBeGreaterThan(0);

    // Not even a sign is left of what is ignored.
    const isLeftOut = (anchor: number) => targets[anchor]! < -1 || targets[anchor]! >= classes;
    const isPlusZero = (value: number) => Object.is(value, 0);
    found.perAnchor.forEach((loss, anchor) => {
      if (isLeftOut(anchor) && !isPlusZero(loss)) expect.fail(`loss ${loss} of anchor ${anchor}`);
    });
    found.gradient.forEach((slope, index) => {
      if (isLeftOut(Math.floor(index / classes)) && !isPlusZero(slope))
        expect.fail(`slope ${slope} of anchor ${Math.floor(index / classes)}`);
    });
  }
}
