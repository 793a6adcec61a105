import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createInitialState, Store } from '../../src/app/app-state.ts';
import type { AddressBar, EntryMark } from '../../src/app/link/address-bar.ts';
import { decodeLink, encodeLink } from '../../src/app/link/link-codec.ts';
import { LinkController } from '../../src/app/link/link-controller.ts';
import { pageViews, panelTabs } from '../../src/app/page-view.ts';
import type { Sample } from '../../src/app/samples.ts';
import {
  isPersonalSetting,
  isValidSetting,
  resolveSettings,
  settingNames,
  settingTable,
  type SettingName,
  type Settings,
} from '../../src/app/settings.ts';
import { SettingsKeeper } from '../../src/app/settings-keeper.ts';
import { fakeModel } from '../support/fake-engine.ts';

const defaults = resolveSettings({});
const plain = { view: 'microscope', panel: 'loss', sample: undefined, settings: defaults, defaults } as const;

/** Any value that a setting can have. */
function valuesOf(name: SettingName): fc.Arbitrary<Settings[SettingName]> {
  const entry = settingTable[name];
  switch (entry.kind) {
    case 'range': {
      const steps = Math.round((entry.maximum - entry.minimum) / entry.step);
      const value = (step: number): number => entry.minimum + step * entry.step;
      return fc.integer({ min: 0, max: steps }).map((step) => Math.min(entry.maximum, value(step)));
    }
    case 'choice':
      return fc.constantFrom<Settings[SettingName]>(...entry.choices);
    case 'switch':
      return fc.boolean();
  }
}

const pictureNames = settingNames.filter((name) => !isPersonalSetting(name));
const anySettings = fc.record(Object.fromEntries(pictureNames.map((name) => [name, valuesOf(name)])));

describe('a link', () => {
  it.each(pictureNames)('carries %s there and back', (name) => {
    fc.assert(
      fc.property(valuesOf(name), (value) => {
        const hash = encodeLink({ ...plain, settings: { ...defaults, [name]: value } });
        const { settings = {}, dropped } = decodeLink(hash);
        expect(dropped).toEqual([]);
        const there = { ...defaults, ...settings }[name];
        if (typeof value === 'number') expect(there).toBeCloseTo(value, 4);
        else expect(there).toBe(value);
      }),
      { numRuns: 20 },
    );
  });

  it('carries all settings at once, with view, panel and sample', () => {
    fc.assert(
      fc.property(
        anySettings,
        fc.constantFrom(...pageViews),
        fc.constantFrom(...panelTabs),
        fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
        (changed, view, panel, sample) => {
          const settings = { ...defaults, ...changed } as Settings;
          const link = decodeLink(encodeLink({ view, panel, sample, settings, defaults }, true));
          expect(link).toMatchObject({ view, sample, dropped: [] });
          expect(link.panel ?? 'loss').toBe(panel);
          const back = { ...defaults, ...link.settings };
          for (const name of pictureNames) {
            if (settingTable[name].kind === 'range')
              expect(back[name]).toBeCloseTo(Number(settings[name]), 4);
            else expect(back[name]).toBe(settings[name]);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is short and can be read', () => {
    expect(encodeLink(plain)).toBe('#view=microscope');
    expect(encodeLink(plain, true)).toBe('#view=microscope&settings=default');
    const settings = {
      ...defaults,
      gamma: 0.1 + 0.2,
      alphaOn: false,
      level: 2,
      colormap: 'viridis',
    } as const;
    expect(encodeLink({ ...plain, view: 'plots', panel: 'inspect', sample: 'kite.jpg', settings })).toBe(
      '#view=plots&panel=inspect&sample=kite.jpg&gamma=0.3&alphaOn=off&level=2&colormap=viridis',
    );
  });

  it('carries neither language nor theme, but takes them', () => {
    expect(encodeLink({ ...plain, settings: { ...defaults, language: 'zh', theme: 'dark' } })).toBe(
      '#view=microscope',
    );
    expect(decodeLink('#language=zh').settings).toEqual({ language: 'zh' });
  });

  it.each([
    ['#view=plots', { view: 'plots', settings: undefined, dropped: [] }],
    ['#view=gone&gamma=3', { view: undefined, settings: { gamma: 3 }, dropped: ['view'] }],
    ['#gamma=9&alpha=0.5', { settings: { alpha: 0.5 }, dropped: ['gamma'] }],
    ['#gamma=&alpha=%F&level=9&theta=1', { settings: {}, dropped: ['gamma', 'alpha', 'level', 'theta'] }],
    ['#gamma=1&gamma=2', { settings: { gamma: 1 }, dropped: [] }],
    ['#gamma=0x2&alpha=Infinity&alphaOn=true', { settings: {}, dropped: ['gamma', 'alpha', 'alphaOn'] }],
    ['#__proto__=1&constructor=2', { settings: undefined, dropped: ['__proto__', 'constructor'] }],
    ['#view=kernels&file=shared/dispatch.wgsl', { view: 'kernels', dropped: [] }],
    ['#settings=default', { settings: {}, dropped: [] }],
    ['', { view: undefined, panel: undefined, sample: undefined, settings: undefined, dropped: [] }],
  ])('%s gives what of it is valid', (hash, content) => {
    expect(decodeLink(hash)).toMatchObject(content);
  });

  it('never brings in a value that its setting cannot have', () => {
    const anyPart = fc.tuple(fc.constantFrom(...settingNames), fc.string());
    fc.assert(
      fc.property(fc.array(anyPart), fc.string(), (parts, noise) => {
        const hash = `#${noise}&${parts.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join('&')}`;
        for (const [name, value] of Object.entries(decodeLink(hash).settings ?? {})) {
          expect(isValidSetting(name as SettingName, value)).toBe(true);
        }
      }),
    );
  });
});

const samples = ['dog.jpg', 'kite.jpg'].map((file) => ({ file }) as Sample);

/** A page with an address of its own. */
function rig(hash: string, mark?: EntryMark, stored: Partial<Settings> = {}) {
  const storage = new Map([['focalscope.settings', JSON.stringify(stored)]]);
  const keeper = new SettingsKeeper({
    getItem: (key) => storage.get(key) ?? null,
    setItem: (key, value) => void storage.set(key, value),
  });
  const entry: { hash: string; mark: EntryMark | undefined } = { hash, mark };
  const address: AddressBar = {
    read: () => entry,
    replace: (next, nextMark) => void Object.assign(entry, { hash: next, mark: nextMark }),
    base: 'https://example.org/',
  };
  const link = new LinkController(keeper, address);
  const first = link.begin();
  const store = new Store({ ...createInitialState(resolveSettings(keeper.chosen), 'en'), ...first });
  const opened: string[] = [];
  link.attach({
    store,
    openView: (view) => store.update({ view }),
    openPanel: (panel) => store.update({ panel }),
    openSample: (sample) => {
      opened.push(sample.file);
      return Promise.resolve();
    },
    interrupt: () => undefined,
    applySettings: () => store.update({ settings: resolveSettings(keeper.chosen, store.state.model) }),
  });
  store.update({ model: fakeModel, samples, settings: resolveSettings(keeper.chosen, fakeModel) });
  const change = (settings: Partial<Settings>): void => {
    keeper.change(settings);
    store.update({ settings: resolveSettings(keeper.chosen, fakeModel) });
  };
  const goTo = (next: string, nextMark?: EntryMark): void => {
    Object.assign(entry, { hash: next, mark: nextMark });
    link.follow();
  };
  const saved = (): unknown => JSON.parse(storage.get('focalscope.settings') ?? '{}');
  return { link, store, entry, opened, change, goTo, saved };
}

describe('the address', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const settle = (): void => void vi.advanceTimersByTime(1000);

  it('stays bare until something is changed, and then says what', () => {
    const { entry, change, store } = rig('');
    settle();
    expect(entry).toEqual({ hash: '', mark: undefined });
    change({ gamma: 3 });
    expect(entry.hash).toBe('');
    settle();
    expect(entry).toEqual({ hash: '#view=microscope&gamma=3', mark: 'own' });
    store.update({ panel: 'inspect' });
    settle();
    expect(entry.hash).toBe('#view=microscope&panel=inspect&gamma=3');
  });

  it('says nothing of what the model itself sets', () => {
    const { entry, store } = rig('');
    store.update({ view: 'plots' });
    settle();
    expect(store.state.settings.scoreThreshold).toBe(fakeModel.displayScore);
    expect(entry.hash).toBe('#view=plots');
  });

  it('takes the view alone from an entry of the history, and undoes nothing', () => {
    const { entry, change, goTo, store } = rig('');
    change({ gamma: 3 });
    settle();
    const before = { ...entry };
    goTo('#view=plots');
    settle();
    change({ gamma: 5 });
    settle();
    expect(entry.hash).toBe('#view=plots&gamma=5');
    goTo(before.hash, before.mark);
    settle();
    expect(store.state).toMatchObject({ view: 'microscope', settings: { gamma: 5 } });
    expect(entry.hash).toBe('#view=microscope&gamma=5');
  });

  it('keeps the file of the kernels', () => {
    const { entry, goTo, change } = rig('');
    goTo('#view=kernels&file=shared/dispatch.wgsl');
    change({ gamma: 1 });
    settle();
    expect(entry.hash).toBe('#view=kernels&gamma=1&file=shared/dispatch.wgsl');
  });
});

describe('a visit by a link', () => {
  it('stands on the link’s settings alone, and leaves one’s own in the storage', () => {
    const own = { gamma: 5, opacity: 0.2, theme: 'dark' } as const;
    const { store, change, saved } = rig('#view=plots&alpha=0.5', undefined, own);
    expect(store.state).toMatchObject({
      view: 'plots',
      link: { isVisit: true, isTold: false },
      settings: { alpha: 0.5, gamma: 2, opacity: 0.7, theme: 'dark' },
    });
    change({ gamma: 1 });
    expect(saved()).toEqual(own);
    change({ theme: 'light' });
    expect(saved()).toEqual({ ...own, theme: 'light' });
  });

  it('can be kept, or ended', () => {
    const kept = rig('#alpha=0.5', undefined, { gamma: 5 });
    kept.link.act('keep');
    expect(kept.saved()).toEqual({ alpha: 0.5 });
    expect(kept.store.state.link.isVisit).toBe(false);
    const ended = rig('#alpha=0.5', undefined, { gamma: 5 });
    ended.link.act('give-back');
    expect(ended.saved()).toEqual({ gamma: 5 });
    expect(ended.store.state.settings).toMatchObject({ gamma: 5, alpha: 0.25 });
  });

  it('goes on after the page is loaded again; one’s own visit does, too', () => {
    expect(rig('#alpha=0.5', 'link', { gamma: 5 }).store.state.settings).toMatchObject({
      alpha: 0.5,
      gamma: 2,
    });
    expect(rig('#alpha=0.5', 'own', { gamma: 5 }).store.state.settings).toMatchObject({
      alpha: 0.25,
      gamma: 5,
    });
  });

  it('is none where nothing would be different', () => {
    const { store, saved } = rig('#gamma=5', undefined, { gamma: 5 });
    expect(store.state.link).toMatchObject({ isVisit: false, isTold: true });
    expect(saved()).toEqual({ gamma: 5 });
  });

  it('begins in the middle of another when a link is pasted', () => {
    const { store, goTo, link, saved, opened } = rig('', undefined, { gamma: 5 });
    goTo('#view=plots&sample=kite.jpg&alpha=0.5');
    goTo('#view=microscope&alpha=0.75');
    expect(opened).toEqual(['kite.jpg']);
    expect(store.state.settings).toMatchObject({ alpha: 0.75, gamma: 2 });
    link.act('give-back');
    expect(store.state.settings).toMatchObject({ alpha: 0.25, gamma: 5 });
    expect(saved()).toEqual({ gamma: 5 });
  });

  it('names the sample to begin with; one that is not there is told', () => {
    expect(rig('#sample=kite.jpg').link.firstSample(samples)?.file).toBe('kite.jpg');
    const { link, store } = rig('#sample=gone.jpg&theta=1');
    expect(link.firstSample(samples)?.file).toBe('dog.jpg');
    expect(store.state.link).toMatchObject({ isVisit: false, isTold: false, dropped: ['theta', 'sample'] });
    link.act('dismiss');
    expect(store.state.link.isTold).toBe(true);
  });

  it('gives a link on which everything is said', () => {
    const { link, change } = rig('');
    expect(link.link()).toBe('https://example.org/#view=microscope&settings=default');
    change({ gamma: 3 });
    expect(link.link()).toBe('https://example.org/#view=microscope&gamma=3');
  });
});
