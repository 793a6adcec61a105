import type { EngineClient } from '../engine/engine-client.ts';
import type { EngineSettings } from '../engine/messages.ts';
import type { Store } from './app-state.ts';
import { toEngineSettings } from './engine-settings.ts';
import { FrameThrottle } from './frame-throttle.ts';
import type { SettingsKeeper } from './settings-keeper.ts';

interface EngineChange {
  readonly settings: EngineSettings;
  readonly inputEpoch: number | undefined;
}

interface SenderParts {
  readonly store: Store;
  readonly keeper: Pick<SettingsKeeper, 'chosen'>;
  readonly client: Pick<EngineClient, 'setSettings'>;
}

/** Tells the engine of the page's settings: what it was not told yet, and at most once a frame. */
export class SettingsSender {
  readonly #store: Store;
  readonly #keeper: SenderParts['keeper'];
  readonly #throttle: FrameThrottle<EngineChange>;
  /** What the engine was told last, as text. */
  #told: string | undefined;

  constructor({ store, keeper, client }: SenderParts) {
    this.#store = store;
    this.#keeper = keeper;
    this.#throttle = new FrameThrottle(
      ({ settings, inputEpoch }) => client.setSettings(settings, inputEpoch),
      // The first input of a burst is the one that waits longest for its frame.
      (earlier, later) => ({ ...later, inputEpoch: earlier.inputEpoch ?? later.inputEpoch }),
    );
  }

  /** What the engine is to start with. */
  begin(): EngineSettings {
    const settings = this.#wish();
    this.#told = JSON.stringify(settings);
    return settings;
  }

  send(inputEpoch: number | undefined): void {
    const settings = this.#wish();
    const text = JSON.stringify(settings);
    if (text === this.#told) return;
    this.#told = text;
    this.#throttle.call({ settings, inputEpoch });
  }

  cancel(): void {
    this.#throttle.cancel();
  }

  #wish(): EngineSettings {
    const { settings, panel } = this.#store.state;
    return toEngineSettings(settings, { panel, chosen: this.#keeper.chosen });
  }
}
