import axe from 'axe-core';
import { page as browser } from 'vitest/browser';
import { afterEach, describe, expect, it } from 'vitest';
import { languages, type Language } from '../../src/app/i18n/dictionary.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import { createFakeReadout } from '../support/fake-engine.ts';
import { createFile, FakePage } from '../support/fake-page.ts';
import { dictionaries } from '../support/dictionaries.ts';

/** As browsers give it; TypeScript's own types do not have it yet. */
interface LayoutShift extends PerformanceEntry {
  readonly value: number;
}

let page: FakePage | undefined;

afterEach(() => {
  page?.dispose();
  page = undefined;
});

const tags: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };

/** The page in each state that a person can meet. */
const states: Readonly<Record<string, (language: Language) => Promise<FakePage>>> = {
  empty: async (language) => {
    const opened = new FakePage({ languages: [tags[language]] });
    await opened.settle();
    return opened;
  },
  loading: async (language) => {
    const opened = await FakePage.started({ languages: [tags[language]] });
    opened.engine.emit({ type: 'phase', phase: { name: 'downloading', loaded: 2.1e6, total: 5.4e6 } });
    return opened;
  },
  result: (language) => FakePage.withResults({ languages: [tags[language]] }),
  'nothing found': async (language) => {
    const opened = await FakePage.withResults({ languages: [tags[language]] });
    opened.engine.emit({ type: 'readout', readout: createFakeReadout({ detections: [] }) });
    return opened;
  },
  error: async (language) => {
    const opened = await FakePage.withResults({ languages: [tags[language]] });
    void opened.controller.openFiles([createFile('notes.jpg')]);
    await opened.untilOpened(2);
    opened.engine.opened[1]?.fail(new FocalScopeError('image-not-an-image'));
    return opened;
  },
};

/** Everything that is written on the page or spoken, through all shadow roots. */
function wordsOf(root: ParentNode): string[] {
  return [...root.querySelectorAll('*')].flatMap((element) => {
    if (element.localName === 'style') return [];
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const spoken = ['aria-label', 'alt', 'title'].map((name) => element.getAttribute(name) ?? '');
    const inside = element.shadowRoot ? wordsOf(element.shadowRoot) : [];
    return [...own.map((node) => node.textContent ?? ''), ...spoken, ...inside];
  });
}

describe.each(Object.keys(states))('the page: %s', (name) => {
  it.each(['light', 'dark'] as const)('axe finds nothing to complain about, %s', async (theme) => {
    page = await states[name]!('en');
    page.controller.changeSettings({ theme });
    await page.settle();
    // Colours that are still on their way to the other theme have no contrast to speak of.
    await new Promise((resolve) => setTimeout(resolve, 200));
    page.app.shadowRoot!.querySelector('fs-controls')!.shadowRoot!.querySelector('details')!.open = true;
    const results = await axe.run(page.app);
    const found = results.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`,
    );
    expect(found).toEqual([]);
  });

  it.each(languages)('lacks no word in %s', async (language) => {
    page = await states[name]!(language);
    await page.settle();
    const words = wordsOf(page.app.shadowRoot!).join('\n');
    expect(words).not.toMatch(/\bundefined\b|\bNaN\b|\[object|\{\w+\}|“…”/);
    expect(words).toContain(dictionaries[language]['page.openPhoto']);
    expect(document.documentElement.lang).toBe(language === 'zh' ? 'zh-CN' : 'en');
    if (language !== 'zh') return;
    // English sentences on the Chinese page would be forgotten ones; names and classes are no sentences.
    const english = words.split('\n').filter((line) => /[a-z]{3,} [a-z]{2,} [a-z]{2,}/.test(line));
    expect(english).toEqual([]);
  });
});

describe('the language', () => {
  it('is switched at once, and named in its own words', async () => {
    page = await FakePage.withResults();
    await browser.getByRole('button', { name: '中文' }).click();
    await expect.element(browser.getByText('打开照片')).toBeInTheDocument();
    await expect.element(browser.getByRole('status')).toHaveTextContent('dog.jpg：找到 2 个物体');
    await browser.getByRole('button', { name: 'English' }).click();
    await expect.element(browser.getByText('Open photo')).toBeInTheDocument();
  });
});

describe('the layout', () => {
  it.each([
    [1440, 900],
    [1280, 800],
    [1024, 768],
    [1920, 1080],
  ])('gives the stage 60 %% of a window of %d × %d', async (width, height) => {
    await browser.viewport(width, height);
    page = await FakePage.withResults();
    const { width: w, height: h } = page.app.shadowRoot!.querySelector('fs-stage')!.getBoundingClientRect();
    expect((w * h) / (width * height)).toBeGreaterThanOrEqual(0.6);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });

  it('puts the controls below the stage on a phone, in a sheet that opens', async () => {
    await browser.viewport(390, 844);
    page = await FakePage.withResults();
    const box = (name: string): DOMRect => page!.app.shadowRoot!.querySelector(name)!.getBoundingClientRect();
    expect(box('fs-stage').width).toBe(390);
    expect(box('fs-stage').bottom).toBeLessThanOrEqual(box('aside').top + 1);
    const low = box('aside').height;
    await browser.getByRole('button', { name: 'Show all controls' }).click();
    await page.settle();
    expect(box('aside').height).toBeGreaterThan(low * 1.5);
    await browser.getByRole('button', { name: 'Show fewer controls' }).click();
    await page.settle();
    expect(box('aside').height).toBeCloseTo(low, 0);
    await browser.viewport(1280, 800);
  });

  it('does not jump while the page loads', async () => {
    await browser.viewport(1280, 800);
    const shifts: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as LayoutShift).value);
    });
    observer.observe({ type: 'layout-shift' });
    page = new FakePage();
    await page.settle();
    void page.app.startEngine();
    await page.untilOpened(1);
    page.engine.emit({ type: 'phase', phase: { name: 'downloading', loaded: 1, total: 2 } });
    await page.settle();
    page.engine.emit({ type: 'phase', phase: { name: 'compiling' } });
    await page.settle();
    page.engine.answer();
    await page.settle();
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (const entry of observer.takeRecords()) shifts.push((entry as LayoutShift).value);
    observer.disconnect();
    expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.01);
  });
});
