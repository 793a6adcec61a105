import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, headedChromiumArguments, headlessChromiumArguments } from '../../scripts/chromium.mjs';
import { serveStatic } from '../support/static-server.ts';
import { openVirtualScreen } from '../support/virtual-screen.ts';

const folder = mkdtempSync(join(tmpdir(), 'stage-page-'));
let server: Awaited<ReturnType<typeof serveStatic>>;

beforeAll(async () => {
  await build({
    configFile: false,
    root: fileURLToPath(new URL('../fixtures/stage-page', import.meta.url)),
    base: './',
    logLevel: 'error',
    worker: { format: 'es' },
    build: { target: 'es2022', outDir: folder },
  });
  server = await serveStatic({ root: folder, base: '/', isolated: true });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/**
 * Draws in a worker and compares what a screenshot of the page shows with what the stage says it drew.
 *
 * @returns how many bytes of the two differ by more than 1, and how many different colours were seen
 */
async function comparePage(
  browser: Browser,
  presenter: string,
): Promise<{ readonly different: number; readonly colours: number }> {
  const page = await browser.newPage({ viewport: { width: 400, height: 300 } });
  await page.goto(`${server.url}#${presenter}`);
  await page.waitForFunction(() => document.title !== 'Stage');
  expect(await page.title()).toBe('done');
  // The compositor takes the worker's frame a little later.
  await page.waitForTimeout(500);
  const screenshot = await page.screenshot();
  return page.evaluate(async (encoded) => {
    const drawn = window.drawnFrame!;
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${encoded}`)).blob());
    const context = new OffscreenCanvas(drawn.width, drawn.height).getContext('2d')!;
    context.drawImage(picture, 0, 0);
    const shown = context.getImageData(0, 0, drawn.width, drawn.height).data;
    let different = 0;
    const colours = new Set<number>();
    for (let i = 0; i < shown.length; i++) {
      if (Math.abs(shown[i]! - drawn.pixels[i]!) > 1) different++;
      if (i % 4 === 0) colours.add((shown[i]! << 16) | (shown[i + 1]! << 8) | shown[i + 2]!);
    }
    return { different, colours: colours.size };
  }, screenshot.toString('base64'));
}

function launch(headless: boolean, display?: string): Promise<Browser> {
  const executablePath = chromiumPath();
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    headless,
    args: [...(headless ? headlessChromiumArguments : headedChromiumArguments)],
    env: {
      ...(process.env as Record<string, string>),
      ...(display === undefined ? {} : { DISPLAY: display }),
    },
  });
}

describe('what the page shows of a stage in a worker', () => {
  it('is the frame, on a WebGPU canvas in a headed browser', async () => {
    const screen = await openVirtualScreen();
    const browser = await launch(false, screen.display);
    try {
      const { different, colours } = await comparePage(browser, 'webgpu-canvas');
      expect(different).toBe(0);
      expect(colours).toBeGreaterThan(1000);
    } finally {
      await browser.close();
      screen.close();
    }
  });

  it('is the frame, on a 2-D canvas in a headless browser', async () => {
    const browser = await launch(true);
    try {
      const { different, colours } = await comparePage(browser, '2d-canvas');
      expect(different).toBe(0);
      expect(colours).toBeGreaterThan(1000);
    } finally {
      await browser.close();
    }
  });
});
