import type { VideoAction } from '../../src/app/video/video-state.ts';
import { readFileSync } from 'node:fs';
import { expect, vi } from 'vitest';
import type { AnnotationClient } from '../../src/annotations/annotation-client.ts';
import { packAnnotations } from '../../src/annotations/pack-annotations.ts';
import { createPhotoSizes } from '../../src/annotations/photo-sizes.ts';
import { readAnnotations } from '../../src/annotations/read-annotations.ts';
import { AlbumController } from '../../src/app/album/album-controller.ts';
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

export const sample = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`../../public/samples/${name}`, import.meta.url)));

export const photoFile = (name: string): File =>
  new File([sample('chelsea.jpg'), name], name, { lastModified: 1 });

/** COCO of images by name, each with boxes of the classes given. */
export function cocoFile(images: Readonly<Record<string, readonly string[]>>, name = 'instances.json'): File {
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

export function createKept(): GroundTruthStore & {
  readonly all: Map<string, KeptGroundTruth>;
  choices: ClassChoices;
} {
  const all = new Map<string, KeptGroundTruth>();
  const store = {
    all,
    choices: {} as ClassChoices,
    load: (hash: string) => Promise.resolve(all.get(hash)),
    save: (kept: KeptGroundTruth) => {
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
    loadClassChoices: () => Promise.resolve(store.choices),
    saveClassChoices: (choices: ClassChoices) => Promise.resolve(void (store.choices = choices)),
  };
  return store;
}

export function createRig(kept = createKept()) {
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
  const videos: string[] = [];
  const video = {
    act: (action: VideoAction) => {
      if (action.kind === 'open-file') videos.push(action.file.name);
      return Promise.resolve();
    },
  };
  const album = new AlbumController({ store, opener, video, groundTruth, kept, annotations, tell, save });
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
