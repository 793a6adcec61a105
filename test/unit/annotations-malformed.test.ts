import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readAnnotations, type AnnotationFile } from '../../src/annotations/read-annotations.ts';
import { findJsonFault } from '../../src/annotations/json-fault.ts';
import { FocalScopeError } from '../../src/base/errors.ts';

const folder = new URL('../fixtures/annotations/', import.meta.url);
const options = { imageSize: () => ({ width: 400, height: 200 }) };

/** Each format's valid files; the last one of them is damaged. */
const cases: readonly (readonly string[])[] = [
  ['coco.json'],
  ['voc/2008_000008.xml'],
  ['yolo/classes.txt', 'yolo/labels/dog.txt'],
  ['yolo/labels/dog.txt', 'yolo/classes.txt'],
  ['classes.csv', 'annotations.csv'],
  ['annotations.csv', 'classes.csv'],
];

/** Reads, and lets through only a whole set of finite boxes or a typed error that names the file. */
async function readOrRefuse(files: AnnotationFile[]): Promise<'read' | 'refused'> {
  let reading;
  try {
    reading = await readAnnotations(files, options);
  } catch (error) {
    if (!(error instanceof FocalScopeError)) throw error;
    expect(error.code).toMatch(/^annotations-/);
    expect(files.map(({ name }) => name)).toContain(error.details['fileName']);
    return 'refused';
  }
  const names = new Set(reading.set.categories.map(({ name }) => name));
  for (const image of reading.set.images) {
    expect(image.fileName).not.toBe('');
    for (const { box, categoryName } of image.objects) {
      expect(box.every(Number.isFinite)).toBe(true);
      expect(box[2]).toBeGreaterThanOrEqual(box[0]);
      expect(box[3]).toBeGreaterThanOrEqual(box[1]);
      expect(names).toContain(categoryName);
    }
  }
  return 'read';
}

const junk = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    'NaN',
    '-1',
    '1e999',
    'null',
    '"',
    '<',
    '>',
    '&x;',
    '<!DOCTYPE a>',
    '\0',
    '\r',
    '\n',
    ',',
    '{',
    ']',
    '\\',
    '\ufeff',
    ']]>',
    '<![CDATA[',
    '<!--',
  ),
);
const edits = fc.array(fc.record({ at: fc.nat(), cut: fc.nat(12), put: junk }), {
  minLength: 1,
  maxLength: 4,
});

describe.each(cases)('%s %s', (...names) => {
  const bytes = names.map((name) => readFileSync(new URL(name, folder)));
  const damaged = bytes.at(-1)!;
  const others = names.slice(0, -1).map((name, index) => ({ name, content: new Blob([bytes[index]!]) }));
  const withLast = (content: string | Blob): AnnotationFile[] => [
    ...others,
    { name: names.at(-1)!, content },
  ];

  it('is read or refused when its text is damaged', async () => {
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        let text = damaged.toString('utf8');
        for (const { at, cut, put } of changes) {
          const place = at % (text.length + 1);
          text = text.slice(0, place) + put + text.slice(place + cut);
        }
        outcomes.add(await readOrRefuse(withLast(text)));
      }),
      { numRuns: 300 },
    );
    expect(outcomes).toContain('refused');
  });

  it('is read or refused when it is cut off', async () => {
    for (let length = 0; length < damaged.length; length += 3)
      await readOrRefuse(withLast(new Blob([damaged.subarray(0, length)])));
  });

  it('is read or refused when its bytes are damaged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        async (changes) => {
          const copy = new Uint8Array(damaged);
          for (const [at, byte] of changes) copy[at % copy.length] = byte;
          await readOrRefuse(withLast(new Blob([copy])));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('any bytes', () => {
  it.each(['a.json', 'a.xml', 'a.csv', 'a.txt', 'a', 'classes.txt', 'a.jpg'])(
    'under the name %s',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
          await readOrRefuse([{ name, content: new Blob([bytes]) }]);
        }),
        { numRuns: 150 },
      );
    },
  );

  it.each([
    ['a.json', '['],
    ['a.json', '{"a":'],
    ['a.json', '"\\'],
    ['a.xml', '<a>'],
    ['a.xml', '<a '],
    ['a.xml', '<!--'],
    ['a.xml', '&amp;'],
    ['a.xml', ' '],
    ['a.xml', '<![CDATA['],
    ['a.xml', '<?a'],
    ['a.csv', '"'],
    ['a.csv', '"a'],
    ['a.csv', '"a" '],
    ['a.csv', ','],
    ['a.csv', '"a"x,'],
    ['a.txt', '0 '],
    ['a.txt', '0 0.5 0.5 0.5 0.5 '],
  ])('%s of %j two hundred thousand times is refused in time', async (name, part) => {
    expect(await readOrRefuse([{ name, content: part.repeat(200_000) }])).toBe('refused');
  });
});

describe('findJsonFault', () => {
  it('finds a fault exactly where there is one', () => {
    fc.assert(
      fc.property(fc.json(), edits, (text, changes) => {
        let changed = text;
        for (const { at, cut, put } of changes) {
          const place = at % (changed.length + 1);
          changed = changed.slice(0, place) + put + changed.slice(place + cut);
        }
        for (const sample of [text, changed]) {
          let sound = true;
          try {
            JSON.parse(sample);
          } catch {
            sound = false;
          }
          expect(findJsonFault(sample) === undefined, sample).toBe(sound);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
