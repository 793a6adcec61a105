import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floatToHalf, halvesToFloats } from '../../src/model/half-float.ts';
import { packInputReference } from '../../src/model/reference/pack-input.ts';
import { scoreKindOf } from '../../src/model/value-range.ts';
import { halfToNumber } from '../support/half-logits.ts';

describe('float16 by its bits', () => {
  it('is read as its definition has it, and written back unchanged', () => {
    const bits = Uint16Array.from({ length: 0x10000 }, (_, index) => index);
    const floats = halvesToFloats(bits);
    for (const [index, value] of floats.entries()) {
      const expected = halfToNumber(index);
      if (!Object.is(value, expected)) expect(value, String(index)).toBe(expected);
      if (!Number.isNaN(value) && floatToHalf(value) !== index)
        expect(floatToHalf(value), String(value)).toBe(index);
    }
    expect(floatToHalf(NaN)).toBe(0x7e00);
  });

  it('takes the nearest, ties to even', () => {
    fc.assert(
      fc.property(fc.double({ min: -65519, max: 65519, noNaN: true }), (value) => {
        const [rounded] = halvesToFloats(Uint16Array.of(floatToHalf(value)));
        const step = 2 ** (Math.max(-14, Math.floor(Math.log2(Math.abs(value) || 1))) - 10);
        expect(Math.abs(rounded! - value)).toBeLessThanOrEqual(step / 2);
      }),
    );
    expect(floatToHalf(2049)).toBe(floatToHalf(2048));
    expect(floatToHalf(2051)).toBe(floatToHalf(2052));
    expect(floatToHalf(65520)).toBe(0x7c00);
    expect(floatToHalf(-1e9)).toBe(0xfc00);
  });
});

describe('an input as a graph wants it', () => {
  const planes = Float32Array.of(0, 1, 2.5, 300, -7, 3.5);
  it('is handed over as it is where that is right', () => {
    expect(packInputReference(planes, { axes: 'nchw', type: 'float32' })).toBe(planes);
  });

  it('has its channels last, or is cut down to bytes', () => {
    expect(packInputReference(planes, { axes: 'hwc', type: 'float32' })).toEqual(
      Float32Array.of(0, 2.5, -7, 1, 300, 3.5),
    );
    expect(packInputReference(planes, { axes: 'chw', type: 'uint8' })).toEqual(
      Uint8Array.of(0, 1, 2, 255, 0, 4),
    );
  });
});

describe('what scores are', () => {
  it.each([
    [{ least: 0, greatest: 1, nonFinite: 0 }, 'probabilities'],
    [{ least: 0.001, greatest: 0.02, nonFinite: 0 }, 'probabilities'],
    [{ least: -1e-4, greatest: 1.0004, nonFinite: 0 }, 'probabilities'],
    [{ least: -0.01, greatest: 0.9, nonFinite: 0 }, 'logits'],
    [{ least: 0.2, greatest: 1.2, nonFinite: 0 }, 'logits'],
    [{ least: -9, greatest: 3, nonFinite: 0 }, 'logits'],
    [{ least: Infinity, greatest: -Infinity, nonFinite: 5 }, 'logits'],
  ] as const)('follows from %j', (range, kind) => {
    expect(scoreKindOf(range)).toBe(kind);
  });
});
