import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readAnnotations } from '../../src/annotations/read-annotations.ts';
import { cocoFile, createKept, createRig, photoFile } from '../support/album-rig.ts';

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => setTimeout(act, 0));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
  vi.stubGlobal('navigator', {});
});

describe('the album', () => {
  it('opens the first photo with its annotations, and counts the boxes of all', async () => {
    const { open, opens, opened, state, store } = createRig();
    await open(
      photoFile('a.jpg'),
      cocoFile({ 'a.jpg': ['dog', 'cat'], 'b.jpg': ['kite'] }),
      photoFile('b.jpg'),
    );
    await opens('a.jpg');
    expect(opened[0]?.groundTruth?.map(({ classIndex }) => classIndex)).toEqual([1, 0]);
    expect(store.state.groundTruth.origin).toBe('file');
    expect(state().photos.map(({ boxCount }) => boxCount)).toEqual([2, 1]);
    expect(state().report).toMatchObject({ matched: 2, read: { boxes: 3, images: 2 } });
    expect(store.state.annotations?.fileNames).toEqual(['instances.json']);
  });

  it('finds photos that are opened after their annotations', async () => {
    const { open, opens, opened, state } = createRig();
    await open(cocoFile({ 'a.jpg': ['dog'] }));
    expect(state().report).toMatchObject({ matched: 0, read: { boxes: 1, images: 1 } });
    await open(photoFile('a.jpg'));
    await opens('a.jpg');
    expect(opened[0]?.groundTruth).toHaveLength(1);
  });

  it('tells of what does not fit, and opens the rest', async () => {
    const { open, opens, state } = createRig();
    const files = ['a.jpg', 'c.jpg', 'note.xyz'].map(photoFile);
    await open(...files, cocoFile({ 'a.jpg': ['dog'], 'gone.jpg': ['dog'] }));
    await opens('a.jpg');
    expect(state().report).toMatchObject({
      matched: 1,
      photosAlone: ['c.jpg'],
      annotatedAlone: ['gone.jpg'],
      skipped: ['note.xyz'],
    });
  });

  it('names the files when none of several can be opened', async () => {
    const { open, state } = createRig();
    await open(photoFile('note.xyz'), photoFile('paper.abc'));
    expect(state().report).toMatchObject({ matched: 0, skipped: ['note.xyz', 'paper.abc'] });
    expect(state().photos).toEqual([]);
  });

  it('is as it was after an error', async () => {
    const { open, opens, store, told } = createRig();
    await open(photoFile('a.jpg'), cocoFile({ 'a.jpg': ['dog'] }));
    await opens('a.jpg');
    const { annotations, groundTruth, album } = store.state;
    await open(new File(['{"images": [}'], 'bad.json'), photoFile('b.jpg'));
    expect(told[0]).toMatchObject({ error: { code: 'annotations-syntax', details: { place: '1:13' } } });
    expect(store.state.annotations).toBe(annotations);
    expect(store.state.groundTruth).toBe(groundTruth);
    expect(store.state.album.photos).toBe(album.photos);
    expect(store.state.album.reading).toBeUndefined();
  });

  it('asks about unknown classes once; to give up is to import nothing', async () => {
    const { open, opens, opened, album, state, kept } = createRig();
    const files = [photoFile('a.jpg'), cocoFile({ 'a.jpg': ['hound', 'hound'] })] as const;
    const given = open(...files);
    await vi.waitFor(() => expect(state().question?.names).toMatchObject([{ name: 'hound', count: 2 }]));
    album.act({ kind: 'answer-classes', choices: undefined });
    await given;
    expect(state().photos).toEqual([]);
    const again = open(...files);
    await vi.waitFor(() => expect(state().question).toBeDefined());
    album.act({ kind: 'answer-classes', choices: { hound: 'dog' } });
    await again;
    await opens('a.jpg');
    expect(opened[0]?.groundTruth?.map(({ classIndex }) => classIndex)).toEqual([1, 1]);
    const next = createRig(kept);
    await next.open(...files);
    await next.opens('a.jpg');
    expect(next.opened[0]?.groundTruth).toHaveLength(2);
  });

  it('gives the photo on the stage its boxes at once; what was drawn is one undo away', async () => {
    const { open, opens, store, groundTruth } = createRig();
    await open(photoFile('a.jpg'));
    await opens('a.jpg');
    groundTruth.act({ kind: 'add', box: [1, 1, 30, 30], classIndex: 2 });
    await open(cocoFile({ 'a.jpg': ['dog', 'cat'] }));
    expect(store.state.groundTruth).toMatchObject({ origin: 'file', isEdited: true });
    expect(store.state.groundTruth.boxes).toHaveLength(2);
    groundTruth.act({ kind: 'undo' });
    expect(store.state.groundTruth.boxes?.map(({ classIndex }) => classIndex)).toEqual([2]);
  });

  it('keeps nothing of a lone file that is no photo, and marks one among others', async () => {
    const { open, opens, state, broken, told, album } = createRig();
    broken.add('bad.jpg');
    await open(photoFile('bad.jpg'));
    expect(told).toHaveLength(1);
    expect(state().photos).toEqual([]);
    await open(photoFile('a.jpg'), photoFile('bad.jpg'));
    await opens('a.jpg');
    album.act({ kind: 'step', by: 1 });
    await vi.waitFor(() => expect(state().photos.map(({ isBroken }) => isBroken)).toEqual([false, true]));
  });

  it('adds no photo twice, steps from photo to photo and stops at the ends', async () => {
    const { open, opens, state, album } = createRig();
    await open(photoFile('a.jpg'), photoFile('b.jpg'));
    await opens('a.jpg');
    album.act({ kind: 'step', by: -1 });
    album.act({ kind: 'step', by: 1 });
    await opens('a.jpg', 'b.jpg');
    album.act({ kind: 'step', by: 1 });
    await open(photoFile('a.jpg'));
    await opens('a.jpg', 'b.jpg', 'a.jpg');
    expect(state().photos).toHaveLength(2);
  });

  it('counts along with edits', async () => {
    const { open, opens, state, groundTruth } = createRig();
    await open(photoFile('a.jpg'));
    await opens('a.jpg');
    expect(state().photos[0]?.boxCount).toBeUndefined();
    groundTruth.act({ kind: 'add', box: [1, 1, 30, 30] });
    expect(state().photos[0]?.boxCount).toBe(1);
  });
});

describe('the report', () => {
  it('counts what was left out by choice', async () => {
    const kept = createKept();
    kept.choices = { wheelbarrow: null };
    const { open, opens, state, opened } = createRig(kept);
    await open(photoFile('a.jpg'), cocoFile({ 'a.jpg': ['dog', 'wheelbarrow', 'wheelbarrow'] }));
    await opens('a.jpg');
    expect(opened[0]?.groundTruth).toHaveLength(1);
    expect(state().report).toMatchObject({ matched: 1, leftOut: 2 });
  });
});

describe('the export', () => {
  it('writes what was edited, and else what the files say, with the model’s classes', async () => {
    const { open, opens, saved, album, groundTruth, state } = createRig();
    const coco = cocoFile({ 'a.jpg': ['dog'], 'b.jpg': ['Cats', 'kite'] });
    await open(photoFile('a.jpg'), photoFile('b.jpg'), photoFile('c.jpg'), coco);
    await opens('a.jpg');
    groundTruth.act({ kind: 'add', box: [1, 1, 30, 30], classIndex: 2 });
    album.act({ kind: 'step', by: 1 });
    await opens('a.jpg', 'b.jpg');
    album.act({ kind: 'export', scope: 'album', format: 'coco' });
    await vi.waitFor(() => expect(saved).toHaveLength(1));
    expect(state().exported).toMatchObject({ phase: 'done', boxes: 4, images: 2 });
    const { set } = await readAnnotations([{ name: 'x.json', content: saved[0]!.text }]);
    expect(
      set.images.map(({ fileName, objects }) => [fileName, objects.map(({ categoryName }) => categoryName)]),
    ).toEqual([
      ['a.jpg', ['dog', 'kite']],
      ['b.jpg', ['cat', 'kite']],
    ]);
    expect(set.categories.map(({ id }) => id)).toEqual([17, 18, 38]);
  });

  it('says what the format drops', async () => {
    const { open, opens, saved, album, groundTruth, state, store } = createRig();
    await open(photoFile('a.jpg'), cocoFile({ 'a.jpg': ['dog', 'dog'] }));
    await opens('a.jpg');
    groundTruth.act({ kind: 'crowd', id: store.state.groundTruth.boxes![0]!.id, crowd: true });
    album.act({ kind: 'export', scope: 'photo', format: 'csv' });
    await vi.waitFor(() => expect(saved).toHaveLength(1));
    expect(state().exported).toMatchObject({ fileName: 'a-csv.zip', losses: { crowds: 1 } });
  });
});

describe('what is kept', () => {
  it('is listed and deleted; the photo on the stage is then as it came', async () => {
    const { open, opens, album, groundTruth, state, store, kept } = createRig();
    await open(photoFile('a.jpg'), cocoFile({ 'a.jpg': ['dog'] }));
    await opens('a.jpg');
    groundTruth.act({ kind: 'remove-all' });
    album.act({ kind: 'open-kept' });
    await vi.waitFor(() =>
      expect(state().kept).toMatchObject({ status: 'ready', items: [{ fileName: 'a.jpg' }] }),
    );
    album.act({ kind: 'remove-kept', hash: state().kept!.items[0]!.hash });
    await vi.waitFor(() => expect(state().kept?.items).toEqual([]));
    expect(kept.all.size).toBe(0);
    expect(store.state.groundTruth.boxes).toHaveLength(1);
    album.act({ kind: 'close-kept' });
    expect(state().kept).toBeUndefined();
  });

  it('says so where the browser keeps nothing', async () => {
    const kept = createKept();
    const { album, state } = createRig({
      ...kept,
      list: () => Promise.reject(new Error('private')),
    });
    album.act({ kind: 'open-kept' });
    await vi.waitFor(() => expect(state().kept?.status).toBe('failed'));
  });

  it('stays closed when it was closed before the browser answered', async () => {
    const kept = createKept();
    let reject: (reason: Error) => void = () => undefined;
    const promise = new Promise<never>((_, refuse) => {
      reject = refuse;
    });
    const { album, state } = createRig({ ...kept, list: () => promise });
    album.act({ kind: 'open-kept' });
    expect(state().kept?.status).toBe('loading');
    album.act({ kind: 'close-kept' });
    reject(new Error('private'));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(state().kept).toBeUndefined();
  });
});
