import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Browser, Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type {
  AnnotationFormat,
  AnnotationSet,
  AnnotationText,
} from '../../src/annotations/annotation-set.ts';
import { readAnnotations } from '../../src/annotations/read-annotations.ts';
import { writeCoco } from '../../src/annotations/write-coco.ts';
import { writeCsv } from '../../src/annotations/write-csv.ts';
import { writeVoc } from '../../src/annotations/write-voc.ts';
import { writeYolo } from '../../src/annotations/write-yolo.ts';
import { FocalScopePage, launchChromium, readSample, type DroppedFile } from '../support/focalscope-page.ts';

const photoNames = ['horses.jpg', 'motorcycle.jpg'] as const;
const photos: readonly DroppedFile[] = photoNames.map((name) => ({
  name,
  type: 'image/jpeg',
  buffer: readSample(name),
}));

const { set: samples } = await readAnnotations([
  { name: 'annotations.json', content: readSample('annotations.json').toString('utf8') },
]);
/** The samples' own annotations of the two photos. */
const two: AnnotationSet = {
  categories: samples.categories,
  images: samples.images.filter(({ fileName }) => photoNames.some((name) => name === fileName)),
};

const writers: Readonly<Record<AnnotationFormat, (set: AnnotationSet) => AnnotationText[]>> = {
  coco: (set) => writeCoco(set),
  voc: (set) => writeVoc(set),
  yolo: writeYolo,
  csv: writeCsv,
};
const formats = ['coco', 'voc', 'yolo', 'csv'] as const;
const formatNames = {
  coco: 'COCO (.json)',
  voc: 'Pascal VOC (.xml)',
  yolo: 'YOLO (.txt)',
  csv: 'CSV (.csv)',
};

/** Files as a drop from the desktop has them: without their folders. */
const toDrop = (files: readonly AnnotationText[]): DroppedFile[] =>
  files.map(({ fileName, text }) => ({ name: fileName.split('/').at(-1) ?? '', buffer: Buffer.from(text) }));

const cocoOf = (categoryName: string, fileName = 'horses.jpg', bbox = [100, 100, 80, 60]): DroppedFile => ({
  name: 'instances.json',
  buffer: Buffer.from(
    JSON.stringify({
      images: [{ id: 1, file_name: fileName, width: 773, height: 512 }],
      annotations: [{ id: 1, image_id: 1, category_id: 7, bbox, area: 4800, iscrowd: 0 }],
      categories: [{ id: 7, name: categoryName }],
    }),
  ),
});

const strip = (page: Page): Locator => page.getByRole('navigation', { name: 'Photos' });
const boxes = (page: Page): Locator => page.getByRole('list', { name: 'Boxes' }).getByRole('button');
const openPanel = (page: Page): Promise<void> => page.getByRole('tab', { name: 'Ground truth' }).click();

/** What the list says of each box: class, number and size. */
async function describeBoxes(page: Page): Promise<string[]> {
  await openPanel(page);
  await boxes(page).first().waitFor();
  const labels = await boxes(page).evaluateAll((buttons) =>
    buttons.map((button) => button.getAttribute('aria-label') ?? ''),
  );
  return labels.sort();
}

async function lossOf(app: FocalScopePage): Promise<{ foreground: number; loss: number }> {
  await app.page.getByRole('tab', { name: 'Loss' }).click();
  await app.settle();
  const { loss } = await app.downloadResults();
  return { foreground: loss.foreground_anchors, loss: loss.focal.total };
}

let browser: Browser;
let app: FocalScopePage;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  app = await FocalScopePage.open(browser, inject('isolatedUrl'));
  page = app.page;
  await app.waitForPhoto('dog.jpg');
});
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.close();
});

describe('annotation files', () => {
  it.each(formats)(
    'in %s come with their photos in one drop, into the list and into the loss',
    async (format) => {
      await page.getByRole('button', { name: /horses/i }).click();
      await app.waitForPhoto('horses.jpg');
      const [sampleBoxes, sampleLoss] = [await describeBoxes(page), await lossOf(app)];
      await page.getByRole('button', { name: /^Dog/ }).first().click();
      await app.waitForPhoto('dog.jpg');
      await app.dropFiles([...toDrop(writers[format](two)), ...photos]);
      await app.waitForPhoto('horses.jpg');
      await openPanel(page);
      await page.getByText('From the annotation file').waitFor();
      expect(await describeBoxes(page)).toEqual(sampleBoxes);
      const { foreground, loss } = await lossOf(app);
      expect(foreground).toBe(sampleLoss.foreground);
      expect(loss).toBeCloseTo(sampleLoss.loss, 3);
      await page.getByText('2 photos have their boxes.').waitFor();
    },
  );

  it.each(formats)('in %s are exported and give the same boxes again', async (format) => {
    await app.dropFiles([...toDrop(writeCoco(two)), ...photos]);
    await app.waitForPhoto('horses.jpg');
    const before = await describeBoxes(page);
    await page.getByLabel('Boxes of').selectOption('All opened photos');
    await page.getByLabel('Format').selectOption(formatNames[format]);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const download = await downloading;
    await page
      .getByText(/boxes in 2 images\./)
      .first()
      .waitFor();
    const bytes = readFileSync(await download.path());
    const files = download.suggestedFilename().endsWith('.zip')
      ? Object.entries(unzipSync(bytes)).map(([name, content]) => ({
          name: name.split('/').at(-1)!,
          buffer: Buffer.from(content),
        }))
      : [{ name: download.suggestedFilename(), buffer: bytes }];
    await page.reload();
    await app.waitForPhoto('dog.jpg');
    await app.dropFiles([...files, ...photos]);
    await app.waitForPhoto('horses.jpg');
    expect(await describeBoxes(page)).toEqual(before);
  });

  it('that are malformed tell their place and change nothing', async () => {
    const before = await describeBoxes(page);
    const buffer = Buffer.from('{\n  "images": [{"id": 1, "file_name": "horses.jpg",\n}');
    await app.dropFiles([{ name: 'broken.json', buffer }, ...photos]);
    const said = await app.dismissMessage();
    expect(said).toContain('broken.json');
    expect(said).toContain('3:1');
    expect(said).toContain('Nothing was imported');
    expect(await describeBoxes(page)).toEqual(before);
    expect(await strip(page).count()).toBe(0);
    expect((await app.status.allInnerTexts()).join()).toContain('dog.jpg');
  });

  it('annotate the photo of their name that is on the stage at once', async () => {
    await app.dropFiles(photos.slice(0, 1));
    await app.waitForPhoto('horses.jpg');
    const runs = await app.analyses();
    await app.dropFiles([cocoOf('horse')]);
    await openPanel(page);
    await page.getByText('From the annotation file').waitFor();
    await page.getByRole('button', { name: 'horse 80 × 60, box 1' }).waitFor();
    expect(await app.analyses()).toBe(runs);
  });

  it('without photos are summed up, with a way to their coverage', async () => {
    await app.dropFiles(toDrop(writeCoco(samples)).map((file) => ({ ...file, name: 'all.json' })));
    const link = page.getByRole('region', { name: 'Opened files' }).getByRole('link');
    await page.getByText(/boxes in 9 images read from all\.json/).waitFor();
    // The sample on the stage is one of them.
    await page.getByText('1 photo has its boxes.').waitFor();
    expect(await link.count()).toBe(0);
    await app.dropFiles([cocoOf('horse', 'elsewhere.jpg')]);
    await page.getByText('1 box in 1 image read from instances.json.').waitFor();
    expect(await link.getAttribute('href')).toBe('#view=anchors');
  });

  it('with warnings and photos that do not fit are told of, and are no obstacle', async () => {
    const file = cocoOf('horse', 'horses.jpg', [700, 100, 200, 60]);
    await app.dropFiles([file, ...photos]);
    await app.waitForPhoto('horses.jpg');
    await page.getByText('1 box reaches beyond its image; kept as written.').waitFor();
    await page.getByText('1 photo is not in the annotations:').waitFor();
    await page.getByRole('button', { name: 'Dismiss the notice' }).click();
    expect(await page.getByText('1 photo is not in the annotations:').count()).toBe(0);
  });

  it('show names as text, whatever they hold', async () => {
    const name = '<img src=x onerror=alert(1)>.jpg';
    await app.dropFiles([
      cocoOf('<b>hound</b>', name),
      { name, type: 'image/jpeg', buffer: readSample('horses.jpg') },
      photos[1]!,
    ]);
    const dialog = page.getByRole('dialog', { name: 'Which classes are these?' });
    await dialog.getByText('<b>hound</b>').waitFor();
    await dialog.getByRole('combobox', { name: '<b>hound</b> is' }).selectOption('horse');
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await app.waitForPhoto(name);
    expect(
      await strip(page)
        .getByRole('button', { name: /^<img src=x onerror=alert\(1\)>\.jpg, 1 of 2, 1 box/ })
        .count(),
    ).toBe(1);
    expect(await page.locator('img[src="x"]').count()).toBe(0);
  });
});

describe('class names that the model does not have', () => {
  it('are asked for once, remembered, and can be changed', async () => {
    await app.dropFiles([cocoOf('hound'), ...photos]);
    const dialog = page.getByRole('dialog', { name: 'Which classes are these?' });
    await dialog.getByText('1 object').waitFor();
    expect(await dialog.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
    // To give up is to import nothing.
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await strip(page).count()).toBe(0);

    await app.dropFiles([cocoOf('hound'), ...photos]);
    await dialog.getByRole('combobox', { name: 'hound is' }).selectOption('dog');
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await app.waitForPhoto('horses.jpg');
    expect(await describeBoxes(page)).toEqual(['dog 80 × 60, box 1']);

    await page.reload();
    await app.waitForPhoto('dog.jpg');
    await app.dropFiles([cocoOf('hound'), ...photos]);
    await app.waitForPhoto('horses.jpg');
    expect(await describeBoxes(page)).toEqual(['dog 80 × 60, box 1']);

    const change = page.getByRole('button', { name: 'Class names…' });
    await change.click();
    await dialog.getByRole('combobox', { name: 'hound is' }).selectOption('sheep');
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('button', { name: 'sheep 80 × 60, box 1' }).waitFor();
    // The keyboard is back where it was.
    const focused = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.textContent.trim();
    });
    expect(focused).toBe('Class names…');
  });
});

describe('a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'focalscope-folder-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is opened with its photos, its labels and nothing else', async () => {
    for (const name of ['images', 'labels']) mkdirSync(join(folder, name));
    for (const { name, buffer } of photos) writeFileSync(join(folder, 'images', name), buffer);
    for (const { fileName, text } of writeYolo(two)) writeFileSync(join(folder, fileName), text);
    writeFileSync(join(folder, 'README.txt'), 'About these photos');
    writeFileSync(join(folder, 'tool.exe'), 'MZ');
    await page.getByLabel('Open folder').setInputFiles(folder);
    await app.waitForPhoto('horses.jpg');
    await openPanel(page);
    await page.getByText('From the annotation file').waitFor();
    await page.getByText(/boxes in 2 images read from focalscope-folder/).waitFor();
    await page.getByText('2 photos have their boxes.').waitFor();
    await page.getByText('1 file is neither photo nor annotation:').waitFor({ state: 'attached' });
    expect(await strip(page).getByRole('listitem').count()).toBe(2);
  });
});

describe('the strip of photos', () => {
  it('is walked by keys, and leafed through from the stage', async () => {
    const more = { name: 'kite.jpg', type: 'image/jpeg', buffer: readSample('kite.jpg') };
    await app.dropFiles([...photos, more]);
    await app.waitForPhoto('horses.jpg');
    const photo = (name: string): Locator =>
      strip(page).getByRole('button', { name: new RegExp(`^${name}`) });
    expect(await strip(page).locator('li [tabindex="0"]').count()).toBe(1);
    await photo('horses').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await app.waitForPhoto('motorcycle.jpg');
    expect(await photo('motorcycle').getAttribute('aria-current')).toBe('true');
    await page.locator('fs-stage .view').focus();
    await page.keyboard.press('PageDown');
    await app.waitForPhoto('kite.jpg');
    expect(await strip(page).getByRole('button', { name: 'Next photo' }).isDisabled()).toBe(true);
    await page.keyboard.press(',');
    await app.waitForPhoto('motorcycle.jpg');
    await strip(page).getByRole('button', { name: 'Close all photos and annotations' }).click();
    expect(await strip(page).count()).toBe(0);
  });
});

describe('what is kept on this computer', () => {
  it('is listed, exported together, and deleted', async () => {
    await openPanel(page);
    await page.getByRole('button', { name: 'Kept on this computer…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Kept on this computer' });
    await dialog.getByText('Nothing yet.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.locator('fs-stage .view').focus();
    await page.keyboard.press('n');
    await page.getByText('5 boxes').waitFor();
    await page.getByText('Kept on this computer.', { exact: true }).waitFor();
    await page.getByLabel('Boxes of').selectOption('All kept on this computer');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const exported = JSON.parse(readFileSync(await (await downloading).path(), 'utf8')) as {
      annotations: unknown[];
    };
    expect(exported.annotations).toHaveLength(5);
    await page.getByRole('button', { name: 'Kept on this computer…' }).click();
    await dialog.getByText('dog.jpg').waitFor();
    await dialog.getByRole('button', { name: 'Delete all' }).click();
    await dialog.getByRole('button', { name: 'No, keep them' }).click();
    await dialog.getByRole('button', { name: 'Delete the boxes of dog.jpg' }).click();
    await dialog.getByText('Nothing yet.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    // The photo on the stage is as it came.
    await page.getByText('4 boxes').waitFor();
    await page.reload();
    await app.waitForPhoto('dog.jpg');
    await openPanel(page);
    await page.getByText('4 boxes').waitFor();
  });
});
