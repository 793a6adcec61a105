import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createInitialState, Store } from '../../src/app/app-state.ts';
import { resolveSettings, type Settings } from '../../src/app/settings.ts';
import { SettingsSender } from '../../src/app/settings-sender.ts';
import type { EngineSettings, ModelDescription } from '../../src/engine/messages.ts';
import { fakeModel } from '../support/fake-engine.ts';

describe('the settings that the engine is told', () => {
  let frames: (() => void)[];
  let told: { settings: EngineSettings; inputEpoch: number | undefined }[];
  let store: Store;
  let sender: SettingsSender;
  let keeper: { chosen: Partial<Settings> };

  beforeEach(() => {
    frames = [];
    told = [];
    vi.stubGlobal('requestAnimationFrame', (act: () => void) => frames.push(act));
    vi.stubGlobal('cancelAnimationFrame', () => (frames = []));
    store = new Store(createInitialState(resolveSettings({}), 'en'));
    const setSettings = (settings: EngineSettings, inputEpoch: number | undefined) =>
      void told.push({ settings, inputEpoch });
    keeper = { chosen: {} };
    sender = new SettingsSender({ store, keeper, client: { setSettings } });
    sender.begin();
  });

  function choose(chosen: Partial<Settings>, inputEpoch?: number, model?: ModelDescription): void {
    keeper.chosen = chosen;
    store.update({ settings: resolveSettings(chosen, model), model });
    sender.send(inputEpoch);
  }

  const endFrame = (): void => frames.splice(0).forEach((act) => act());

  it('are those that it does not know yet', () => {
    sender.send(1);
    choose({ theme: 'dark' }, 2);
    expect(told).toEqual([]);
    choose({ gamma: 3 }, 3);
    endFrame();
    choose({ gamma: 3, theme: 'light' }, 4);
    expect(told).toMatchObject([{ settings: { gamma: 3 }, inputEpoch: 3 }]);
  });

  it('are told once a frame, the last ones always, with the input that waited longest', () => {
    for (const gamma of [1, 3, 4, 5]) choose({ gamma }, gamma);
    expect(told).toMatchObject([{ settings: { gamma: 1 }, inputEpoch: 1 }]);
    endFrame();
    expect(told.slice(1)).toMatchObject([{ settings: { gamma: 5 }, inputEpoch: 3 }]);
    choose({ gamma: 1 }, 6);
    choose({ gamma: 5 }, 7);
    endFrame();
    expect(told.at(-1)).toMatchObject({ settings: { gamma: 5 } });
  });

  it('name a size that was chosen, whatever the model’s own is, and none that was not', () => {
    const large = { ...fakeModel, defaultInputSize: 640 };
    choose({}, 1);
    endFrame();
    told.length = 0;
    for (const model of [large, fakeModel]) {
      choose({ inputSize: 640 }, 3, model);
      endFrame();
    }
    expect(new Set(told.map(({ settings }) => settings.inputSize))).toEqual(new Set([640]));
    choose({}, 4, large);
    endFrame();
    expect(told.at(-1)?.settings.inputSize).toBe('model');
  });

  it('are told no more after the end', () => {
    choose({ gamma: 1 });
    choose({ gamma: 3 });
    sender.cancel();
    endFrame();
    expect(told).toHaveLength(1);
  });
});
