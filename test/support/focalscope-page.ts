import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright';
import type { Results } from '../../src/app/results-json.ts';
import { chromiumPath, headlessChromiumArguments, shortLivedPageArguments } from '../../scripts/chromium.mjs';

export interface LaunchOptions {
  readonly arguments?: readonly string[];
  readonly headless?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly locale?: string;
  /** Of the browser's process. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Whether WASM that is much used is compiled anew, as for a person; it costs each page seconds, and saves it none. */
  readonly optimisesWasm?: boolean;
  /** Whether the page may keep itself for offline use; without it no request is answered by the page's own worker. */
  readonly keepsOffline?: boolean;
  /** Runs on the empty page, before it goes anywhere. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** Real Chromium, as an installed browser or Playwright's own. */
export function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = chromiumPath();
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    headless: options.headless ?? true,
    args: [
      ...(options.arguments ?? headlessChromiumArguments),
      ...(options.optimisesWasm ? [] : shortLivedPageArguments),
    ],
    ...(options.environment ? { env: { ...options.environment } } : {}),
  });
}

/** The contents of a file of `public/samples`. */
export function readSample(name: string): Buffer {
  return readFileSync(fileURLToPath(new URL(`../../public/samples/${name}`, import.meta.url)));
}

/** A file as it is dropped. */
export interface DroppedFile {
  readonly name: string;
  readonly type?: string;
  readonly buffer: Buffer;
}

/** The page as a person meets it, by the names that its controls have in English. */
export class FocalScopePage {
  readonly page: Page;
  /** Everything that should not have been said: console errors and uncaught exceptions. */
  readonly complaints: string[] = [];
  /** Every address asked for. */
  readonly requests: string[] = [];
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    context.on('request', (request) => this.requests.push(request.url()));
  }

  static async open(browser: Browser, url: string, options: LaunchOptions = {}): Promise<FocalScopePage> {
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1440, height: 900 },
      locale: options.locale ?? 'en-GB',
      acceptDownloads: true,
      serviceWorkers: options.keepsOffline ? 'allow' : 'block',
    });
    const opened = new FocalScopePage(context, await context.newPage());
    await options.prepare?.(opened.page);
    await opened.page.goto(url);
    return opened;
  }

  get status(): Locator {
    return this.page.getByRole('status');
  }

  /** Waits until the status says what was found in a photo of this name. */
  async waitForPhoto(fileName: string, timeout = 120_000): Promise<void> {
    await this.status
      .filter({ hasText: `${fileName}: ` })
      .first()
      .waitFor({ state: 'attached', timeout });
  }

  /** Opens a sample by its button, also one that is open already, and waits for what was found in it. */
  async openSample(fileName: string): Promise<void> {
    const before = await this.analyses();
    await this.page.getByRole('tab', { name: 'Loss' }).click();
    const picture = this.page.locator(`img[src$="/${fileName}"]`);
    await this.page
      .getByRole('list', { name: 'Samples' })
      .getByRole('button')
      .filter({ has: picture })
      .click();
    await this.page.waitForFunction(
      (count) => performance.getEntriesByName('focalscope:session-run', 'measure').length > count,
      before,
      { timeout: 60_000, polling: 50 },
    );
    await this.waitForPhoto(fileName);
  }

  /** Goes back to the whole photo and its loss, with every setting as it was at first. */
  async resetSettings(): Promise<void> {
    const { page } = this;
    await page.getByRole('link', { name: 'Photo', exact: true }).click();
    await page.getByRole('tab', { name: 'Loss' }).click();
    const reset = page.getByRole('button', { name: 'Reset all settings' });
    if (!(await reset.isVisible()))
      await page
        .locator('fs-controls summary')
        .filter({ hasText: /^\s*More\s*$/ })
        .click();
    await reset.click();
    await page.getByRole('button', { name: 'Fit the photo', exact: true }).click();
    await this.settle();
  }

  async upload(name: string, mimeType: string, buffer: Buffer): Promise<void> {
    await this.page.getByLabel('Open photo').first().setInputFiles({ name, mimeType, buffer });
  }

  /** Drops a file on the page, as from the desktop. */
  async dropFile(name: string, type: string, buffer: Buffer): Promise<void> {
    await this.dropFiles([{ name, type, buffer }]);
  }

  /** Drops files on the page at one go. */
  async dropFiles(files: readonly DroppedFile[]): Promise<void> {
    const encoded = files.map(
      ({ name, type = '', buffer }) => [name, type, buffer.toString('base64')] as const,
    );
    const transfer = await this.page.evaluateHandle((all) => {
      const dataTransfer = new DataTransfer();
      for (const [fileName, mimeType, base64] of all) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], fileName, { type: mimeType, lastModified: 1 }));
      }
      return dataTransfer;
    }, encoded);
    const init = { dataTransfer: transfer };
    for (const type of ['dragenter', 'dragover', 'drop']) await this.page.dispatchEvent('body', type, init);
  }

  /** Waits for an error message, dismisses it, and returns what it said. */
  async dismissMessage(): Promise<string> {
    const dismiss = this.page.getByRole('alert').getByRole('button', { name: 'Dismiss', exact: true });
    const alert = this.page
      .getByRole('alert')
      .filter({ has: this.page.getByRole('button', { name: 'Dismiss', exact: true }) });
    await dismiss.waitFor({ timeout: 20_000 });
    const text = await alert.innerText();
    await dismiss.click();
    await dismiss.waitFor({ state: 'detached' });
    return text;
  }

  async setSlider(name: string, value: number): Promise<void> {
    await this.page.getByRole('slider', { name }).fill(String(value));
  }

  /** Waits until picture and figures are what the last input asks for, and in sight. */
  async settle(): Promise<void> {
    await this.page.evaluate(async () => {
      const app = document.querySelector('fs-app')!;
      const stage = app.shadowRoot!.querySelector('fs-stage')!;
      const { store } = app.controller!;
      const isQuiet = (): boolean => {
        const { opening, openingModel, restarting } = store.state;
        return stage.ariaBusy !== 'true' && !opening && !openingModel && !restarting;
      };
      // What follows from an answer, such as a question about it, is asked within a frame or two.
      for (let quietFrames = 0; quietFrames < 6;) {
        await new Promise(requestAnimationFrame);
        quietFrames = isQuiet() ? quietFrames + 1 : 0;
      }
    });
  }

  /** How many analyses the page has finished so far. */
  async analyses(): Promise<number> {
    return (await this.measures('focalscope:session-run')).length;
  }

  async downloadResults(): Promise<Results> {
    const download = this.page.waitForEvent('download');
    await this.page.getByRole('button', { name: 'Download results (JSON)' }).click();
    const path = await (await download).path();
    return JSON.parse(readFileSync(path, 'utf8')) as Results;
  }

  /** Names and durations of the page's own User Timing measures of one name. */
  measures(name: string): Promise<number[]> {
    return this.page.evaluate(
      (wanted) => performance.getEntriesByName(wanted, 'measure').map((entry) => entry.duration),
      name,
    );
  }

  /** How many different colours the stage shows. */
  async stageShades(): Promise<number> {
    const picture = await this.page.locator('canvas').first().screenshot();
    return this.page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      return new Set(new Uint32Array(data.buffer)).size;
    }, picture.toString('base64'));
  }

  screenshot(path: string): Promise<Buffer> {
    return this.page.screenshot({ path });
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}
