import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  proposeClassMapping,
  readClassMapping,
  writeClassMapping,
} from '../../src/annotations/class-mapping.ts';
import { synonymGroups } from '../../src/annotations/class-synonyms.ts';
import { imageGroundTruth } from '../../src/annotations/image-ground-truth.ts';
import { matchImages } from '../../src/annotations/match-images.ts';

const manifest = JSON.parse(
  readFileSync(new URL('../../public/models/retinanet-shufflenetv2.json', import.meta.url), 'utf8'),
) as { classes: string[] };
const { classes } = manifest;

function propose(name: string): string {
  const [proposal] = proposeClassMapping([name], classes);
  const { kind, classIndex } = proposal!;
  return classIndex === undefined ? kind : `${kind} ${classes[classIndex]!}`;
}

describe('proposeClassMapping', () => {
  it('finds the model’s own names whatever their case, spaces and underscores', () => {
    for (const name of classes) {
      for (const spelling of [
        name,
        name.toUpperCase(),
        name.replaceAll(' ', '_'),
        ` ${name.replaceAll(' ', '-')} `,
      ])
        expect(propose(spelling)).toBe(`exact ${name}`);
    }
  });

  it('finds the twenty of VOC', () => {
    const twenty = {
      aeroplane: 'airplane',
      bicycle: 'bicycle',
      bird: 'bird',
      boat: 'boat',
      bottle: 'bottle',
      bus: 'bus',
      car: 'car',
      cat: 'cat',
      chair: 'chair',
      cow: 'cow',
      diningtable: 'dining table',
      dog: 'dog',
      horse: 'horse',
      motorbike: 'motorcycle',
      person: 'person',
      pottedplant: 'potted plant',
      sheep: 'sheep',
      sofa: 'couch',
      train: 'train',
      tvmonitor: 'tv',
    };
    for (const [name, found] of Object.entries(twenty))
      expect(propose(name)).toMatch(new RegExp(` ${found}$`));
  });

  it.each([
    ['dogs', 'synonym dog'],
    ['Buses', 'synonym bus'],
    ['knives', 'synonym knife'],
    ['People', 'synonym person'],
    ['teddies', 'synonym teddy bear'],
    ['Pedestrians', 'synonym person'],
    ['ski', 'synonym skis'],
    ['Mobile phone', 'synonym cell phone'],
    ['Kitchen & dining room table', 'synonym dining table'],
    ['television_set', 'synonym tv'],
    ['Doughnut', 'synonym donut'],
    ['ｄｏｇ', 'exact dog'],
    ['狗', 'synonym dog'],
    ['lighthouse', 'unknown'],
    ['do', 'unknown'],
    ['', 'unknown'],
    ['***', 'unknown'],
    ['__proto__', 'unknown'],
    ['constructor', 'unknown'],
    ['<b>dog</b>', 'unknown'],
  ])('takes %j for %s', (name, found) => {
    expect(propose(name)).toBe(found);
  });

  it('works for any model’s names, VOC’s too', () => {
    expect(
      proposeClassMapping(['airplane', 'tv', 'couch', 'zebra'], ['tvmonitor', 'sofa', 'aeroplane']),
    ).toEqual([
      { name: 'airplane', kind: 'synonym', classIndex: 2 },
      { name: 'tv', kind: 'synonym', classIndex: 0 },
      { name: 'couch', kind: 'synonym', classIndex: 1 },
      { name: 'zebra', kind: 'unknown' },
    ]);
  });

  it('knows each synonym by one group alone', () => {
    const all = synonymGroups.flat();
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('a decided mapping', () => {
  it('is remembered as JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.option(fc.constantFrom(...classes)))), (entries) => {
        const mapping = new Map(entries);
        expect([...readClassMapping(writeClassMapping(mapping), classes)]).toEqual([...mapping]);
      }),
    );
  });

  it('forgets classes that the model does not have, and refuses what is none', () => {
    const mapping = new Map([
      ['dog', 'dog'],
      ['gone', 'unicorn'],
      ['out', null],
    ]);
    expect([...readClassMapping(writeClassMapping(mapping), classes)]).toEqual([
      ['dog', 'dog'],
      ['out', null],
    ]);
    const refuse = (text: string) => {
      try {
        readClassMapping(text, classes);
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(refuse('{"version": 1,')).toMatchObject({
      code: 'annotations-syntax',
      details: { place: '1:15' },
    });
    expect(refuse('{"version": 1, "classes": [["a", 3]]}')).toMatchObject({
      code: 'annotations-value',
      details: { path: 'classes.0.1' },
    });
    expect(refuse('[]')).toMatchObject({ code: 'annotations-value' });
  });

  it('turns annotations into ground truth', () => {
    const object = (categoryName: string, crowd = false) => ({
      box: [0, 1, 2, 3] as const,
      categoryName,
      crowd,
    });
    const image = {
      fileName: 'a',
      objects: [object('hound'), object('x'), object('hound', true), object('no'), object('new')],
    };
    const mapping = new Map([
      ['hound', 'dog'],
      ['x', 'person'],
      ['no', null],
    ]);
    expect(imageGroundTruth(image, mapping, classes)).toEqual({
      boxes: [
        { box: [0, 1, 2, 3], classIndex: classes.indexOf('dog') },
        { box: [0, 1, 2, 3], classIndex: 0 },
      ],
      crowds: [[0, 1, 2, 3]],
      unmapped: 2,
    });
  });
});

describe('matchImages', () => {
  const pairsOf = (annotated: string[], photos: string[]): [string, string][] =>
    matchImages(annotated, photos).pairs.map(({ annotated: a, photo }) => [annotated[a]!, photos[photo]!]);

  it.each([
    ['a/b.jpg', 'a/b.jpg'],
    ['a/b.jpg', 'set/a/b.jpg'],
    ['C:\\set\\a\\b.jpg', 'a/b.jpg'],
    ['./a/b.jpg', 'b.jpg'],
    ['x/b.jpg', 'y/b.jpg'],
    ['x/B.JPG', 'b.jpg'],
    ['labels/b', 'images/b.jpeg'],
    ['b.png', 'b.jpg'],
    ['e\u0301.jpg', '\u00e9.jpg'],
  ])('finds %s to be %s', (annotated, photo) => {
    expect(pairsOf([annotated, 'other.jpg'], ['another.jpg', photo])).toEqual([[annotated, photo]]);
  });

  it('takes the surest match first', () => {
    expect(pairsOf(['train/a.jpg', 'val/a.jpg'], ['x/val/a.jpg', 'x/train/a.jpg'])).toEqual([
      ['train/a.jpg', 'x/train/a.jpg'],
      ['val/a.jpg', 'x/val/a.jpg'],
    ]);
    expect(pairsOf(['a.jpg', 'a.png'], ['a.png', 'a.jpg'])).toEqual([
      ['a.jpg', 'a.jpg'],
      ['a.png', 'a.png'],
    ]);
  });

  it('reports what fits several, and pairs none of them', () => {
    expect(
      matchImages(['train/a.jpg', 'val/a.jpg', 'b.jpg', 'c'], ['a.jpg', 'x/b.jpg', 'y/b.jpg', 'd']),
    ).toEqual({
      pairs: [],
      ambiguous: [
        { annotated: [2], photos: [1, 2] },
        { annotated: [0, 1], photos: [0] },
      ],
      annotatedAlone: [3],
      photosAlone: [3],
    });
    expect(matchImages(['a.jpg', 'a.jpg'], ['a.jpg']).ambiguous).toEqual([
      { annotated: [0, 1], photos: [0] },
    ]);
  });

  it('puts every name in exactly one place', () => {
    const names = fc.array(
      fc
        .array(fc.constantFrom('a', 'b', 'A', '..', ''), { minLength: 1, maxLength: 3 })
        .map((parts) => parts.join('/')),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(names, names, (annotated, photos) => {
        const { pairs, ambiguous, annotatedAlone, photosAlone } = matchImages(annotated, photos);
        const left = [
          ...pairs.map((pair) => pair.annotated),
          ...ambiguous.flatMap((one) => one.annotated),
          ...annotatedAlone,
        ];
        const right = [
          ...pairs.map((pair) => pair.photo),
          ...ambiguous.flatMap((one) => one.photos),
          ...photosAlone,
        ];
        const sorted = (list: number[]): number[] => list.sort((first, second) => first - second);
        expect(sorted(left)).toEqual([...annotated.keys()]);
        expect(sorted(right)).toEqual([...photos.keys()]);
        for (const { annotated: mine, photos: theirs } of ambiguous)
          expect(mine.length * theirs.length).toBeGreaterThan(1);
      }),
    );
  });
});
