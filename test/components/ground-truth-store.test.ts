import { deleteDB, openDB } from 'idb';
import { afterEach, expect, it } from 'vitest';
import type { GroundTruthBox } from '../../src/anchors/ground-truth.ts';
import { createInitialState, Store } from '../../src/app/app-state.ts';
import { GroundTruthController } from '../../src/app/ground-truth/ground-truth-controller.ts';
import {
  createGroundTruthStore,
  type KeptGroundTruth,
} from '../../src/app/ground-truth/ground-truth-store.ts';

import { resolveSettings } from '../../src/app/settings.ts';
import { createFakeAnalysis, fakeModel } from '../support/fake-engine.ts';

const name = 'focalscope-test';
afterEach(() => deleteDB(name));

const kept = (hash: string, updated: number): KeptGroundTruth => ({
  hash,
  fileName: `${hash}.jpg`,
  width: 10,
  height: 20,
  updated,
  boxes: [{ box: [1, 2, 3, 4], className: '<b>dog</b>', crowd: false }],
});

it('keeps ground truth from one opening of the database to the next', async () => {
  const first = createGroundTruthStore(name);
  await first.save(kept('old', 1));
  await first.save(kept('new', 2));
  await first.save({ ...kept('old', 3), boxes: [] });
  const second = createGroundTruthStore(name);
  expect(await second.load('new')).toMatchObject(kept('new', 2));
  expect(await second.load('none')).toBeUndefined();
  expect((await second.list()).map(({ hash }) => hash)).toEqual(['old', 'new']);
  await second.remove('new');
  expect((await first.list()).map(({ hash }) => hash)).toEqual(['old']);
  await first.removeAll();
  expect(await second.list()).toEqual([]);
});

it('remembers which class a person chose for a name', async () => {
  const store = createGroundTruthStore(name);
  expect(await store.loadClassChoices()).toEqual({});
  await store.saveClassChoices({ auto: 'car', tree: null });
  expect(await createGroundTruthStore(name).loadClassChoices()).toEqual({ auto: 'car', tree: null });
});

it('opens anew after the database was taken away', async () => {
  const store = createGroundTruthStore(name);
  await store.save(kept('a', 1));
  // Another page deletes it: the connection gives way.
  await deleteDB(name);
  await store.save(kept('b', 2));
  expect((await store.list()).map(({ hash }) => hash)).toEqual(['b']);
});

const photo = new Blob(['one photo, in two tabs']);
const given: GroundTruthBox[] = [{ box: [0, 0, 9, 9], classIndex: 2, crowd: false }];

/** A tab with the photo open, over a connection of its own. */
async function openTab() {
  const store = new Store(createInitialState(resolveSettings({}), 'en'));
  store.update({ model: fakeModel, analysis: createFakeAnalysis() });
  const client = { setGroundTruth: () => undefined };
  const controller = new GroundTruthController({ store, client, kept: createGroundTruthStore(name) });
  await controller.prepare(1, photo, 'a.jpg', { boxes: given, origin: 'file' });
  controller.show(1);
  const corners = (): number[] => store.state.groundTruth.boxes!.map(({ box: [left] }) => left);
  const draw = (left: number): void => controller.act({ kind: 'add', box: [left, 50, left + 20, 90] });
  return { controller, draw, corners, state: () => store.state.groundTruth };
}

it('joins what two tabs draw on one photo, says so in both, and loses nothing', async () => {
  const [first, second] = [await openTab(), await openTab()];
  first.draw(100);
  // At once, before either has heard of the other, and then in turns.
  second.draw(200);
  await first.controller.flush();
  await second.controller.flush();
  for (const tab of [first, second])
    await expect.poll(() => tab.corners().toSorted((a, b) => a - b)).toEqual([0, 100, 200]);
  first.draw(300);
  await expect.poll(() => second.corners()).toContain(300);
  expect(second.state().joined).toBeGreaterThan(0);
  second.controller.act({ kind: 'remove', id: second.state().boxes![0]!.id });
  await expect.poll(() => first.corners()).not.toContain(0);
  await first.controller.flush();
  await second.controller.flush();
  const third = await openTab();
  expect(third.corners().toSorted((a, b) => a - b)).toEqual([100, 200, 300]);
  for (const tab of [first, second, third]) tab.controller.dispose();
});

it('leaves another tab’s boxes alone when this one goes back to the original', async () => {
  const first = await openTab();
  first.draw(100);
  await first.controller.flush();
  const second = await openTab();
  second.controller.dispose();
  first.draw(200);
  await first.controller.flush();
  second.controller.act({ kind: 'revert' });
  await second.controller.flush();
  expect(second.corners()).toContain(200);
  // The box that this tab knew of is gone by its own wish, the one that it did not know of stays.
  expect((await createGroundTruthStore(name).list())[0]?.boxes).toHaveLength(2);
  first.controller.dispose();
});

it('does not wait for ever for a database that another page holds, and says that nothing is kept', async () => {
  // A page that does not let go, and one that wants the database gone: whoever opens it waits behind both.
  const held = await openDB(name, 1);
  const gone = deleteDB(name);
  const tab = await openTab();
  expect(tab.corners()).toEqual([0]);
  expect(tab.state().saving).toBe('failed');
  tab.draw(100);
  await tab.controller.flush();
  expect(tab.state().saving).toBe('failed');
  expect(tab.corners()).toEqual([0, 100]);
  held.close();
  await gone;
  tab.controller.dispose();
});

it('goes on with drawing when the store is full', async () => {
  const tab = await openTab();
  const put = Reflect.get<IDBObjectStore, 'put'>(IDBObjectStore.prototype, 'put');
  IDBObjectStore.prototype.put = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  try {
    tab.draw(100);
    await tab.controller.flush();
    expect(tab.state()).toMatchObject({ saving: 'failed', isEdited: true });
    expect(tab.corners()).toEqual([0, 100]);
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  tab.draw(200);
  await tab.controller.flush();
  expect(tab.state().saving).toBe('saved');
  expect((await createGroundTruthStore(name).list())[0]?.boxes).toHaveLength(3);
  tab.controller.dispose();
});
