import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page as browser, userEvent } from 'vitest/browser';
import { languages } from '../../src/app/i18n/dictionary.ts';
import type { InspectState } from '../../src/app/inspect/inspect-state.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import { answerAnchors, fakeHardest } from '../support/fake-anchors.ts';
import { FakePage } from '../support/fake-page.ts';
import { dictionaries } from '../support/dictionaries.ts';

let page: FakePage;

const inspect = (): InspectState => page.controller.store.state.inspect;
const panel = (): HTMLElement => page.app.shadowRoot!.querySelector('fs-inspect')!;
const stage = (): HTMLElement =>
  page.app.shadowRoot!.querySelector('fs-stage')!.shadowRoot!.querySelector<HTMLElement>('.view')!;
const overlay = (): Element | null =>
  page.app
    .shadowRoot!.querySelector('fs-stage')!
    .shadowRoot!.querySelector('fs-anchor-overlay')!
    .shadowRoot!.querySelector('.anchor');

/** What the panel says, through its elements. */
function textOf(root: ParentNode): string {
  return [...root.querySelectorAll('*')]
    .flatMap((element) => (element.shadowRoot ? [textOf(element.shadowRoot)] : [element.textContent]))
    .join('\n');
}

async function settle(): Promise<void> {
  await page.settle();
  await new Promise((resolve) => setTimeout(resolve, 30));
  await page.settle();
}

function point(type: string, x: number, y: number, pointerType = 'mouse'): void {
  const frame = stage().getBoundingClientRect();
  const init = { clientX: frame.left + x, clientY: frame.top + y, pointerId: 1, pointerType, bubbles: true };
  stage().dispatchEvent(new PointerEvent(type, init));
}

async function click(x: number, y: number, pointerType = 'mouse'): Promise<void> {
  point('pointerdown', x, y, pointerType);
  point('pointerup', x, y, pointerType);
  await settle();
}

async function openPanel(language = 'en-GB', answers = true): Promise<void> {
  page = await FakePage.withResults({ languages: [language] });
  // Any question about single anchors is answered by geometry.
  const query = page.engine.query.bind(page.engine);
  page.engine.query = ((asked: Parameters<typeof query>[0]) =>
    answers && (asked.name === 'anchors' || asked.name === 'anchors-at')
      ? Promise.resolve(answerAnchors(asked))
      : query(asked)) as typeof page.engine.query;
  if (answers) page.engine.answers.hardest = fakeHardest(200);
  page.controller.openPanel('inspect');
  await settle();
  // Synthetic pointers cannot be captured.
  stage().setPointerCapture = () => undefined;
}

beforeEach(async () => {
  await browser.viewport(1280, 800);
  await openPanel();
});
afterEach(() => {
  page.dispose();
});

const complaints = async (): Promise<string[]> => {
  const { violations } = await axe.run(page.app);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
};

describe('the panel that inspects anchors', () => {
  it('says how it is used, follows the pointer, and forgets when it leaves', async () => {
    await expect.element(browser.getByText(/Point at the photo to see/)).toBeVisible();
    point('pointermove', 300, 300);
    await settle();
    await expect.element(browser.getByRole('heading', { name: /^Anchor \d+$/ })).toBeVisible();
    expect(overlay()).not.toBeNull();
    expect(browser.getByText('Pinned', { exact: true }).elements()).toHaveLength(0);
    expect(page.engine.highlights).toEqual([]);
    point('pointerleave', 2000, 300);
    await settle();
    await expect.element(browser.getByText(/Point at the photo to see/)).toBeVisible();
    expect(overlay()).toBeNull();
  });

  it('pins by a click, goes on by keys, says so once, and lets go with Escape', async () => {
    await click(300, 300);
    await expect.element(browser.getByText('Pinned', { exact: true })).toBeVisible();
    const first = inspect().current!;
    const announced = (): string[] =>
      [
        ...panel()
          .shadowRoot!.querySelector('fs-inspect-anchor')!
          .shadowRoot!.querySelectorAll('[role=status]'),
      ].map((region) => region.textContent.trim());
    expect(announced().filter((text) => text.includes(`Anchor ${first}`))).toHaveLength(1);
    stage().focus();
    const { views } = page.engine;
    const before = views.length;
    for (const key of ['{ArrowRight}', '{ArrowDown}', '{ArrowLeft}', '{ArrowUp}', ']', '[[']) {
      const { current } = inspect();
      await userEvent.keyboard(key);
      await settle();
      expect(inspect().current, key).not.toBe(current);
    }
    expect(inspect().current).toBe(first);
    // The stage itself did not move.
    expect(views.length).toBe(before);
    await userEvent.keyboard('{PageUp}');
    await userEvent.keyboard('{PageDown}');
    await settle();
    expect(announced().some((text) => text.includes(`Anchor ${inspect().current!}`))).toBe(true);
    await userEvent.keyboard('{Escape}');
    await settle();
    expect(inspect().pinned).toBe(false);
    await userEvent.keyboard('{ArrowRight}');
    await settle();
    expect(views.length).toBeGreaterThan(before);
  });

  it('pins the middle of the stage by Enter, and a drag pins nothing', async () => {
    stage().focus();
    await userEvent.keyboard('{Enter}');
    await settle();
    expect(inspect().pinned).toBe(true);
    await userEvent.keyboard('{Escape}');
    point('pointerdown', 300, 300);
    point('pointermove', 340, 300);
    point('pointerup', 340, 300);
    await settle();
    expect(inspect().pinned).toBe(false);
  });

  it('pins by a tap, and not by two fingers', async () => {
    await click(300, 300, 'touch');
    expect(inspect().pinned).toBe(true);
    await userEvent.keyboard('{Escape}');
    const send = (type: string, pointerId: number): void => {
      const frame = stage().getBoundingClientRect();
      const [clientX, clientY] = [frame.left + 200 + 100 * pointerId, frame.top + 300];
      stage().dispatchEvent(
        new PointerEvent(type, { clientX, clientY, pointerId, pointerType: 'touch', bubbles: true }),
      );
    };
    for (const id of [1, 2]) send('pointerdown', id);
    for (const id of [2, 1]) send('pointerup', id);
    await settle();
    expect(inspect().pinned).toBe(false);
  });

  it('shows the place’s other anchors, of one level where one is chosen', async () => {
    await browser.getByRole('combobox', { name: 'Level under the pointer' }).selectOptions('P4');
    await click(300, 300);
    await expect.element(browser.getByRole('heading', { name: '9 anchors here' })).toBeVisible();
    const others = browser.getByRole('button', { name: /^Show anchor \d+: P4/ });
    expect(others.elements()).toHaveLength(9);
    await others.nth(4).click();
    await settle();
    expect(inspect().current).toBe(inspect().found!.rows[4]!.anchor);
    await expect.element(others.nth(4)).toHaveAttribute('aria-pressed', 'true');
  });

  it('lists the hardest, sorted by any column, and flies to the one that is chosen', async () => {
    const rows = (): HTMLElement[] =>
      browser.getByRole('button', { name: /^Rank \d+: go to anchor/ }).elements() as HTMLElement[];
    // Only those in sight are drawn, and a few around them.
    expect(rows()).toHaveLength(25);
    const list = browser.getByRole('table', { name: 'Hardest anchors' });
    await expect.element(list).toHaveAttribute('aria-rowcount', '201');
    list.element().scrollTop = 1e6;
    await expect.poll(() => rows().at(-1)!.textContent.trim()).toBe('200');
    expect(rows().length).toBeLessThan(60);
    list.element().scrollTop = 0;
    await expect.poll(() => rows()[0]!.textContent.trim()).toBe('1');
    const head = browser.getByRole('columnheader', { name: /^FL/ });
    await head.getByRole('button').click();
    await expect.element(head).toHaveAttribute('aria-sort', 'descending');
    await head.getByRole('button').click();
    await expect.element(head).toHaveAttribute('aria-sort', 'ascending');
    expect(rows()[0]!.textContent.trim()).toBe('200');
    const { views } = page.engine;
    const before = views.at(-1)!.view;
    rows()[3]!.click();
    await settle();
    const chosen = fakeHardest(200).rows[196]!;
    expect(inspect()).toMatchObject({ pinned: true, current: chosen.anchor });
    const { scale, offsetX, offsetY, width, height } = views.at(-1)!.view;
    expect(scale).toBeGreaterThan(before.scale);
    const [x0, y0, x1, y1] = chosen.box;
    expect(offsetX + Math.max(0, x0) * scale).toBeGreaterThanOrEqual(0);
    expect(offsetX + x1 * scale).toBeLessThanOrEqual(width);
    expect(offsetY + Math.max(0, y0) * scale).toBeGreaterThanOrEqual(0);
    expect(offsetY + y1 * scale).toBeLessThanOrEqual(height);
  });

  it('copies the pinned anchor as JSON that says what the panel says', async () => {
    await click(300, 300);
    const copied: string[] = [];
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: (text: string) => Promise.resolve(void copied.push(text)) },
    });
    await browser.getByRole('button', { name: 'Copy as JSON' }).click();
    Reflect.deleteProperty(navigator, 'clipboard');
    const json = JSON.parse(copied[0]!) as { anchor: number; classes: unknown[]; focal: { sum: number } };
    expect(json.anchor).toBe(inspect().current);
    expect(json.classes).toHaveLength(3);
    expect(json.focal.sum).toBeGreaterThan(0);
  });

  it('says what went wrong', async () => {
    page.dispose();
    await openPanel('en-GB', false);
    await expect
      .element(
        browser
          .getByRole('alert')
          .filter({ hasText: /fault|wrong/i })
          .first(),
      )
      .toBeVisible();
    await click(300, 300);
    expect(inspect().error?.code).toBe('internal');
    expect(textOf(panel().shadowRoot!)).toContain(dictionaries.en['error.internal.title']);
    page.engine.query = () => Promise.reject(new FocalScopeError('webgpu-out-of-memory'));
    await browser.getByRole('button', { name: 'All anchors (CSV)' }).click();
    await expect
      .element(browser.getByText(dictionaries.en['error.webgpu-out-of-memory.title']))
      .toBeVisible();
  });

  it('waits for a photo', async () => {
    page.dispose();
    page = await FakePage.started();
    page.controller.openPanel('inspect');
    await settle();
    await expect.element(browser.getByText(/Open a photo first/)).toBeVisible();
    expect(await complaints()).toEqual([]);
  });
});

describe('the panel, as others meet it', () => {
  it.each(['light', 'dark'] as const)('axe finds nothing to complain about, %s', async (theme) => {
    page.controller.changeSettings({ theme });
    await click(300, 300);
    const details = panel()
      .shadowRoot!.querySelector('fs-inspect-export')!
      .shadowRoot!.querySelector('details')!;
    details.open = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await complaints()).toEqual([]);
  });

  it.each(languages)('lacks no word in %s', async (language) => {
    page.dispose();
    await openPanel(language === 'zh' ? 'zh-CN' : 'en-GB');
    await click(300, 300);
    const words = textOf(panel().shadowRoot!);
    expect(words).toContain(dictionaries[language]['inspect.hardest']);
    expect(words).not.toMatch(/\bundefined\b|\bNaN\b|\[object|\{\w+\}|“…”/);
  });

  it('fits a phone’s sheet', async () => {
    await browser.viewport(390, 844);
    page.dispose();
    await openPanel();
    await click(150, 150, 'touch');
    const scroll = page.app.shadowRoot!.querySelector<HTMLElement>('aside .scroll')!;
    expect(scroll.scrollWidth).toBeLessThanOrEqual(scroll.clientWidth);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  });
});
