import { describe, expect, it, vi } from 'vitest';
import { aboutSubjects } from '../../src/app/about.ts';
import { createInitialState, Store } from '../../src/app/app-state.ts';
import { languages } from '../../src/app/i18n/dictionary.ts';
import { Words } from '../../src/app/i18n/words.ts';
import type { Sample } from '../../src/app/samples.ts';
import { isValidSetting, resolveSettings, type SettingName, type Settings } from '../../src/app/settings.ts';
import { SettingsKeeper } from '../../src/app/settings-keeper.ts';
import { TourController } from '../../src/app/tour/tour-controller.ts';
import { tourPlan } from '../../src/app/tour/tour-plan.ts';
import { loadTour, tourSteps } from '../../src/app/tour/tour-state.ts';
import { tourText } from '../../src/app/tour/tour-text.ts';
import { createFakeAnalysis, createFakeReadout, fakeModel } from '../support/fake-engine.ts';
import { dictionaries } from '../support/dictionaries.ts';

const samples = ['dog.jpg', 'kite.jpg'].map((file) => ({ file, title: file }) as Sample);

/** A page in name, with whatever a person had before. */
function rig(own: Partial<Settings> = {}, photo: 'sample' | 'album' = 'sample') {
  const items = new Map([['focalscope.settings', JSON.stringify(own)]]);
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
  const keeper = new SettingsKeeper(storage);
  const sample = samples[1];
  const store = new Store({
    ...createInitialState(resolveSettings(keeper.chosen, fakeModel), 'en'),
    tour: loadTour(storage),
    model: fakeModel,
    samples,
    view: 'anchors',
    panel: 'inspect',
    photo: photo === 'sample' ? { fileName: 'kite.jpg', sample, serial: 1 } : { fileName: 'mine.jpg', sample: undefined, albumId: 4, serial: 1 }, // prettier-ignore
  });
  const opened: (string | number)[] = [];
  const tour = new TourController({
    store,
    keeper,
    storage,
    openView: (view) => store.update({ view }),
    openPanel: (panel) => store.update({ panel }),
    openSample: (next) => {
      opened.push(next.file);
      store.update({ photo: { fileName: next.file, sample: next, serial: 2 } });
      return Promise.resolve();
    },
    showAlbumPhoto: (id) => opened.push(id),
    applySettings: () => store.update({ settings: resolveSettings(keeper.chosen, fakeModel) }),
    mayMove: () => false,
  });
  const saved = (): unknown => JSON.parse(items.get('focalscope.settings') ?? '{}');
  return { tour, store, keeper, storage, opened, saved, step: () => store.state.tour.step };
}

describe('the plan of the tour', () => {
  it.each(tourSteps)('%s sets what the table allows', (name) => {
    for (const [setting, value] of Object.entries(tourPlan[name].settings)) {
      expect(isValidSetting(setting as SettingName, value), setting).toBe(true);
    }
    const { moves } = tourPlan[name];
    if (moves) expect(isValidSetting(moves.name, moves.from)).toBe(true);
  });
});

describe('the tour', () => {
  it('is offered until it has been started or declined', () => {
    const { tour, store, storage } = rig();
    expect(store.state.tour.isOffered).toBe(true);
    tour.act({ kind: 'decline' });
    expect(store.state.tour).toMatchObject({ isOffered: false, status: 'off' });
    expect(loadTour(storage).isOffered).toBe(false);
  });

  it('sets the page’s own settings, step by step, and stays on a sample that is there', () => {
    const { tour, store, opened, step } = rig({ opacity: 0.1, theme: 'dark' });
    tour.act({ kind: 'start' });
    expect(store.state).toMatchObject({
      view: 'microscope',
      panel: 'loss',
      tour: { status: 'running', step: 0 },
      settings: { shown: 'cross-entropy', anchorKind: 'foreground', opacity: 0.7, theme: 'dark' },
    });
    for (let next = 1; next < tourSteps.length; next++) {
      tour.act({ kind: 'next' });
      expect(step()).toBe(next);
      const plan = tourPlan[tourSteps[next]!];
      expect(store.state.settings).toMatchObject(plan.settings);
      expect(store.state.view).toBe(plan.view);
    }
    tour.act({ kind: 'back' });
    expect(store.state.settings.compareMode).toBe('swipe');
    expect(opened).toEqual([]);
  });

  it('gives settings, view and photo back', () => {
    const own = { gamma: 4, opacity: 0.1 };
    const { tour, store, opened, saved, keeper } = rig(own, 'album');
    tour.act({ kind: 'start' });
    expect(opened).toEqual(['dog.jpg']);
    keeper.change({ gamma: 1 });
    tour.act({ kind: 'leave' });
    expect(store.state.tour.status).toBe('leaving');
    tour.act({ kind: 'stay' });
    tour.act({ kind: 'leave' });
    tour.act({ kind: 'end', how: 'give-back' });
    expect(store.state).toMatchObject({ view: 'anchors', panel: 'inspect', settings: own });
    expect(opened).toEqual(['dog.jpg', 4]);
    expect(saved()).toEqual(own);
  });

  it('keeps its own where that is wanted', () => {
    const { tour, store, saved } = rig({ gamma: 4 }, 'album');
    tour.act({ kind: 'start' });
    tour.act({ kind: 'next' });
    tour.act({ kind: 'next' });
    tour.act({ kind: 'end', how: 'keep' });
    expect(saved()).toEqual(tourPlan.gamma.settings);
    expect(store.state).toMatchObject({ view: 'microscope', photo: { fileName: 'dog.jpg' } });
  });

  it('goes on where it was left, also at another visit, and begins anew after its end', () => {
    const { tour, store, storage } = rig();
    tour.act({ kind: 'start' });
    for (let count = 0; count < 3; count++) tour.act({ kind: 'next' });
    expect(loadTour(storage)).toEqual({ status: 'off', step: 3, isOffered: false });
    tour.act({ kind: 'end', how: 'give-back' });
    tour.act({ kind: 'start' });
    expect(store.state.tour.step).toBe(3);
    while (store.state.tour.status === 'running') tour.act({ kind: 'next' });
    expect(store.state.tour).toMatchObject({ status: 'leaving', step: tourSteps.length - 1 });
    tour.act({ kind: 'end', how: 'keep' });
    expect(loadTour(storage).step).toBe(0);
  });

  it('takes nothing from a storage that holds something else', () => {
    for (const stored of ['x', '99', '-1', '']) expect(loadTour({ getItem: () => stored }).step).toBe(0);
    expect(loadTour(undefined).isOffered).toBe(true);
  });
});

describe('a slider that the tour moves', () => {
  it('arrives where the step puts it, unless the person takes a control', () => {
    const frames: (() => void)[] = [];
    vi.stubGlobal('requestAnimationFrame', (act: () => void) => frames.push(act));
    vi.stubGlobal('cancelAnimationFrame', () => void frames.splice(0));
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    const { store, keeper } = rig();
    const seen: number[] = [];
    store.subscribe(({ settings }) => seen.push(settings.gamma));
    const apply = (): void => store.update({ settings: resolveSettings(keeper.chosen, fakeModel) });
    const nothing = (): void => undefined;
    const tour = new TourController({ store, keeper, storage: undefined, openView: nothing, openPanel: nothing, openSample: () => Promise.resolve(), showAlbumPhoto: nothing, applySettings: apply, mayMove: () => true }); // prettier-ignore
    tour.act({ kind: 'start' });
    tour.act({ kind: 'next' });
    tour.act({ kind: 'next' });
    expect(store.state.settings.gamma).toBe(0);
    now.mockReturnValue(600);
    frames.shift()?.();
    expect(store.state.settings.gamma).toBe(1);
    now.mockReturnValue(5000);
    frames.shift()?.();
    expect(store.state.settings.gamma).toBe(2);
    expect(frames).toEqual([]);
    tour.act({ kind: 'next' });
    expect(frames).toHaveLength(1);
    tour.yieldControl();
    expect(frames).toEqual([]);
    vi.unstubAllGlobals();
    now.mockRestore();
  });
});

describe.each(languages)('the tour in %s', (language) => {
  const words = new Words(language);
  const facts = {
    model: fakeModel,
    analysis: createFakeAnalysis(),
    settings: resolveSettings({ compareMode: 'swipe', compareLeft: 'ohem' }, fakeModel),
  };
  const breakdown = createFakeReadout().crossEntropy;
  const comparison = {
    left: { spec: { kind: 'ohem', count: 128, iou: 0.7, negativesPerPositive: 0 }, breakdown, selected: { foreground: 3, background: 61 } }, // prettier-ignore
    right: { spec: { kind: 'dense', loss: 'focal', gamma: 2, alpha: 0.25, beta: 0 }, breakdown },
  } as const;

  it.each(tourSteps.map((name, step) => ({ name, step })))('fills in every figure of $name', ({ step }) => {
    const readout = createFakeReadout({ comparison });
    const { text, isSettled } = tourText(step, { ...facts, readout }, words);
    expect(isSettled).toBe(true);
    expect(text).not.toMatch(/…|[{}]|undefined|NaN/);
  });

  it('has the photo’s own figures, and waits for those of the settings in force', () => {
    const text = (settings: Settings, readout = createFakeReadout()): string =>
      tourText(1, { ...facts, settings, readout }, words).text;
    expect(text(resolveSettings({}, fakeModel))).toContain('97%');
    expect(text(resolveSettings({}, fakeModel))).toContain('61%');
    expect(text(resolveSettings({}, fakeModel))).toContain('1,000');
    expect(text(resolveSettings({ gamma: 3 }, fakeModel))).toContain('…');
  });
});

describe('“What am I looking at?”', () => {
  const subjects = Object.keys(aboutSubjects) as (keyof typeof aboutSubjects)[];

  it.each(subjects)('answers for %s in two sentences, in both languages', (subject) => {
    expect(dictionaries.en[`about.${subject}`].match(/[.](?= [A-ZγαFO]|$)/g), 'en').toHaveLength(2);
    expect(dictionaries.zh[`about.${subject}`].match(/。/g), 'zh').toHaveLength(2);
  });
});
