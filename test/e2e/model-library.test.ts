import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { FocalScopePage, launchChromium } from '../support/focalscope-page.ts';
import { serveStatic } from '../support/static-server.ts';

const site = fileURLToPath(new URL('../../dist', import.meta.url));
const model = readFileSync(`${site}/models/retinanet-shufflenetv2.onnx`);
const half = Math.floor(model.length / 2);

describe('models by address', () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serveStatic>>;
  /** The ranges that were asked for. */
  const ranges: (string | undefined)[] = [];
  let held: ServerResponse | undefined;

  beforeAll(async () => {
    expect(inject('isolatedUrl')).toBeDefined();
    // Another name for the built-in model: the first answer stops halfway, later ones keep to their ranges.
    server = await serveStatic({
      root: site,
      base: '/',
      isolated: true,
      answer: (request, response) => {
        if (request.url !== '/elsewhere/mine.onnx') return false;
        ranges.push(request.headers.range);
        const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
        response.writeHead(from > 0 ? 206 : 200, {
          ETag: '"one"',
          'Content-Length': model.length - from,
          ...(from > 0 ? { 'Content-Range': `bytes ${from}-${model.length - 1}/${model.length}` } : {}),
        });
        if (held) {
          response.end(model.subarray(from));
        } else {
          held = response;
          response.write(model.subarray(0, half));
        }
        return true;
      },
    });
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it('are downloaded, cancelled, gone on with, used, there after a reload, and deleted', async () => {
    const app = await FocalScopePage.open(browser, `${server.url}#view=models`);
    const { page } = app;
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    await page.getByLabel('Address of an ONNX file').fill(`${server.url}elsewhere/mine.onnx`);
    const form = page.locator('fs-model-open').getByRole('button', { name: 'Download' });
    await form.click();
    await page.getByText('2.7 of 5.4 MB').waitFor();
    await button('Cancel').first().click();
    await page.getByText('mine.onnx: cancelled.').waitFor();
    await page.getByText('Incomplete: 2.7 of 5.4 MB').waitFor();
    await page.getByText('private file system').waitFor();

    await button('Resume').first().click();
    await page.getByText('mine.onnx has arrived whole').waitFor();
    expect(ranges).toEqual([undefined, `bytes=${half}-`]);

    await button('Use').click();
    await button('In use').waitFor({ timeout: 120_000 });
    await page.locator('fs-model-in-use').getByText('Your file').waitFor();

    await page.reload();
    await page.locator('fs-model-in-use').getByText('Your file').waitFor({ timeout: 120_000 });
    await button('In use').waitFor({ timeout: 120_000 });
    expect(ranges).toHaveLength(2);

    await button('Delete mine.onnx').click();
    await page.getByText('Nothing is kept yet.').waitFor({ timeout: 60_000 });
    await page.locator('fs-model-in-use').getByText('Comes with the page').waitFor({ timeout: 60_000 });
    // All of it from the page's own host.
    expect(app.requests.filter((url) => !url.startsWith(server.url) && !/^(blob|data):/.test(url))).toEqual(
      [],
    );
    expect(app.complaints).toEqual([]);
    await app.close();
  });
});
