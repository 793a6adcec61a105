import { describe, expect, it } from 'vitest';
import type { AnnotationFile } from '../../src/annotations/read-annotations.ts';
import { readAnnotations } from '../../src/annotations/read-annotations.ts';
import { faultOf, fixture, text } from '../support/annotation-files.ts';

interface CocoParts {
  images?: unknown;
  annotations?: unknown;
  categories?: unknown;
}
const coco = (parts: CocoParts = {}): AnnotationFile =>
  text(
    'coco.json',
    JSON.stringify({
      images: [{ id: 1, file_name: 'a.jpg', width: 100, height: 50 }],
      annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 3, 4], iscrowd: 0 }],
      categories: [{ id: 1, name: 'dog' }],
      ...parts,
    }),
  );
const annotation = (fields: Record<string, unknown>): AnnotationFile =>
  coco({ annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [1, 2, 3, 4], ...fields }] });

describe('COCO', () => {
  it('is read with all it carries', async () => {
    const { set, format, warnings } = await readAnnotations([fixture('coco.json')]);
    expect(format).toBe('coco');
    expect(warnings).toEqual([]);
    expect(set.coco).toEqual({
      info: { description: 'two photos', year: 2026 },
      licenses: [{ id: 1, name: 'CC0' }],
    });
    expect(set.categories).toEqual([
      { id: 1, name: 'person', coco: { supercategory: 'person' } },
      { id: 18, name: 'dog, <b>good</b>', coco: { supercategory: 'animal' } },
    ]);
    expect(set.images.map(({ fileName, width, height, id }) => [fileName, width, height, id])).toEqual([
      ['train/café "one".jpg', 640, 480, 139],
      ['空.png', 320, 240, 140],
    ]);
    expect(set.images[1]!.objects).toEqual([]);
    const [dog, crowd, person] = set.images[0]!.objects;
    expect(dog).toEqual({
      box: [10.1, 20.2, 10.1 + 30.3, 20.2 + 40.4],
      categoryName: 'dog, <b>good</b>',
      crowd: false,
      id: 7,
      coco: { area: 900.5, segmentation: [[10.1, 20.2, 40.4, 20.2, 40.4, 60.6]] },
    });
    expect(crowd).toMatchObject({
      box: [0, 0, 640, 100],
      crowd: true,
      coco: { segmentation: { counts: 'abc' } },
    });
    expect(person).toEqual({ box: [0.5, 0.5, 100, 100], categoryName: 'person', crowd: false, id: 9 });
  });

  it('is read from UTF-8 with a mark and from UTF-16', async () => {
    const { content } = coco();
    const plain = await readAnnotations([coco()]);
    const utf16 = new Uint8Array(Buffer.from(`\uFEFF${content as string}`, 'utf16le'));
    const bare = new Uint8Array(Buffer.from(content as string, 'utf16le'));
    const swapped = new Uint8Array(Buffer.from(`\uFEFF${content as string}`, 'utf16le').swap16());
    for (const bytes of [`\uFEFF${content as string}`, utf16, bare, swapped])
      expect(await readAnnotations([{ name: 'coco.json', content: new Blob([bytes]) }])).toEqual(plain);
    expect(await readAnnotations([text('coco.json', `\uFEFF${content as string}`)])).toEqual(plain);
  });

  it('says by its path what is wrong', async () => {
    const at = (place: string): unknown =>
      expect.objectContaining({ code: 'annotations-value', fileName: 'coco.json', place });
    expect(await faultOf([annotation({ bbox: [1, 2, '3', 4] })])).toEqual({
      code: 'annotations-value',
      fileName: 'coco.json',
      place: 'annotations[0].bbox[2]',
      path: 'annotations[0].bbox[2]',
      expected: 'number',
      found: '3',
    });
    expect(await faultOf([annotation({ bbox: [1, 2, -3, 4] })])).toEqual(at('annotations[0].bbox[2]'));
    expect(await faultOf([annotation({ bbox: [1, null, 3, 4] })])).toEqual(at('annotations[0].bbox[1]'));
    expect(await faultOf([annotation({ bbox: [1, 2, 3] })])).toEqual(at('annotations[0].bbox'));
    expect(await faultOf([annotation({ bbox: undefined })])).toEqual(at('annotations[0].bbox'));
    expect(await faultOf([annotation({ iscrowd: 'no' })])).toEqual(at('annotations[0].iscrowd'));
    expect(await faultOf([annotation({ image_id: {} })])).toEqual(at('annotations[0].image_id'));
    expect(await faultOf([coco({ images: {} })])).toEqual(at('images'));
    expect(await faultOf([coco({ annotations: [7] })])).toEqual(at('annotations[0]'));
    expect(await faultOf([coco({ categories: [{ id: 1, name: '' }] })])).toEqual(at('categories[0].name'));
    expect(await faultOf([coco({ images: [{ id: 1, file_name: 'a', width: 0 }] })])).toEqual(
      at('images[0].width'),
    );
    expect(await faultOf([text('coco.json', '[{"bbox": []}]')])).toEqual(at('$'));
    const huge = '{"images":[{"id":1,"file_name":"a"}],"categories":[{"id":1,"name":"b"}],';
    const infinite = `${huge}"annotations":[{"image_id":1,"category_id":1,"bbox":[0,1e999,1,1]}]}`;
    expect(await faultOf([text('coco.json', infinite)])).toEqual(at('annotations[0].bbox[1]'));
  });

  it('refuses ids that do not match and such that are taken', async () => {
    expect(await faultOf([annotation({ image_id: 99 })])).toMatchObject({
      code: 'annotations-reference',
      place: 'annotations[0].image_id',
      found: '99',
    });
    expect(await faultOf([annotation({ category_id: '1' })])).toMatchObject({
      code: 'annotations-reference',
    });
    const twice = [
      { id: 1, file_name: 'a.jpg' },
      { id: 1, file_name: 'b.jpg' },
    ];
    expect(await faultOf([coco({ images: twice })])).toMatchObject({
      code: 'annotations-duplicate',
      place: 'images[1].id',
    });
    const names = [
      { id: 1, name: 'a' },
      { id: 1, name: 'b' },
    ];
    expect(await faultOf([coco({ categories: names })])).toMatchObject({
      code: 'annotations-duplicate',
      place: 'categories[1].id',
    });
  });

  it.each([
    ['{"images": [1, 2', 1, 17, ', ]'],
    ['{\n  "images": [\n    {"id": NaN}\n  ]\n}', 3, 12, '{ [ " number'],
    ['{"a": 1,}', 1, 9, '"'],
    ['{"a" 1}', 1, 6, ':'],
    ['{"a": "x\ny"}', 1, 9, '"'],
    ['{"a": "\\q"}', 1, 8, '\\n \\" \\\\ \\u0000'],
    ['{"a": 1} x', 1, 10, ''],
    ['{"a": 01}', 1, 8, ', }'],
    ['{"a": "open', 1, 12, '"'],
    ["{'a': 1}", 1, 2, '"'],
    ['['.repeat(200_000), 1, 200_001, '{ [ " number'],
  ])('names line and column of what breaks %j', async (content, line, column, expected) => {
    expect(await faultOf([text('broken.json', content)])).toMatchObject({
      code: 'annotations-syntax',
      fileName: 'broken.json',
      place: `${line}:${column}`,
      line,
      column,
      expected,
    });
  });

  it('keeps what is odd, and warns once a kind', async () => {
    const boxes = [
      [-0.5, 0, 10, 10],
      [-5, 0, 10, 10],
      [90, 0, 20, 10],
      [1, 1, 0, 5],
    ];
    const annotations = boxes.map((bbox) => ({ id: 5, image_id: 1, category_id: 1, bbox }));
    const { set, warnings } = await readAnnotations([coco({ annotations })]);
    expect(set.images[0]!.objects.map(({ box }) => box)).toEqual([
      [-0.5, 0, 9.5, 10],
      [-5, 0, 5, 10],
      [90, 0, 110, 10],
      [1, 1, 1, 6],
    ]);
    expect(set.images[0]!.objects.map(({ id }) => id)).toEqual([5, 6, 7, 8]);
    expect(warnings).toEqual([
      { code: 'annotation-renumbered', count: 3, fileName: 'coco.json', place: 'annotations[1]' },
      { code: 'box-overhangs', count: 2, fileName: 'coco.json', place: 'annotations[1].bbox' },
      { code: 'box-empty', count: 1, fileName: 'coco.json', place: 'annotations[3].bbox' },
    ]);
  });

  it('lets no member pose as a prototype', async () => {
    const poisoned = (coco().content as string)
      .replaceAll('"id":1', '"id":1,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":1}}')
      .replace('{"images"', '{"__proto__":{"images":[],"polluted":true},"images"');
    const { set, warnings } = await readAnnotations([text('coco.json', poisoned)]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((set.images[0] as unknown as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(warnings).toEqual([
      { code: 'member-dropped', count: 4, fileName: 'coco.json', place: 'categories[0].__proto__' },
    ]);
    expect(set.images).toHaveLength(1);
    const named = await readAnnotations([coco({ categories: [{ id: 1, name: '__proto__' }] })]);
    expect(named.set.images[0]!.objects[0]!.categoryName).toBe('__proto__');
  });
});

describe('Pascal VOC', () => {
  const voc = (inside: string): AnnotationFile => text('a.xml', `<annotation>\n${inside}\n</annotation>`);
  const object = (corners: readonly (number | string)[], name = 'dog'): string =>
    `<object><name>${name}</name><bndbox>${['xmin', 'ymin', 'xmax', 'ymax']
      .map((side, index) => `<${side}>${corners[index] ?? ''}</${side}>`)
      .join('')}</bndbox></object>`;

  it('is read with pixels counted from 1 as edges', async () => {
    const files = [fixture('voc/2008_000008.xml'), fixture('voc/empty.xml')];
    const { set, warnings } = await readAnnotations(files);
    expect(warnings).toEqual([]);
    expect(set.categories).toEqual([
      { name: 'horse', id: 0 },
      { name: 'a <b> 人', id: 1 },
    ]);
    const [image, empty] = set.images;
    expect(image).toMatchObject({ fileName: '2008_000008.jpg', width: 500, height: 442 });
    expect(image!.objects.map(({ box }) => box)).toEqual([
      [0, 86, 500, 420],
      [157.25, 43, 289, 167.5],
    ]);
    expect(image!.objects.map(({ difficult }) => difficult)).toEqual([undefined, true]);
    expect(image!.voc!.map(({ name }) => name)).toEqual(['folder', 'source', 'segmented', 'size']);
    expect(image!.voc![1]!.children[0]!.text).toBe('none & nowhere');
    expect(image!.objects[1]!.voc!.map(({ name }) => name)).toEqual(['occluded', 'part']);
    expect(empty).toEqual({ fileName: 'empty.jpg', width: 20, height: 10, objects: [] });
  });

  it('can be counted from 0', async () => {
    const { set } = await readAnnotations([voc(object([0, 0, 10, 10]))], { voc: { origin: 0 } });
    expect(set.images[0]!.objects[0]!.box).toEqual([0, 0, 10, 10]);
    const { warnings } = await readAnnotations([voc(object([0, 0, 10, 10]))]);
    expect(warnings.map(({ code }) => code)).toEqual(['image-name-missing', 'voc-below-one']);
  });

  it.each([
    ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<annotation/>', 1, 1],
    ['<annotation>\n<!ENTITY lol "lol">\n</annotation>', 2, 1],
    ['<annotation>\r\n<filename>&lol;</filename></annotation>', 2, 11],
    ['<annotation>\n <filename>a & b</filename></annotation>', 2, 14],
    ['<annotation a="&x;"/>', 1, 16],
  ])('follows no entity in %j', async (content, line, column) => {
    expect(await faultOf([text('a.xml', content)])).toMatchObject({
      code: 'annotations-xml-entity',
      line,
      column,
    });
  });

  it('is not stopped by markup in comments and CDATA', async () => {
    const inside = `<!-- <!DOCTYPE x> &lol; -->${object([1, 2, 3, 4], '<![CDATA[<i>&lol;</i>]]>')}`;
    const { set } = await readAnnotations([voc(inside)]);
    expect(set.images[0]!.objects[0]!.categoryName).toBe('<i>&lol;</i>');
  });

  it.each([
    ['<annotation>\n <object>\n</annotation>', 3],
    ['<annotation>', 1],
    ['<annotation><a></b></annotation>', 1],
    ['<annotation/><annotation/>', 1],
    ['<annotation>\n<name>&#0;</name></annotation>', 2],
    ['<annotation><__proto__>1</__proto__></annotation>', 1],
  ])('names the line of what breaks %j', async (content, line) => {
    expect(await faultOf([text('a.xml', content)])).toMatchObject({ code: 'annotations-syntax', line });
  });

  it('names the line of a value that cannot be right', async () => {
    const at = (line: number, column: number): unknown =>
      expect.objectContaining({ code: 'annotations-value', place: `${line}:${column}` });
    expect(await faultOf([voc(object([1, 2, 'x', 4]))])).toEqual(at(2, 61));
    expect(await faultOf([voc(object([1, 2, 'NaN', 4]))])).toEqual(at(2, 61));
    expect(await faultOf([voc(object([9, 2, 3, 4]))])).toEqual(at(2, 25));
    expect(await faultOf([voc('<object><name>dog</name></object>')])).toEqual(at(2, 1));
    expect(await faultOf([voc(object([1, 2, 3, 4], ''))])).toEqual(at(2, 9));
    expect(await faultOf([voc('<size><width>-3</width></size>')])).toEqual(at(2, 7));
    expect(await faultOf([text('a.xml', '<html></html>')])).toEqual(at(1, 1));
    expect(await faultOf([voc('<size/><size/>')])).toMatchObject({
      code: 'annotations-duplicate',
      place: '2:8',
    });
  });
});
