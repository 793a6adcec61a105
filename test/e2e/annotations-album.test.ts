import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { writeYolo } from '../../src/annotations/write-yolo.ts';
import { FocalScopePage, launchChromium, readSample } from '../support/focalscope-page.ts';
import { openPanel, photos, startAfresh, strip, two } from '../support/annotation-drops.ts';

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
