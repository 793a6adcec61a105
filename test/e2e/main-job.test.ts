import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { boxIou, type Box } from '../../src/base/box.ts';
import type { Results } from '../../src/app/results-json.ts';
import { FocalScopePage, launchChromium, readSample } from '../support/focalscope-page.ts';

interface CocoFile {
  images: { id: number; file_name: string }[];
  annotations: { image_id: number; category_id: number; bbox: [number, number, number, number] }[];
}

const annotations = JSON.parse(readFileSync('public/samples/annotations.json', 'utf8')) as CocoFile;
const dogCategory = 18;

function toBox([x, y, width, height]: readonly [number, number, number, number]): Box {
  return [x, y, x + width, y + height];
}

function annotatedBox(fileName: string, category: number): Box {
  const image = annotations.images.find((candidate) => candidate.file_name === fileName)!;
  return toBox(
    annotations.annotations.find(
      (annotation) => annotation.image_id === image.id && annotation.category_id === category,
    )!.bbox,
  );
}

describe('the main job, on the production build', () => {
  let browser: Browser;
  let app: FocalScopePage;
  let results: Results;

  beforeAll(async () => {
    browser = await launchChromium();
    app = await FocalScopePage.open(browser, inject('isolatedUrl'));
    await app.waitForPhoto('dog.jpg');
    await app.upload('my dog.jpg', 'image/jpeg', readSample('dog.jpg'));
    await app.waitForPhoto('my dog.jpg');
    results = await app.downloadResults();
  });

  afterAll(async () => {
    expect(app.complaints).toEqual([]);
    await browser.close();
  });

  it('finds the dog of an uploaded photo where its annotation says', () => {
    const dogs = results.detections.filter(({ category_id }) => category_id === dogCategory);
    const truth = annotatedBox('dog.jpg', dogCategory);
    expect(Math.max(...dogs.map((dog) => boxIou(toBox(dog.bbox), truth)))).toBeGreaterThanOrEqual(0.5);
    expect(dogs[0]?.category_name).toBe('dog');
  });

  it('writes results of the agreed form', () => {
    expect(results.image).toEqual({ file_name: 'my dog.jpg', width: 768, height: 576 });
    expect(results.model).toEqual({ name: 'retinanet-shufflenetv2', input_size: 416, provider: 'wasm' });
    expect(results.loss.gamma).toBe(2);
    expect(results.loss.alpha).toBe(0.25);
    for (const loss of [results.loss.cross_entropy, results.loss.focal]) {
      expect(loss.levels).toHaveLength(5);
      const sum = loss.levels.reduce((total, level) => total + level, 0);
      expect(Math.abs(sum - loss.total) / loss.total).toBeLessThan(1e-5);
    }
    expect(results.loss.foreground_anchors).toBeGreaterThan(0);
  });

  it('says that detections stand in for ground truth, and that a sample has its own', async () => {
    await app.page
      .getByText(/stand in/i)
      .first()
      .waitFor();
    await app.page.getByRole('list', { name: 'Samples' }).getByRole('button').nth(0).click();
    await app.waitForPhoto('dog.jpg');
    await app.page
      .getByText(/annotations/i)
      .first()
      .waitFor();
    const annotated = await app.downloadResults();
    expect(annotated.loss.foreground_anchors).not.toBe(results.loss.foreground_anchors);
  });

  it('changes the picture between cross entropy and focal loss', async () => {
    const stage = app.page.locator('canvas').first();
    await app.page.getByRole('radio', { name: 'Focal loss' }).check();
    await app.settle();
    const focal = await stage.screenshot();
    await app.page.getByRole('radio', { name: 'Cross entropy' }).check();
    await app.settle();
    const crossEntropy = await stage.screenshot();
    expect(crossEntropy.equals(focal)).toBe(false);
  });

  it('follows γ and α: at γ 0 without α both losses are one', async () => {
    await app.setSlider('Focusing γ', 0);
    await app.page.getByRole('checkbox', { name: /α/ }).uncheck();
    await app.settle();
    const { loss } = await app.downloadResults();
    expect(loss).toMatchObject({ gamma: 0, alpha: null });
    expect(loss.focal).toEqual(loss.cross_entropy);
    expect((await app.measures('focalscope:slider-to-heatmap')).length).toBeGreaterThan(0);
  });

  it('follows the score slider', async () => {
    const before = (await app.downloadResults()).detections.length;
    await app.setSlider('Score threshold', 0.05);
    await app.settle();
    const after = await app.downloadResults();
    expect(after.detections.length).toBeGreaterThan(before);
    expect(Math.min(...after.detections.map(({ score }) => score))).toBeLessThan(0.4);
  });

  it('runs again at another input size', async () => {
    await app.page.getByLabel('Input size').selectOption('320');
    await expect
      .poll(async () => (await app.downloadResults()).model.input_size, { timeout: 30_000 })
      .toBe(320);
  });

  it('leaves measures on the page’s own timeline', async () => {
    for (const name of ['decode', 'preprocess', 'session-run', 'postprocess', 'loss', 'photo-to-boxes']) {
      const durations = await app.measures(`focalscope:${name}`);
      expect(durations.length, name).toBeGreaterThan(0);
      expect(durations.every((duration) => duration >= 0 && duration < 120_000)).toBe(true);
    }
  });

  it('asks for nothing but its own files', () => {
    const { origin } = new URL(inject('isolatedUrl'));
    const foreign = app.requests.filter((url) => !url.startsWith(origin) && !/^(blob|data):/.test(url));
    expect(foreign).toEqual([]);
  });
});
