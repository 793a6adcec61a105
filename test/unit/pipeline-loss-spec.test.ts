import { describe, expect, it } from 'vitest';
import {
  comparisonWithin,
  isOfMarks,
  isOfOneClass,
  isSameComparison,
  isSameLoss,
  lossChoices,
  lossSpecOf,
  ofClass,
  planLoss,
  quantitySpecOf,
  standingCrossEntropy,
  standingFocal,
} from '../../src/pipeline/loss-spec.ts';

const numbers = { gamma: 2, alpha: 0.25, starGamma: 1.5, starBeta: 0.5, ohemCount: 256, ohemIou: 0.7 };

describe('loss specs', () => {
  it('are all different, and plans of one kind each', () => {
    const specs = lossChoices.map((choice) => lossSpecOf(choice, numbers));
    expect(new Set(specs.map((spec) => JSON.stringify(spec))).size).toBe(lossChoices.length);
    for (const spec of specs) {
      const { dense, box, ohem } = planLoss(spec, 3);
      expect(dense === undefined).toBe(box !== undefined);
      expect(ohem !== undefined).toBe(spec.kind === 'ohem');
      if (box) expect(box.groundTruthCount).toBe(3);
    }
  });

  it('divide OHEM by N, all else by the foreground', () => {
    expect(planLoss(lossSpecOf('ohem', numbers), 3)).toMatchObject({
      ohem: { count: 256, iou: 0.7 },
      dense: { kind: 'cross-entropy', alpha: -1, normaliser: 256 },
    });
    expect(planLoss(lossSpecOf('ohem', numbers), 3).ohem).not.toHaveProperty('negativesPerPositive');
    expect(planLoss(lossSpecOf('ohem-1-3', numbers), 3).ohem?.negativesPerPositive).toBe(3);
    expect(planLoss(lossSpecOf('focal-star', numbers), 3).dense).toEqual({
      kind: 'focal-star',
      gamma: 1.5,
      alpha: -1,
      beta: 0.5,
      normaliser: 'foreground',
    });
    expect(planLoss(lossSpecOf('giou', numbers), 3).box).toMatchObject({
      kind: 'giou',
      normaliser: 'foreground',
    });
  });

  it('are of one class, in parts that no other class shares, and whole for one that the head has not', () => {
    for (const choice of lossChoices) {
      const spec = lossSpecOf(choice, numbers);
      expect(isSameLoss(ofClass(spec, 3), spec)).toBe(false);
      expect(isSameLoss(ofClass(spec, 3), ofClass(spec, 4))).toBe(false);
      expect(ofClass(ofClass(spec, 3), undefined)).toEqual(spec);
      expect(planLoss(ofClass(spec, 3), 3)).toEqual(planLoss(spec, 3));
    }
    const left = ofClass(lossSpecOf('focal', numbers), 4);
    expect(isOfOneClass({ left })).toBe(true);
    expect(comparisonWithin({ left }, 5)).toEqual({ left });
    expect(comparisonWithin({ left, right: left }, 4)).toEqual({
      left: lossSpecOf('focal', numbers),
      right: lossSpecOf('focal', numbers),
    });
    expect(isOfOneClass(comparisonWithin({ left }, 4))).toBe(false);
  });

  it('select by OHEM alone what its loss is of', () => {
    const quantity = { gamma: 2, alpha: 0.25, ohemCount: 256, ohemIou: 0.7 };
    for (const choice of ['ohem', 'ohem-1-3'] as const) {
      const selection = quantitySpecOf(choice, 'focal', quantity);
      expect(isOfMarks(selection)).toBe(true);
      expect(planLoss(selection, 3)).toEqual({
        ohem: planLoss(lossSpecOf(choice, numbers), 3).ohem,
        dense: undefined,
        box: undefined,
      });
    }
    expect(isOfMarks(quantitySpecOf('assignment', 'focal', quantity))).toBe(true);
    expect(isOfMarks(quantitySpecOf('p-t', 'focal', quantity))).toBe(false);
  });

  it('stay the same when a number moves that they do not take', () => {
    const moved = { ...numbers, gamma: 3 };
    const changed = lossChoices.filter(
      (choice) => !isSameLoss(lossSpecOf(choice, numbers), lossSpecOf(choice, moved)),
    );
    expect(changed).toEqual(['focal', 'alpha-focal']);
  });

  it('know the two standing losses', () => {
    expect(isSameLoss(lossSpecOf('cross-entropy', numbers), standingCrossEntropy)).toBe(true);
    expect(isSameLoss(lossSpecOf('alpha-focal', numbers), standingFocal(numbers))).toBe(true);
    expect(isSameLoss(lossSpecOf('focal', numbers), standingFocal({ gamma: 2, alpha: -1 }))).toBe(true);
    expect(isSameLoss(lossSpecOf('focal', numbers), standingFocal(numbers))).toBe(false);
  });

  it('are compared side by side', () => {
    const [left, right] = [lossSpecOf('ohem', numbers), lossSpecOf('giou', numbers)];
    expect(isSameComparison({ left, right }, { left: { ...left }, right })).toBe(true);
    expect(isSameComparison({ left, right }, { left: right, right: left })).toBe(false);
    expect(isSameComparison(undefined, { left, right })).toBe(false);
    expect(isSameComparison(undefined, undefined)).toBe(true);
  });
});
