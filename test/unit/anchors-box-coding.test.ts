import { describe, expect, it } from 'vitest';
import { decodeBox, plainBoxCoding, type BoxCoding } from '../../src/anchors/box-coding.ts';

/** Decodes against the anchor (10, 20, 30, 60): 20 wide, 40 high, centre (20, 40). */
function decode(deltas: readonly number[], coding: BoxCoding): number[] {
  const target = new Float64Array(4);
  decodeBox(Float32Array.of(10, 20, 30, 60), 0, Float32Array.from(deltas), 0, coding, target);
  return [...target];
}

const unbounded: BoxCoding = { weights: [1, 1, 1, 1], maxLogSize: Infinity };

describe('decodeBox', () => {
  it('moves the centre and scales the size', () => {
    expect(decode([0.5, -0.25, 0, 0], plainBoxCoding)).toEqual([20, 10, 40, 50]);
    const grown = decode([0, 0, Math.LN2, -Math.LN2], plainBoxCoding);
    for (const [side, value] of [0, 30, 40, 50].entries()) expect(grown[side]).toBeCloseTo(value, 5);
  });

  it('divides by the weights: deviations of 0.1 and 0.2', () => {
    const boxes = decode([5, -2.5, 5 * Math.LN2, 0], { ...unbounded, weights: [10, 10, 5, 5] });
    expect(boxes[0]).toBeCloseTo(10, 4);
    expect(boxes[2]).toBeCloseTo(50, 4);
    expect([boxes[1], boxes[3]]).toEqual([10, 50]);
  });

  it('moves corners by their own deltas, with a deviation of 0.2', () => {
    const coding: BoxCoding = { kind: 'corners', weights: [5, 5, 5, 5], maxLogSize: Infinity };
    // 0.2 · 20 · (1, −2) and 0.2 · 40 · (0.5, 1)
    expect(decode([1, 0.5, -2, 1], coding)).toEqual([14, 24, 22, 68]);
  });

  it('bounds log sizes above alone, on both sides, or not at all', () => {
    const width = (dw: number, coding: BoxCoding): number => {
      const [x0 = 0, , x1 = 0] = decode([0, 0, dw, 0], coding);
      return (x1 - x0) / 20;
    };
    const largest = Math.log(1000 / 16);
    const twoSided = { ...plainBoxCoding, minLogSize: -largest };
    expect(width(6, plainBoxCoding)).toBeCloseTo(62.5, 9);
    expect(width(-6, plainBoxCoding)).toBeCloseTo(Math.exp(-6), 9);
    expect(width(-6, twoSided)).toBeCloseTo(1 / 62.5, 9);
    expect(width(6, twoSided)).toBeCloseTo(62.5, 9);
    expect(width(6, unbounded)).toBeCloseTo(Math.exp(6), 6);
    expect(Number.isFinite(width(1e4, unbounded))).toBe(true);
  });

  it('counts the last pixel in, and takes it off again', () => {
    const pixels: BoxCoding = { ...unbounded, extraPixel: 1 };
    // No delta: the anchor itself.
    expect(decode([0, 0, 0, 0], pixels)).toEqual([10, 20, 30, 60]);
    // 21 and 41 pixels: the centre moves by 21, and the width doubles to 42.
    const [x0, y0, x1, y1] = decode([1, 0, Math.LN2, 0], pixels);
    expect(x0).toBeCloseTo(10 + 10.5 + 21 - 21, 5);
    expect(x1).toBeCloseTo(10 + 10.5 + 21 + 21 - 1, 5);
    expect([y0, y1]).toEqual([20, 60]);
  });
});
