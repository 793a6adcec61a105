import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { GroundTruthBox } from '../../src/anchors/ground-truth.ts';
import { createInitialState, Store } from '../../src/app/app-state.ts';
import { edit, redo, startHistory, undo, withdraw } from '../../src/app/ground-truth/edit-history.ts';
import {
  boxBetween,
  boxHandles,
  moveBox,
  refusalOf,
  resizeBox,
  type EditedBox,
} from '../../src/app/ground-truth/edited-box.ts';
import { GroundTruthController } from '../../src/app/ground-truth/ground-truth-controller.ts';
import type { GroundTruthStore, KeptGroundTruth } from '../../src/app/ground-truth/ground-truth-store.ts';
import { hashPhoto } from '../../src/app/ground-truth/photo-hash.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import type { Box } from '../../src/base/box.ts';
import type { ModelDescription, PhotoAnalysis, Readout } from '../../src/engine/messages.ts';

const photo = { width: 100, height: 80 };
const coordinate = fc.double({ min: -300, max: 300, noNaN: true });

describe('boxes under edit', () => {
  it('are cut to the photo, whichever corners are given', () => {
    expect(boxBetween(90, 70, -10, 20, photo)).toEqual([0, 20, 90, 70]);
  });

  it.each([
    [[10, 10, 10, 30], 'too-small'],
    [[10, 10, 10.9, 30], 'too-small'],
    [[NaN, 10, 20, 30], 'too-small'],
    [[10, 0, 30, 0], 'too-small'],
    [[0, 10, -5, 30], 'too-small'],
    [[100, 10, 120, 30], 'off-image'],
    [[-20, 10, 0, 30], 'off-image'],
    [[10, -9, 20, -1], 'off-image'],
    [[10, 10, 11, 11], undefined],
    [[-5, -5, 200, 200], undefined],
  ] as const)('%o is refused as %s', (box, reason) => {
    expect(refusalOf(box, photo)).toBe(reason);
  });

  it('keep their size and stay on the photo when moved', () => {
    fc.assert(
      fc.property(coordinate, coordinate, (dx, dy) => {
        const [x0, y0, x1, y1] = moveBox([10, 20, 40, 50], dx, dy, photo);
        expect(x1 - x0).toBeCloseTo(30, 9);
        expect(y1 - y0).toBeCloseTo(30, 9);
        expect(x0 >= 0 && y0 >= 0 && x1 <= 100 && y1 <= 80).toBe(true);
      }),
    );
  });

  it('follow every handle and turn over when a side passes its opposite', () => {
    const box: Box = [10, 20, 40, 50];
    expect(resizeBox(box, 'se', 60, 70, photo)).toEqual([10, 20, 60, 70]);
    expect(resizeBox(box, 'n', 999, 5, photo)).toEqual([10, 5, 40, 50]);
    expect(resizeBox(box, 'w', 60, 0, photo)).toEqual([40, 20, 60, 50]);
    fc.assert(
      fc.property(fc.constantFrom(...boxHandles), coordinate, coordinate, (handle, x, y) => {
        const [x0, y0, x1, y1] = resizeBox(box, handle, x, y, photo);
        expect(x0 <= x1 && y0 <= y1 && x0 >= 0 && y0 >= 0 && x1 <= 100 && y1 <= 80).toBe(true);
      }),
    );
  });
});

const boxOf = (id: number): EditedBox => ({ id, box: [0, 0, id, id], classIndex: 0, crowd: false });

describe('the history', () => {
  it('goes back and forth step by step', () => {
    let history = startHistory([]);
    for (const id of [1, 2, 3]) history = edit(history, [boxOf(id)]);
    const back = undo(undo(history));
    expect(back.present).toEqual([boxOf(1)]);
    expect(redo(back).present).toEqual([boxOf(2)]);
    expect(undo(undo(undo(back))).present).toEqual([]);
    expect(redo(history)).toBe(history);
  });

  it('takes one gesture as one step, and forgets what was undone when something new is done', () => {
    let history = edit(startHistory([boxOf(1)]), [boxOf(2)], 7);
    history = edit(history, [boxOf(3)], 7);
    history = edit(history, [boxOf(4)], 8);
    expect(undo(history).present).toEqual([boxOf(3)]);
    expect(undo(undo(history)).present).toEqual([boxOf(1)]);
    const other = edit(undo(history), [boxOf(9)]);
    expect(other.future).toEqual([]);
    // A gesture that was undone does not go on.
    expect(edit(undo(history), [boxOf(5)], 7).past.at(-1)).toEqual([boxOf(3)]);
  });

  it('takes back a gesture that was broken off, and nothing else', () => {
    const before = edit(startHistory([]), [boxOf(1)]);
    const dragged = edit(edit(before, [boxOf(2)], 7), [boxOf(3)], 7);
    expect(withdraw(dragged, 7)).toMatchObject({ present: [boxOf(1)], past: [[]], future: [] });
    expect(withdraw(dragged, 8)).toBe(dragged);
    const undone = undo(dragged);
    expect(withdraw(undone, 7)).toBe(undone);
  });
});

/** A store in memory. */
function createMemoryStore(): GroundTruthStore & {
  readonly all: Map<string, KeptGroundTruth>;
  broken: boolean;
} {
  const all = new Map<string, KeptGroundTruth>();
  const store = {
    all,
    broken: false,
    load: (hash: string) => Promise.resolve(all.get(hash)),
    save: (kept: KeptGroundTruth) => {
      if (store.broken) return Promise.reject(new Error('quota'));
      all.set(kept.hash, kept);
      return Promise.resolve(kept);
    },
    remove: (hash: string) => {
      all.delete(hash);
      return Promise.resolve(undefined);
    },
    watch: () => () => undefined,
    removeAll: () => {
      all.clear();
      return Promise.resolve();
    },
    list: () => Promise.resolve([...all.values()]),
    loadClassChoices: () => Promise.resolve({}),
    saveClassChoices: () => Promise.resolve(),
  };
  return store;
}

const picture = new Blob(['not really a photo']);
const given: GroundTruthBox[] = [{ box: [10, 10, 30, 30], classIndex: 1 }];

async function createRig(kept = createMemoryStore(), boxes: GroundTruthBox[] | null = given) {
  const store = new Store(createInitialState(resolveSettings({}), 'en'));
  const sent: (readonly GroundTruthBox[] | undefined)[] = [];
  const client = {
    setGroundTruth: (next: readonly GroundTruthBox[] | undefined) => {
      sent.push(next);
    },
  };
  const controller = new GroundTruthController({ store, client, kept });
  store.update({
    model: { classes: ['cat', 'dog', 'kite'] } as unknown as ModelDescription,
    analysis: photo as PhotoAnalysis,
  });
  const origin = boxes ? 'sample' : 'none';
  const started = await controller.prepare(1, picture, 'a.jpg', { boxes: boxes ?? undefined, origin });
  controller.show(1);
  return { store, sent, controller, kept, started, state: () => store.state.groundTruth };
}

describe('the controller', () => {
  beforeEach(() => {
    vi.stubGlobal('requestAnimationFrame', (act: () => void) => setTimeout(act, 0));
    vi.stubGlobal('cancelAnimationFrame', clearTimeout);
  });

  it('starts with what the photo comes with', async () => {
    const { started, state } = await createRig();
    expect(started).toEqual(given);
    expect(state()).toMatchObject({ origin: 'sample', isEdited: false, canUndo: false, saving: 'nothing' });
    expect(state().boxes).toMatchObject(given);
  });

  it('adds, relabels, places and removes, and the engine follows to the last state', async () => {
    const { controller, state, sent } = await createRig();
    controller.act({ kind: 'add', box: [60, 60, 50, 40] });
    const { id } = state().boxes![1]!;
    expect(state()).toMatchObject({ selected: id, canUndo: true });
    controller.act({ kind: 'relabel', id, classIndex: 2 });
    controller.act({ kind: 'place', id, box: [51, 40, 61, 60], gesture: 1 });
    controller.act({ kind: 'place', id, box: [55, 40, 65, 60], gesture: 1 });
    controller.act({ kind: 'crowd', id, crowd: true });
    expect(state().boxes![1]).toEqual({ id, box: [55, 40, 65, 60], classIndex: 2, crowd: true });
    await vi.waitFor(() =>
      expect(sent.at(-1)).toEqual([given[0], { box: [55, 40, 65, 60], classIndex: 2, crowd: true }]),
    );
    controller.act({ kind: 'add', box: [1, 1, 20, 20] });
    expect(state().boxes![2]!.classIndex).toBe(2);
    controller.act({ kind: 'remove', id });
    expect(state().boxes!.map((one) => one.id)).not.toContain(id);
    for (let step = 0; step < 6; step++) controller.act({ kind: 'undo' });
    expect(state().boxes).toMatchObject(given);
    expect(state()).toMatchObject({ canUndo: false, canRedo: true, isEdited: false });
  });

  it('refuses what is no box, says why each time, and changes nothing', async () => {
    const { controller, state } = await createRig();
    const before = state().boxes;
    controller.act({ kind: 'add', box: [5, 5, 5, 50] });
    expect(state().refusal).toEqual({ reason: 'too-small', serial: 1 });
    controller.act({ kind: 'add', box: [-30, 5, -1, 50] });
    expect(state().refusal).toEqual({ reason: 'off-image', serial: 2 });
    controller.act({ kind: 'place', id: before![0]!.id, box: [400, 5, 500, 50], gesture: 1 });
    expect(state().refusal?.serial).toBe(3);
    expect(state().boxes).toBe(before);
    expect(state().canUndo).toBe(false);
  });

  it('keeps every edit by class name, and finds it again by the photo’s bytes', async () => {
    const kept = createMemoryStore();
    const first = await createRig(kept);
    first.controller.act({ kind: 'add', box: [50, 40, 60, 60], classIndex: 2 });
    await first.controller.flush();
    expect(first.state().saving).toBe('saved');
    expect([...kept.all.values()]).toMatchObject([
      { hash: await hashPhoto(picture), fileName: 'a.jpg', width: 100, height: 80 },
    ]);
    const second = await createRig(kept);
    expect(second.started).toEqual([...given, { box: [50, 40, 60, 60], classIndex: 2 }]);
    expect(second.state()).toMatchObject({ origin: 'saved', isEdited: true, saving: 'saved' });
    second.controller.act({ kind: 'revert' });
    await second.controller.flush();
    expect(second.state()).toMatchObject({ origin: 'sample', isEdited: false });
    expect(second.state().boxes).toMatchObject(given);
    expect(kept.all.size).toBe(0);
  });

  it('keeps boxes of classes that the model lacks', async () => {
    const kept = createMemoryStore();
    const hash = await hashPhoto(picture);
    const zebra = { box: [1, 1, 9, 9], className: 'zebra', crowd: false } as const;
    const cat = { box: [2, 2, 9, 9], className: 'cat', crowd: false } as const;
    const size = { ...photo, fileName: 'a.jpg', updated: 1 };
    kept.all.set(hash, { hash, ...size, boxes: [zebra, cat] });
    const { controller, state } = await createRig(kept);
    expect(state().boxes).toHaveLength(1);
    controller.act({ kind: 'remove', id: state().boxes![0]!.id });
    await controller.flush();
    expect(kept.all.get(hash)?.boxes).toEqual([zebra]);
  });

  it('says when nothing can be kept, and goes on', async () => {
    const kept = createMemoryStore();
    kept.broken = true;
    const { controller, state } = await createRig(kept);
    controller.act({ kind: 'add', box: [50, 40, 60, 60] });
    await controller.flush();
    expect(state().saving).toBe('failed');
    expect(state().boxes).toHaveLength(2);
    kept.broken = false;
    controller.act({ kind: 'undo' });
    await controller.flush();
    expect(state().saving).toBe('nothing');
    controller.act({ kind: 'redo' });
    await controller.flush();
    expect(state().saving).toBe('saved');
  });

  it('cuts a box that is placed over the edge to the photo', async () => {
    const { controller, state } = await createRig();
    const { id } = state().boxes![0]!;
    controller.act({ kind: 'place', id, box: [-50, 10, 99_999, 30], gesture: 1 });
    expect(state().boxes![0]!.box).toEqual([0, 10, 100, 30]);
    controller.act({ kind: 'place', id, box: [99.5, 10, 200, 30], gesture: 2 });
    expect(state().refusal?.reason).toBe('too-small');
    expect(state().boxes![0]!.box).toEqual([0, 10, 100, 30]);
  });

  it('takes a drag that changes nothing, or was broken off, for no edit', async () => {
    const { controller, state, kept } = await createRig();
    const { id, box } = state().boxes![0]!;
    controller.act({ kind: 'place', id, box, gesture: 1 });
    controller.act({ kind: 'withdraw', gesture: 1 });
    controller.act({ kind: 'place', id, box: [20, 20, 40, 40], gesture: 2 });
    controller.act({ kind: 'withdraw', gesture: 2 });
    await controller.flush();
    expect(state().boxes![0]!.box).toEqual(box);
    expect(state()).toMatchObject({ isEdited: false, canUndo: false, canRedo: false });
    expect(kept.all.size).toBe(0);
  });

  it('leaves the next photo alone when a drag goes on from the last one', async () => {
    const { controller, state, kept } = await createRig();
    const { id } = state().boxes![0]!;
    controller.act({ kind: 'place', id, box: [20, 20, 40, 40], gesture: 1 });
    await controller.flush();
    await controller.prepare(2, new Blob(['another']), 'b.jpg', { boxes: undefined, origin: 'none' });
    controller.show(2);
    controller.act({ kind: 'place', id, box: [30, 30, 50, 50], gesture: 1 });
    controller.act({ kind: 'remove', id });
    controller.act({ kind: 'withdraw', gesture: 1 });
    await controller.flush();
    expect(state()).toMatchObject({ boxes: undefined, origin: 'none', isEdited: false });
    expect([...kept.all.values()].map(({ fileName }) => fileName)).toEqual(['a.jpg']);
  });

  it('keeps nothing of a photo whose every edit was taken back', async () => {
    const kept = createMemoryStore();
    const first = await createRig(kept, null);
    first.controller.act({ kind: 'add', box: [50, 40, 60, 60] });
    await first.controller.flush();
    first.controller.act({ kind: 'undo' });
    await first.controller.flush();
    expect(kept.all.size).toBe(0);
    // Detections stand in at the next visit, too.
    expect((await createRig(kept, null)).state().boxes).toBeUndefined();
    first.controller.act({ kind: 'redo' });
    await first.controller.flush();
    const second = await createRig(kept, null);
    expect(second.state().boxes).toHaveLength(1);
    // What was kept before is not lost by undoing what came after.
    second.controller.act({ kind: 'remove-all' });
    second.controller.act({ kind: 'undo' });
    await second.controller.flush();
    expect([...kept.all.values()][0]?.boxes).toHaveLength(1);
  });

  it('still takes a photo for edited when more was done than can be undone', async () => {
    const { controller, state, kept } = await createRig();
    const { id } = state().boxes![0]!;
    for (let gesture = 1; gesture <= 210; gesture++)
      controller.act({ kind: 'place', id, box: [gesture / 5, 10, 60, 30], gesture });
    for (let step = 0; step < 210; step++) controller.act({ kind: 'undo' });
    await controller.flush();
    expect(state()).toMatchObject({ canUndo: false, isEdited: true });
    expect(kept.all.size).toBe(1);
  });

  it('lets the detections stand in until something is drawn, and again when that is undone', async () => {
    const { controller, state, sent, store } = await createRig(createMemoryStore(), null);
    expect(state().boxes).toBeUndefined();
    controller.act({ kind: 'add', box: [50, 40, 60, 60] });
    expect(state()).toMatchObject({ origin: 'drawn' });
    controller.act({ kind: 'undo' });
    expect(state().boxes).toBeUndefined();
    await vi.waitFor(() => expect(sent.at(-1)).toBeUndefined());
    store.update({ readout: { groundTruth: given } as unknown as Readout });
    controller.act({ kind: 'adopt-detections' });
    expect(state().boxes).toMatchObject(given);
    controller.act({ kind: 'remove-all' });
    expect(state().boxes).toEqual([]);
  });

  it('moves on to the next photo only when that is on the stage', async () => {
    const { controller, state } = await createRig();
    const next: GroundTruthBox[] = [{ box: [0, 0, 5, 5], classIndex: 0 }];
    await controller.prepare(2, new Blob(['another']), 'b.jpg', { boxes: next, origin: 'file' });
    controller.act({ kind: 'add', box: [50, 40, 60, 60] });
    expect(state().boxes).toHaveLength(2);
    controller.show(2);
    expect(state()).toMatchObject({ origin: 'file', canUndo: false });
    expect(state().boxes).toMatchObject(next);
  });
});
