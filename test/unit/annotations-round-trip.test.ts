import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type {
  AnnotatedImage,
  AnnotationFormat,
  AnnotationSet,
  AnnotationText,
} from '../../src/annotations/annotation-set.ts';
import { exportLosses } from '../../src/annotations/export-losses.ts';
import { pathStem, safePath } from '../../src/annotations/file-path.ts';
import { readAnnotations } from '../../src/annotations/read-annotations.ts';
import { writeCoco } from '../../src/annotations/write-coco.ts';
import { writeCsv } from '../../src/annotations/write-csv.ts';
import { writeVoc } from '../../src/annotations/write-voc.ts';
import { writeYolo } from '../../src/annotations/write-yolo.ts';

const writers: Record<AnnotationFormat, (set: AnnotationSet) => AnnotationText[]> = {
  coco: writeCoco,
  voc: writeVoc,
  yolo: writeYolo,
  csv: writeCsv,
};
const formats = Object.keys(writers) as AnnotationFormat[];

/** Reads what was written; `known` stands for the photos that lie beside it. */
async function readBack(files: readonly AnnotationText[], known: AnnotationSet): Promise<AnnotationSet> {
  const sizes = new Map<string, AnnotatedImage>();
  for (const image of known.images) {
    sizes.set(image.fileName, image);
    sizes.set(pathStem(safePath(image.fileName)), image);
  }
  const { set } = await readAnnotations(
    files.map(({ fileName, text }) => ({ name: fileName, content: text })),
    {
      imageSize: (name) => {
        const image = sizes.get(name);
        const { width, height } = image ?? {};
        return image && width !== undefined && height !== undefined
          ? { width, height, fileName: image.fileName }
          : undefined;
      },
    },
  );
  return set;
}

const oddCharacters = Array.from('aZ0 .,;:\'"<>&\\|{}[]%#=-_/é人🐕\u00a0\u2028\ufeff\t');
const names = fc
  .oneof(
    fc.string({ unit: fc.constantFrom(...oddCharacters), minLength: 1, maxLength: 12 }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      '&amp;',
      ']]>',
      '<b>dog</b>',
      '"',
      'a,b',
      ' led ',
      '=1+1',
      '人 行',
    ),
  )
  .filter((name) => name.trim() !== '');

const sides = fc.integer({ min: 1, max: 4000 });
const edges = fc.oneof(
  fc.integer({ min: 0, max: 4000 }),
  fc.integer({ min: 0, max: 400_000 }).map((value) => value / 100),
  fc.double({ min: 0, max: 4000, noNaN: true }).map((value) => value + 0),
);
const boxes = fc
  .tuple(edges, edges, edges, edges)
  .map(([a, b, c, d]) => [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)] as const);

const sets = fc
  .uniqueArray(names, { minLength: 1, maxLength: 5 })
  .chain((categoryNames) =>
    fc.record({
      categories: fc.constant(categoryNames.map((name, id) => ({ name, id }))),
      images: fc.uniqueArray(
        fc.record({
          fileName: names.map((name) => `${name}.jpg`),
          width: sides,
          height: sides,
          objects: fc.array(
            fc.record(
              {
                box: boxes,
                categoryName: fc.constantFrom(...categoryNames),
                crowd: fc.boolean(),
                difficult: fc.constant(true as const),
              },
              { requiredKeys: ['box', 'categoryName', 'crowd'] },
            ),
            { maxLength: 6 },
          ),
        }),
        {
          minLength: 1,
          maxLength: 4,
          // YOLO tells photos apart by their stems alone.
          selector: ({ fileName }) => safePath(fileName).toLowerCase(),
        },
      ),
    }),
  )
  .filter(({ images }) => images.every(({ fileName }) => !/(^|\/)classes\.jpg$/i.test(safePath(fileName))));

const fixtures = new URL('../fixtures/annotations/', import.meta.url);
const fixtureNames: Record<AnnotationFormat, readonly string[]> = {
  coco: ['coco.json'],
  voc: ['voc/2008_000008.xml', 'voc/empty.xml'],
  yolo: ['yolo/classes.txt', 'yolo/labels/dog.txt', 'yolo/labels/none.txt'],
  csv: ['classes.csv', 'annotations.csv'],
};

describe.each(formats)('%s', (format) => {
  const write = writers[format];

  it('comes back from import, export and import the same, and is written the same again', async () => {
    await fc.assert(
      fc.asyncProperty(sets, async (made) => {
        const first = await readBack(write(made), made);
        const files = write(first);
        const second = await readBack(files, made);
        expect(second).toEqual(first);
        expect(write(second)).toEqual(files);
      }),
      { numRuns: 150 },
    );
  });

  it('loses nothing of a set but what it says', async () => {
    await fc.assert(
      fc.asyncProperty(sets, async (made) => {
        const losses = exportLosses(made, format);
        const back = await readBack(write(made), made);
        const kept = made.images.map(({ fileName, objects }) => ({
          fileName,
          objects: objects.filter(({ crowd }) => !crowd || losses.crowds === 0),
        }));
        expect(back.images.map(({ fileName }) => fileName)).toEqual(kept.map(({ fileName }) => fileName));
        const lost = kept.reduce((sum, { objects }) => sum + objects.length, 0);
        const found = back.images.reduce((sum, { objects }) => sum + objects.length, 0);
        expect(found).toBe(lost - losses.offImage);
        if (losses.offImage + losses.clipped > 0) return;
        for (const [index, { objects }] of kept.entries()) {
          for (const [at, { box, categoryName, crowd, difficult }] of objects.entries()) {
            const object = back.images[index]!.objects[at]!;
            expect(object.categoryName).toBe(categoryName);
            expect(object.crowd).toBe(crowd);
            if (losses.difficult === 0 && !crowd) expect(object.difficult).toBe(difficult);
            for (const [corner, value] of object.box.entries())
              expect(Math.abs(value - box[corner]!)).toBeLessThanOrEqual(format === 'yolo' ? 1e-6 : 1e-9);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('writes its hand-written file again without loss', async () => {
    const known = { images: [], categories: [] };
    const options = { imageSize: () => (format === 'yolo' ? { width: 400, height: 200 } : undefined) };
    const files = fixtureNames[format].map((name) => ({
      name,
      content: new Blob([readFileSync(new URL(name, fixtures))]),
    }));
    const { set } = await readAnnotations(files, options);
    const written = write(set);
    const again = await readBack(written, format === 'yolo' ? set : known);
    expect(again).toEqual(set);
    expect(write(again)).toEqual(written);
  });

  it.each(formats)('keeps the boxes on the way to %s and back', async (other) => {
    await fc.assert(
      fc.asyncProperty(sets, async (made) => {
        const plain: AnnotationSet = {
          ...made,
          images: made.images.map((image) => ({
            ...image,
            objects: image.objects
              .filter(({ box }) => box[2] <= image.width && box[3] <= image.height)
              .map(({ box, categoryName }) => ({ box, categoryName, crowd: false })),
          })),
        };
        const here = await readBack(write(plain), plain);
        const there = await readBack(writers[other](sized(here, plain)), plain);
        const back = await readBack(write(sized(there, plain)), plain);
        expect(back.images.map(({ fileName }) => fileName)).toEqual(
          plain.images.map(({ fileName }) => fileName),
        );
        for (const [index, { objects }] of plain.images.entries()) {
          expect(back.images[index]!.objects.map(({ categoryName }) => categoryName)).toEqual(
            objects.map(({ categoryName }) => categoryName),
          );
          for (const [at, { box }] of objects.entries())
            for (const [corner, value] of back.images[index]!.objects[at]!.box.entries())
              expect(Math.abs(value - box[corner]!)).toBeLessThanOrEqual(2e-6);
        }
      }),
      { numRuns: 30 },
    );
  });
});

/** CSV knows no sizes: they come from the photos. */
function sized(set: AnnotationSet, known: AnnotationSet): AnnotationSet {
  const sizes = new Map(known.images.map((image) => [image.fileName, image]));
  return {
    ...set,
    images: set.images.map((image) => {
      const { width, height } = sizes.get(image.fileName) ?? {};
      return { ...image, ...(width !== undefined && height !== undefined ? { width, height } : {}) };
    }),
  };
}

describe('what is written', () => {
  const square = { box: [1, 2, 3, 4] as const, categoryName: 'dog', crowd: false };
  const set: AnnotationSet = {
    images: [{ fileName: 'a.jpg', width: 10, height: 8, objects: [square] }],
    categories: [{ name: 'dog' }],
  };

  it('is what other readers of the format expect', () => {
    expect(JSON.parse(writeCoco(set)[0]!.text)).toEqual({
      images: [{ id: 1, file_name: 'a.jpg', width: 10, height: 8 }],
      annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 2, 2], area: 4, iscrowd: 0 }],
      categories: [{ id: 1, name: 'dog' }],
    });
    const [voc] = writeVoc(set);
    expect(voc!.fileName).toBe('a.xml');
    expect(voc!.text.replace(/\s+/g, '')).toContain(
      '<bndbox><xmin>2</xmin><ymin>3</ymin><xmax>3</xmax><ymax>4</ymax></bndbox>',
    );
    expect(writeYolo(set)).toEqual([
      { fileName: 'labels/a.txt', text: '0 0.200000 0.375000 0.200000 0.250000\n' },
      { fileName: 'classes.txt', text: 'dog\n' },
    ]);
    expect(writeCsv(set)).toEqual([
      { fileName: 'annotations.csv', text: 'a.jpg,1,2,3,4,dog\n' },
      { fileName: 'classes.csv', text: 'dog,0\n' },
    ]);
  });

  it('writes short decimals, not their sums', () => {
    const decimals = { ...square, box: [10.1, 20.2, 10.1 + 30.3, 20.2 + 40.4] as const };
    const text = writeCoco({ ...set, images: [{ fileName: 'a', objects: [decimals] }] })[0]!.text;
    expect(text).toContain('"bbox":[10.1,20.2,30.3,40.4]');
  });

  it('numbers what has no number of its own, and never twice', () => {
    const twice = { fileName: 'b.jpg', id: 5, objects: [{ ...square, id: 2 }, { ...square, id: 2 }, square] };
    const written = JSON.parse(writeCoco({ ...set, images: [twice, { ...twice }] })[0]!.text) as {
      images: { id: number }[];
      annotations: { id: number; image_id: number }[];
    };
    expect(written.images.map(({ id }) => id)).toEqual([5, 1]);
    expect(written.annotations.map(({ id }) => id)).toEqual([2, 1, 3, 4, 5, 6]);
    expect(written.annotations.map(({ image_id }) => image_id)).toEqual([5, 5, 5, 1, 1, 1]);
  });

  it('keeps file names inside the folder they are unpacked in', () => {
    const images = ['../../etc/passwd.jpg', 'C:\\x\\..\\y.jpg', '/abs/z.jpg', '..', 'a.png', 'a.jpg'].map(
      (fileName) => ({ fileName, width: 4, height: 4, objects: [] }),
    );
    expect(writeVoc({ ...set, images }).map(({ fileName }) => fileName)).toEqual([
      'etc/passwd.xml',
      'x/y.xml',
      'abs/z.xml',
      'unnamed.xml',
      'a.xml',
      'a.jpg.xml',
    ]);
    expect(() => writeYolo({ ...set, images })).toThrow('annotations-name-clash');
    expect(() => writeYolo({ ...set, images: [{ fileName: 'a', objects: [] }] })).toThrow(
      'annotations-image-size-missing',
    );
  });

  it('says beforehand what a format cannot say', () => {
    const image = { fileName: 'a\u0001.jpg', width: 10, height: 10 };
    const objects = [
      { ...square, crowd: true },
      { ...square, difficult: true as const },
      { ...square, box: [-30, 0, 10, 5] as const },
      { ...square, box: [20, 0, 30, 5] as const },
    ];
    const odd = {
      images: [
        { ...image, objects },
        { fileName: 'b\r.jpg', objects: [] },
      ],
      categories: [{ name: 'a\nb' }],
    };
    const none = { crowds: 0, difficult: 0, clipped: 0, offImage: 0, names: 0, sizes: 0 };
    expect(exportLosses(odd, 'coco')).toEqual(none);
    expect(exportLosses(odd, 'voc')).toEqual({ ...none, names: 1 });
    expect(exportLosses(odd, 'csv')).toEqual({ ...none, crowds: 1, difficult: 1, names: 1 });
    expect(exportLosses(odd, 'yolo')).toEqual({
      crowds: 1,
      difficult: 1,
      clipped: 1,
      offImage: 1,
      names: 1,
      sizes: 1,
    });
  });
});
