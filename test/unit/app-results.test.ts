import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { easyAnchorShare, lossShares } from '../../src/app/loss-shares.ts';
import { PageTimeline } from '../../src/app/page-timeline.ts';
import { createResults, imageIdFromName, resultsFileName } from '../../src/app/results-json.ts';
import { groundTruthOf, imageIdOf, SampleShelf } from '../../src/app/samples.ts';
import { createFakeAnalysis, createFakeReadout, fakeModel } from '../support/fake-engine.ts';

const parts = {
  analysis: createFakeAnalysis(),
  readout: createFakeReadout(),
  model: fakeModel,
  imageId: 42,
};

describe('createResults', () => {
  it('writes what was asked for, and nothing else', () => {
    expect(createResults(parts)).toEqual({
      image: { file_name: 'dog.jpg', width: 768, height: 576 },
      model: { name: 'fake-model', input_size: 512, provider: 'wasm' },
      detections: [
        { image_id: 42, category_id: 2, category_name: 'bicycle', bbox: [100, 100, 600, 400], score: 0.91 },
        { image_id: 42, category_id: 18, category_name: 'dog', bbox: [120, 200, 200, 360], score: 0.8765 },
      ],
      loss: {
        gamma: 2,
        alpha: 0.25,
        foreground_anchors: 8,
        normaliser: 8,
        cross_entropy: { total: 2, levels: [1, 0.5, 0.25, 0.15, 0.1] },
        focal: { total: 0.5, levels: [0.2, 0.1, 0.1, 0.05, 0.05] },
        box: { loss: 'giou', beta: null, total: 0.25 },
      },
    });
  });

  it('writes α as null where it is off', () => {
    const readout = createFakeReadout({ focalParameters: { gamma: 0, alpha: 'off' } });
    const { loss } = createResults({ ...parts, readout });
    expect(loss).not.toBeNull();
    expect(loss?.alpha).toBeNull();
  });

  it('writes no loss of a model that gives boxes alone', () => {
    const analysis = { ...parts.analysis, answer: 'detections' } as const;
    const results = createResults({ ...parts, analysis });
    expect(results.loss).toBeNull();
    expect(results.detections).toHaveLength(2);
  });
});

describe('names', () => {
  it.each([
    ['000000000139.jpg', 139],
    ['COCO_val2014_000000000042.jpg', 42],
    ['dog.jpg', 0],
    ['IMG_2024.jpg', 0],
  ])('%s is image %d', (name, id) => expect(imageIdFromName(name)).toBe(id));

  it.each([
    ['dog.jpg', 'dog.focalscope.json'],
    ['a.b.png', 'a.b.focalscope.json'],
    ['.png', 'photo.focalscope.json'],
  ])('the results of %s are %s', (name, results) => expect(resultsFileName(name)).toBe(results));
});

describe('shares', () => {
  it('are parts of their own total', () => {
    expect(lossShares(createFakeReadout().crossEntropy)['easy-background']).toBeCloseTo(0.61, 12);
    expect(lossShares(createFakeReadout().focal)).toEqual({
      foreground: 0.8,
      'hard-background': 0.196,
      'easy-background': 0.004,
    });
    expect(easyAnchorShare(createFakeReadout())).toBe(0.97);
  });

  it('of nothing are nothing', () => {
    const byCategory = { 'easy-background': 0, 'hard-background': 0, foreground: 0, ignored: 0 };
    expect(lossShares({ total: 0, byCategory, byLevel: [] }).foreground).toBe(0);
    expect(easyAnchorShare({ counts: byCategory })).toBe(0);
  });
});

describe('samples', () => {
  const folder = new URL('../../public/samples/', import.meta.url);
  const fetchFile = (address: string | URL | Request): Promise<Response> =>
    Promise.resolve(new Response(new Uint8Array(readFileSync(new URL(address as string)))));

  it('come with their annotations, by the model’s own class indices', async () => {
    const shelf = new SampleShelf(folder.href, fetchFile);
    const samples = await shelf.list();
    expect(samples[0]?.file).toBe('dog.jpg');
    const annotations = await shelf.annotations();
    expect(imageIdOf(annotations, 'dog.jpg')).toBe(1);
    const boxes = groundTruthOf(annotations, 'dog.jpg', fakeModel)!;
    // The fake model knows dogs and bicycles, but no trucks.
    expect(new Set(boxes.map(({ classIndex }) => classIndex))).toEqual(new Set([1, 2]));
    const dog = boxes.find(({ classIndex }) => classIndex === 2)!;
    const source = annotations.annotations.find(
      ({ image_id, category_id }) => image_id === 1 && category_id === 18,
    )!;
    const [x, y, width, height] = source.bbox;
    expect(dog.box).toEqual([x, y, x + width, y + height]);
  });

  it('say nothing of a model whose classes only have the same ids, and go by name where ids differ', async () => {
    const annotations = await new SampleShelf(folder.href, fetchFile).annotations();
    const truth = (classes: string[], categoryIds: number[]): ReturnType<typeof groundTruthOf> =>
      groundTruthOf(annotations, 'dog.jpg', { classes, categoryIds });
    expect(truth(['class 0', 'class 1', 'class 2'], [0, 1, 2])).toBeUndefined();
    expect(truth(['helmet', 'vest'], [1, 18])).toBeUndefined();
    expect(truth(['helmet', 'dog'], [18, 19])!.map(({ classIndex }) => classIndex)).toEqual([1]);
    expect(truth(['kite'], [38])).toEqual([]);
  });

  it('that are not there are a typed error', async () => {
    const shelf = new SampleShelf(folder.href, () => Promise.resolve(new Response('', { status: 404 })));
    await expect(shelf.list()).rejects.toMatchObject({ code: 'annotations-invalid' });
    const sample = { file: 'x.jpg', title: '', titleZh: '', alt: '', altZh: '', width: 1, height: 1 };
    await expect(shelf.photo(sample, new AbortController().signal)).rejects.toMatchObject({
      code: 'image-broken',
      details: { fileName: 'x.jpg' },
    });
  });

  it('with annotations of another shape are a typed error, and asked for again', async () => {
    let asked = 0;
    const shelf = new SampleShelf(folder.href, () => {
      asked += 1;
      return Promise.resolve(Response.json({ images: 'none' }));
    });
    for (let call = 0; call < 2; call++) {
      await expect(shelf.annotations()).rejects.toMatchObject({ code: 'annotations-invalid' });
    }
    expect(asked).toBe(2);
  });
});

describe('PageTimeline', () => {
  it('puts spans on the page’s clock, and does not grow without end', () => {
    const timeline = new PageTimeline();
    const name = 'focalscope:test';
    for (let index = 0; index < 1000; index++) {
      timeline.add({ name, startEpoch: performance.timeOrigin + index, duration: 5 });
    }
    const entries = performance.getEntriesByName(name, 'measure');
    expect(entries.length).toBeLessThanOrEqual(200);
    expect(entries.at(-1)).toMatchObject({ duration: 5 });
    expect(entries.at(-1)?.startTime).toBeCloseTo(999, 3);
    timeline.add({ name, startEpoch: performance.timeOrigin - 50, duration: 5 });
    expect(performance.getEntriesByName(name, 'measure')[0]?.startTime).toBe(0);
  });
});
