import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type {
  AnnotationFormat,
  AnnotationSet,
  AnnotationText,
} from '../../src/annotations/annotation-set.ts';
import { writeCoco } from '../../src/annotations/write-coco.ts';
import { writeCsv } from '../../src/annotations/write-csv.ts';
import { writeVoc } from '../../src/annotations/write-voc.ts';
import { writeYolo } from '../../src/annotations/write-yolo.ts';
import { FocalScopePage, launchChromium, readSample } from '../support/focalscope-page.ts';
import {
  cocoOf,
  describeBoxes,
  openPanel,
  photos,
  samples,
  startAfresh,
  strip,
  toDrop,
  two,
} from '../support/annotation-drops.ts';

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

async function lossOf(app: FocalScopePage): Promise<{ foreground: number; loss: number }> {
  await app.page.getByRole('tab', { name: 'Loss' }).click();
  await app.settle();
  const { loss } = await app.downloadResults();
  return { foreground: loss.foreground_anchors, loss: loss.focal.total };
}

let browser: Browser;
let app: FocalScopePage;
let page: Page;

// One page for all: each test begins with nothing opened and the first sample on the stage.
beforeAll(async () => {
  browser = await launchChromium();
  app = await FocalScopePage.open(browser, inject('isolatedUrl'));
  page = app.page;
  await app.waitForPhoto('dog.jpg');
});
afterAll(() => browser.close());
beforeEach(() => startAfresh(app));
afterEach(() => {
  expect(app.complaints).toEqual([]);
});

describe('annotation files', () => {
  let sampleBoxes: string[];
  let sampleLoss: Awaited<ReturnType<typeof lossOf>>;

  beforeAll(async () => {
    await app.openSample('horses.jpg');
    [sampleBoxes, sampleLoss] = [await describeBoxes(page), await lossOf(app)];
  });

  it.each(formats)(
    'in %s come with their photos in one drop, into the list and into the loss',
    async (format) => {
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
    await startAfresh(app);
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
    await app.dropFiles(photos);
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
