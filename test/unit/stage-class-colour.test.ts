import { describe, expect, it } from 'vitest';
import { classColour, cssColour, readableTextColour, type Colour } from '../../src/stage/class-colour.ts';

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('classColour', () => {
  it('is in sRGB, bright, and the same at every call', () => {
    for (let index = 0; index < 100; index++) {
      const colour = classColour(index);
      expect(colour).toEqual(classColour(index));
      for (const channel of colour) {
        expect(channel).toBeGreaterThanOrEqual(0);
        expect(channel).toBeLessThanOrEqual(1);
      }
      expect(luminance(colour), `class ${index}`).toBeGreaterThan(0.25);
    }
  });

  it('differs clearly between the first dozen classes, and at all between 80', () => {
    const distance = (first: number, second: number): number =>
      Math.hypot(...classColour(first).map((value, i) => value - classColour(second)[i]!));
    for (let first = 0; first < 80; first++) {
      for (let second = 0; second < first; second++) {
        const least = first < 12 ? 0.15 : 0.01;
        expect(distance(first, second), `${first} and ${second}`).toBeGreaterThan(least);
      }
    }
  });

  it('carries text at a contrast of at least 4.5', () => {
    for (let index = 0; index < 80; index++) {
      const colour = classColour(index);
      const text = readableTextColour(colour) === '#000000' ? 0 : 1;
      const [light, dark] = [luminance(colour), text].sort((a, b) => b - a) as [number, number];
      expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(4.5);
    }
    expect(readableTextColour([0, 0, 0.5])).toBe('#ffffff');
  });
});

describe('cssColour', () => {
  it('writes two digits a channel', () => {
    expect(cssColour([1, 0.5, 0])).toBe('#ff8000');
  });
});
