import axe from 'axe-core';
import { page as browser, userEvent } from 'vitest/browser';
import { afterEach, describe, expect, it } from 'vitest';
import type { AlbumPhoto, AlbumState } from '../../src/app/album/album-state.ts';
import { languages, type Language } from '../../src/app/i18n/dictionary.ts';
import { FakePage } from '../support/fake-page.ts';
import { dictionaries } from '../support/dictionaries.ts';

let page: FakePage | undefined;

afterEach(() => {
  page?.dispose();
  page = undefined;
});

/** A picture of some colour, as a PNG. */
async function createPicture(name: string): Promise<File> {
  const canvas = new OffscreenCanvas(40, 30);
  canvas.getContext('2d')!.fillRect(0, 0, 40, 30);
  return new File([await canvas.convertToBlob()], name, { type: 'image/png' });
}

async function createPhotos(count: number): Promise<AlbumPhoto[]> {
  const file = await createPicture('photo.png');
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    file,
    path: `set/photo-${index + 1}.png`,
    annotated: undefined,
    boxCount: index === 1 ? undefined : index,
    isBroken: index === 2,
  }));
}

async function show(change: Partial<AlbumState>, language: Language = 'en'): Promise<FakePage> {
  page = await FakePage.withResults({ languages: [language === 'zh' ? 'zh-CN' : 'en-GB'] });
  const { store } = page.controller;
  store.update({ album: { ...store.state.album, ...change } });
  await page.settle();
  return page;
}

function part(name: string): ShadowRoot {
  return page!.app.shadowRoot!.querySelector(name)!.shadowRoot!;
}

describe('the strip', () => {
  it('holds no more than is in sight of ten thousand photos, and the keyboard reaches them all', async () => {
    await show({ photos: await createPhotos(10_000) });
    const items = (): number => part('fs-photo-strip').querySelectorAll('li').length;
    expect(items()).toBeLessThan(40);
    const focused = (): string => part('fs-photo-strip').activeElement?.getAttribute('aria-label') ?? '';
    part('fs-photo-strip').querySelector<HTMLElement>('li [tabindex="0"]')!.focus();
    await userEvent.keyboard('{End}');
    await expect.poll(focused).toBe('set/photo-10000.png, 10,000 of 10,000, 9,999 boxes');
    expect(items()).toBeLessThan(40);
    await userEvent.keyboard('{ArrowLeft}');
    await expect.poll(focused).toContain('set/photo-9999.png');
    await userEvent.keyboard('{Home}{ArrowRight}{ArrowRight}');
    await expect.poll(focused).toBe('set/photo-3.png, 3 of 10,000, cannot be opened');
    expect(part('fs-photo-strip').querySelectorAll('li [tabindex="0"]')).toHaveLength(1);
  });

  it('is there from two photos on, and draws those in sight', async () => {
    await show({ photos: (await createPhotos(2)).slice(0, 1) });
    expect(page!.app.shadowRoot!.querySelector('fs-photo-strip')).toBeNull();
    const { store } = page!.controller;
    store.update({ album: { ...store.state.album, photos: await createPhotos(2) } });
    await page!.settle();
    const shown = (): number =>
      [...part('fs-photo-strip').querySelectorAll('fs-thumbnail')].filter(
        (thumbnail) => !thumbnail.shadowRoot!.querySelector('canvas')!.hidden,
      ).length;
    await expect.poll(shown).toBe(2);
  });
});

const states: Readonly<Record<string, () => Promise<Partial<AlbumState>>>> = {
  'the strip and a report': async () => ({
    photos: await createPhotos(30),
    report: {
      serial: 1,
      read: { boxes: 1204, images: 300, fileName: undefined, files: 12 },
      matched: 2,
      leftOut: 3,
      photosAlone: ['set/photo-1.png'],
      annotatedAlone: ['a.jpg', 'b.jpg'],
      ambiguous: ['c.jpg'],
      skipped: ['tool.exe'],
      limitedTo: 10_000,
      warnings: [
        { code: 'box-overhangs', count: 3, fileName: 'instances.json', place: '$.annotations[7].bbox' },
        { code: 'file-skipped', count: 1, fileName: 'README.txt', place: '' },
      ],
    },
  }),
  'files being read': () => Promise.resolve({ reading: { fileName: 'instances.json', share: 0.4 } }),
  'class names': () =>
    Promise.resolve({
      question: {
        kind: 'import' as const,
        names: [
          { name: 'hound', count: 12, modelClass: undefined },
          { name: '<i>cart</i>', count: 1, modelClass: null },
        ],
      },
    }),
  'what is kept': () =>
    Promise.resolve({
      kept: {
        status: 'ready' as const,
        usage: 12_300_000,
        items: [{ hash: 'a', fileName: 'a.jpg', width: 9, height: 9, updated: 1.7e12, boxes: [] }],
      },
    }),
  'nothing kept': () => Promise.resolve({ kept: { status: 'ready' as const, usage: 1, items: [] } }),
  'an export': () =>
    Promise.resolve({
      exported: {
        phase: 'done' as const,
        fileName: 'annotations.json',
        boxes: 4,
        images: 1,
        losses: { crowds: 1, difficult: 1, clipped: 1, offImage: 2, names: 1, sizes: 1 },
        leftOut: 3,
      },
    }),
};

function wordsOf(root: ParentNode): string[] {
  return [...root.querySelectorAll('*')].flatMap((element) => {
    if (element.localName === 'style') return [];
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const spoken = ['aria-label', 'title'].map((name) => element.getAttribute(name) ?? '');
    const inside = element.shadowRoot ? wordsOf(element.shadowRoot) : [];
    return [...own.map((node) => node.textContent ?? ''), ...spoken, ...inside];
  });
}

describe.each(Object.keys(states))('the page with %s', (name) => {
  it.each(['light', 'dark'] as const)('axe finds nothing to complain about, %s', async (theme) => {
    await show(await states[name]!());
    page!.controller.openPanel('ground-truth');
    page!.controller.changeSettings({ theme });
    await page!.settle();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { violations } = await axe.run(page!.app);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual(
      [],
    );
  });

  it.each(languages)('lacks no word in %s', async (language) => {
    await show(await states[name]!(), language);
    page!.controller.openPanel('ground-truth');
    await page!.settle();
    const words = wordsOf(page!.app.shadowRoot!).join('\n');
    expect(words).not.toMatch(/\bundefined\b|\bNaN\b|\[object|\{\w+\}|“…”/);
    if (language === 'zh') expect(words).not.toContain(dictionaries.en['export.title']);
  });
});

describe('the dialog about class names', () => {
  it('waits for every answer, and gives them all', async () => {
    await show(await states['class names']!());
    const dialog = browser.getByRole('dialog', { name: 'Which classes are these?' });
    await expect.element(dialog).toBeVisible();
    await expect.element(dialog.getByText('<i>cart</i>')).toBeVisible();
    const apply = dialog.getByRole('button', { name: 'Apply' });
    await expect.element(apply).toBeDisabled();
    await dialog.getByRole('combobox', { name: 'hound is' }).selectOptions('dog');
    await expect.element(apply).toBeEnabled();
    const asked: unknown[] = [];
    page!.app.addEventListener('fs-album', (event) => asked.push((event as CustomEvent).detail));
    await apply.click();
    expect(asked).toEqual([
      { action: { kind: 'answer-classes', choices: { hound: 'dog', '<i>cart</i>': null } } },
    ]);
  });
});
