import { describe, expect, it } from 'vitest';
import type { DenseLossParams } from '../../src/loss/dense-loss-params.ts';
import { computeDenseLossReference } from '../../src/loss/reference/dense-loss.ts';
import { evenFractions, prepareElementLosses } from '../../src/statistics/cumulative-loss.ts';
import { marginBin, marginBinCount, marginsOfBin, type MarginBin } from '../../src/statistics/margin-bins.ts';
import { logLosses, termsOfMargins, type MarginLoss } from '../../src/statistics/margin-loss.ts';
import {
  computeElementHistogramReference,
  prepareElementHistogramReference,
} from '../../src/statistics/reference/element-histogram.ts';
import { makeLossCase } from '../support/dense-loss.ts';
import { describeElementHistogram, promisedCurveError } from '../support/element-histogram-suite.ts';

describeElementHistogram('twin', ({ logits, targets, classes }) =>
  Promise.resolve(computeElementHistogramReference(logits, targets, classes)),
);

const bitsOf = (value: number) => new Uint32Array(Float32Array.of(Math.abs(value)).buffer)[0]!;
const floatOf = (bits: number) => new Float32Array(Uint32Array.of(bits).buffer)[0]!;

const bins = Array.from({ length: marginBinCount - 1 }, (_, index) => marginsOfBin(index + 1));

/** How far the logarithm of a loss is, at most, from that at its bin's centre. */
function worstLogError(loss: MarginLoss): number {
  const logOf = (edge: keyof MarginBin) =>
    logLosses(termsOfMargins(Float64Array.from(bins, (bin) => bin[edge])), loss);
  const [hard, middle, easy] = [logOf('smallest'), logOf('centre'), logOf('largest')];
  return middle.reduce((worst, log, bin) => Math.max(worst, hard[bin]! - log, log - easy[bin]!), 0);
}

describe('margin bins', () => {
  it('follow each other without a gap, from certain to hopeless', () => {
    let faults = 0;
    for (let bin = 1; bin < marginBinCount; bin++) {
      const { smallest, largest, centre } = marginsOfBin(bin);
      const before = marginsOfBin(bin - 1);
      if (!(largest === before.smallest && smallest < centre && centre < largest)) faults++;
    }
    expect(faults).toBe(0);
    expect(marginsOfBin(marginBinCount - 1).smallest).toBeLessThanOrEqual(-1e30);
  });

  it('hold the margins at their edges and the float32 on either side', () => {
    let faults = 0;
    const check = (margin: number) => {
      if (Math.abs(margin) > Math.fround(1e30)) return;
      const { smallest, largest } = marginsOfBin(marginBin(margin, bitsOf(margin)));
      // Easy bins take their smaller edge in, hard ones their larger one: that nearer to zero.
      const inside =
        margin >= 0 ? smallest <= margin && margin < largest : smallest < margin && margin <= largest;
      if (!inside && margin !== 0) faults++;
    };
    for (let bin = 0; bin < marginBinCount; bin += 7) {
      const edge = marginsOfBin(bin).smallest;
      const bits = bitsOf(edge);
      for (const size of [bits - 1, bits, bits + 1].filter((near) => near >= 0))
        check(Math.sign(edge) * floatOf(size));
    }
    expect(faults).toBe(0);
    expect(marginBin(-0, 0)).toBe(marginBin(0, 0));
    expect(marginBin(1e30, bitsOf(1e30))).toBe(0);
    expect(marginBin(-Math.fround(1e30), bitsOf(1e30))).toBe(marginBinCount - 1);
  });

  it.each([0, 0.5, 1, 2, 3.7, 5, 10])('are narrow enough for every curve at γ %f', (gamma) => {
    const worst = worstLogError({ kind: 'focal', gamma });
    expect(Math.tanh(worst / 2)).toBeLessThanOrEqual(promisedCurveError);
    expect(Math.exp(worst) - 1).toBeLessThanOrEqual(0.0027);
  });
});

describe('cumulative loss', () => {
  const lossCase = makeLossCase(400, 20);
  const histogram = computeElementHistogramReference(lossCase.logits, lossCase.targets, lossCase.classes);
  const foreground = prepareElementLosses(histogram.foreground);
  const background = prepareElementLosses(histogram.background);

  it.each([0, 0.5, 1, 2, 5, 10])('adds up to the dense loss without α at γ %f', (gamma) => {
    const params: DenseLossParams = { kind: 'focal', gamma, alpha: -1, normaliser: 'none' };
    const { total } = computeDenseLossReference(
      lossCase.logits,
      lossCase.targets,
      lossCase.classes,
      params,
    ).totals();
    const sum = foreground.sum(params) + background.sum(params);
    expect(Math.abs(sum / total - 1)).toBeLessThan(1e-5 * (1 + gamma));
  });

  it.each([
    [4, 0, 3e-3],
    [2, 1, 3e-3],
    [0.5, -3, 3e-3],
    [10, 8, 3e-3],
  ])('adds up to the dense loss under FL* too, with γ %f and β %f', (gamma, beta, allowed) => {
    const params: DenseLossParams = { kind: 'focal-star', gamma, beta, alpha: -1, normaliser: 'none' };
    const { logits, targets, classes } = lossCase;
    const { total } = computeDenseLossReference(logits, targets, classes, params).totals();
    expect(Math.abs((foreground.sum(params) + background.sum(params)) / total - 1)).toBeLessThan(allowed);
  });

  it.each([
    [4, 0],
    [2, 1],
    [10, 0],
    [0.5, 1],
    [1, -5],
  ])('has bins narrow enough for the curves of FL* with γ %f and β %f', (gamma, beta) => {
    expect(Math.tanh(worstLogError({ kind: 'focal-star', gamma, beta }) / 2)).toBeLessThanOrEqual(
      promisedCurveError,
    );
  });

  it('ignores γ for cross entropy', () => {
    const crossEntropy = background.cumulate({ kind: 'cross-entropy', gamma: 5 }, 50);
    expect(crossEntropy).toEqual(background.cumulate({ kind: 'focal', gamma: 0 }, 50));
  });

  it('ascends from 0 to 1, below the diagonal, and bends more as γ grows', () => {
    const curves = [0, 1, 2, 5].map((gamma) => background.cumulate({ kind: 'focal', gamma }, 200).shares);
    for (const shares of curves) {
      expect(shares[0]).toBe(0);
      expect(shares[200]).toBeCloseTo(1, 12);
      expect(shares.every((share, index) => index === 0 || share >= shares[index - 1]!)).toBe(true);
      expect(shares.every((share, index) => share <= index / 200 + 1e-12)).toBe(true);
    }
    const [unfocused, ...focused] = curves.map((shares) => shares[150]!);
    expect(focused.toSorted((a, b) => b - a)).toEqual(focused);
    expect(unfocused).toBeGreaterThan(focused[0]!);
  });

  it('gives the hardest elements what it does not give the others', () => {
    const loss = { kind: 'focal', gamma: 2 } as const;
    const { shares } = background.cumulate(loss, evenFractions(100));
    for (const percent of [0, 1, 10, 50, 100])
      expect(background.shareOfHardest(loss, percent / 100)).toBeCloseTo(1 - shares[100 - percent]!, 12);
  });

  it('counts elements', () => {
    const owned = lossCase.targets.filter((target) => target >= 0).length;
    const seen = lossCase.targets.filter((target) => target >= -1).length;
    expect(foreground.elements).toBe(owned);
    expect(background.elements).toBe(seen * 20 - owned);
  });

  it('refuses a γ and fractions outside their range, and fractions that descend', () => {
    const draw = (gamma: number, fractions: Float64Array) =>
      background.cumulate({ kind: 'focal', gamma }, fractions);
    expect(() => draw(10.5, evenFractions(2))).toThrow(RangeError);
    expect(() => draw(NaN, evenFractions(2))).toThrow(RangeError);
    expect(() => draw(2, Float64Array.of(0, 1.1))).toThrow(RangeError);
    expect(() => draw(2, Float64Array.of(0.5, 0.4))).toThrow(RangeError);
    expect(() => draw(2, Float64Array.of(NaN))).toThrow(RangeError);
    expect(() => background.shareOfHardest({ kind: 'focal', gamma: 2 }, -0.1)).toThrow(RangeError);
  });
});

describe('twin: runs', () => {
  it('counts in runs as at once', () => {
    const { logits, targets, classes } = makeLossCase(100, 6);
    const whole = computeElementHistogramReference(logits, targets, classes);
    const counting = prepareElementHistogramReference(logits, targets, classes);
    for (let start = 0; start < counting.anchors; start += 30) counting.run(start, Math.min(100, start + 30));
    const { foreground, background, nonFinite } = counting.histogram();
    expect(foreground.every((held, bin) => held === whole.foreground[bin])).toBe(true);
    expect(background.every((held, bin) => held === whole.background[bin])).toBe(true);
    expect(nonFinite).toBe(whole.nonFinite);
  });

  it('refuses too few logits', () => {
    expect(() => prepareElementHistogramReference(new Float32Array(5), new Int32Array(2), 3)).toThrow(
      RangeError,
    );
  });
});
