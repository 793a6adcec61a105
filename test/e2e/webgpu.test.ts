import type { Browser } from 'playwright';
import { describe, expect, inject, it } from 'vitest';
import { headedChromiumArguments } from '../../scripts/chromium.mjs';
import { boxIou } from '../../src/base/box.ts';
import { writePng } from '../support/bad-files.ts';
import { FocalScopePage, launchChromium } from '../support/focalscope-page.ts';
import { createTinyRetinaNet } from '../support/tiny-models.ts';
import { drawTinyPicture, tinyPatchBox } from '../support/tiny-picture.ts';
import { openVirtualScreen } from '../support/virtual-screen.ts';

/** Serves the tiny model in the built-in one's place: small enough for WebGPU in software. */
async function openWithTinyModel(browser: Browser, url: string): Promise<FocalScopePage> {
  const tiny = createTinyRetinaNet();
  return FocalScopePage.open(browser, url, {
    prepare: async (page) => {
      await page.route(/\/models\/[^/]+\.json$/, (route) => route.fulfill({ json: tiny.manifest }));
      await page.route(/\/tiny-retinanet\.onnx$/, (route) =>
        route.fulfill({ body: Buffer.from(tiny.bytes) }),
      );
    },
  });
}

/** 128 × 128 pixels with one red patch in cell (1, 2) of stride 32. */
function tinyPhoto(): Buffer {
  const pixels = drawTinyPicture(128, 128, [{ classIndex: 0, x: 1, y: 2 }]);
  const rows = Array.from({ length: 128 }, (_, y) => {
    const row = new Uint8Array(128 * 3);
    for (let x = 0; x < 128; x++) row.set(pixels.subarray((y * 128 + x) * 4, (y * 128 + x) * 4 + 3), x * 3);
    return row;
  });
  return Buffer.from(writePng(128, 128, rows));
}

describe('the model on the WebGPU provider, on our own device', () => {
  it('answers as on WASM, and its outputs go straight into the kernels', async () => {
    const browser = await launchChromium();
    const app = await openWithTinyModel(browser, inject('isolatedUrl'));
    await app.upload('patch.png', 'image/png', tinyPhoto());
    await app.waitForPhoto('patch.png');
    const onWasm = await app.downloadResults();
    expect(onWasm.model).toEqual({ name: 'tiny-retinanet', input_size: 128, provider: 'wasm' });

    const { page } = app;
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await page.getByRole('button', { name: 'Check against WASM' }).click();
    await page
      .getByText('Both give the same boxes, and their probabilities agree to two digits.')
      .waitFor({ timeout: 90_000 });
    await page.getByText(/^(\d+) on WebGPU, \1 on WASM, \1 in both$/).waitFor();
    await page.goBack();
    expect((await app.downloadResults()).model.provider).toBe('wasm');

    await app.page.getByLabel('Run on').selectOption('webgpu');
    await expect
      .poll(async () => (await app.downloadResults()).model.provider, { timeout: 90_000 })
      .toBe('webgpu');
    await app.settle();
    const onWebGpu = await app.downloadResults();
    expect(onWebGpu.detections).toHaveLength(onWasm.detections.length);
    const [detection] = onWebGpu.detections;
    const [x, y, width, height] = detection!.bbox;
    const patch = tinyPatchBox({ classIndex: 0, x: 1, y: 2 });
    expect(boxIou([x, y, x + width, y + height], patch)).toBeGreaterThan(0.95);
    expect(Math.abs(detection!.score - onWasm.detections[0]!.score)).toBeLessThan(1e-2);
    for (const loss of ['cross_entropy', 'focal'] as const) {
      const [mine, other] = [onWebGpu.loss[loss].total, onWasm.loss[loss].total];
      expect(Math.abs(mine - other) / other).toBeLessThan(1e-4);
    }
    expect(app.complaints).toEqual([]);
    await browser.close();
  });
});

describe('the WebGPU canvas', () => {
  it('presents the stage in a browser with a screen', async () => {
    const screen = await openVirtualScreen();
    const browser = await launchChromium({
      headless: false,
      arguments: headedChromiumArguments,
      ...(screen.display === undefined ? {} : { environment: { ...process.env, DISPLAY: screen.display } }),
    });
    try {
      const app = await FocalScopePage.open(browser, `${inject('isolatedUrl')}?presenter=webgpu-canvas`);
      await app.waitForPhoto('dog.jpg');
      await app.settle();
      // A blank canvas has one shade; a photo with a heatmap has hundreds.
      expect(await app.stageShades()).toBeGreaterThan(200);
      expect(app.complaints).toEqual([]);
    } finally {
      await browser.close();
      screen.close();
    }
  });
});
