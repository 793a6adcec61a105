import { deleteDB } from 'idb';
import { afterEach, expect, it } from 'vitest';
import {
  createGroundTruthStore,
  type KeptGroundTruth,
} from '../../src/app/ground-truth/ground-truth-store.ts';

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
  expect(await second.load('new')).toEqual(kept('new', 2));
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
