import { describe, expect, it } from 'vitest';
import { roundHalfToEven } from '../../src/anchors/anchor-shapes.ts';
import { anchorSettingsOf, levelShapes, validateAnchorSettings } from '../../src/coverage/anchor-settings.ts';
import { computeCoverage } from '../../src/coverage/compute-coverage.ts';
import { summariseCoverage } from '../../src/coverage/summarise-coverage.ts';
import { InputError } from '../../src/gpu/input-error.ts';
import { retinaAnchors } from '../support/anchor-settings.ts';

const manifest = { anchors: retinaAnchors, defaultSide: 416, inputRule: { padToMultiple: 32 } };
const retina = anchorSettingsOf(manifest);

describe('anchor settings', () => {
  it('come from a manifest', () => {
    expect(retina.baseSizes).toEqual([32, 64, 128, 256, 512]);
    expect(retina).toMatchObject({ inputSide: 416, padToMultiple: 32, centreOffset: 0.5, rounding: 'none' });
    expect(anchorSettingsOf(manifest, 768).inputSide).toBe(768);
  });

  it('round as torchvision does: whole sizes, half extents to the even number', () => {
    const { widths, heights } = levelShapes({ ...retina, rounding: 'half-extents' }, 0);
    // Golden half extents of P3: (23, 11), (28, 14), (35, 18).
    expect([...widths.subarray(0, 3)]).toEqual([46, 56, 70]);
    expect([...heights.subarray(0, 3)]).toEqual([22, 28, 36]);
    expect([0.5, 1.5, 2.5, 2.4, 2.6].map(roundHalfToEven)).toEqual([0, 2, 2, 2, 3]);
  });

  it.each([
    ['strides.length', { strides: [], baseSizes: [] }, 0],
    ['strides[1]', { strides: [8, 0.5, 32, 64, 128] }, 0.5],
    ['baseSizes.length', { baseSizes: [32] }, 1],
    ['baseSizes[4]', { baseSizes: [32, 64, 128, 256, -1] }, -1],
    ['scales[0]', { scales: [Number.NaN] }, Number.NaN],
    ['ratios.length', { ratios: [] }, 0],
    ['ratios[1]', { ratios: [1, Infinity] }, Infinity],
    ['centreOffset', { centreOffset: 1.5 }, 1.5],
    ['inputSide', { inputSide: 0 }, 0],
    ['anchors of a square input', { inputSide: 16_384, strides: [1, 2, 4, 8, 16] }, undefined],
  ])('are refused with the number at fault: %s', (parameter, change, value) => {
    let caught: unknown;
    try {
      validateAnchorSettings({ ...retina, ...change });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(InputError);
    expect((caught as InputError).parameter).toBe(parameter);
    if (value !== undefined) expect((caught as InputError).value).toBe(value);
  });
});

describe('summariseCoverage', () => {
  it('sorts boxes by size, ratio and level', async () => {
    const coverage = await computeCoverage(
      {
        // In an image of 832 pixels everything halves in the input.
        corners: Float64Array.from(
          [
            [200, 200, 210, 210],
            [200, 200, 264, 264],
            [200, 200, 264, 328],
            [100, 100, 612, 612],
            [300, 300, 300, 400],
          ].flat(),
        ),
        images: Int32Array.of(0, 0, 0, 0, 0),
        imageSizes: Float64Array.of(832, 832),
      },
      retina,
      { foregroundIou: 0.5, allowLowQualityMatches: true },
    );
    const summary = summariseCoverage(coverage);
    expect(summary.refusals).toEqual([4, 1, 0, 0, 0]);
    expect(summary.all).toMatchObject({ boxes: 4, covered: 3, lowQuality: 1, none: 0 });
    expect(summary.byCocoSize.map(({ name, boxes }) => [name, boxes])).toEqual([
      ['small', 1],
      ['medium', 2],
      ['large', 1],
    ]);
    // 5, 32, 32 · √2 and 256 pixels of the input.
    const filled = summary.bySize.filter(({ boxes }) => boxes > 0);
    expect(filled.map(({ from, boxes }) => [Math.round(from * 100) / 100, boxes])).toEqual([
      [4, 1],
      [32, 1],
      [45.25, 1],
      [256, 1],
    ]);
    const ratios = summary.byRatio.filter(({ boxes }) => boxes > 0);
    expect(ratios.map(({ from, to, boxes }) => [from < 1 && to > 1, boxes])).toEqual([
      [true, 3],
      [false, 1],
    ]);
    expect(summary.byLevel.map(({ name, boxes }) => [name, boxes])).toEqual([
      ['P3', 3],
      ['P4', 0],
      ['P5', 0],
      ['P6', 1],
      ['P7', 0],
    ]);
    const sum = [...coverage.anchors].reduce((total, count) => total + count, 0);
    expect(summary.anchorsByLevel.reduce((total, count) => total + count, 0)).toBe(sum);
    expect(summary.all.meanAnchors).toBe(sum / 4);
  });
});
