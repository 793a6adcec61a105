import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FocalScopePage, launchChromium, readSample } from '../support/focalscope-page.ts';
import { serveStatic } from '../support/static-server.ts';

/** As plain a host as there is: in a folder, without the headers of isolation. */
const base = '/tools/focalscope/';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Publishes a newer version: another page, and the worker that the build makes of it. */
function publish(folder: string): void {
  const before = readFileSync(join(folder, 'index.html'), 'utf8');
  const after = before.replace('<head>', '<head><meta name="edition" content="second">');
  const worker = readFileSync(join(folder, 'service-worker.js'), 'utf8');
  expect(worker).toContain(hashOf(before));
  writeFileSync(join(folder, 'index.html'), after);
  writeFileSync(join(folder, 'service-worker.js'), worker.replace(hashOf(before), hashOf(after)));
}

const isIsolated = (page: Page): Promise<boolean> => page.evaluate(() => crossOriginIsolated);
const edition = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(() => document.querySelector('meta[name=edition]')?.getAttribute('content'));
const keptPages = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const requests = await (await caches.open('focalscope-files-v1')).keys();
    return requests.filter(({ url }) => new URL(url).pathname.endsWith('/')).length;
  });

describe('a page that is kept', () => {
  let browser: Browser;
  let folder: string;
  let server: Awaited<ReturnType<typeof serveStatic>>;
  let app: FocalScopePage;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'focalscope-'));
    cpSync('dist', folder, { recursive: true });
    server = await serveStatic({ root: folder, base, isolated: false });
    browser = await launchChromium();
    app = await FocalScopePage.open(browser, server.url, { keepsOffline: true });
    await app.waitForPhoto('dog.jpg');
    await app.page.getByText('Works offline').waitFor({ state: 'attached' });
  });

  afterAll(async () => {
    await browser.close();
    await server.close().catch(() => undefined);
    rmSync(folder, { recursive: true });
  });

  it('works with all that is built in after the first visit, with the host gone', async () => {
    await server.close();
    const { page } = app;
    await page.reload();
    await app.waitForPhoto('dog.jpg');
    await page.getByRole('button', { name: /giraffe/i }).click();
    await app.waitForPhoto('giraffe.jpg');
    for (const [view, heading] of [
      ['Plots', /why focal loss/i],
      ['Anchors', /anchor/i],
      ['Kernels', /kernel|pass/i],
    ] as const) {
      await page.getByRole('link', { name: view, exact: true }).click();
      await page.getByRole('main').getByRole('heading', { name: heading }).first().waitFor();
    }
    await page.getByRole('link', { name: 'Photo', exact: true }).click();
    expect(app.complaints.filter((text) => !text.includes('service-worker.js'))).toEqual([]);
  });

  it('offers a newer version, and takes it when it is asked to', async () => {
    publish(folder);
    server = await serveStatic({
      root: folder,
      base,
      isolated: false,
      port: Number(new URL(server.url).port),
    });
    const { page } = app;
    await page.evaluate(async () => {
      Object.assign(globalThis, { isTheSamePage: true });
      await (await navigator.serviceWorker.ready).update();
    });
    await page.getByText('A new version is ready.').waitFor();
    expect(await page.evaluate(() => 'isTheSamePage' in globalThis)).toBe(true);
    expect(await edition(page)).toBeUndefined();
    await Promise.all([
      page.waitForEvent('load'),
      page.getByRole('button', { name: 'Reload', exact: true }).click(),
    ]);
    expect(await edition(page)).toBe('second');
    // Where one was: the address says so.
    await app.waitForPhoto('giraffe.jpg');
    await expect.poll(() => keptPages(page), { timeout: 30_000 }).toBe(1);
  });

  it('is isolated by its own worker, where the person wants it', async () => {
    const { page } = app;
    expect(await isIsolated(page)).toBe(false);
    const threads = page.getByRole('checkbox', { name: /use threads/ });
    await threads.check();
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Reload now' }).click()]);
    expect(await isIsolated(page)).toBe(true);
    await app.waitForPhoto('giraffe.jpg');
    await page
      .getByRole('contentinfo')
      .getByText(/WASM, \d threads/)
      .first()
      .waitFor();
    await threads.uncheck();
    await page.reload();
    expect(await isIsolated(page)).toBe(false);
  });

  it('opens a photo from the share sheet, and keeps nothing of it', async () => {
    const { page } = app;
    const bytes = readSample('horses.jpg').toString('base64');
    const address = await page.evaluate(async (base64) => {
      const contents = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const body = new FormData();
      body.append('photos', new File([contents], 'from the phone.jpg', { type: 'image/jpeg' }));
      return (await fetch('share-target', { method: 'POST', body })).url;
    }, bytes);
    expect(address).toBe(`${server.url}?shared`);
    await page.goto(address);
    await app.waitForPhoto('from the phone.jpg');
    expect(page.url()).toBe(server.url);
    expect(await page.evaluate(() => caches.keys())).not.toContain('focalscope-shared-v1');
    expect(app.complaints.filter((text) => !text.includes('service-worker.js'))).toEqual([]);
  });
});
