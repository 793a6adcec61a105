import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchorSettingsOf, type AnchorSettings } from '../../src/coverage/anchor-settings.ts';
import { computeCoverage, type CoverMatching } from '../../src/coverage/compute-coverage.ts';
import { coverageBoxesOfPhoto, type CoverageBoxes } from '../../src/coverage/coverage-boxes.ts';
import { computeCoverageReference } from '../../src/coverage/reference/compute-coverage.ts';
import { createRandom, retinaAnchors } from '../support/anchor-settings.ts';

const retina: AnchorSettings = anchorSettingsOf({
  anchors: retinaAnchors,
  defaultSide: 128,
  inputRule: { padToMultiple: 32 },
});
const lenient: CoverMatching = { foregroundIou: 0.5, allowLowQualityMatches: true };
const strict: CoverMatching = { ...lenient, allowLowQualityMatches: false };

/** The boxes of images that are as large as the input, so that nothing is scaled. */
function boxesOf(corners: readonly (readonly number[])[], images = corners.map(() => 0)): CoverageBoxes {
  const imageCount = Math.max(0, ...images) + 1;
  return {
    corners: Float64Array.from(corners.flat()),
    images: Int32Array.from(images),
    imageSizes: Float64Array.from({ length: imageCount * 2 }, () => 128),
  };
}

describe('computeCoverage', () => {
  it('finds the anchor that a box lies on, and its neighbours', async () => {
    // The 32 × 32 anchor of P3's cell (4, 4): centre 36. One cell aside the IoU is 24·32 / (2·1024 − 768) = 0.6,
    // diagonally 24² / (2·1024 − 576) = 0.39; the next scale, 40.3, has 0.63 and, a cell aside, 28.2 · 32 / 1750.
    const result = await computeCoverage(
      boxesOf([[20, 20, 52, 52]]),
      { ...retina, scales: [1], ratios: [1] },
      strict,
    );
    expect(result.bestIou[0]).toBe(1);
    expect(result.bestLevel[0]).toBe(0);
    expect([...result.anchors]).toEqual([5]);
    expect([...result.levelAnchors]).toEqual([5, 0, 0, 0, 0]);
    expect([...result.covers]).toEqual([2]);
    expect([...result.assigned]).toEqual([5]);
  });

  it('calls a box low-quality, or uncovered, where no anchor reaches the threshold', async () => {
    const tiny = boxesOf([[40, 40, 48, 48]]);
    const taken = await computeCoverage(tiny, retina, lenient);
    expect(taken.bestIou[0]).toBeCloseTo(64 / (32 * 32), 6);
    expect([taken.covers[0], taken.assignedCovers[0], taken.anchors[0]]).toEqual([1, 1, 0]);
    const left = await computeCoverage(tiny, retina, strict);
    expect([left.covers[0], left.assignedCovers[0], left.assigned[0]]).toEqual([0, 0, 0]);
  });

  it('tells apart what a box has by itself and what is left beside its neighbour', async () => {
    // Two of a kind: every anchor overlaps the first as much, so the second has none of its own left.
    const twice = boxesOf([
      [20, 20, 52, 52],
      [20, 20, 52, 52],
    ]);
    const result = await computeCoverage(twice, retina, lenient);
    expect(result.anchors[0]).toBe(result.anchors[1]);
    expect([...result.covers]).toEqual([2, 2]);
    expect([...result.assignedCovers]).toEqual([2, 0]);
    expect([...result.assigned]).toEqual([result.anchors[0], 0]);
    // In an image of its own it keeps them.
    const apart = await computeCoverage({ ...boxesOf([...chunk(twice.corners)], [0, 1]) }, retina, lenient);
    expect([...apart.assignedCovers]).toEqual([2, 2]);
  });

  it('leaves out what no anchor may match, and says why', async () => {
    const boxes = boxesOf([
      [10, 10, 10, 20],
      [20, 10, 10, 20],
      [Number.NaN, 10, 20, 20],
      [200, 10, 220, 20],
      [-30, 10, -10, 20],
      [10, 10, 10.5, 40],
      [10, 10, 40, 40],
      [-20, 10, 20, 40],
      [10, 10, 40, 40],
    ]);
    const crowds = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 1]);
    const result = await computeCoverage({ ...boxes, crowds }, retina, lenient);
    expect([...result.refusals]).toEqual([1, 1, 1, 2, 2, 3, 0, 0, 4]);
    expect([...result.covers].map((cover) => cover > 0)).toEqual(
      [...result.refusals].map((refusal) => refusal === 0),
    );
    expect([...result.inputSizes.subarray(14, 16)]).toEqual([20, 30]);
    const admitted = await computeCoverage(boxes, retina, lenient, { smallestSide: 0 });
    expect([admitted.refusals[5], admitted.covers[5]]).toEqual([0, 1]);
  });

  it('scales boxes into the input of their own image, and says where it had to assume one', async () => {
    // 1024 × 512 shrinks by 8; the square anchor of 32 pixels at centre 36 is 256 pixels there.
    const boxes: CoverageBoxes = {
      corners: Float64Array.from([160, 160, 416, 416, 160, 160, 416, 416]),
      images: Int32Array.of(1, 0),
      imageSizes: Float64Array.of(0, 0, 1024, 512),
    };
    const assumedSize = { width: 256, height: 100 };
    const result = await computeCoverage(boxes, retina, strict, { assumedSize });
    expect(result.assumedImages).toBe(1);
    expect(result.bestIou[0]).toBe(1);
    // Enlarged to hold the box: 416 × 416, so that it takes 256 · 128 / 416 pixels of the input.
    expect(result.inputSizes[2]).toBeCloseTo((256 * 128) / 416, 4);
    expect([...result.imageAreas]).toEqual([256 * 256, expect.closeTo(256 * 256, 2)]);
  });

  it('takes the boxes of a photo as the page has them', async () => {
    const boxes = coverageBoxesOfPhoto(
      [
        { box: [20, 20, 52, 52], classIndex: 3 },
        { box: [20, 20, 52, 52], classIndex: 3, crowd: true },
      ],
      { width: 128, height: 96 },
    );
    const result = await computeCoverage(boxes, retina, strict);
    expect([...result.refusals]).toEqual([0, 4]);
    expect(result.bestIou[0]).toBe(1);
  });

  it('takes no boxes at all', async () => {
    const result = await computeCoverage(boxesOf([]), retina, strict);
    expect(result.covers).toHaveLength(0);
  });

  it('names the number at fault', async () => {
    const one = boxesOf([[20, 20, 52, 52]]);
    const refused = (boxes: CoverageBoxes, matching = strict) => computeCoverage(boxes, retina, matching);
    await expect(refused({ ...one, images: Int32Array.of(2) })).rejects.toThrow('images[0] must be an index');
    await expect(refused({ ...one, corners: Float64Array.of(1) })).rejects.toThrow('corners.length');
    await expect(refused({ ...one, crowds: Uint8Array.of(1, 1) })).rejects.toThrow('crowds.length');
    await expect(refused({ ...one, imageSizes: Float64Array.of(-5, 3) })).rejects.toThrow('imageSizes[0]');
    await expect(refused(one, { ...strict, foregroundIou: 0 })).rejects.toThrow('foregroundIou');
  });

  it('reports progress, lets others run, and ends when told to', async () => {
    const random = createRandom(4);
    const many = boxesOf(
      Array.from({ length: 60_000 }, () => {
        const [x, y] = [random() * 90, random() * 90];
        return [x, y, x + 8 + random() * 30, y + 8 + random() * 30];
      }),
      Array.from({ length: 60_000 }, (_, index) => index >> 2),
    );
    const controller = new AbortController();
    const seen: number[] = [];
    const run = computeCoverage(many, retina, lenient, {
      signal: controller.signal,
      onProgress: (done, total) => {
        expect(total).toBe(60_000);
        seen.push(done);
        if (seen.length === 3) controller.abort(new Error('moved on'));
      },
    });
    await expect(run).rejects.toThrow('moved on');
    expect(seen).toHaveLength(3);
    expect(seen[0]).toBeLessThan(seen[2]!);
    await expect(computeCoverage(many, retina, lenient, { signal: controller.signal })).rejects.toThrow(
      'moved on',
    );
  });
});

function* chunk(values: ArrayLike<number>): Generator<number[]> {
  for (let at = 0; at < values.length; at += 4)
    yield Array.from({ length: 4 }, (_, side) => values[at + side]!);
}

const coordinate = fc.double({ min: -10, max: 250, noNaN: true });
const side = fc.oneof(
  fc.double({ min: 0.5, max: 20, noNaN: true }),
  fc.double({ min: 5, max: 220, noNaN: true }),
);
const box = fc
  .tuple(coordinate, coordinate, side, side)
  .map(([x, y, width, height]) => [x, y, x + width, y + height]);
const settings = fc.record({
  scales: fc.uniqueArray(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 1, maxLength: 3 }),
  ratios: fc.uniqueArray(fc.double({ min: 0.3, max: 3, noNaN: true }), { minLength: 1, maxLength: 3 }),
  baseSizes: fc.tuple(
    fc.double({ min: 16, max: 70, noNaN: true }),
    fc.double({ min: 30, max: 120, noNaN: true }),
    fc.double({ min: 60, max: 250, noNaN: true }),
  ),
  centreOffset: fc.constantFrom(0, 0.5, 0.3),
  rounding: fc.constantFrom('none' as const, 'half-extents' as const),
  order: fc.constantFrom('ratio-outer' as const, 'scale-outer' as const),
});
const scene = fc.record({
  settings,
  boxes: fc.array(fc.tuple(box, fc.nat({ max: 2 })), { minLength: 1, maxLength: 12 }),
  foregroundIou: fc.constantFrom(0.5, 0.35, 0.7),
  allowLowQualityMatches: fc.boolean(),
});

describe('against the twin, which tries every anchor', () => {
  it('finds the same IoU, counts, levels and classes', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(scene, async ({ settings: varied, boxes: placed, ...matching }) => {
        const all: AnchorSettings = { ...retina, strides: [8, 16, 64], inputSide: 256, ...varied };
        const boxes: CoverageBoxes = {
          corners: Float64Array.from(placed.flatMap(([corners]) => corners)),
          images: Int32Array.from(placed, ([, image]) => image),
          imageSizes: Float64Array.of(240, 200, 256, 256, 100, 220),
        };
        const options = { smallestSide: 0 };
        const fast = await computeCoverage(boxes, all, matching, options);
        const slow = computeCoverageReference(boxes, all, matching, options);
        for (let index = 0; index < placed.length; index++) {
          expect(Math.abs(fast.bestIou[index]! - slow.bestIou[index]!)).toBeLessThan(1e-6);
          if (slow.nearestToThreshold[index]! < 1e-6) continue;
          compared++;
          expect(fast.anchors[index]).toBe(slow.anchors[index]);
          expect([...fast.levelAnchors.subarray(index * 3, index * 3 + 3)]).toEqual([
            ...slow.levelAnchors.subarray(index * 3, index * 3 + 3),
          ]);
          expect(fast.covers[index]).toBe(slow.covers[index]);
        }
        // The same float32 as matching: no exception for ties.
        expect([...fast.assigned]).toEqual([...slow.assigned]);
        expect([...fast.assignedForeground]).toEqual([...slow.assignedForeground]);
        expect([...fast.assignedCovers]).toEqual([...slow.assignedCovers]);
      }),
      { numRuns: 120 },
    );
    expect(compared).toBeGreaterThan(400);
  });

  it('agrees on whole-number boxes, where ties abound', async () => {
    const corner = fc.integer({ min: 0, max: 28 }).map((value) => value * 4);
    const length = fc.integer({ min: 1, max: 24 }).map((value) => value * 4);
    const whole = fc.tuple(corner, corner, length, length).map(([x, y, w, h]) => [x, y, x + w, y + h]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(whole, { minLength: 1, maxLength: 10 }),
        fc.boolean(),
        async (placed, low) => {
          const square: AnchorSettings = { ...retina, scales: [1, 1.5], ratios: [1], centreOffset: 0.5 };
          const matching = { foregroundIou: 0.5, allowLowQualityMatches: low };
          const fast = await computeCoverage(boxesOf(placed), square, matching);
          const slow = computeCoverageReference(boxesOf(placed), square, matching);
          expect([...fast.anchors]).toEqual([...slow.anchors]);
          expect([...fast.assigned]).toEqual([...slow.assigned]);
          expect([...fast.covers]).toEqual([...slow.covers]);
          expect([...fast.assignedCovers]).toEqual([...slow.assignedCovers]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
