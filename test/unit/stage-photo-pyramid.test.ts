import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPhotoPyramid, choosePyramidLevel } from '../../src/stage/photo-pyramid.ts';
import { createTestPhoto } from '../support/stage-fixtures.ts';

function mean(data: Uint8ClampedArray, channel: number): number {
  let sum = 0;
  for (let i = channel; i < data.length; i += 4) sum += data[i]!;
  return sum / (data.length / 4);
}

describe('buildPhotoPyramid', () => {
  it('has a texture’s mip sizes down to one pixel, and keeps the mean on each', () => {
    const size = fc.integer({ min: 1, max: 90 });
    fc.assert(
      fc.property(size, size, (width, height) => {
        const { pixels } = createTestPhoto(width, height);
        const levels = buildPhotoPyramid(pixels);
        expect(levels.length).toBe(Math.floor(Math.log2(Math.max(width, height))) + 1);
        for (const [index, level] of levels.entries()) {
          expect([level.width, level.height]).toEqual([
            Math.max(1, width >> index),
            Math.max(1, height >> index),
          ]);
          for (const channel of [0, 1, 2, 3]) {
            // Each level rounds by half a step at most.
            expect(Math.abs(mean(level.data, channel) - mean(pixels.data, channel))).toBeLessThan(
              0.6 * index + 1e-6,
            );
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('does not shift a ramp, even where sides are odd', () => {
    const width = 101;
    const data = new Uint8ClampedArray(width * 4);
    for (let x = 0; x < width; x++) data.fill(2 * x, x * 4, x * 4 + 4);
    for (const level of buildPhotoPyramid({ width, height: 1, data }).slice(0, 5)) {
      for (let x = 0; x < level.width; x++) {
        const middle = ((x + 0.5) * width) / level.width - 0.5;
        expect(Math.abs(level.data[x * 4]! - 2 * middle)).toBeLessThan(3);
      }
    }
  });
});

describe('choosePyramidLevel', () => {
  it('takes the level whose pixels are nearest in size to the canvas’s', () => {
    expect([0.1, 1, 1.4, 1.5, 2.8, 2.9, 1000].map((size) => choosePyramidLevel(size, 5))).toEqual([
      0, 0, 0, 1, 1, 2, 4,
    ]);
  });
});
