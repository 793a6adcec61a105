import { beforeEach, describe, expect, it } from 'vitest';
import { createInitialState, Store } from '../../src/app/app-state.ts';
import type { PhotoTitle } from '../../src/app/photo-title.ts';
import { followOpenPhoto } from '../../src/app/open-photo-memory.ts';
import type { Sample } from '../../src/app/samples.ts';
import { resolveSettings } from '../../src/app/settings.ts';

const sample = { file: 'dog.jpg' } as Sample;
const dog: PhotoTitle = { fileName: 'dog.jpg', sample, serial: 1 };
const mine: PhotoTitle = { fileName: 'mine.jpg', sample: undefined, serial: 2 };

describe('after a reload of the tab', () => {
  let kept: Map<string, string>;
  let isBlocked: boolean;

  const storage = {
    getItem: (key: string) => (isBlocked ? block() : (kept.get(key) ?? null)),
    setItem: (key: string, value: string) => (isBlocked ? block() : void kept.set(key, value)),
    removeItem: (key: string) => (isBlocked ? block() : void kept.delete(key)),
  } as Storage;
  const block = (): never => {
    throw new DOMException('blocked', 'SecurityError');
  };
  const load = (): Store => {
    const store = new Store(createInitialState(resolveSettings({}), 'en'));
    followOpenPhoto(store, storage);
    return store;
  };

  beforeEach(() => {
    kept = new Map();
    isBlocked = false;
  });

  it('says which photo of one’s own was open, once, and keeps nothing else of it', () => {
    const first = load();
    first.update({ photo: dog });
    expect(kept.size).toBe(0);
    first.update({ photo: mine });
    expect([...kept.values()]).toEqual(['mine.jpg']);
    const second = load();
    second.update({ photo: dog });
    expect(second.state.message?.error).toMatchObject({
      code: 'photo-not-kept',
      details: { fileName: 'mine.jpg' },
    });
    second.update({ message: undefined });
    second.update({ photo: { ...dog, serial: 2 } });
    expect(second.state.message).toBeUndefined();
    expect(kept.size).toBe(0);
  });

  it('does not ask for a frame of a camera, which nobody can open again', () => {
    const first = load();
    first.update({ photo: mine });
    first.update({ photo: { fileName: 'camera', sample: undefined, serial: 3, isFrame: true } });
    expect(kept.size).toBe(0);
  });

  it('says nothing to who opens a photo at once', () => {
    load().update({ photo: mine });
    const quick = load();
    quick.update({ opening: { ...mine, serial: 3 } });
    quick.update({ photo: dog });
    expect(quick.state.message).toBeUndefined();
  });

  it('does without where storage is blocked', () => {
    isBlocked = true;
    const store = load();
    store.update({ photo: mine });
    expect(store.state.message).toBeUndefined();
  });
});
