import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitIntoChunks } from '../../src/loss/anchor-chunks.ts';

describe('splitIntoChunks', () => {
  it('covers every anchor once, within the limit, from offsets that bindings allow', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 2 ** 20, max: 2 ** 28 }),
        (anchors, classes, limit) => {
          const chunks = splitIntoChunks({ anchors, classes }, limit);
          const ends = chunks.map(({ firstAnchor, anchorCount }) => firstAnchor + anchorCount);
          expect(chunks.map((chunk) => chunk.firstAnchor)).toEqual([0, ...ends.slice(0, -1)]);
          expect(ends.at(-1)).toBe(anchors);
          expect(Math.min(...chunks.map((chunk) => chunk.anchorCount))).toBeGreaterThan(0);
          const largest = Math.max(...chunks.map((chunk) => chunk.anchorCount));
          expect(largest * classes * 4).toBeLessThanOrEqual(limit);
          expect(chunks.filter((chunk) => (chunk.firstAnchor * classes * 4) % 256 !== 0)).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('splits a million anchors of 80 classes for a binding of 128 MiB', () => {
    const chunks = splitIntoChunks({ anchors: 1_000_000, classes: 80 }, 2 ** 27);
    expect(chunks.map((chunk) => chunk.anchorCount)).toEqual([419_392, 419_392, 161_216]);
  });

  it('needs no multiple of 64 where everything fits', () => {
    expect(splitIntoChunks({ anchors: 5, classes: 2 }, 40)).toEqual([{ firstAnchor: 0, anchorCount: 5 }]);
  });

  it('refuses a limit below 64 rows, and shapes that are none', () => {
    expect(() => splitIntoChunks({ anchors: 65, classes: 80 }, 64 * 320 - 1)).toThrow(
      'webgpu-limit-exceeded',
    );
    for (const anchors of [0, -1, 1.5, NaN])
      expect(() => splitIntoChunks({ anchors, classes: 80 }, 2 ** 27)).toThrow(RangeError);
  });
});
