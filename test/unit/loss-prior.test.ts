import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/gpu/input-error.ts';
import { priorBias, untrainedLoss, type UntrainedHead } from '../../src/loss/prior.ts';
import { computeDenseLossReference } from '../../src/loss/reference/dense-loss.ts';

const head: UntrainedHead = {
  anchors: 120_087,
  classes: 80,
  foreground: 60,
  start: { prior: 0.01 },
  kind: 'focal',
  gamma: 2,
  alpha: 0.25,
  normaliser: 'foreground',
};

/** The margin loss of FL*, by its definition. */
const starLoss = (z: number, gamma: number, beta: number) =>
  -Math.log(1 / (1 + Math.exp(-(gamma * z + beta)))) / gamma;

describe('priorBias', () => {
  it('is the logit of the prior', () => {
    expect(priorBias(0.01)).toBeCloseTo(-4.59511985013459, 13);
    expect(priorBias(0.5)).toBe(0);
    for (const prior of [1e-12, 0.001, 0.3, 0.9])
      expect(1 / (1 + Math.exp(-priorBias(prior))) / prior).toBeCloseTo(1, 12);
    expect(priorBias(0.9)).toBeCloseTo(-priorBias(0.1), 13);
  });

  it.each([0, 1, -0.1, 1.1, NaN, Infinity])('refuses %f', (prior) => {
    expect(() => priorBias(prior)).toThrow(InputError);
    expect(() => untrainedLoss({ ...head, start: { prior } })).toThrow(InputError);
  });
});

describe('untrainedLoss', () => {
  it.each(['cross-entropy', 'focal', 'focal-star'] as const)(
    'is what the twin finds on constant logits: %s',
    (kind) => {
      for (const start of [
        { prior: 0.01 },
        { prior: 0.5 },
        { prior: 0.97 },
        { bias: 0 },
        { bias: -40 },
      ] as const)
        for (const gamma of kind === 'focal-star' ? [0.5, 2, 4] : [0, 0.5, 2, 5])
          for (const alpha of [-1, 0.25])
            for (const normaliser of ['foreground', 'anchors', 'none', 7] as const)
              for (const foreground of [0, 1, 13]) {
                const bias = 'prior' in start ? Math.fround(priorBias(start.prior)) : start.bias;
                const targets = new Int32Array(57).fill(-1).fill(2, 0, foreground).fill(-2, 50);
                const params = { kind, gamma, alpha, beta: 0.75, normaliser };
                const found = untrainedLoss({
                  anchors: 57,
                  classes: 5,
                  foreground,
                  ignored: 7,
                  start: { bias },
                  ...params,
                });
                const twin = computeDenseLossReference(
                  new Float32Array(57 * 5).fill(bias),
                  targets,
                  5,
                  params,
                ).totals();
                for (const name of ['total', 'foreground', 'background'] as const)
                  expect(Math.abs(found[name] - twin[name])).toBeLessThanOrEqual(1e-12 * twin[name]);
              }
    },
  );

  it('starts focal loss with a prior of 0.01 at about 1, with 0.5 at the mercy of the background', () => {
    const [rare, even] = [untrainedLoss(head), untrainedLoss({ ...head, start: { prior: 0.5 } })];
    expect(rare.bias).toBe(priorBias(0.01));
    expect(even).toEqual({ ...untrainedLoss({ ...head, start: { bias: 0 } }) });
    // 60 · 1.128 / 60 of the objects; 9.6 million elements of 7.5e-7 each.
    expect(rare.foreground).toBeCloseTo(1.12838186 + 79 * 7.53774853e-7, 6);
    expect(rare.background).toBeCloseTo(((120_087 - 60) * 80 * 7.53774853e-7) / 60, 5);
    expect(rare.foregroundShare).toBeGreaterThan(0.9);
    expect(even.backgroundShare).toBeGreaterThan(0.999);
    expect(even.total / rare.total).toBeGreaterThan(10_000);
    for (const { total, foreground, background, foregroundShare, backgroundShare } of [rare, even]) {
      expect(foreground + background).toBe(total);
      expect(foregroundShare + backgroundShare).toBeCloseTo(1, 14);
    }
  });

  it('knows FL*, whose curve is shifted and steeper', () => {
    const params = { anchors: 10, classes: 3, foreground: 2, alpha: -1, normaliser: 'none' } as const;
    for (const gamma of [0.5, 2, 4])
      for (const beta of [0, 1]) {
        const { foreground, background } = untrainedLoss({
          ...params,
          kind: 'focal-star',
          gamma,
          beta,
          start: { prior: 0.1 },
        });
        const x = Math.log(0.1 / 0.9);
        const [own, other] = [starLoss(x, gamma, beta), starLoss(-x, gamma, beta)];
        expect(foreground).toBeCloseTo(2 * (own + 2 * other), 11);
        expect(background).toBeCloseTo(8 * 3 * other, 11);
      }
    for (const fault of [{ gamma: 0 }, { gamma: 10.5 }, { beta: 2e6 }])
      expect(() => untrainedLoss({ ...head, kind: 'focal-star', ...fault })).toThrow(InputError);
  });

  it('says so where nothing is lost at all', () => {
    const { total, foregroundShare, backgroundShare } = untrainedLoss({
      ...head,
      foreground: 0,
      start: { bias: -1e4 },
    });
    expect([total, foregroundShare, backgroundShare]).toEqual([0, 0, 0]);
  });

  it.each([
    { anchors: 0 },
    { classes: 1.5 },
    { foreground: -1 },
    { foreground: 200_000 },
    { ignored: 120_080 },
    { gamma: 11 },
    { gamma: NaN },
    { alpha: 1.1 },
    { alpha: NaN },
    { normaliser: -1 },
    { start: { bias: NaN } },
  ])('refuses %o', (fault) => {
    expect(() => untrainedLoss({ ...head, ...fault })).toThrow(InputError);
  });
});
