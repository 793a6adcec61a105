import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createBadImages, createBadModels } from '../support/bad-files.ts';
import { FocalScopePage, launchChromium, readSample } from '../support/focalscope-page.ts';

describe('bad input', () => {
  let browser: Browser;
  let app: FocalScopePage;

  beforeAll(async () => {
    browser = await launchChromium();
    app = await FocalScopePage.open(browser, inject('isolatedUrl'));
    await app.waitForPhoto('dog.jpg');
  });

  afterAll(async () => {
    expect(app.complaints).toEqual([]);
    await browser.close();
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
