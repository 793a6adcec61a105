import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Language } from '../../src/app/i18n/dictionary.ts';
import { tourSteps } from '../../src/app/tour/tour-state.ts';
import { FocalScopePage, launchChromium } from '../support/focalscope-page.ts';
import { dictionaries } from '../support/dictionaries.ts';

/** What the element says that has the keyboard. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim();
  });
}

async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    if ((await focusedName(page)) === name) return;
  }
  throw new Error(`40 tabs did not reach ${name}`);
}

const gammaOf = (page: Page, name: string): Promise<string> =>
  page.getByRole('slider', { name }).inputValue();

let browser: Browser;
let app: FocalScopePage;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
});

describe.each([
  ['zh', 'zh-CN'],
  ['en', 'en-GB'],
] as const)('the tour, by keyboard alone (%s)', (language: Language, locale) => {
  it('goes through its steps with this photo’s figures, and gives everything back', async () => {
    const words = dictionaries[language];
    app = await FocalScopePage.open(browser, inject('isolatedUrl'), {
      locale,
      prepare: (page) => page.emulateMedia({ reducedMotion: language === 'zh' ? 'reduce' : 'no-preference' }),
    });
    const { page } = app;
    await page.waitForFunction(() => document.documentElement.dataset['photo'] === 'dog.jpg', null, { timeout: 120_000 }); // prettier-ignore
    const gamma = page.getByRole('slider', { name: words['control.gamma'] });
    await gamma.fill('3.5');
    await page.locator('fs-header h1').evaluate((heading) => {
      heading.tabIndex = -1;
      heading.focus();
    });
    await tabTo(page, words['tour.offer']);
    await page.keyboard.press('Enter');
    const card = page.getByRole('region', { name: words['tour.title'], exact: true });
    for (const step of tourSteps) {
      await card.getByRole('heading', { name: words[`tour.${step}.title`] }).waitFor();
      const text = card.locator('.text');
      await expect.poll(() => text.innerText(), { timeout: 30_000 }).not.toContain('…');
      // The anchors of the first sample at the model's own size.
      if (/imbalance|fog|ohem|detections/.test(step)) expect(await text.innerText()).toMatch(/\d\d,\d{3}/);
      if (step === 'gamma') await expect.poll(() => gamma.inputValue()).toBe('2');
      if (step === 'prior') {
        await expect
          .poll(() => page.evaluate(() => location.hash), { timeout: 20_000 })
          .toContain('view=plots');
        await page.locator('fs-plot-prior').waitFor();
      }
      await expect
        .poll(() => focusedName(page))
        .toBe(words[step === 'detections' ? 'tour.finish' : 'tour.next']);
      await page.keyboard.press('Enter');
    }
    await card.getByRole('heading', { name: words['tour.leaving.title'] }).waitFor();
    await expect.poll(() => focusedName(page)).toBe(words['tour.giveBack']);
    await page.keyboard.press('Enter');
    await card.waitFor({ state: 'detached' });
    expect(await gamma.inputValue()).toBe('3.5');
    await expect.poll(() => focusedName(page)).toBe(words['help.title']);
    expect(app.complaints).toEqual([]);
    if (language === 'zh') await app.close();
  });
});

describe('links', () => {
  // From the page that the tour has given back.
  it('open elsewhere as they were here, say what they lack, and leave back and forward to the views', async () => {
    const { page } = app;
    await page.getByRole('link', { name: 'Photo', exact: true }).click();
    await app.setSlider('Focusing γ', 3);
    await page.getByRole('link', { name: 'Plots' }).click();
    await page.locator('fs-plots-view').waitFor();
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#view=plots&gamma=3');
    await app.setSlider('Focusing γ', 4);
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#view=plots&gamma=4');
    await page.goBack();
    await page.locator('fs-stage').waitFor();
    // The entry said 3: going back moves between views, and undoes nothing.
    expect(await gammaOf(page, 'Focusing γ')).toBe('4');
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#view=microscope&gamma=4');
    await page.goForward();
    await page.locator('fs-plots-view').waitFor();
    expect(await gammaOf(page, 'Focusing γ')).toBe('4');
    await page.goBack();

    await page.getByRole('button', { name: 'giraffe' }).first().click();
    await app.waitForPhoto('giraffe.jpg');
    await page.getByRole('tab', { name: 'Inspect' }).click();
    await page.getByRole('button', { name: 'Help and sharing' }).click();
    await page.getByRole('button', { name: 'Copy a link…' }).click();
    const link = await page.getByLabel('Link', { exact: true }).inputValue();
    expect(link).toMatch(/#view=microscope&panel=inspect&sample=giraffe\.jpg&gamma=4$/);
    await page.getByText('Not in it: boxes that were drawn').waitFor();

    const other = await FocalScopePage.open(browser, `${link}&theta=1&level=77`);
    await other.waitForPhoto('giraffe.jpg');
    expect(await other.page.getByRole('tab', { name: 'Inspect' }).getAttribute('aria-selected')).toBe('true');
    const notice = other.page.getByRole('region', { name: 'Settings from a link' });
    expect(await notice.innerText()).toContain('2 parts of the link mean nothing here and were left out: theta and level.'); // prettier-ignore
    await other.page.getByRole('tab', { name: 'Loss' }).click();
    expect(await gammaOf(other.page, 'Focusing γ')).toBe('4');
    // Loaded again it is still the link's visit; ended, one's own settings are back, and stay.
    await expect.poll(() => other.page.evaluate(() => location.hash)).not.toMatch(/theta|panel/);
    await other.page.reload();
    await other.waitForPhoto('giraffe.jpg');
    await other.page.getByRole('button', { name: 'Back to mine' }).click();
    expect(await gammaOf(other.page, 'Focusing γ')).toBe('2');
    expect([...app.complaints, ...other.complaints]).toEqual([]);
    await other.close();
  });
});
