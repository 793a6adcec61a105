import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anchorBounds,
  baseMultipleOf,
  faultOfSettings,
  readNumber,
  withCoarserLevel,
  withFinerLevel,
  withOneMore,
} from '../../src/app/coverage/anchor-edits.ts';
import { anchorShapesOf, scatterDomain } from '../../src/app/coverage/anchor-shapes.ts';
import { boxesCsv, orderBoxes, rowOf } from '../../src/app/coverage/box-table.ts';
import { csvField } from '../../src/app/csv.ts';
import { anchorBars, iouBars, ratioBars, sizeBars, toneOf } from '../../src/app/coverage/cover-charts.ts';
import { inputOfAnnotations, inputOfPhoto, inputOfSamples } from '../../src/app/coverage/coverage-input.ts';
import type { MeasuredInput } from '../../src/app/coverage/coverage-state.ts';
import { anchorSettingsOf } from '../../src/coverage/anchor-settings.ts';
import { computeCoverage } from '../../src/coverage/compute-coverage.ts';
import { summariseCoverage } from '../../src/coverage/summarise-coverage.ts';
import { retinaAnchors } from '../support/anchor-settings.ts';

const retina = anchorSettingsOf({
  anchors: retinaAnchors,
  defaultSide: 128,
  inputRule: { padToMultiple: 32 },
});
const matching = { foregroundIou: 0.5, allowLowQualityMatches: true };

/** Two images of the input's size: a covered box, a tiny one, a crowd. */
const annotations = {
  categories: [{ name: 'zebra' }, { name: 'ant' }],
  images: [
    {
      fileName: 'b.jpg',
      width: 128,
      height: 128,
      objects: [
        { box: [20, 20, 52, 52], categoryName: 'zebra', crowd: false },
        { box: [40, 40, 48, 48], categoryName: 'ant', crowd: false },
      ],
    },
    {
      fileName: '=a,"1".jpg',
      width: 128,
      objects: [{ box: [0, 0, 90, 90], categoryName: 'ant', crowd: true }],
    },
  ],
} as const;

async function measure(): Promise<MeasuredInput> {
  const input = await inputOfAnnotations(annotations);
  const coverage = await computeCoverage(input.boxes, retina, matching);
  return { input, coverage, summary: summariseCoverage(coverage), milliseconds: 1 };
}

describe('boxes to measure', () => {
  it('come from annotation files, with names, sizes and crowds', async () => {
    const { boxes, imageNames, classNames, classes } = await inputOfAnnotations(annotations);
    expect([...boxes.corners]).toEqual([20, 20, 52, 52, 40, 40, 48, 48, 0, 0, 90, 90]);
    expect([...boxes.images]).toEqual([0, 0, 1]);
    expect([...boxes.crowds!]).toEqual([0, 0, 1]);
    // One side alone is no size.
    expect([...boxes.imageSizes]).toEqual([128, 128, 0, 0]);
    expect([...classes].map((index) => classNames[index])).toEqual(['zebra', 'ant', 'ant']);
    expect(imageNames[1]).toBe('=a,"1".jpg');
  });

  it('are left when nobody waits for them', async () => {
    const many = { categories: [], images: Array.from({ length: 400_000 }, () => annotations.images[0]) };
    const controller = new AbortController();
    const reading = inputOfAnnotations(many, controller.signal, () => controller.abort());
    await expect(reading).rejects.toThrow(/abort/i);
  });

  it('come from the photo', () => {
    const photo = { fileName: 'dog.jpg', width: 100, height: 50 };
    const { boxes, classes, imageNames } = inputOfPhoto([{ box: [1, 2, 3, 4], classIndex: 7 }], photo, []);
    expect([[...boxes.corners], [...boxes.imageSizes], [...classes]]).toEqual([[1, 2, 3, 4], [100, 50], [7]]);
    expect(imageNames).toEqual(['dog.jpg']);
  });

  it('come from the samples, with the model’s names where it has any', () => {
    const coco = {
      images: [{ id: 9, file_name: 'kite.jpg' }],
      annotations: [
        { image_id: 9, category_id: 38, bbox: [1, 2, 10, 20] as [number, number, number, number] },
        { image_id: 8, category_id: 1, bbox: [1, 2, 10, 20] as [number, number, number, number] },
      ],
    };
    const sample = { file: 'kite.jpg', title: '', titleZh: '', alt: '', altZh: '', width: 640, height: 480 };
    const named = inputOfSamples(coco, [sample], { classes: ['kite'], categoryIds: [38] });
    expect([...named.boxes.corners]).toEqual([1, 2, 11, 22]);
    expect([...named.boxes.imageSizes]).toEqual([640, 480]);
    expect(named.classNames[named.classes[0]!]).toBe('kite');
    expect(inputOfSamples(coco, [], undefined).classNames[0]).toBe('38');
  });
});

describe('the table of boxes', () => {
  it('is sorted by each column, both ways, equals in the order given', async () => {
    const measured = await measure();
    const order = (column: Parameters<typeof orderBoxes>[1]['column'], isFalling = false): number[] => [
      ...orderBoxes(measured, { column, isFalling }),
    ];
    expect(order('iou')).toEqual([2, 1, 0]);
    expect(order('iou', true)).toEqual([0, 1, 2]);
    expect(order('size')).toEqual([1, 0, 2]);
    expect(order('file')).toEqual([2, 0, 1]);
    expect(order('class')).toEqual([1, 2, 0]);
    expect(order('anchors')).toEqual([1, 2, 0]);
  });

  it('says of each box what it is', async () => {
    const measured = await measure();
    expect(rowOf(measured, 0)).toMatchObject({ className: 'zebra', width: 32, bestIou: 1, cover: 'covered', refusal: 'none' }); // prettier-ignore
    expect(rowOf(measured, 1)).toMatchObject({
      anchors: 0,
      levelAnchors: [0, 0, 0, 0, 0],
      cover: 'low-quality',
    });
    expect(rowOf(measured, 2).refusal).toBe('crowd');
  });

  it('can be taken away, and no name becomes a formula or a column', async () => {
    const measured = await measure();
    const lines = boxesCsv(measured, orderBoxes(measured, { column: 'file', isFalling: false })).split(
      '\r\n',
    );
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe(
      'file,class,width,height,best_iou,anchors,anchors_P3,anchors_P4,anchors_P5,anchors_P6,anchors_P7,cover,refusal',
    );
    expect(lines[1]).toBe(`"'=a,""1"".jpg",ant,90,90,0,0,0,0,0,0,0,none,crowd`);
    expect(lines[2]).toMatch(/^b\.jpg,zebra,32,32,1,/);
    expect(csvField(-3)).toBe('-3');
  });
});

describe('the charts', () => {
  it('hold every box that takes part, once', async () => {
    const { coverage, summary } = await measure();
    for (const bars of [sizeBars(summary), ratioBars(summary), iouBars(coverage)]) {
      const total = bars.flatMap(({ parts }) => [...parts]).reduce((sum, count) => sum + count, 0);
      expect(total).toBe(2);
    }
    expect(sizeBars(summary).map(({ parts }) => parts)).toContainEqual([1, 0, 0]);
    expect(iouBars(coverage)[19]!.parts).toEqual([1, 0, 0]);
    expect(iouBars(coverage)[1]!.parts).toEqual([0, 1, 0]);
    expect(anchorBars(coverage, summary)[0]).toMatchObject({
      name: 'P3',
      parts: [coverage.levelAnchors[0], 0, 0],
    });
  });

  it('draw the shapes of each level within their axes', async () => {
    const { coverage } = await measure();
    const shapes = anchorShapesOf(retina);
    expect(shapes.map(({ name }) => name)).toEqual(['P3', 'P4', 'P5', 'P6', 'P7']);
    expect(shapes[0]!.label.height).toBeCloseTo(32 * 2 ** (2 / 3) * Math.SQRT2, 9);
    const [least, most] = scatterDomain(coverage);
    expect(least).toBeCloseTo(8 / 1.2, 6);
    expect(most).toBeCloseTo(512 * 2 ** (2 / 3) * Math.SQRT2 * 1.2, 4);
  });

  it('judge by the share of covered boxes and by those left out', async () => {
    const { all } = (await measure()).summary;
    const of = (covered: number, lowQuality: number, none: number) =>
      toneOf({ ...all, boxes: covered + lowQuality + none, covered, lowQuality, none });
    expect([of(95, 5, 0), of(100, 0, 0)]).toEqual(['good', 'good']);
    expect([of(99, 0, 1), of(94, 6, 0), of(80, 20, 0)]).toEqual(['fair', 'fair', 'fair']);
    expect([of(79, 21, 0), of(0, 0, 0)]).toEqual(['poor', 'poor']);
  });
});

describe('figures that are typed', () => {
  it.each([
    ['0.5', 0.5],
    [' 1/4 ', 0.25],
    ['.75', 0.75],
    ['2e0', 2],
    ['3 / 2', 1.5],
  ])('%s is a ratio', (text, value) => {
    expect(readNumber(text, anchorBounds.ratios)).toEqual({ value });
  });

  it.each([
    ['', 'number'],
    ['abc', 'number'],
    ['1,5', 'number'],
    ['1/0', 'number'],
    ['1/2/3', 'number'],
    ['-1', 'number'],
    ['NaN', 'number'],
    ['0', 'range'],
    ['1001', 'range'],
  ])('%j is none, for a reason', (text, reason) => {
    expect(readNumber(text, anchorBounds.ratios)).toMatchObject({ fault: `coverage.fault.${reason}` });
  });

  it('have to be whole where pixels are counted', () => {
    expect(readNumber('8.5', anchorBounds.strides)).toMatchObject({ fault: 'coverage.fault.whole' });
    expect(readNumber('8', anchorBounds.strides)).toEqual({ value: 8 });
  });

  it('make a setting that can be measured, or none at all', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = readNumber(text, anchorBounds.scales);
        return !('value' in read) || faultOfSettings({ ...retina, scales: [read.value] }) === undefined;
      }),
    );
    expect(faultOfSettings({ ...retina, inputSide: 16_384, strides: [1, 2, 4, 8, 16] })).toBe(
      'coverage.fault.tooMany',
    );
    expect(faultOfSettings({ ...retina, scales: [] })).toBe('coverage.fault.list');
  });
});

describe('lists that grow', () => {
  it('go on as they began', () => {
    expect(withOneMore(retina.scales, 'scales')[3]).toBeCloseTo(2, 2);
    expect(withOneMore([0.5, 1], 'ratios')).toEqual([0.5, 1, 2]);
    expect(withOneMore([0.5, 1, 2], 'ratios')).toEqual([0.5, 1, 2, 3]);
  });

  it('add a level at either end', () => {
    expect(withCoarserLevel(retina)).toEqual({ strides: [8, 16, 32, 64, 128, 256], baseSizes: [32, 64, 128, 256, 512, 1024] }); // prettier-ignore
    expect(withFinerLevel(retina)).toMatchObject({ strides: [4, 8, 16, 32, 64, 128], firstLevel: 2 });
    expect(withFinerLevel({ ...retina, strides: [1], baseSizes: [4] })).toBeUndefined();
  });

  it('tell whether base sizes are the same number of strides', () => {
    expect(baseMultipleOf(retina)).toBe(4);
    expect(baseMultipleOf({ ...retina, baseSizes: [32, 64, 128, 256, 500] })).toBeUndefined();
  });
});
