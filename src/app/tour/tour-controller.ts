import type { Store } from '../app-state.ts';
import type { PhotoTitle } from '../photo-title.ts';
import type { PageView, PanelTab } from '../page-view.ts';
import type { Sample } from '../samples.ts';
import { resolveSettings, type Settings } from '../settings.ts';
import type { SettingsKeeper } from '../settings-keeper.ts';
import { tourPlan, type TourStep } from './tour-plan.ts';
import { saveTour, tourSteps, type TourAction, type TourState } from './tour-state.ts';

/** How long a slider is seen to move, in milliseconds. */
const moveTime = 1200;

export interface TourParts {
  readonly store: Store;
  readonly keeper: SettingsKeeper;
  readonly storage: Pick<Storage, 'setItem'> | undefined;
  openView(view: PageView): void;
  openPanel(panel: PanelTab): void;
  openSample(sample: Sample): Promise<void>;
  showAlbumPhoto(id: number): void;
  /** The keeper holds other settings. */
  applySettings(): void;
  /** Whether things may move by themselves. */
  mayMove(): boolean;
}

/** What the person had before the tour. */
interface Before {
  readonly view: PageView;
  readonly panel: PanelTab;
  readonly photo: PhotoTitle | undefined;
  /** Of the machine and of taste: the tour leaves them alone. */
  readonly kept: Partial<Settings>;
}

/**
 * The guided tour. Its steps set the page's own settings, borrowed from the keeper, so that every control stays usable
 * and nothing of the person's is lost: at the end theirs come back, with their photo, or the tour's are kept.
 */
export class TourController {
  readonly #parts: TourParts;
  #before: Before | undefined;
  #frame: number | undefined;

  constructor(parts: TourParts) {
    this.#parts = parts;
  }

  act(action: TourAction): void {
    const { status, step } = this.#state;
    switch (action.kind) {
      case 'start':
        if (status === 'off') this.#start();
        break;
      case 'decline':
        saveTour(this.#parts.storage, step);
        this.#update({ isOffered: false });
        break;
      case 'next':
        if (step === tourSteps.length - 1) this.act({ kind: 'leave' });
        else this.#goTo(step + 1);
        break;
      case 'back':
        if (step > 0) this.#goTo(step - 1);
        break;
      case 'leave':
        this.#stopMoving();
        if (status === 'running') this.#update({ status: 'leaving' });
        break;
      case 'stay':
        if (status === 'leaving') this.#update({ status: 'running' });
        break;
      case 'end':
        this.#end(action.how);
        break;
    }
  }

  /** The person takes a control: what moves by itself stops. */
  yieldControl(): void {
    this.#stopMoving();
  }

  dispose(): void {
    this.#stopMoving();
  }

  get #state(): TourState {
    return this.#parts.store.state.tour;
  }

  #start(): void {
    const { store, keeper } = this.#parts;
    const { view, panel, photo, opening, samples } = store.state;
    const { runOn, inputSize, colormap } = keeper.chosen;
    const kept = { ...(runOn && { runOn }), ...(inputSize && { inputSize }), ...(colormap && { colormap }) };
    this.#before = { view, panel, photo: opening ?? photo, kept };
    keeper.borrow({});
    this.#update({ isOffered: false, status: 'running' });
    const isOnSample = (opening ?? photo)?.sample !== undefined;
    const [first] = samples;
    if (!isOnSample && first) void this.#parts.openSample(first);
    this.#goTo(this.#state.step);
  }

  #goTo(step: number): void {
    const name = tourSteps[step];
    if (!name || !this.#before) return;
    const { keeper, storage } = this.#parts;
    const plan = tourPlan[name];
    this.#stopMoving();
    this.#update({ step, status: 'running' });
    saveTour(storage, step);
    keeper.replace({ ...this.#before.kept, ...plan.settings });
    this.#parts.openView(plan.view);
    if (plan.view === 'microscope') this.#parts.openPanel('loss');
    if (plan.moves && this.#parts.mayMove()) this.#move(plan.moves);
    else this.#parts.applySettings();
  }

  /** Lets a slider be seen to move to where the step has put it. */
  #move({ name, from, isByRatio = false }: NonNullable<TourStep['moves']>): void {
    const { keeper, store } = this.#parts;
    const to = resolveSettings(keeper.chosen, store.state.model)[name];
    const start = performance.now();
    const advance = (): void => {
      const done = Math.min(1, (performance.now() - start) / moveTime);
      // Slow at both ends.
      const share = done * done * (3 - 2 * done);
      const value = isByRatio ? from * (to / from) ** share : from + (to - from) * share;
      keeper.change({ [name]: done === 1 ? to : Number(value.toPrecision(2)) });
      this.#frame = done === 1 ? undefined : requestAnimationFrame(advance);
      this.#parts.applySettings();
    };
    advance();
  }

  #stopMoving(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  #end(how: 'keep' | 'give-back'): void {
    const before = this.#before;
    if (this.#state.status === 'off' || !before) return;
    const { store, keeper } = this.#parts;
    this.#stopMoving();
    this.#before = undefined;
    const step = this.#state.step === tourSteps.length - 1 ? 0 : this.#state.step;
    saveTour(this.#parts.storage, step);
    this.#update({ status: 'off', step });
    keeper.settle(how);
    this.#parts.applySettings();
    if (how === 'keep') return;
    this.#parts.openView(before.view);
    this.#parts.openPanel(before.panel);
    const { photo } = before;
    const { photo: now, opening } = store.state;
    if (!photo || photo.serial === (opening ?? now)?.serial) return;
    if (photo.albumId !== undefined) this.#parts.showAlbumPhoto(photo.albumId);
    else if (photo.sample) void this.#parts.openSample(photo.sample);
  }

  #update(change: Partial<TourState>): void {
    const { store } = this.#parts;
    store.update({ tour: { ...store.state.tour, ...change } });
  }
}
