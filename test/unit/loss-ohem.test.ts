import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/gpu/input-error.ts';
import { computeOhemReference } from '../../src/loss/reference/ohem.ts';
import { createDisjointCase, describeOhem } from '../support/ohem-suite.ts';

describeOhem('twin', (inputs, params) => Promise.resolve(computeOhemReference(inputs, params)), 500);

describe('OHEM params', () => {
  const inputs = createDisjointCase(10, () => false);

  it.each([0, 1025, 1.5, NaN, -3])('refuse to select %f anchors', (count) => {
    expect(() => computeOhemReference(inputs, { count, iou: 0.5 })).toThrow(InputError);
  });

  it.each([0, 1, -0.5, 1.5, NaN])('refuse a threshold of %f', (iou) => {
    expect(() => computeOhemReference(inputs, { count: 5, iou })).toThrow(InputError);
  });

  it.each([0, 0.5, -1, NaN, 1025])('refuse %f negatives a positive', (negativesPerPositive) => {
    expect(() => computeOhemReference(inputs, { count: 5, iou: 0.5, negativesPerPositive })).toThrow(
      InputError,
    );
  });

  it('refuse arrays that are too short', () => {
    const params = { count: 5, iou: 0.5 };
    expect(() => computeOhemReference({ ...inputs, perAnchor: new Float32Array(9) }, params)).toThrow(
      InputError,
    );
    expect(() => computeOhemReference({ ...inputs, boxes: new Float32Array(39) }, params)).toThrow(
      InputError,
    );
  });
});
