import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright';
import { chromiumPath, headlessChromiumArguments } from '../../scripts/chromium.mjs';

export interface LaunchOptions {
  readonly arguments?: readonly string[];
  readonly headless?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly locale?: string;
}

/** Real Chromium, as an installed browser or Playwright's own. */
export function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = chromiumPath();
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    headless: options.headless ?? true,
    args: [...(options.arguments ?? headlessChromiumArguments)],
  });
}

/** The contents of a file of `public/samples`. */
export function readSample(name: string): Buffer {
  return readFileSync(fileURLToPath(new URL(`../../public/samples/${name}`, import.meta.url)));
}

/** What "Download results (JSON)" writes. */
export interface ResultsFile {
  readonly image: { readonly file_name: string; readonly width: number; readonly height: number };
  readonly model: { readonly name: string; readonly input_size: number; readonly provider: string };
  readonly detections: readonly {
    readonly image_id: number;
    readonly category_id: number;
    readonly category_name: string;
    readonly bbox: readonly [number, number, number, number];
    readonly score: number;
  }[];
  readonly loss: {
    readonly gamma: number;
    readonly alpha: number | null;
    readonly foreground_anchors: number;
    readonly cross_entropy: { readonly total: number; readonly levels: readonly number[] };
    readonly focal: { readonly total: number; readonly levels: readonly number[] };
  };
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
    });
    const opened = new FocalScopePage(context, await context.newPage());
    await opened.page.goto(url);
    return opened;
  }

  get status(): Locator {
    return this.page.getByRole('status');
  }

  /** Waits until the analysis of a photo of this name is complete: its results can be downloaded. */
  async waitForPhoto(fileName: string, timeout = 120_000): Promise<void> {
    const end = Date.now() + timeout;
    for (;;) {
      const remaining = end - Date.now();
      if (remaining <= 0) throw new Error(`no analysis of ${fileName} within ${timeout} ms`);
      const shown = await this.page.evaluate(() => document.documentElement.dataset.photo);
      if (shown === fileName) return;
      await this.page.waitForTimeout(100);
    }
  }

  async upload(name: string, mimeType: string, buffer: Buffer): Promise<void> {
    await this.page.getByLabel('Open photo').first().setInputFiles({ name, mimeType, buffer });
  }

  async downloadResults(): Promise<ResultsFile> {
    const download = this.page.waitForEvent('download');
    await this.page.getByRole('button', { name: 'Download results (JSON)' }).click();
    const path = await (await download).path();
    return JSON.parse(readFileSync(path, 'utf8')) as ResultsFile;
  }

  /** Names and durations of the page's own User Timing measures of one name. */
  measures(name: string): Promise<number[]> {
    return this.page.evaluate(
      (wanted) => performance.getEntriesByName(wanted, 'measure').map((entry) => entry.duration),
      name,
    );
  }

  screenshot(path: string): Promise<Buffer> {
    return this.page.screenshot({ path });
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}
