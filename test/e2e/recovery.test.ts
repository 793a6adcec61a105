import type { Browser, Worker } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { FocalScopePage, launchChromium } from '../support/focalscope-page.ts';

describe('recovery', () => {
  let browser: Browser;
  let app: FocalScopePage;

  const engineWorker = (): Worker =>
    app.page.workers().find((worker) => worker.url().includes('engine-worker'))!;

  beforeAll(async () => {
    browser = await launchChromium();
    app = await FocalScopePage.open(browser, inject('isolatedUrl'));
    await app.waitForPhoto('dog.jpg');
  });

  afterAll(async () => {
    await browser.close();
  });

  it('starts the engine anew when the device is lost, and brings the photo back', async () => {
    const before = await app.downloadResults();
    const first = engineWorker();
    const ended = new Promise((resolve) => first.once('close', resolve));
    await first.evaluate(() =>
      (globalThis as unknown as { focalScopeDevice: GPUDevice }).focalScopeDevice.destroy(),
    );
    await ended;
    await expect.poll(() => app.analyses(), { timeout: 60_000 }).toBeGreaterThan(1);
    await app.settle();
    const after = await app.downloadResults();
    expect(after.detections.length).toBe(before.detections.length);
    expect(after.loss.focal.total).toBeCloseTo(before.loss.focal.total, 4);
  });

  it('ends a worker that hangs, and brings the photo back', async () => {
    const analyses = await app.analyses();
    const hung = engineWorker();
    const ended = new Promise((resolve) => hung.once('close', resolve));
    // Not at once: the debugger would wait for a call that never returns, and so would the test.
    await hung.evaluate(() => {
      setTimeout(() => {
        for (;;);
      }, 10);
    });
    await ended;
    await expect.poll(() => app.analyses(), { timeout: 60_000 }).toBeGreaterThan(analyses);
    await app.settle();
    expect((await app.downloadResults()).image.file_name).toBe('dog.jpg');
  });

  it('needs no network for the model on a second visit', async () => {
    await app.page.route(/\.onnx$/, (route) => route.abort());
    await app.page.reload();
    await app.waitForPhoto('dog.jpg');
    expect((await app.downloadResults()).detections.length).toBeGreaterThan(0);
  });
});
