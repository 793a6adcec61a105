import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { boxIou, type Box } from '../../src/base/box.ts';
import type { Results } from '../../src/app/results-json.ts';
import { createBadImages, createBadModels } from '../support/bad-files.ts';
import { createDetectionModel, knownDetections } from '../support/detection-models.ts';
import { createExporterModel } from '../support/exporter-models.ts';
import { FocalScopePage, launchChromium, readSample } from '../support/focalscope-page.ts';
import { createPatchFiles } from '../support/patch-photo.ts';

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

let browser: Browser;
let app: FocalScopePage;

// One page for all.
beforeAll(async () => {
  browser = await launchChromium();
  app = await FocalScopePage.open(browser, inject('isolatedUrl'));
  await app.waitForPhoto('dog.jpg');
});

afterAll(() => browser.close());

afterEach(() => {
  expect(app.complaints).toEqual([]);
});

describe('the main job, on the production build', () => {
  let results: Results;

  beforeAll(async () => {
    await app.upload('my dog.jpg', 'image/jpeg', readSample('dog.jpg'));
    await app.waitForPhoto('my dog.jpg');
    results = await app.downloadResults();
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

describe('bad input', () => {
  beforeAll(async () => {
    await app.resetSettings();
    await app.openSample('dog.jpg');
  });

  for (const { name, bytes } of createBadImages()) {
    it(`${name}: a message, and the earlier photo stays`, async () => {
      await app.upload(name, '', Buffer.from(bytes));
      expect(await app.dismissMessage()).toContain(name);
      expect((await app.downloadResults()).image.file_name).toBe('dog.jpg');
    });
  }

  it('refuses a model that is none, and keeps the one in use', async () => {
    for (const { name, bytes } of createBadModels()) {
      await app.dropFile(name, '', Buffer.from(bytes));
      expect((await app.dismissMessage()).length).toBeGreaterThan(20);
    }
    expect((await app.downloadResults()).model.name).toBe('retinanet-shufflenetv2');
  });

  it('lets the last of ten drops in a second win', async () => {
    const dog = readSample('dog.jpg');
    for (let index = 0; index < 9; index++) await app.dropFile(`drop ${index}.jpg`, 'image/jpeg', dog);
    await app.dropFile('last.jpg', 'image/jpeg', readSample('giraffe.jpg'));
    await app.waitForPhoto('last.jpg');
    await app.settle();
    expect((await app.downloadResults()).image).toEqual({ file_name: 'last.jpg', width: 500, height: 500 });
  });

  it('takes a photo of one pixel', async () => {
    const pixel =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
    await app.upload('pixel.png', 'image/png', Buffer.from(pixel, 'base64'));
    await app.waitForPhoto('pixel.png');
    expect((await app.downloadResults()).image).toMatchObject({ width: 1, height: 1 });
  });
});

describe('models of other layouts, dropped on the page', () => {
  beforeAll(() => app.openSample('dog.jpg'));

  /** The results of the photo as this model answers it. */
  async function resultsOf(model: string): ReturnType<FocalScopePage['downloadResults']> {
    for (;;) {
      const results = await app.downloadResults();
      if (results.model.name === model) return results;
      await app.settle();
    }
  }

  it('shows the boxes of an export with suppression inside, and why there is no loss', async () => {
    await app.dropFile('boxes.onnx', '', Buffer.from(createDetectionModel('torchvision')));
    await app.page.getByText('Boxes, but no loss').first().waitFor({ timeout: 60_000 });
    const { detections, loss, image, model } = await resultsOf('boxes');
    expect(loss).toBeNull();
    expect(detections).toHaveLength(knownDetections.length);
    const scale = image.width / model.input_size;
    for (const [index, { box, score, label }] of knownDetections.entries()) {
      const [x0, y0, x1, y1] = box.map((side) => side * scale) as [number, number, number, number];
      const found = detections[index]!;
      expect(found.category_id).toBe(label);
      expect(found.score).toBeCloseTo(score, 5);
      for (const [side, value] of [x0, y0, x1 - x0, y1 - y0].entries())
        expect(Math.abs(found.bbox[side]! - value)).toBeLessThan(0.6);
    }
    await app.page.getByRole('combobox', { name: 'Framework' }).selectOption('mmdetection');
    await app.page.getByText('bbox_pred').first().waitFor();
    expect(await app.page.getByRole('slider', { name: 'Focusing γ' }).count()).toBe(0);
  });

  it('opens a model with its weights beside it, of probabilities per level, and marks its loss', async () => {
    const { graph, data } = createExporterModel({
      exporter: 'odtk',
      fixed: [128, 128],
      dataPath: 'weights.data',
    });
    await app.dropFile('alone.onnx', '', Buffer.from(graph));
    expect(await app.dismissMessage()).toContain('weights.data');
    expect((await app.downloadResults()).model.name).toBe('boxes');
    await app.dropFiles([
      { name: 'whole.onnx', buffer: Buffer.from(graph) },
      ...data.map(({ path, bytes }) => ({ name: path, buffer: Buffer.from(bytes) })),
    ]);
    await app.page.getByText('Recovered from probabilities').first().waitFor({ timeout: 120_000 });
    const { loss, model } = await resultsOf('whole');
    expect(model.input_size).toBe(128);
    expect(loss.cross_entropy.total).toBeGreaterThan(0);
    expect(await app.page.getByText('Boxes, but no loss').count()).toBe(0);
  });

  it('tells whose model it is by a photo with ground truth, is told otherwise, and reads a sidecar', async () => {
    const { page } = app;
    const activeClasses = [1, 17, 43] as const;
    const graph = Buffer.from(
      createExporterModel({ exporter: 'keras-retinanet', activeClasses, fixed: [384, 512] }).graph,
    );
    await app.dropFiles(createPatchFiles(activeClasses));
    await app.waitForPhoto('patches.bmp');
    await app.dropFile('mine.onnx', '', graph);
    const notice = page.locator('fs-conventions-notice');
    await notice.getByText('Read as keras-retinanet: of all conventions').waitFor({ timeout: 120_000 });
    await app.status.filter({ hasText: 'patches.bmp: 20 ' }).waitFor({ state: 'attached', timeout: 60_000 });

    await notice.getByRole('link', { name: 'How it is read' }).click();
    const section = page.locator('fs-model-conventions');
    await page.getByRole('combobox', { name: 'Read as' }).selectOption('yhenon');
    await page.getByRole('button', { name: 'Apply' }).click();
    await section.getByText('Read as yhenon: chosen by hand.').waitFor({ timeout: 60_000 });
    expect(await notice.count()).toBe(0);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download sidecar' }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe('mine.retinanet.json');
    const sidecar = readFileSync(await saved.path());
    expect(JSON.parse(sidecar.toString())).toMatchObject({
      format: 'focalscope-retinanet',
      preset: 'yhenon',
      model: { file: 'mine.onnx' },
    });

    await app.dropFiles([
      { name: 'again.onnx', buffer: graph },
      { name: 'again.retinanet.json', type: 'application/json', buffer: sidecar },
    ]);
    const text = 'Read as its .retinanet.json says: conventions of yhenon.';
    await section.getByText(text).waitFor({ timeout: 60_000 });
    // Nothing was ranked: there are no candidates to show.
    expect(await section.locator('table').count()).toBe(0);
  });
});
