import { describe, expect, it } from 'vitest';
import {
  allColormapColours,
  colormapColours,
  colormapSize,
  heatFraction,
  markColours,
  markSteps,
  scaleRange,
} from '../../src/stage/colormap.ts';
import { anchorMarks, type AnchorMark } from '../../src/statistics/anchor-mark-values.ts';
import { colormapNames } from '../../src/stage/scene.ts';

describe('colormapColours', () => {
  it('has the published colours at both ends', () => {
    const ends = (name: (typeof colormapNames)[number]): number[][] => {
      const table = colormapColours(name);
      return [[...table.subarray(0, 4)], [...table.subarray(-4)]];
    };
    expect(ends('viridis')).toEqual([
      [68, 1, 84, 255],
      [253, 231, 37, 255],
    ]);
    expect(ends('magma')).toEqual([
      [0, 0, 4, 255],
      [252, 253, 191, 255],
    ]);
    // d3's cividis is a polynomial fit, within a few steps of the published (0, 34, 78) and (254, 232, 56).
    for (const [index, end] of [
      [0, 34, 78, 255],
      [254, 232, 56, 255],
    ].entries()) {
      for (const [channel, value] of end.entries()) {
        expect(Math.abs(ends('cividis')[index]![channel]! - value)).toBeLessThanOrEqual(16);
      }
    }
  });

  it('grows lighter from entry to entry', () => {
    for (const name of colormapNames) {
      const table = colormapColours(name);
      const lightness = (entry: number): number =>
        0.2126 * table[entry * 4]! + 0.7152 * table[entry * 4 + 1]! + 0.0722 * table[entry * 4 + 2]!;
      for (let entry = 16; entry < colormapSize; entry += 16) {
        expect(lightness(entry), `${name} ${entry}`).toBeGreaterThan(lightness(entry - 16));
      }
    }
  });

  it('lays all maps out in the order of their names', () => {
    const all = allColormapColours();
    for (const [index, name] of colormapNames.entries()) {
      const start = index * colormapSize * 4;
      expect(all.subarray(start, start + colormapSize * 4)).toEqual(colormapColours(name));
    }
  });
});

describe('the colours of marks', () => {
  it('fill a band around each mark, so that no two mix', () => {
    const table = colormapColours('marks');
    for (const [name, mark] of Object.entries(anchorMarks)) {
      const middle = Math.round((mark / markSteps) * (colormapSize - 1));
      const colour = markColours[name as AnchorMark];
      for (let entry = middle - 10; entry <= middle + 10; entry++) {
        const bytes = [...table.subarray(entry * 4, entry * 4 + 3)];
        expect(`#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`).toBe(colour);
      }
    }
  });
});

describe('colour scale', () => {
  it('is linear from zero, or logarithmic over five decades', () => {
    expect(heatFraction(0.25, 0.5, 'linear')).toBe(0.5);
    expect(heatFraction(0.5, 0.5, 'log')).toBe(1);
    expect(heatFraction(0.5e-1, 0.5, 'log')).toBeCloseTo(0.8, 12);
    expect(heatFraction(0.5e-5, 0.5, 'log')).toBeCloseTo(0, 12);
    expect(heatFraction(1e-30, 0.5, 'log')).toBe(0);
  });

  it('is 0 where there is no loss or no scale, and never beyond 1', () => {
    for (const scale of ['linear', 'log'] as const) {
      expect(heatFraction(0, 1, scale)).toBe(0);
      expect(heatFraction(1, 0, scale)).toBe(0);
      expect(heatFraction(NaN, 1, scale)).toBe(0);
      expect(heatFraction(3, 1, scale)).toBe(1);
    }
  });

  it('has its ends where the fraction is 0 and 1', () => {
    expect(scaleRange(2, 'linear')).toEqual({ minimum: 0, maximum: 2 });
    const { minimum, maximum } = scaleRange(2, 'log');
    expect(heatFraction(minimum, maximum, 'log')).toBeCloseTo(0, 12);
    expect(minimum).toBeCloseTo(2e-5, 15);
  });
});
