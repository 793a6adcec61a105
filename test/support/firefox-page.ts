import { launch, type Browser, type ElementHandle, type Page } from 'puppeteer-core';

/** Real Firefox, without a window, in a given language. */
export function launchFirefox(executablePath: string, language = 'en-GB'): Promise<Browser> {
  return launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: {
      'intl.accept_languages': language,
      // Nothing but the page's own requests.
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
    },
  });
}

/** Something on the page: selectors from the outside in, across shadow roots, and the whole text it has. */
export interface Wanted {
  readonly path: readonly string[];
  readonly text?: string | undefined;
}

/** Runs in the page: all that match, in whatever shadow root. */
function findDeep({ path, text }: Wanted): Element[] {
  const within = (root: ParentNode, selector: string): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      ...(element.matches(selector) ? [element] : []),
      ...(element.shadowRoot ? within(element.shadowRoot, selector) : []),
    ]);
  let found: Element[] = [document.documentElement];
  for (const selector of path)
    found = found.flatMap((element) => [
      ...(element.shadowRoot ? within(element.shadowRoot, selector) : []),
      ...within(element, selector),
    ]);
  return text === undefined ? found : found.filter((element) => element.textContent.trim() === text);
}

/** The page in Firefox, found through its shadow roots. */
export class FirefoxPage {
  readonly page: Page;
  /** Console errors, uncaught exceptions and failed requests. */
  readonly complaints: string[] = [];
  /** Every address asked for. */
  readonly requests: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(60_000);
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('request', (request) => this.requests.push(request.url()));
    page.on('requestfailed', (request) => this.complaints.push(`failed: ${request.url()}`));
  }

  static async open(browser: Browser, url: string): Promise<FirefoxPage> {
    const page = await browser.newPage();
    const opened = new FirefoxPage(page);
    await page.setViewport({ width: 1280, height: 800 });
    await page.goto(url);
    return opened;
  }

  /** Waits for an element; `path` names it from the outside in. */
  async find(...path: string[]): Promise<ElementHandle> {
    return this.#waitFor({ path });
  }

  /** Waits for an element of exactly this text among those that match. */
  async findText(text: string, ...path: string[]): Promise<ElementHandle> {
    return this.#waitFor({ path, text });
  }

  /** What an element says. */
  async textOf(...path: string[]): Promise<string> {
    const element = await this.find(...path);
    return element.evaluate((found) => {
      const inner = found.shadowRoot?.firstElementChild ?? found;
      return (inner as HTMLElement).innerText;
    });
  }

  /** Waits until the status says what was found in a photo of this name. */
  async waitForPhoto(fileName: string): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => document.documentElement.dataset['photo'] === wanted,
      { polling: 100 },
      fileName,
    );
  }

  /** Opens a file of this computer, as the file dialog does. */
  async upload(path: string): Promise<void> {
    const input = await this.find('input[type=file]:not([webkitdirectory])');
    await (input as ElementHandle<HTMLInputElement>).uploadFile(path);
  }

  /** Moves a slider, as its keys and the pointer do. */
  async setSlider(label: string, value: number): Promise<void> {
    const slider = await this.find(`fs-slider[label="${label}"]`, 'input[type=range]');
    await slider.evaluate((element, next) => {
      (element as HTMLInputElement).value = String(next);
      element.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    }, value);
  }

  /** Both totals, as the panel shows them: cross entropy, focal loss. */
  async totals(): Promise<readonly [crossEntropy: number, focal: number]> {
    const readouts = await this.find('fs-readouts');
    const [crossEntropy = NaN, focal = NaN] = await readouts.evaluate((element) =>
      Array.from(element.shadowRoot?.querySelectorAll('.head strong') ?? [], ({ textContent }) =>
        Number(textContent),
      ),
    );
    return [crossEntropy, focal];
  }

  /** How many different colours the stage's canvas shows. */
  async stageShades(): Promise<number> {
    const canvas = await this.find('fs-stage', 'canvas');
    const picture = await canvas.screenshot({ encoding: 'base64' });
    return this.page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      return new Set(new Uint32Array(data.buffer)).size;
    }, picture);
  }

  async #waitFor(wanted: Wanted): Promise<ElementHandle> {
    const source = `(${String(findDeep)})(${JSON.stringify(wanted)})[0]`;
    const found = await this.page.waitForFunction(source, { polling: 100 }).catch((error: unknown) => {
      throw new Error(`nothing is ${JSON.stringify(wanted)}`, { cause: error });
    });
    return found as unknown as ElementHandle;
  }
}
