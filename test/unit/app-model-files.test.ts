import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayConcernModels } from '../../src/app/album/concerns-models.ts';
import { takeModelFiles, type ModelImport } from '../../src/app/album/model-files.ts';
import { sortFiles } from '../../src/app/album/opened-file.ts';
import type { ModelReading } from '../../src/app/conventions/conventions-state.ts';
import { readConventionsFile } from '../../src/app/conventions/model-texts.ts';
import { collectProbePhotos } from '../../src/app/conventions/probe-photos.ts';
import { trainingPreset } from '../../src/app/conventions/training-preset.ts';
import { createInitialState } from '../../src/app/app-state.ts';
import { resolveSettings, settingTable } from '../../src/app/settings.ts';
import { hasCode } from '../../src/base/errors.ts';
import { exporterList } from '../../src/model/exporter-list.ts';
import { parseRecord } from '../../src/library/parse-record.ts';
import { createKeptModel } from '../support/fake-library.ts';
import { conventionsOf } from '../support/readings.ts';

const reading: ModelReading = {
  conventions: conventionsOf('yhenon'),
  ranking: undefined,
  facts: undefined,
  foundBy: 'undecided',
};
type Files = Readonly<Record<string, string>>;
const sorted = (files: Files): ReturnType<typeof sortFiles> =>
  sortFiles(Object.entries(files).map(([name, text]) => ({ file: new File([text], name), path: name })));
const take = (files: Files, inUse?: ModelReading): Promise<ModelImport> =>
  takeModelFiles(sorted(files), inUse);
const left = ({ rest }: ModelImport): string[] =>
  [...rest.photo, ...rest.annotations, ...rest.other].map(({ path }) => path);

const yolo = '0 0.5 0.5 0.25 0.25\n2 0.1 0.1 0.05 0.05\n';
const coco = '{"images": [], "annotations": [], "categories": [{"id": 1, "name": "ant"}]}';

describe('a drop with a model in it', () => {
  it('takes its weights, its sidecar and the names of its classes', async () => {
    const files = {
      'm.onnx': 'graph',
      'm.data': 'weights',
      'm.retinanet.json': '{"a": 1}',
      'labels.txt': 'a\nb',
    };
    const found = await take(files);
    expect(found.model).toMatchObject({ fileName: 'm.onnx', sidecar: { a: 1 }, labels: 'a\nb' });
    expect(found.model!.externalData!.map(({ path }) => path)).toEqual(['m.data']);
    expect(found.description).toBeUndefined();
    expect(left(found)).toEqual([]);
  });

  it.each([
    ['a list', 'names.json', '["a", "b"]', true],
    ['COCO’s categories', 'categories.json', '{"categories": [{"id": 1, "name": "a"}]}', true],
    ['names', 'coco.names', 'a\nb', true],
    ['boxes in numbers', 'dog.txt', yolo, false],
    ['annotations of COCO', 'instances.json', coco, false],
    ['a table', 'boxes.csv', 'a,b', false],
    ['nothing', 'empty.txt', '', false],
  ])('takes %s for labels where it is a list of names (%s)', async (_, name, text, isTaken) => {
    const found = await take({ 'm.onnx': 'graph', [name]: text });
    expect(found.model!.labels).toBe(isTaken ? text : undefined);
    expect(left(found)).toEqual(isTaken ? [] : [name]);
  });

  it('leaves names to the annotations that come with photos, and to none of several', async () => {
    const withPhoto = await take({ 'm.onnx': 'graph', 'classes.txt': 'a', 'dog.jpg': 'x' });
    expect(withPhoto.model!.labels).toBeUndefined();
    expect(left(withPhoto)).toEqual(['dog.jpg', 'classes.txt']);
    const several = await take({ 'm.onnx': 'graph', 'a.txt': 'a', 'b.txt': 'b' });
    expect(several.model!.labels).toBeUndefined();
    expect(left(several)).toEqual(['a.txt', 'b.txt']);
  });

  it('is refused with a sidecar that is no JSON', async () => {
    await expect(take({ 'm.onnx': 'graph', 'm.retinanet.json': '{' })).rejects.toMatchObject({
      code: 'sidecar-invalid',
      details: { path: '$' },
    });
  });
});

describe('a drop without a model', () => {
  it('is about the one in use where it is a sidecar, or has as many names as that has classes', async () => {
    const sidecar = await take({ 'x.RetinaNet.json': '\uFEFF{"a": 1}' }, reading);
    expect(sidecar).toMatchObject({
      model: undefined,
      description: { fileName: 'x.RetinaNet.json', sidecar: { a: 1 } },
    });
    const named = await take({ 'x.txt': 'a\nb\nc' }, reading);
    expect(named.description).toEqual({ fileName: 'x.txt', labels: 'a\nb\nc' });
    expect(left(named)).toEqual([]);
    for (const text of ['a\nb', '["a"]', yolo, '{', '{"0": "a"}']) {
      const other = await take({ 'x.txt': text }, reading);
      expect(other.description, text).toBeUndefined();
      expect(left(other)).toEqual(['x.txt']);
    }
  });

  it('of any text is left whole, or taken for names, or refused as no sidecar', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('x.txt', 'x.json', 'x.names', 'x.retinanet.json'),
        fc.oneof(fc.string({ maxLength: 200 }), fc.json({ maxDepth: 2 })),
        async (name, text) => {
          try {
            const found = await take({ [name]: text }, reading);
            expect(left(found)).toEqual(found.description ? [] : [name]);
          } catch (error) {
            expect(hasCode(error, 'sidecar-invalid')).toBe(true);
            expect(name).toBe('x.retinanet.json');
          }
        },
      ),
    );
  });

  it('is not even looked into where no model could be meant', () => {
    expect(mayConcernModels(sorted({ 'a.txt': '', 'b.jpg': '' }))).toBe(false);
    expect(mayConcernModels(sorted({ 'a.txt': '', 'b.txt': '' }), reading)).toBe(false);
    expect(mayConcernModels(sorted({ 'a.txt': '' }), reading)).toBe(true);
    expect(mayConcernModels(sorted({ 'a.retinanet.json': '' }))).toBe(true);
    expect(mayConcernModels(sorted({ 'a.onnx': '' }))).toBe(true);
  });
});

describe('a file that was chosen for a model', () => {
  it('is a sidecar by its name or its format, else names', async () => {
    const read = (name: string, text: string): ReturnType<typeof readConventionsFile> =>
      readConventionsFile(new File([text], name));
    expect(await read('a.retinanet.json', '{}')).toEqual({ fileName: 'a.retinanet.json', sidecar: {} });
    const said = '{\n "format": "focalscope-retinanet", "version": 1}';
    expect(await read('renamed.json', said)).toMatchObject({ sidecar: { version: 1 } });
    expect(await read('a.json', '["a"]')).toEqual({ fileName: 'a.json', labels: '["a"]' });
    await expect(read('a.retinanet.json', '[')).rejects.toMatchObject({ code: 'sidecar-invalid' });
  });
});

describe('photos to tell conventions apart by', () => {
  const state = createInitialState(resolveSettings({}), 'en');
  const sample = (file: string): (typeof state.samples)[number] => ({
    file,
    title: '',
    titleZh: '',
    alt: '',
    altZh: '',
    width: 1,
    height: 1,
  });
  const shelf = (isThere: (file: string) => boolean) => ({
    list: () => Promise.resolve(['a.jpg', 'b.jpg', 'c.jpg'].map(sample)),
    annotations: () =>
      Promise.resolve({
        images: [{ id: 1, file_name: 'a.jpg' }],
        annotations: [
          { image_id: 1, category_id: 18, bbox: [1, 2, 3, 4] as [number, number, number, number] },
        ],
      }),
    photo: ({ file }: { file: string }) =>
      isThere(file) ? Promise.resolve(new Blob([file])) : Promise.reject(new Error('offline')),
  });
  const never = new AbortController().signal;

  it('are two samples with what COCO says of them, as far as they can be had', async () => {
    const found = await collectProbePhotos(
      state,
      shelf(() => true),
      never,
    );
    expect(found.map(({ fileName }) => fileName)).toEqual(['a.jpg', 'b.jpg']);
    expect(found[0]!.boxes).toEqual([{ box: [1, 2, 4, 6], label: 'dog' }]);
    expect(
      await collectProbePhotos(
        state,
        shelf((file) => file === 'b.jpg'),
        never,
      ),
    ).toHaveLength(1);
    const gone = { ...shelf(() => true), annotations: () => Promise.reject(new Error('offline')) };
    expect(await collectProbePhotos(state, gone, never)).toEqual([]);
  });

  it('are one’s own with its ground truth, and one sample', async () => {
    const own = {
      ...state,
      model: { classes: ['ant', 'bee'] } as unknown as NonNullable<typeof state.model>,
      photo: { fileName: 'own.jpg', serial: 1, albumId: 7, sample: undefined },
      album: {
        ...state.album,
        photos: [
          { id: 7, file: new File(['x'], 'own.jpg'), path: 'own.jpg' } as (typeof state.album.photos)[number],
        ],
      },
      groundTruth: {
        ...state.groundTruth,
        boxes: [
          { id: 1, box: [0, 0, 9, 9] as const, classIndex: 1, crowd: false },
          { id: 2, box: [0, 0, 99, 99] as const, classIndex: 0, crowd: true },
        ],
      },
    };
    const found = await collectProbePhotos(
      own,
      shelf(() => true),
      never,
    );
    expect(found.map(({ fileName }) => fileName)).toEqual(['own.jpg', 'a.jpg']);
    expect(found[0]!.boxes).toEqual([{ box: [0, 0, 9, 9], label: 'bee' }]);
    const crowd = { ...own, groundTruth: { ...own.groundTruth, boxes: [own.groundTruth.boxes[1]!] } };
    expect(
      (
        await collectProbePhotos(
          crowd,
          shelf(() => true),
          never,
        )
      )[0]!.fileName,
    ).toBe('a.jpg');
  });
});

describe('what is noted of a model', () => {
  it('has rules of training only where their trainer is known', () => {
    const known = exporterList.filter(({ preset }) => trainingPreset(preset) !== undefined);
    for (const { preset } of known) expect(settingTable.lossPreset.choices).toContain(trainingPreset(preset));
    expect(trainingPreset('keras-hub')).toBeUndefined();
    expect(trainingPreset('constructor')).toBeUndefined();
  });

  it('comes back from its record with who said so; an unknown word for that is none', () => {
    const kept = createKeptModel({ sidecar: { a: 1 }, foundBy: 'close' });
    expect(parseRecord(JSON.stringify(kept))).toMatchObject({ sidecar: { a: 1 }, foundBy: 'close' });
    const later = parseRecord(JSON.stringify({ ...kept, foundBy: 'oracle' }));
    expect(later).toMatchObject({ id: 'one' });
    expect(later!.foundBy).toBeUndefined();
  });
});
