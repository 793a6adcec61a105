import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { anchorSettingsOf, type AnchorSettings } from '../../src/coverage/anchor-settings.ts';
import type { CoverMatching } from '../../src/coverage/compute-coverage.ts';
import type { CoverageBoxes } from '../../src/coverage/coverage-boxes.ts';
import { printAnchorConfig } from '../../src/coverage/print-anchor-config.ts';
import { computeCoverageReference } from '../../src/coverage/reference/compute-coverage.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { createRandom } from '../support/anchor-settings.ts';
import { FocalScopePage, launchChromium, readSample } from '../support/focalscope-page.ts';

interface Coco {
  readonly images: readonly {
    readonly id: number;
    readonly width: number;
    readonly height: number;
    readonly file_name: string;
  }[];
  readonly annotations: readonly {
    readonly image_id: number;
    readonly bbox: readonly [number, number, number, number];
  }[];
}

const readJson = (path: string): unknown =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../../public/${path}`, import.meta.url)), 'utf8'));
const manifest = parseManifest(readJson('models/retinanet-shufflenetv2.json'));
const own = anchorSettingsOf(manifest);
const samples = JSON.parse(readSample('annotations.json').toString()) as Coco;

function boxesOf({ images, annotations }: Coco): CoverageBoxes {
  const places = new Map(images.map(({ id }, index) => [id, index]));
  return {
    corners: Float64Array.from(annotations.flatMap(({ bbox: [x, y, w, h] }) => [x, y, x + w, y + h])),
    images: Int32Array.from(annotations, ({ image_id }) => places.get(image_id)!),
    imageSizes: Float64Array.from(images.flatMap(({ width, height }) => [width, height])),
  };
}

/** What the verdict has to say, by the twin. */
function expected(settings: AnchorSettings, matching: CoverMatching = manifest.matching) {
  const { covers, bestIou, anchors, nearestToThreshold } = computeCoverageReference(
    boxesOf(samples),
    settings,
    matching,
  );
  // No anchor is so near to the threshold that rounding would decide.
  expect(Math.min(...nearestToThreshold)).toBeGreaterThan(1e-6);
  const count = (kind: number): number => covers.filter((cover) => cover === kind).length;
  return { covered: count(2), lowQuality: count(1), none: count(0), bestIou, anchors };
}

/** 10,000 boxes in 1,000 images, as long-tailed as real ones. */
function createLargeFile(): Buffer {
  const random = createRandom(7);
  const images = Array.from({ length: 1000 }, (_, index) => ({
    id: index + 1,
    file_name: `${index + 1}.jpg`,
    width: 640,
    height: 480,
  }));
  const annotations = Array.from({ length: 10_000 }, (_, index) => {
    const width = Math.min(600, 6 * 2 ** (random() * 6.5));
    const height = Math.min(440, width * 2 ** (random() * 4 - 2));
    const [x, y] = [random() * (640 - width), random() * (480 - height)];
    return {
      id: index + 1,
      image_id: (index % 1000) + 1,
      category_id: 1,
      bbox: [x, y, width, height],
      area: width * height,
      iscrowd: 0,
    };
  });
  return Buffer.from(JSON.stringify({ images, annotations, categories: [{ id: 1, name: 'person' }] }));
}

const sentence = (page: Page): Locator => page.locator('fs-coverage-verdict .sentence');
const figures = (page: Page): Promise<number[]> =>
  sentence(page).evaluate((element) =>
    ['data-covered', 'data-low-quality', 'data-none'].map((name) => Number(element.getAttribute(name))),
  );

async function openAnchors({ page }: FocalScopePage): Promise<void> {
  await page.getByRole('link', { name: 'Anchors' }).click();
  await sentence(page).waitFor();
}

async function chooseSamples(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Boxes', exact: true }).selectOption('samples');
  await sentence(page)
    .filter({ hasText: `of ${samples.annotations.length} boxes` })
    .waitFor();
}

describe('the anchors’ coverage on the built page', () => {
  let browser: Browser;
  let app: FocalScopePage;

  // One page for all: each test begins with the model's own anchors.
  beforeAll(async () => {
    browser = await launchChromium();
    app = await FocalScopePage.open(browser, inject('isolatedUrl'));
    await app.waitForPhoto('dog.jpg');
    await openAnchors(app);
    await sentence(app.page).filter({ hasText: 'of 4 boxes' }).waitFor();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    const back = app.page.getByRole('button', { name: 'Back to the model’s' });
    if (await back.isVisible()) await back.click();
  });
  afterEach(() => {
    expect(app.complaints).toEqual([]);
  });

  // First: what is opened is measured at once as long as nobody has chosen whose boxes are.
  it('measures 10,000 boxes of a file without holding up the page, and ends a search at once', async () => {
    const { page } = app;
    await page.evaluate(() => {
      const tasks: number[] = [];
      Object.assign(globalThis, { longTasks: tasks });
      new PerformanceObserver((list) =>
        tasks.push(...list.getEntries().map(({ duration }) => duration)),
      ).observe({
        type: 'longtask',
      });
    });
    const longTasks = (): Promise<number[]> =>
      page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks.splice(0));
    await app.dropFile('large.json', 'application/json', createLargeFile());
    await sentence(page).filter({ hasText: 'of 10,000 boxes' }).waitFor({ timeout: 30_000 });
    const opening = await longTasks();
    const times: string[] = [];
    for (const iou of ['0.55', '0.6', '0.65']) {
      await page.getByRole('slider', { name: 'Foreground from IoU' }).fill(iou);
      await sentence(page)
        .filter({ hasText: `IoU ≥ ${iou}` })
        .waitFor();
      times.push((await page.locator('fs-coverage-verdict .time').textContent()) ?? '');
    }
    expect(times.every((text) => /10,000 boxes measured in [\d.]+ ms/.test(text))).toBe(true);
    const sliding = await longTasks();
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('progressbar', { name: 'Searching' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Search' }).waitFor();
    expect(await page.getByRole('button', { name: 'Use these' }).count()).toBe(0);
    process.stdout.write(`${JSON.stringify({ times, opening, sliding, searching: await longTasks() })}\n`);
    // The table goes by pages, whatever the number of boxes.
    expect(await page.locator('fs-coverage-boxes tbody tr').count()).toBe(25);
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText('Boxes 26–50 of 10,000').waitFor();
  });

  it('is the twin’s, box by box, and after each control', async () => {
    const { page } = app;
    await chooseSamples(page);
    const first = expected(own);
    expect(await figures(page)).toEqual([first.covered, first.lowQuality, first.none]);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const csv = readFileSync(await (await download).path(), 'utf8');
    const rows = csv
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(','));
    const best = rows.map((row) => Number(row[4]));
    const sorted = [...first.bestIou].sort((one, other) => one - other);
    expect(best).toHaveLength(sorted.length);
    for (const [index, iou] of sorted.entries()) expect(best[index]).toBeCloseTo(iou, 5);
    const total = first.anchors.reduce((sum, count) => sum + count, 0);
    expect(rows.reduce((sum, row) => sum + Number(row[5]), 0)).toBe(total);

    await page.getByRole('slider', { name: 'Longest side of the input' }).fill('800');
    const larger = expected({ ...own, inputSide: 800 });
    await expect.poll(() => figures(page)).toEqual([larger.covered, larger.lowQuality, larger.none]);
    await page.getByRole('slider', { name: 'Base size, in strides' }).fill('2');
    const baseSizes = own.strides.map((stride) => stride * 2);
    const smaller = expected({ ...own, inputSide: 800, baseSizes });
    await expect.poll(() => figures(page)).toEqual([smaller.covered, smaller.lowQuality, smaller.none]);
    expect(smaller.covered).not.toBe(larger.covered);
    await page.getByRole('checkbox', { name: 'Allow low-quality matches' }).uncheck();
    await expect.poll(() => figures(page)).toEqual([smaller.covered, 0, smaller.lowQuality + smaller.none]);
    await page.getByRole('button', { name: 'Back to the model’s' }).click();
    await expect.poll(() => figures(page)).toEqual([first.covered, first.lowQuality, first.none]);
  });

  it('suggests anchors that cover no less, and prints them', async () => {
    const { page } = app;
    await chooseSamples(page);
    const [before = 0] = await figures(page);
    await page.getByRole('checkbox', { name: 'Base sizes' }).check();
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('button', { name: 'Use these' }).click({ timeout: 60_000 });
    await expect.poll(async () => (await figures(page))[0]).toBeGreaterThan(before);
    const read = async (name: RegExp): Promise<number[]> => {
      const fields = await page.getByRole('textbox', { name }).all();
      return Promise.all(fields.map(async (field) => Number(await field.inputValue())));
    };
    await page.getByText('Levels', { exact: true }).click();
    const settings: AnchorSettings = {
      ...own,
      scales: await read(/^Scale \d/),
      ratios: await read(/^Ratio \d/),
      baseSizes: await read(/^Base size of/),
    };
    // What the fields show is what was found: the twin comes to the same count.
    expect((await figures(page))[0]).toBe(expected(settings).covered);
    for (const framework of ['torchvision', 'detectron2', 'mmdetection', 'keras-retinanet'] as const) {
      await page.getByRole('combobox', { name: 'Framework' }).selectOption(framework);
      const code = await page.locator('fs-coverage-config pre').textContent();
      expect(code).toBe(printAnchorConfig(settings, framework));
    }
  });

  it('leaves the photo as it was, with the worker gone', async () => {
    const { page } = app;
    await chooseSamples(page);
    expect(page.workers().some((worker) => worker.url().includes('coverage'))).toBe(true);
    const analyses = await app.analyses();
    await page.goBack();
    await page.locator('fs-stage').waitFor({ state: 'visible' });
    await expect.poll(() => page.workers().some((worker) => worker.url().includes('coverage'))).toBe(false);
    await app.setSlider('Focusing γ', 3);
    await app.settle();
    expect(await app.analyses()).toBe(analyses);
    expect((await app.downloadResults()).image.file_name).toBe('dog.jpg');
    // A box of the photo leads back to it, chosen.
    await page.getByRole('link', { name: 'Anchors' }).click();
    await page.getByRole('combobox', { name: 'Boxes', exact: true }).selectOption('photo');
    await page.getByRole('link', { name: 'Show dog on the photo' }).click();
    await page
      .getByRole('list', { name: 'Boxes' })
      .getByRole('button', { name: /^dog/, expanded: true })
      .waitFor();
  });
});
