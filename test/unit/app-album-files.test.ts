import { describe, expect, it } from 'vitest';
import { createPhotoSizes, readPhotoSize } from '../../src/annotations/photo-sizes.ts';
import { decideClasses } from '../../src/app/album/class-decisions.ts';
import { kindOfFile } from '../../src/app/album/opened-file.ts';
import { readFolders } from '../../src/app/album/read-folder.ts';
import { sample } from '../support/album-rig.ts';

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
