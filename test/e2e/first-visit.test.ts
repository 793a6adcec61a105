import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { FocalScopePage, launchChromium, type LaunchOptions } from '../support/focalscope-page.ts';

const axeSource = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

/** What axe finds that is serious or worse. */
async function seriousViolations({ page }: FocalScopePage): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    interface Violation {
      readonly id: string;
      readonly impact: string | null;
      readonly nodes: readonly { readonly html: string }[];
    }
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  });
}

const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

describe('a first visit', () => {
  let browser: Browser;

  // In all as a person's browser.
  beforeAll(async () => {
    browser = await launchChromium({ optimisesWasm: true });
  });

  afterAll(async () => {
    await browser.close();
  });

  /** Opens the page without an engine: its files never come. */
  const openShell = (options: LaunchOptions = {}): Promise<FocalScopePage> =>
    FocalScopePage.open(browser, inject('isolatedUrl'), {
      ...options,
      prepare: (page) => page.route(/\.(onnx|wasm)$/, () => undefined).then(() => undefined),
    });

  it('paints from at most 150 KB of gzipped scripts and styles, with the preview on the stage', async () => {
    const html = readFileSync('dist/index.html', 'utf8');
    const files = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map(
      ([, file]) => file!,
    );
    expect(files.length).toBeGreaterThanOrEqual(2);
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`)).byteLength, 0);
    expect(bytes).toBeLessThanOrEqual(150_000);

    const app = await openShell();
    await app.page.getByText('Preview', { exact: true }).waitFor();
    const pictures = app.page.locator('img[src*="previews/"]');
    await expect.poll(() => pictures.count()).toBe(2);
    for (const picture of await pictures.all()) {
      await expect
        .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
        .toBeGreaterThan(300);
    }
    expect(await seriousViolations(app)).toEqual([]);
    await app.close();
  });

  it('speaks Chinese to those who do', async () => {
    const app = await openShell({ locale: 'zh-CN' });
    await app.page.getByRole('radio', { name: '交叉熵' }).waitFor({ state: 'attached' });
    expect(await app.page.evaluate(() => document.documentElement.lang)).toMatch(/^zh/);
    await app.close();
  });

  it('is used by keyboard alone, on a stage of at least 60 % of a desktop window', async () => {
    const app = await FocalScopePage.open(browser, inject('isolatedUrl'), { viewport: desktop });
    await app.waitForPhoto('dog.jpg');
    const { page } = app;
    const stage = (await page.locator('canvas').first().boundingBox())!;
    expect((stage.width * stage.height) / (desktop.width * desktop.height)).toBeGreaterThanOrEqual(0.6);
    /** Tabs until the focused element matches. */
    const tabTo = async (matches: (element: { tag: string; name: string; type: string }) => boolean) => {
      for (let presses = 0; presses < 80; presses++) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
          let element = document.activeElement;
          while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
          const labels = (element as HTMLInputElement | null)?.labels ?? [];
          const spoken = element?.getAttribute('aria-label') ?? element?.getAttribute('title');
          const name = spoken ?? labels[0]?.textContent ?? element?.textContent ?? '';
          return {
            tag: element?.tagName ?? '',
            name: name.trim(),
            type: element?.getAttribute('type') ?? '',
          };
        });
        if (matches(focused)) return;
      }
      throw new Error('80 tabs did not reach it');
    };
    await tabTo(({ tag, name }) => tag === 'BUTTON' && /giraffe/i.test(name));
    await page.keyboard.press('Enter');
    await app.waitForPhoto('giraffe.jpg');
    await tabTo(({ type }) => type === 'radio');
    await page.keyboard.press('ArrowLeft');
    expect(await page.getByRole('radio', { name: 'Cross entropy' }).isChecked()).toBe(true);
    await tabTo(({ type, name }) => type === 'range' && name.includes('γ'));
    await page.keyboard.press('Home');
    await app.settle();
    await tabTo(({ tag, name }) => tag === 'BUTTON' && name.includes('Download results'));
    const download = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    const results = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as {
      loss: { gamma: number };
    };
    expect(results.loss.gamma).toBe(0);

    // What the keyboard has used has no serious accessibility fault, as wide as a desktop and as narrow as a phone.
    for (const viewport of [desktop, phone]) {
      await page.setViewportSize(viewport);
      await app.settle();
      expect(await seriousViolations(app), `${viewport.width} wide`).toEqual([]);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wider).toBeLessThanOrEqual(0);
    }
    await app.close();
  });
});
