import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { placeAt, showValue } from '../../src/annotations/annotation-fault.ts';
import { largestAnnotationFile } from '../../src/annotations/decode-text.ts';
import { detectAnnotationFormat } from '../../src/annotations/detect-format.ts';
import { readAnnotations } from '../../src/annotations/read-annotations.ts';
import { writeCoco } from '../../src/annotations/write-coco.ts';
import { writeCsv } from '../../src/annotations/write-csv.ts';
import { zipFiles } from '../../src/annotations/zip-files.ts';

const size = { imageSize: () => ({ width: 100, height: 100 }) };
const coco = (name: string, id: number, category: string): { name: string; content: string } => ({
  name,
  content: JSON.stringify({
    images: [{ id, file_name: `${name}.jpg` }],
    annotations: [{ id: 1, image_id: id, category_id: 1, bbox: [1, 2, 3, 4] }],
    categories: [{ id: 1, name: category }],
  }),
});

describe('detectAnnotationFormat', () => {
  it.each([
    ['instances.json', '', 'coco'],
    ['noname', ' \n{"images"', 'coco'],
    ['a.XML', 'x', 'voc'],
    ['noname', '\ufeff<?xml', 'voc'],
    ['a.csv', 'a.jpg,1,2,3,4,dog', 'csv'],
    ['a.csv', 'a.jpg,,,,,', 'csv'],
    ['a.csv', 'dog,0\ncat,1', 'csv-classes'],
    ['a.csv', '"dog, brown",12\r\n', 'csv-classes'],
    ['noname', 'a.jpg,1,2,3,4,dog', 'csv'],
    ['labels/a.txt', '0 0.5 0.5 0.1 0.1', 'yolo'],
    ['labels/a.txt', '', 'yolo'],
    ['a.txt', '0 0.5 0.5', 'yolo'],
    ['labels/classes.txt', 'dog', 'yolo-classes'],
    ['data/obj.names', 'dog', 'yolo-classes'],
    ['labels.txt', 'dog', 'yolo-classes'],
    ['labels.txt', '0 0.5 0.5 0.1 0.1', 'yolo'],
    ['a.txt', 'some words', undefined],
    ['a.jpg', '\ufffd\ufffdJFIF', undefined],
  ])('takes %s beginning with %j for %s', (name, head, format) => {
    expect(detectAnnotationFormat(name, head)).toBe(format);
  });
});

describe('readAnnotations', () => {
  it('makes one set of several files', async () => {
    const { set, warnings } = await readAnnotations([
      coco('a', 1, 'dog'),
      coco('b', 1, 'cat'),
      coco('c', 2, 'dog'),
    ]);
    expect(set.images.map(({ fileName, id }) => [fileName, id])).toEqual([
      ['a.jpg', 1],
      ['b.jpg', undefined],
      ['c.jpg', 2],
    ]);
    expect(set.categories).toEqual([{ name: 'dog', id: 1 }, { name: 'cat' }]);
    expect(set.images.map(({ objects }) => objects[0]!.categoryName)).toEqual(['dog', 'cat', 'dog']);
    expect(warnings).toEqual([{ code: 'category-renumbered', count: 1, fileName: 'b', place: '' }]);
    const written = writeCoco(set);
    const again = await readAnnotations([{ name: 'x.json', content: written[0]!.text }]);
    expect(writeCoco(again.set)).toEqual(written);
  });

  it('skips what lies beside annotations, but no labels that are named alike', async () => {
    const { set, warnings } = await readAnnotations(
      [
        { name: 'set/.DS_Store', content: '\0\0\0\u0001Bud1' },
        { name: 'set/._a.txt', content: new Blob([new Uint8Array([0, 5, 22, 7, 0, 2])]) },
        { name: 'set/README.txt', content: 'Some words about the set.' },
        { name: 'set/data.yaml', content: 'nc: 1' },
        { name: 'set/train.txt', content: 'images/a.jpg' },
        { name: 'set/a.jpg', content: new Blob([new Uint8Array([0xff, 0xd8])]) },
        { name: 'set/classes.txt', content: 'dog' },
        { name: 'set/readme.txt', content: '0 0.5 0.5 0.2 0.2' },
      ],
      size,
    );
    expect(set.images.map(({ fileName }) => fileName)).toEqual(['set/readme']);
    expect(warnings).toEqual([{ code: 'file-skipped', count: 6, fileName: 'set/.DS_Store', place: '' }]);
  });

  it.each([
    ['nothing', [], 'annotations-format-unknown'],
    ['a list of classes alone', [{ name: 'classes.txt', content: 'dog' }], 'annotations-format-unknown'],
    ['a photo', [{ name: 'a.jpg', content: '\ufffdJFIF' }], 'annotations-format-unknown'],
    ['an empty file', [{ name: 'a.json', content: '' }], 'annotations-file-empty'],
    ['a file of spaces', [{ name: 'a.xml', content: ' \n ' }], 'annotations-file-empty'],
    [
      'two formats',
      [coco('a.json', 1, 'dog'), { name: 'b.csv', content: 'a.jpg,,,,,' }],
      'annotations-formats-mixed',
    ],
    [
      'two lists of classes',
      [
        { name: 'a/classes.txt', content: 'dog' },
        { name: 'b/classes.txt', content: 'cat' },
        { name: 'a/c.txt', content: '' },
      ],
      'annotations-duplicate',
    ],
  ])('refuses %s', async (_, files, code) => {
    await expect(readAnnotations(files, size)).rejects.toMatchObject({ code });
  });

  it('imports nothing when the last of many files is broken', async () => {
    const files = Array.from({ length: 50 }, (_, index) => coco(`${index}.json`, index, 'dog'));
    await expect(
      readAnnotations([...files, { name: 'last.json', content: '{"images": [' }]),
    ).rejects.toMatchObject({
      code: 'annotations-syntax',
      details: { fileName: 'last.json', place: '1:13' },
    });
  });

  it('names the line of bytes that are not UTF-8', async () => {
    const bytes = Buffer.from('a.jpg,1,2,3,4,dog\nb.jpg,1,2,3,4,h\xf6rse\n', 'latin1');
    await expect(
      readAnnotations([{ name: 'a.csv', content: new Blob([new Uint8Array(bytes)]) }]),
    ).rejects.toMatchObject({ code: 'annotations-encoding', details: { place: '2:16' } });
  });

  it('refuses what is too large before it is read', async () => {
    const large = new Blob(['{']);
    Object.defineProperty(large, 'size', { value: largestAnnotationFile.coco + 1 });
    await expect(readAnnotations([{ name: 'a.json', content: large }])).rejects.toMatchObject({
      code: 'annotations-file-too-large',
      details: { fileName: 'a.json', megabytes: 257, maximumMegabytes: 256 },
    });
  });

  it('pauses, reports how far it is and stops when nobody wants it any more', async () => {
    const rows = Array.from({ length: 200_000 }, (_, row) => `a${row % 100}.jpg,1,2,3,4,dog\n`).join('');
    const files = [{ name: 'a.csv', content: rows }];
    const shares: number[] = [];
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await readAnnotations(files, { onProgress: (share) => shares.push(share) });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
    expect(shares.length).toBeGreaterThan(1);
    expect(shares).toEqual([...shares].sort((first, second) => first - second));
    expect(shares.at(-1)).toBe(1);

    const stop = new AbortController();
    const late: number[] = [];
    const read = readAnnotations(files, {
      signal: stop.signal,
      onProgress: (share) => {
        late.push(share);
        stop.abort();
      },
    });
    await expect(read).rejects.toMatchObject({ name: 'AbortError' });
    expect(late).toHaveLength(1);
    await expect(readAnnotations(files, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('zipFiles', () => {
  it('packs texts that come out the same, the same archive each time', async () => {
    const files = writeCsv({
      images: [{ fileName: '人.jpg', objects: [] }],
      categories: [{ name: 'dog' }],
    });
    const archive = await zipFiles([...files, { fileName: '../../escape/me.txt', text: 'x' }]);
    const found = Object.entries(unzipSync(archive)).map(([name, bytes]) => [name, strFromU8(bytes)]);
    expect(found).toEqual([
      ['annotations.csv', '人.jpg,,,,,\n'],
      ['classes.csv', 'dog,0\n'],
      ['escape/me.txt', 'x'],
    ]);
    expect(await zipFiles(files)).toEqual(await zipFiles(files));
    await expect(zipFiles([...files, ...files])).rejects.toMatchObject({ code: 'annotations-name-clash' });
    await expect(zipFiles(files, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('places', () => {
  it('count lines by any line end', () => {
    const text = 'a\nb\r\nc\rd';
    expect([0, 1, 2, 3, 5, 6, 7].map((offset) => placeAt(text, offset))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 2 },
      { line: 2, column: 1 },
      { line: 2, column: 2 },
      { line: 3, column: 1 },
      { line: 3, column: 2 },
      { line: 4, column: 1 },
    ]);
  });

  it('show values short and as they are', () => {
    expect(showValue('<b>')).toBe('<b>');
    expect(showValue('x'.repeat(100))).toHaveLength(61);
    expect(showValue([1, 2])).toBe('[… 2]');
    expect(showValue({ a: 1 })).toBe('{…}');
    expect(showValue(null)).toBe('null');
    expect(showValue(Number.NaN)).toBe('NaN');
  });
});
