import { fileURLToPath } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { firefoxPath } from '../../scripts/firefox.mjs';
import { FirefoxPage, launchFirefox } from '../support/firefox-page.ts';

const executable = firefoxPath();
const photo = fileURLToPath(new URL('../../public/samples/giraffe.jpg', import.meta.url));

// Where no Firefox can be had, `npm test` says so and counts these as skipped.
describe.skipIf(executable === undefined)('in Firefox, which has no WebGPU here', () => {
  let browser: Browser;
  let app: FirefoxPage;

  beforeAll(async () => {
    browser = await launchFirefox(executable!);
    app = await FirefoxPage.open(browser, inject('isolatedUrl'));
    await app.waitForPhoto('dog.jpg');
  });

  afterAll(async () => {
    await browser.close();
  });

  it('shows boxes, heatmap and both losses, on the CPU, and says so', async () => {
    await app.findText('bicycle', 'fs-detections', '*');
    const [crossEntropy, focal] = await app.totals();
    expect(crossEntropy).toBeGreaterThan(focal * 20);
    expect(await app.textOf('fs-footer')).toMatch(/on CPU.*This browser offers no WebGPU/s);
    await expect.poll(() => app.stageShades()).toBeGreaterThan(1000);
  });

  it('follows γ', async () => {
    const [crossEntropy, focal] = await app.totals();
    await app.setSlider('Focusing γ', 0);
    await expect.poll(async () => (await app.totals())[1]).toBeGreaterThan(focal * 5);
    expect((await app.totals())[0]).toBe(crossEntropy);
    await app.setSlider('Focusing γ', 2);
    await expect.poll(async () => (await app.totals())[1]).toBe(focal);
  });

  it('takes a photo of one’s own, and keeps what is drawn on it over a reload', async () => {
    const { page } = app;
    await app.upload(photo);
    await app.waitForPhoto('giraffe.jpg');
    await (await app.findText('Ground truth', '[role=tab]')).click();
    await app.find('fs-box-list');
    const view = (await (await app.find('fs-stage', '.view')).boundingBox())!;
    const move = (right: number, down: number): Promise<void> =>
      page.mouse.move(view.x + view.width * right, view.y + view.height * down, { steps: 4 });
    await move(0.4, 0.4);
    await page.mouse.down();
    await move(0.55, 0.6);
    await page.mouse.up();
    await app.findText('1 box', '*');
    await app.findText('Kept on this computer.', '*');
    await page.reload();
    await app.waitForPhoto('dog.jpg');
    await app.upload(photo);
    await app.waitForPhoto('giraffe.jpg');
    await (await app.findText('Ground truth', '[role=tab]')).click();
    await app.findText('As you left them, kept on this computer', '*');
  });

  it('draws the plots from the photo', async () => {
    await (await app.findText('Plots', 'a')).click();
    await app.find('[data-kind=background]');
    const curve = await app.find('fs-plot-lines#loss', 'path.current');
    expect(await curve.evaluate((path) => path.getAttribute('d')!.length)).toBeGreaterThan(100);
    // Within one document, which the driver's own step back takes for no navigation.
    await app.page.evaluate(() => history.back());
    await app.find('fs-stage', 'canvas');
  });

  it('speaks Chinese', async () => {
    await (await app.findText('中文', 'button')).click();
    await app.findText('损失', '[role=tab]');
    expect(await app.page.evaluate(() => document.documentElement.lang)).toMatch(/^zh/);
  });

  it('complained of nothing, and asked for its own files alone', () => {
    expect(app.complaints).toEqual([]);
    const { origin } = new URL(inject('isolatedUrl'));
    expect(app.requests.filter((url) => !url.startsWith(origin) && !/^(blob|data):/.test(url))).toEqual([]);
  });
});
