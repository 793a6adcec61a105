import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reduceTile } from '../../src/image/block-mean.ts';
import { createInputGeometry } from '../../src/image/input-geometry.ts';
import type { PixelImage } from '../../src/image/photo.ts';
import { preprocessReference } from '../../src/image/reference/preprocess.ts';
import { createResizeFilter } from '../../src/image/resize-filter.ts';
import {
  compareInput,
  geometryOf,
  loadReduceCases,
  loadResizeCases,
  oddRule,
} from '../support/image-fixtures.ts';

const resizeCases = await loadResizeCases();
const reduceCases = await loadReduceCases();

describe('createResizeFilter', () => {
  const length = fc.integer({ min: 1, max: 500 });

  it('takes pixels that exist, with weights that sum to 1', () => {
    fc.assert(
      fc.property(length, length, (source, target) => {
        const { spans, weights, taps } = createResizeFilter(source, target);
        for (let i = 0; i < target; i++) {
          const [first, count] = spans.subarray(i * 2, i * 2 + 2);
          expect(count).toBeGreaterThan(0);
          expect(count).toBeLessThanOrEqual(taps);
          expect(first! + count!).toBeLessThanOrEqual(source);
          const row = weights.subarray(i * taps, (i + 1) * taps);
          expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
          expect(row.every((weight, tap) => (tap < count! ? weight >= 0 : weight === 0))).toBe(true);
        }
      }),
    );
  });

  it('is symmetric: the picture does not shift', () => {
    fc.assert(
      fc.property(length, length, (source, target) => {
        const { spans, weights, taps } = createResizeFilter(source, target);
        const centre = (i: number): number => {
          const [first, count] = spans.subarray(i * 2, i * 2 + 2);
          let sum = 0;
          for (let tap = 0; tap < count!; tap++) sum += weights[i * taps + tap]! * (first! + tap + 0.5);
          return sum;
        };
        for (let i = 0; i < target; i++) expect(centre(i) + centre(target - 1 - i)).toBeCloseTo(source, 2);
      }),
    );
  });

  it('keeps every pixel where the size stays', () => {
    const { spans, weights, taps } = createResizeFilter(5, 5);
    for (let i = 0; i < 5; i++) {
      const shift = i - spans[i * 2]!;
      expect(weights[i * taps + shift]).toBe(1);
    }
  });
});

describe('preprocessReference', () => {
  it.each(resizeCases)('agrees with Pillow: $name', ({ source, resized }) => {
    const geometry = geometryOf(source, resized, 32);
    const input = preprocessReference(source, geometry, oddRule);
    const { worst, isPadded } = compareInput(input, resized, geometry, oddRule);
    expect(worst).toBeLessThan(2);
    expect(isPadded).toBe(true);
  });

  it('gives blue, green, red where the rule says so, with the mean of each place', () => {
    const { source, resized } = resizeCases[0]!;
    const geometry = geometryOf(source, resized, 1);
    const rule = { ...oddRule, channelOrder: 'BGR' } as const;
    const input = preprocessReference(source, geometry, rule);
    expect(compareInput(input, resized, geometry, rule).worst).toBeLessThan(2);
    expect(compareInput(input, resized, geometry, oddRule).worst).toBeGreaterThan(20);
  });

  it('spreads one pixel over the whole input', () => {
    const source = { width: 1, height: 1, data: new Uint8ClampedArray([10, 200, 90, 255]) };
    const geometry = createInputGeometry(1, 1, 64, 32);
    const resized = { width: 64, height: 64, data: new Uint8ClampedArray(64 * 64 * 4) };
    for (let i = 0; i < 64 * 64; i++) resized.data.set(source.data, i * 4);
    const input = preprocessReference(source, geometry, oddRule);
    expect(compareInput(input, resized, geometry, oddRule).worst).toBeLessThan(1e-4);
  });
});

describe('createInputGeometry', () => {
  it('gives the longest side its length, keeps the aspect and pads to the multiple', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30_000 }),
        fc.integer({ min: 1, max: 30_000 }),
        fc.constantFrom(320, 416, 512, 640, 768, 896, 1024),
        (width, height, side) => {
          const geometry = createInputGeometry(width, height, side, 32);
          const { inputWidth, inputHeight, resizedWidth, resizedHeight } = geometry;
          expect(Math.max(resizedWidth, resizedHeight)).toBe(side);
          expect(Math.min(resizedWidth, resizedHeight)).toBeGreaterThanOrEqual(1);
          expect([inputWidth % 32, inputHeight % 32]).toEqual([0, 0]);
          expect(inputWidth - resizedWidth).toBeLessThan(32);
          expect(inputHeight - resizedHeight).toBeLessThan(32);
          const exact = (Math.min(width, height) * side) / Math.max(width, height);
          expect(Math.abs(Math.min(resizedWidth, resizedHeight) - exact)).toBeLessThanOrEqual(
            Math.max(0.5, 1 - exact),
          );
          expect(geometry.scaleX * width).toBeCloseTo(resizedWidth, 6);
        },
      ),
    );
  });
});

describe('reduceTile', () => {
  const emptyImage = (width: number, height: number): PixelImage => ({
    width,
    height,
    data: new Uint8ClampedArray(width * height * 4),
  });

  const cutTile = (image: PixelImage, left: number, top: number, side: number): PixelImage => {
    const tile = emptyImage(Math.min(side, image.width - left), Math.min(side, image.height - top));
    for (let y = 0; y < tile.height; y++) {
      const start = ((top + y) * image.width + left) * 4;
      tile.data.set(image.data.subarray(start, start + tile.width * 4), y * tile.width * 4);
    }
    return tile;
  };

  it.each(reduceCases)('by $factor agrees with Pillow, whole and in tiles', ({ factor, source, reduced }) => {
    for (const blocks of [1, 2, 100]) {
      const side = factor * blocks;
      const target = emptyImage(Math.ceil(source.width / factor), Math.ceil(source.height / factor));
      expect([target.width, target.height]).toEqual([reduced.width, reduced.height]);
      for (let top = 0; top < source.height; top += side) {
        for (let left = 0; left < source.width; left += side) {
          reduceTile(cutTile(source, left, top, side), factor, target, left / factor, top / factor);
        }
      }
      const worst = target.data.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - reduced.data[i]!)),
        0,
      );
      expect(worst).toBeLessThanOrEqual(1);
    }
  });
});
