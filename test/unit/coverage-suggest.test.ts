import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnchorFitter, compareFits, fitOfCoverage } from '../../src/coverage/anchor-fit.ts';
import { anchorSettingsOf, type AnchorSettings } from '../../src/coverage/anchor-settings.ts';
import { computeCoverage } from '../../src/coverage/compute-coverage.ts';
import { admitBoxes, type CoverageBoxes } from '../../src/coverage/coverage-boxes.ts';
import { createSeededRandom, DifferentialEvolution } from '../../src/coverage/differential-evolution.ts';
import { suggestAnchors, type SuggestionProgress } from '../../src/coverage/suggest-anchors.ts';
import { createRandom, retinaAnchors } from '../support/anchor-settings.ts';

const retina: AnchorSettings = anchorSettingsOf({
  anchors: retinaAnchors,
  defaultSide: 416,
  inputRule: { padToMultiple: 32 },
});
const matching = { foregroundIou: 0.5, allowLowQualityMatches: true };

/** Boxes of one shape with a little scatter: small and upright, which the usual anchors cover badly. */
function uprightBoxes(count: number, width = 10, height = 40): CoverageBoxes {
  const random = createRandom(7);
  const corners = Array.from({ length: count }, () => {
    const [x, y] = [random() * 300, random() * 300];
    return [x, y, x + width * (0.9 + 0.2 * random()), y + height * (0.9 + 0.2 * random())];
  });
  return {
    corners: Float64Array.from(corners.flat()),
    images: Int32Array.from({ length: count }, (_, index) => index >> 2),
    imageSizes: Float64Array.from({ length: 2 * Math.ceil(count / 4) }, () => 416),
  };
}

describe('suggestAnchors', () => {
  it('finds shapes for boxes that the given ones miss', async () => {
    const options = { freedom: { scales: 3, ratios: 3 }, matching, generations: 30 };
    const result = await suggestAnchors(uprightBoxes(300), retina, options);
    expect(result.isBetter).toBe(true);
    expect(result.fitBefore.covered).toBeLessThan(30);
    expect(result.fitAfter.covered).toBeGreaterThan(270);
    expect(fitOfCoverage(result.after)).toEqual(result.fitAfter);
    expect(result.before.settings).toBe(retina);
    const { scales, ratios, baseSizes } = result.after.settings;
    expect([scales.length, ratios.length]).toEqual([3, 3]);
    expect(baseSizes).toBe(retina.baseSizes);
    expect(Math.max(...ratios)).toBeGreaterThan(2.5);
  });

  it('changes only what it may, and as many as it is told', async () => {
    const boxes = uprightBoxes(100);
    const free = { scales: 2, baseSizes: true };
    const { after } = await suggestAnchors(boxes, retina, { freedom: free, matching, generations: 10 });
    expect(after.settings.ratios).toBe(retina.ratios);
    expect(after.settings.scales).toHaveLength(2);
    expect(after.settings.scales[0]).toBe(1);
    expect(after.settings.baseSizes.every(Number.isInteger)).toBe(true);
    expect(after.settings.baseSizes).toEqual([...after.settings.baseSizes].sort((a, b) => a - b));
  });

  it('finds the same with the same seed, on a sample too', async () => {
    const options = { freedom: { ratios: 3 }, matching, seed: 5, sampleSize: 80, generations: 8 };
    const boxes = uprightBoxes(200);
    const first = await suggestAnchors(boxes, retina, options);
    const second = await suggestAnchors(boxes, retina, options);
    expect(second.after.settings).toEqual(first.after.settings);
    expect(first.sampledBoxes).toBe(80);
    expect(first.fitAfter.boxes).toBe(200);
  });

  it('is never worse than the given setting', async () => {
    const placed = fc.tuple(
      fc.double({ min: 0, max: 380, noNaN: true }),
      fc.double({ min: 0, max: 380, noNaN: true }),
      fc.double({ min: 2, max: 300, noNaN: true }),
      fc.double({ min: 2, max: 300, noNaN: true }),
    );
    const freedom = fc.constantFrom(
      { scales: 1 },
      { ratios: 2 },
      { baseSizes: true },
      { scales: 4, ratios: 1 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(placed, { minLength: 1, maxLength: 30 }),
        freedom,
        fc.nat(),
        async (some, free, seed) => {
          const boxes: CoverageBoxes = {
            corners: Float64Array.from(some.flatMap(([x, y, w, h]) => [x, y, x + w, y + h])),
            images: new Int32Array(some.length),
            imageSizes: Float64Array.of(416, 416),
          };
          // A sample of half of them, so that what suits the sample may suit the rest badly.
          const sampleSize = Math.ceil(some.length / 2);
          const options = { freedom: free, matching, seed, sampleSize, generations: 3 };
          const { fitBefore, fitAfter, isBetter, before, after } = await suggestAnchors(
            boxes,
            retina,
            options,
          );
          expect(compareFits(fitAfter, fitBefore)).toBeGreaterThanOrEqual(0);
          expect(isBetter).toBe(compareFits(fitAfter, fitBefore) > 0);
          if (!isBetter) expect(after).toBe(before);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('reports its stages in order, lets others run, and ends when told to', async () => {
    const seen: SuggestionProgress[] = [];
    const boxes = uprightBoxes(2000);
    const options = { freedom: { scales: 3, ratios: 3 }, matching };
    const controller = new AbortController();
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const run = suggestAnchors(
      boxes,
      retina,
      options,
      (progress) => {
        seen.push(progress);
        if (progress.stage === 'search' && seen.length > 6) controller.abort(new Error('moved on'));
      },
      controller.signal,
    );
    await expect(run).rejects.toThrow('moved on');
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
    const [first] = seen;
    expect(first?.stage).toBe('before');
    const last = seen.at(-1)!;
    expect(last.stage).toBe('search');
    expect(last.fraction).toBeLessThan(1);
    expect(last.best?.boxes).toBe(2000);
    expect(seen.filter(({ stage }) => stage === 'after')).toEqual([]);
  });

  it('refuses what it cannot work with', async () => {
    const boxes = uprightBoxes(8);
    const refused = (freedom: object, more: object = {}) =>
      suggestAnchors(boxes, retina, { freedom, matching, generations: 1, ...more });
    await expect(refused({})).rejects.toThrow('freedom');
    await expect(refused({ baseSizes: false })).rejects.toThrow('freedom');
    await expect(refused({ scales: 0 })).rejects.toThrow('scales.length');
    await expect(refused({ ratios: 2.5 })).rejects.toThrow('ratios.length');
    await expect(refused({ scales: 3 }, { seed: 0.5 })).rejects.toThrow('seed');
    await expect(refused({ scales: 3 }, { sampleSize: 0 })).rejects.toThrow('sampleSize');
    const none: CoverageBoxes = { ...boxes, corners: boxes.corners.map(() => 5) };
    const search = suggestAnchors(none, retina, { freedom: { scales: 3 }, matching });
    await expect(search).rejects.toThrow('boxes must be at least one');
  });
});

describe('fits', () => {
  it('are measured in the search as in a coverage, whatever the sizes of the images', async () => {
    const random = createRandom(3);
    const corners = Array.from({ length: 240 }, () => {
      const [x, y] = [random() * 200, random() * 200];
      return [x, y, x + 4 + random() * 90, y + 4 + random() * 90];
    });
    const boxes: CoverageBoxes = {
      corners: Float64Array.from(corners.flat()),
      images: Int32Array.from({ length: 240 }, (_, index) => index % 12),
      // Far apart, so that a box in the wrong one is seen; every third image has no box of its own.
      imageSizes: Float64Array.from({ length: 36 * 2 }, (_, index) => 260 + ((index * 37) % 11) * 50),
    };
    boxes.images.forEach((image, index) => (boxes.images[index] = image * 3));
    const settings = { ...retina, strides: [32, 64], baseSizes: [40, 90], inputSide: 200 };
    const admitted = admitBoxes(boxes, settings);
    const all = Int32Array.from({ length: admitted.sources.length }, (_, index) => index);
    const fit = new AnchorFitter(admitted, settings, all, 0.5).measure(settings);
    const measured = fitOfCoverage(await computeCoverage(boxes, settings, matching));
    expect(fit).toMatchObject({ boxes: measured.boxes, covered: measured.covered });
    expect(fit.meanBestIou).toBeCloseTo(measured.meanBestIou, 6);
  });

  it('go by covered boxes before closeness', () => {
    const fit = (covered: number, meanBestIou: number) => ({ boxes: 10, covered, meanBestIou });
    expect(compareFits(fit(5, 0.1), fit(4, 0.9))).toBeGreaterThan(0);
    expect(compareFits(fit(4, 0.6), fit(4, 0.5))).toBeGreaterThan(0);
    expect(compareFits(fit(4, 0.5), fit(4, 0.5))).toBe(0);
  });
});

describe('DifferentialEvolution', () => {
  it('climbs a hill whose top is known, within its bounds', () => {
    const top = [1, -2, 0.5];
    const evolution = new DifferentialEvolution({
      lower: [-4, -4, -4],
      upper: [4, 4, 4],
      start: [3, 3, 3],
      population: 24,
      random: createSeededRandom(3),
      score: (genes) => {
        for (const gene of genes) expect(Math.abs(gene)).toBeLessThanOrEqual(4);
        return -genes.reduce((sum, gene, index) => sum + (gene - top[index]!) ** 2, 0);
      },
    });
    evolution.step();
    expect(evolution.bestGenes).toEqual([3, 3, 3]);
    while (evolution.evaluations < 3000) evolution.step();
    for (const [index, gene] of evolution.bestGenes.entries()) expect(gene).toBeCloseTo(top[index]!, 4);
  });

  it('draws evenly', () => {
    const random = createSeededRandom(11);
    const bins = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 10_000; draw++) bins[Math.floor(random() * 10)]! += 1;
    for (const count of bins) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
