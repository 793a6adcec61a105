import type { AppState, Store } from '../app-state.ts';
import { hashOfView, type PageView, type PanelTab } from '../page-view.ts';
import type { Sample } from '../samples.ts';
import {
  isPersonalSetting,
  resolveSettings,
  settingNames,
  type SettingName,
  type Settings,
} from '../settings.ts';
import type { SettingsKeeper } from '../settings-keeper.ts';
import type { AddressBar } from './address-bar.ts';
import { decodeLink, encodeLink, ownParametersOf, type LinkContent, type LinkSource } from './link-codec.ts';
import { noLink, type LinkAction, type LinkState } from './link-state.ts';

/** How long the address waits for the last of many changes, in milliseconds: browsers count writes. */
const rest = 250;

/** What the controller does with a link while the page runs. */
export interface LinkTarget {
  readonly store: Store;
  openView(view: PageView): void;
  openPanel(panel: PanelTab): void;
  openSample(sample: Sample): Promise<void>;
  /** Ends what stands on borrowed settings itself. */
  interrupt(): void;
  /** The keeper holds other settings. */
  applySettings(): void;
}

/**
 * Keeps the address up to date, and follows links. Views are entries of the history; panel, sample and settings only
 * ever replace what the entry says, and going back or forward takes the view from it and nothing else. So no setting
 * is undone by it. Settings of a link hold for the visit, and are saved only when the person keeps them.
 */
export class LinkController {
  readonly #keeper: SettingsKeeper;
  readonly #address: AddressBar;
  #target: LinkTarget | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #leave: (() => void) | undefined;
  #seen: readonly unknown[] = [];
  /** The sample that the link of this start names. */
  #sample: string | undefined;

  constructor(keeper: SettingsKeeper, address: AddressBar) {
    this.#keeper = keeper;
    this.#address = address;
  }

  /** Takes the address that the page was opened with, before anything is made of settings. @returns what it changes of the first state */
  begin(): Pick<AppState, 'view' | 'panel' | 'link'> {
    const { hash, mark } = this.#address.read();
    const content = decodeLink(hash);
    this.#sample = content.sample;
    // At a reload, one's own settings come from the storage and are the same.
    const link = mark === 'own' ? noLink : this.#takeSettings(content, resolveSettings(this.#keeper.chosen));
    return { view: content.view ?? 'microscope', panel: content.panel ?? 'loss', link };
  }

  attach(target: LinkTarget): void {
    this.#target = target;
    this.#leave = target.store.subscribe((state) => this.#watch(state));
  }

  /** The sample to begin with: that of the link, or the first. */
  firstSample(samples: readonly Sample[]): Sample | undefined {
    const wanted = this.#sample;
    this.#sample = undefined;
    return this.#find(samples, wanted) ?? samples[0];
  }

  /** The address has changed: by a link on the page, one that was pasted, or by going back or forward. */
  follow(): void {
    const target = this.#target;
    if (!target) return;
    const { hash, mark } = this.#address.read();
    const content = decodeLink(hash);
    target.openView(content.view ?? 'microscope');
    if (mark === undefined) this.#arrive(content, target);
    this.#seen = [];
    this.#watch(target.store.state);
  }

  act(action: LinkAction): void {
    const target = this.#target;
    if (!target) return;
    const { link } = target.store.state;
    if (action !== 'dismiss' && link.isVisit) {
      target.interrupt();
      this.#keeper.settle(action);
      target.store.update({ link: noLink });
      target.applySettings();
      return;
    }
    target.store.update({ link: { ...link, isTold: true } });
  }

  /** The link to hand on. */
  link(): string {
    const source = this.#source();
    return source ? this.#address.base + encodeLink(source, true) : this.#address.base;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#leave?.();
  }

  #arrive(content: LinkContent, target: LinkTarget): void {
    const { store } = target;
    if (content.settings) target.interrupt();
    const link = this.#takeSettings(content, store.state.settings);
    if (link !== noLink || content.settings) {
      const isVisit = link.isVisit || store.state.link.isVisit;
      store.update({ link: { ...link, isVisit } });
      target.applySettings();
    }
    if (content.panel) target.openPanel(content.panel);
    if (content.sample === undefined) return;
    const sample = this.#find(store.state.samples, content.sample);
    if (sample && sample.file !== store.state.photo?.sample?.file) void target.openSample(sample);
  }

  /** Puts a link's settings in force, unless they are in force already. @returns what is to be told */
  #takeSettings({ settings, dropped }: LinkContent, now: Settings): LinkState {
    const model = this.#target?.store.state.model;
    const next = settings && resolveSettings(settings, model);
    // Language and theme count only where the link names them.
    const isMeant = (name: SettingName): boolean =>
      !isPersonalSetting(name) || settings?.[name] !== undefined;
    const isSame = !next || settingNames.every((name) => !isMeant(name) || next[name] === now[name]);
    if (!isSame) {
      if (this.#target?.store.state.link.isVisit) this.#keeper.replace(settings);
      else this.#keeper.borrow(settings);
    }
    return isSame && dropped.length === 0 ? noLink : { isVisit: !isSame, dropped, isTold: false };
  }

  /** A sample of this name; that there is none is told. */
  #find(samples: readonly Sample[], file: string | undefined): Sample | undefined {
    if (file === undefined) return undefined;
    const sample = samples.find((known) => known.file === file);
    const store = this.#target?.store;
    if (!sample && store && samples.length > 0) {
      const { link } = store.state;
      store.update({ link: { ...link, dropped: [...link.dropped, 'sample'], isTold: false } });
    }
    return sample;
  }

  #watch(state: AppState): void {
    const { view, panel, settings, photo, model, link } = state;
    const seen = [view, panel, settings, photo, model, link.isVisit];
    if (!model || seen.every((value, index) => value === this.#seen[index])) return;
    this.#seen = seen;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(), rest);
  }

  #write(): void {
    const source = this.#source();
    if (!source || !this.#target) return;
    const { hash, mark } = this.#address.read();
    const next = encodeLink(source) + (source.view === 'kernels' ? ownParametersOf(hash) : '');
    const nextMark = this.#target.store.state.link.isVisit ? 'link' : 'own';
    // A bare address stays bare until there is something to say.
    if (hash === '' && next === hashOfView('microscope')) return;
    if (next !== hash || mark !== nextMark) this.#address.replace(next, nextMark);
  }

  #source(): LinkSource | undefined {
    const state = this.#target?.store.state;
    if (!state) return undefined;
    const { view, panel, settings, model, samples } = state;
    const sample = (state.opening ?? state.photo)?.sample;
    return {
      view,
      panel,
      sample: sample === samples[0] ? undefined : sample?.file,
      settings,
      defaults: resolveSettings({}, model),
    };
  }
}
