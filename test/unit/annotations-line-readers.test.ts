import { describe, expect, it } from 'vitest';
import type { AnnotationFile } from '../../src/annotations/read-annotations.ts';
import { readAnnotations } from '../../src/annotations/read-annotations.ts';
import { faultOf, fixture, text, yoloSize } from '../support/annotation-files.ts';

describe('YOLO', () => {
  const yolo = (lines: string, names = 'dog\ncat\n'): AnnotationFile[] => [
    text('classes.txt', names),
    text('a.txt', lines),
  ];

  it('is read with a list of classes, in pixels', async () => {
    const asked: string[] = [];
    const files = ['yolo/classes.txt', 'yolo/labels/dog.txt', 'yolo/labels/none.txt'].map(fixture);
    const { set, warnings } = await readAnnotations(files, {
      imageSize: (name) => {
        asked.push(name);
        return { width: 400, height: 200, ...(name.endsWith('dog') ? { fileName: 'dog.jpg' } : {}) };
      },
    });
    expect(asked).toEqual(['yolo/dog', 'yolo/none']);
    expect(warnings).toEqual([]);
    expect(set.categories.map(({ name }) => name)).toEqual(['dog', 'traffic light']);
    expect(set.images).toEqual([
      {
        fileName: 'dog.jpg',
        width: 400,
        height: 200,
        objects: [
          { box: [0, 0, 400, 200], categoryName: 'dog', crowd: false },
          { box: [80, 18.75, 120, 31.25], categoryName: 'traffic light', crowd: false },
        ],
      },
      { fileName: 'yolo/none', width: 400, height: 200, objects: [] },
    ]);
  });

  it.each([
    ['0 0.5 0.5 0.1 nan\n', 'annotations-value', '1:15'],
    ['0 0.5 0.5 0.1 0.1\r\n0 1.5 0.5 0.1 0.1', 'annotations-value', '2:3'],
    ['0 0.5 0.5 0.1 -0.1', 'annotations-value', '1:15'],
    ['0 0.5 0.5 0.1', 'annotations-value', '1:1'],
    ['0 0.5 0.5 0.1 0.1 0.9', 'annotations-value', '1:1'],
    ['0.5 0.5 0.5 0.1 0.1', 'annotations-value', '1:1'],
    ['0 0.5 0.5 0.1 0.1\n\n2 0.5 0.5 0.1 0.1', 'annotations-class-unnamed', '3:1'],
    ['0 0.5 0.5 Infinity 0.1', 'annotations-value', '1:11'],
    ['0 0x1 0.5 0.5 0.1', 'annotations-value', '1:3'],
  ])('refuses %j', async (lines, code, place) => {
    expect(await faultOf(yolo(lines), yoloSize)).toMatchObject({ code, place, fileName: 'a.txt' });
  });

  it('needs class names and the photo’s size', async () => {
    expect(await faultOf([text('a.txt', '')], yoloSize)).toMatchObject({
      code: 'annotations-classes-missing',
    });
    expect(await faultOf(yolo(''))).toMatchObject({ code: 'annotations-image-size-missing', image: 'a' });
    const given = await readAnnotations([text('a.txt', '1 0.5 0.5 1 1')], {
      ...yoloSize,
      classNames: ['x', 'y'],
    });
    expect(given.set.images[0]!.objects[0]!.categoryName).toBe('y');
    expect(await faultOf(yolo('', 'dog\n\ncat'), yoloSize)).toMatchObject({
      fileName: 'classes.txt',
      place: '2:1',
    });
    expect(await faultOf(yolo('', 'dog\ndog'), yoloSize)).toMatchObject({ code: 'annotations-duplicate' });
  });
});

describe('CSV', () => {
  const csv = (content: string): AnnotationFile => text('a.csv', content);

  it('is read with quotes, Windows line ends and empty photos', async () => {
    const { set, warnings } = await readAnnotations([fixture('annotations.csv')]);
    expect(warnings).toEqual([]);
    expect(set.images).toEqual([
      {
        fileName: 'a/dog.jpg',
        objects: [
          { box: [10, 20, 30.5, 40], categoryName: 'dog', crowd: false },
          { box: [0, 0, 5, 5], categoryName: 'cat, tabby', crowd: false },
        ],
      },
      {
        fileName: 'odd, "name".jpg',
        objects: [{ box: [1, 2, 3, 4], categoryName: 'cat, tabby', crowd: false }],
      },
      { fileName: 'empty.jpg', objects: [] },
    ]);
    expect(set.categories).toEqual([
      { name: 'dog', id: 0 },
      { name: 'cat, tabby', id: 1 },
    ]);
    const mapped = await readAnnotations([fixture('classes.csv'), fixture('annotations.csv')]);
    expect(mapped.set).toEqual(set);
  });

  it('takes sizes that are known, and skips column names', async () => {
    const header = csv('path,x1,y1,x2,y2,class_name\na.jpg,1,2,3,4,dog\n');
    const { set, warnings } = await readAnnotations([header], yoloSize);
    expect(set.images[0]).toMatchObject({ width: 400, height: 200 });
    expect(warnings).toMatchObject([{ code: 'header-skipped', count: 1, place: '1:1' }]);
  });

  it.each([
    ['a.jpg,1,2,3,4\n', 'annotations-value', '1:1'],
    ['a.jpg,1,2,3,4,dog\r\na.jpg,1,2,3,4,dog,x', 'annotations-value', '2:1'],
    ['a.jpg,1,2,3,4,dog\n\na.jpg,1,2,x,4,dog', 'annotations-value', '3:11'],
    ['a.jpg,1,2,nan,4,dog', 'annotations-value', '1:11'],
    ['a.jpg,1,,3,4,dog', 'annotations-value', '1:9'],
    ['a.jpg,9,2,3,4,dog', 'annotations-value', '1:11'],
    ['a.jpg,1,2,3,4,', 'annotations-value', '1:15'],
    [',1,2,3,4,dog', 'annotations-value', '1:1'],
    ['a.jpg,1,2,3,4,dog\n"b\n.jpg",1,2,3,4,dog\na,1,2,3,4', 'annotations-value', '4:1'],
    ['a.jpg,1,2,3,4,dog\n"open,1,2,3,4,dog\n', 'annotations-syntax', '2:2'],
    ['a.jpg,1,2,3,4,"do"g', 'annotations-syntax', '1:16'],
  ])('refuses %j', async (content, code, place) => {
    expect(await faultOf([csv(content)])).toMatchObject({ code, place, fileName: 'a.csv' });
  });

  it('finds a quote that is never closed in a long file', async () => {
    const rows = 'a.jpg,1,2,3,4,dog\n'.repeat(50_000);
    expect(await faultOf([csv(`${rows}"${rows}`)])).toMatchObject({
      code: 'annotations-syntax',
      line: 50_001,
    });
    const { set } = await readAnnotations([csv(rows.replaceAll('dog', '"d\no""g"'))]);
    expect(set.images[0]!.objects).toHaveLength(50_000);
    expect(set.categories).toEqual([{ name: 'd\no"g', id: 0 }]);
  });

  it('wants every class in the mapping', async () => {
    const classes = text('classes.csv', 'cat,0\n');
    expect(await faultOf([classes, csv('a.jpg,1,2,3,4,dog')])).toMatchObject({
      code: 'annotations-class-unnamed',
      place: '1:15',
      found: 'dog',
    });
    for (const [wrong, place] of [
      ['cat,0\ndog,0\n', '2:5'],
      ['cat,0\ncat,1\n', '2:1'],
    ] as const)
      expect(await faultOf([text('classes.csv', wrong), csv('a.jpg,,,,,')])).toMatchObject({
        code: 'annotations-duplicate',
        fileName: 'classes.csv',
        place,
      });
  });
});
