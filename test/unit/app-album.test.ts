import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AnnotationClient } from '../../src/annotations/annotation-client.ts';
import { packAnnotations } from '../../src/annotations/pack-annotations.ts';
import { createPhotoSizes, readPhotoSize } from '../../src/annotations/photo-sizes.ts';
import { readAnnotations } from '../../src/annotations/read-annotations.ts';
import { AlbumController } from '../../src/app/album/album-controller.ts';
import { decideClasses } from '../../src/app/album/class-decisions.ts';
import { kindOfFile } from '../../src/app/album/opened-file.ts';
import { readFolders } from '../../src/app/album/read-folder.ts';
import { createInitialState, Store } from '../../src/app/app-state.ts';
import { GroundTruthController } from '../../src/app/ground-truth/ground-truth-controller.ts';
import type {
  ClassChoices,
  GroundTruthStore,
  KeptGroundTruth,
} from '../../src/app/ground-truth/ground-truth-store.ts';
import { PhotoOpener } from '../../src/app/photo-opener.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import type { SerialisedError } from '../../src/base/errors.ts';
import type { ModelDescription, PhotoAnalysis, PhotoRequest } from '../../src/engine/messages.ts';

const sample = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`../../public/samples/${name}`, import.meta.url)));

const photoFile = (name: string): File => new File([sample('chelsea.jpg'), name], name, { lastModified: 1 });

/** COCO of images by name, each with boxes of the classes given. */
function cocoFile(images: Readonly<Record<string, readonly string[]>>, name = 'instances.json'): File {
  const classes = [...new Set(Object.values(images).flat())];
  const annotations = Object.entries(images).flatMap(([, own], image) =>
    own.map((one, index) => ({
      image_id: image + 1,
      category_id: classes.indexOf(one) + 1,
      bbox: [10 * index, 10, 20, 20],
      area: 400,
      iscrowd: 0,
    })),
  );
  const text = JSON.stringify({
    images: Object.keys(images).map((file_name, index) => ({
      id: index + 1,
      file_name,
      width: 100,
      height: 80,
    })),
    annotations: annotations.map((annotation, index) => ({ id: index + 1, ...annotation })),
    categories: classes.map((one, index) => ({ id: index + 1, name: one })),
  });
  return new File([text], name);
}

function createKept(): GroundTruthStore & {
  readonly all: Map<string, KeptGroundTruth>;
  choices: ClassChoices;
} {
  const all = new Map<string, KeptGroundTruth>();
  const store = {
    all,
    choices: {} as ClassChoices,
    load: (hash: string) => Promise.resolve(all.get(hash)),
    save: (kept: KeptGroundTruth) => Promise.resolve(void all.set(kept.hash, kept)),
    remove: (hash: string) => Promise.resolve(void all.delete(hash)),
    removeAll: () => {
      all.clear();
      return Promise.resolve();
    },
    list: () => Promise.resolve([...all.values()]),
    loadClassChoices: () => Promise.resolve(store.choices),
    saveClassChoices: (choices: ClassChoices) => Promise.resolve(void (store.choices = choices)),
  };
  return store;
}

function createRig(kept = createKept()) {
  const store = new Store(createInitialState(resolveSettings({}), 'en'));
  store.update({
    model: { classes: ['cat', 'dog', 'kite'], categoryIds: [17, 18, 38] } as unknown as ModelDescription,
  });
  const told: { error: SerialisedError; fileName: string }[] = [];
  const opened: PhotoRequest[] = [];
  const saved: { fileName: string; text: string }[] = [];
  const broken = new Set<string>();
  const tell = (error: SerialisedError, fileName: string): void => void told.push({ error, fileName });
  const groundTruth = new GroundTruthController({ store, client: { setGroundTruth: () => undefined }, kept });
  const client = {
    openPhoto: (photo: PhotoRequest) => {
      if (broken.has(photo.fileName)) return Promise.reject(new Error('broken'));
      opened.push(photo);
      const analysis = { fileName: photo.fileName, width: 100, height: 80 } as PhotoAnalysis;
      store.update({ analysis, photo: store.state.opening });
      groundTruth.show(store.state.opening!.serial);
      return Promise.resolve();
    },
    openModel: () => Promise.resolve(),
  };
  const opener = new PhotoOpener({ store, client, groundTruth, tell });
  opener.begin(Promise.resolve());
  const annotations: AnnotationClient = {
    read: (files, { photos, onProgress, signal }) =>
      readAnnotations(files, {
        imageSize: createPhotoSizes(photos),
        ...(onProgress ? { onProgress } : {}),
        ...(signal ? { signal } : {}),
      }),
    write: (set, format, { photos }) => packAnnotations(set, format, createPhotoSizes(photos)),
  };
  const save = (content: Blob, fileName: string): void =>
    void content.text().then((text) => saved.push({ fileName, text }));
  const album = new AlbumController({ store, opener, groundTruth, kept, annotations, tell, save });
  const open = (...files: File[]): Promise<void> =>
    album.open({ files: files.map((file) => ({ file, path: file.name })) });
  const opens = async (...names: string[]): Promise<void> => {
    await vi.waitFor(() => expect(opened.map(({ fileName }) => fileName)).toEqual(names));
    await vi.waitFor(() => expect(store.state.opening).toBeUndefined());
  };
  return {
    store,
    album,
    open,
    opens,
    opened,
    told,
    saved,
    kept,
    broken,
    groundTruth,
    state: () => store.state.album,
  };
}

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => setTimeout(act, 0));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
  vi.stubGlobal('navigator', {});
});

describe('files', () => {
  it.each([
    ['net.ONNX', '', 'model'],
    ['a.JPG', '', 'photo'],
    ['pasted', 'image/png', 'photo'],
    ['instances.json', '', 'annotations'],
    ['classes.txt', 'text/plain', 'annotations'],
    ['coco.names', '', 'annotations'],
    ['tool.exe', '', 'other'],
  ])('%s of type “%s” is opened as %s', (name, type, kind) => {
    expect(kindOfFile({ name, type })).toBe(kind);
  });

  it('of a folder stop at the limit', async () => {
    const file = (name: string): FileSystemEntry =>
      ({
        isFile: true,
        name,
        fullPath: `/f/${name}`,
        file: (take: (file: File) => void) => take(new File([], name)),
      }) as unknown as FileSystemEntry;
    const left = [file('a.jpg'), file('b.jpg'), file('c.jpg')];
    const readEntries = (take: (entries: FileSystemEntry[]) => void): void => take(left.splice(0, 2));
    const folder = { isDirectory: true, name: 'f', fullPath: '/f', createReader: () => ({ readEntries }) };
    const found = await readFolders([folder as unknown as FileSystemEntry], 2);
    expect(found).toMatchObject({ folder: 'f', isCut: true });
    expect(found.files.map(({ path }) => path)).toEqual(['f/a.jpg', 'f/b.jpg']);
  });
});

describe('photo sizes', () => {
  it('are read from the file itself, and unknown for what is no photo', async () => {
    expect(await readPhotoSize(new Blob([sample('chelsea.jpg')]))).toEqual({ width: 451, height: 300 });
    expect(await readPhotoSize(new Blob(['no photo']))).toBeUndefined();
  });

  it('are found by path, beside a folder of labels, and by base name, unless several photos share it', async () => {
    const size = { width: 3, height: 4 };
    const of = createPhotoSizes([
      { path: 'data/images/a.jpg', photo: size },
      { path: 'data/images/B.png', photo: size },
      { path: 'other/c.jpg', photo: size },
      { path: 'more/c.jpg', photo: size },
    ]);
    expect(await of('data/a')).toEqual({ ...size, fileName: 'data/images/a.jpg' });
    expect(await of('b')).toEqual({ ...size, fileName: 'data/images/B.png' });
    expect(await of('c')).toBeUndefined();
    expect(await of('more/c')).toEqual({ ...size, fileName: 'more/c.jpg' });
    expect(await of('gone')).toBeUndefined();
  });
});

describe('class decisions', () => {
  const image = {
    fileName: 'a.jpg',
    objects: ['Dog', 'puppy', 'hound', 'hound', '__proto__'].map((categoryName) => ({
      box: [0, 0, 1, 1] as const,
      categoryName,
      crowd: false,
    })),
  };

  it('take the same name, then what was chosen, then a synonym, and leave the rest to the person', () => {
    const { mapping, undecided } = decideClasses([image], ['cat', 'dog'], { hound: 'cat' });
    expect(mapping.get('Dog')).toBe('dog');
    expect(mapping.get('hound')).toBe('cat');
    expect(undecided.map(({ name }) => name)).toContain('__proto__');
    const later = decideClasses([image], ['cat', 'dog'], { ['__proto__']: null, hound: null, Dog: 'cat' });
    expect(later.mapping.get('hound')).toBeNull();
    // What the model has by this very name is no matter of choice.
    expect(later.mapping.get('Dog')).toBe('dog');
  });

  it('ask again for a class that this model does not have, the most frequent first', () => {
    const { undecided } = decideClasses([image], ['cat', 'dog'], { hound: 'wolf' });
    expect(undecided[0]).toEqual({ name: 'hound', count: 2, modelClass: undefined });
  });
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
});
