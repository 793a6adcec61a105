import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FocalScopeError } from '../../src/base/errors.ts';
import { classListNamed, classListOf, noClass } from '../../src/model/class-lists.ts';
import { completeConventions } from '../../src/model/complete-conventions.ts';
import type { DetectorConventions } from '../../src/model/detector-conventions.ts';
import { exporterList } from '../../src/model/exporter-list.ts';
import { readLabels } from '../../src/model/read-labels.ts';
import { readSidecar, sidecarName, writeSidecar } from '../../src/model/sidecar.ts';

const list = { classes: ['ant', 'bee'], categoryIds: [3, 8] };
const conventionsOf = (index: number, name = 'ant'): DetectorConventions =>
  completeConventions(
    exporterList[index % exporterList.length]!,
    { fixedSize: index % 2 === 0 ? undefined : { width: 320, height: 192 }, activation: 'logits' },
    { ...list, classes: [name, 'bee'] },
  );
type Json = Record<string, unknown>;
const parsed = (conventions = conventionsOf(0)): Json =>
  JSON.parse(writeSidecar(conventions, 'a.onnx')) as Json;
const refusal = (value: unknown): unknown => {
  try {
    return readSidecar(value);
  } catch (error) {
    if (error instanceof FocalScopeError && error.code === 'sidecar-invalid') return error.details;
    throw error;
  }
};

/** With what writing fills in: what is left out of conventions has a default. */
const spelt = (conventions: DetectorConventions): DetectorConventions => readSidecar(parsed(conventions));

describe('a sidecar', () => {
  it.each(exporterList.map(({ preset }, index) => [preset, index] as const))(
    'of %s comes back as it was written',
    (preset, index) => {
      const conventions = conventionsOf(index);
      const read = spelt(conventions);
      expect(read).toMatchObject({ ...conventions, preset });
      expect(spelt(read)).toEqual(read);
    },
  );

  it('keeps whatever a class is called, and every finite figure', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 200 }),
        fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 8 }),
        fc.nat(exporterList.length - 1),
        (name, scales, index) => {
          const conventions = conventionsOf(index, name);
          const read = spelt({ ...conventions, anchors: { ...conventions.anchors, scales } });
          expect(read.classes[0]).toBe(name);
          expect(read.anchors.scales).toEqual(scales);
        },
      ),
    );
  });

  it('takes no values but JSON’s own, whatever is in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(refusal(value)).toMatchObject({ path: expect.any(String) as string });
      }),
    );
    const whole = parsed();
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(whole)), fc.jsonValue(), (key, value) => {
        const outcome = refusal({ ...whole, [key]: value });
        expect(outcome).toBeInstanceOf(Object);
      }),
    );
  });

  it.each([
    ['format', 'other', 'format'],
    ['version', 2, 'version'],
    ['category_ids', [1], 'category_ids'],
    ['classes', [], 'classes'],
    ['classes', [''], 'classes.0'],
    ['matching', { foreground_iou: 0.4, background_iou: 0.5, low_quality: true }, 'matching.background_iou'],
    ['activation', 'softmax', 'activation'],
    ['default_side', 1e9, 'default_side'],
    ['score_threshold', -1, 'score_threshold'],
    ['preset', 'x'.repeat(101), 'preset'],
  ])('with a wrong %s is refused at its place: %j', (key, value, path) => {
    expect(refusal({ ...parsed(), [key]: value })).toMatchObject({ path });
  });

  it('is refused without a field, and at its place', () => {
    for (const key of Object.keys(parsed())) {
      if (key === 'model') continue;
      const others = Object.entries(parsed()).filter(([name]) => name !== key);
      expect(refusal(Object.fromEntries(others))).toMatchObject({ path: key });
    }
    const anchors = { ...(parsed()['anchors'] as Json), strides: [0] };
    expect(refusal({ ...parsed(), anchors })).toMatchObject({ path: 'anchors.strides.0' });
    const sizes = { ...(parsed()['anchors'] as Json), sizes: [[1, 2, 3]] };
    expect(refusal({ ...parsed(), anchors: sizes })).toMatchObject({ path: 'anchors.sizes' });
  });

  it('adds nothing to the page from keys that mean something to JavaScript', () => {
    const hostile = JSON.parse(`{"__proto__": {"preset": "x"}, "constructor": 1}`) as Json;
    expect(refusal(hostile)).toMatchObject({ path: 'format' });
    const read = readSidecar({ ...parsed(), ...hostile }) as unknown as Json;
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(Object.keys(read)).not.toContain('constructor');
  });

  it('is called like its model', () => {
    expect(sidecarName('mine.ONNX')).toBe('mine.retinanet.json');
    expect(sidecarName('a.onnx.onnx')).toBe('a.onnx.retinanet.json');
  });
});

const refusedLabels = (text: string, count: number | undefined): unknown => {
  try {
    return readLabels(text, count);
  } catch (error) {
    if (error instanceof FocalScopeError && error.code === 'labels-invalid') return error.details;
    throw error;
  }
};

describe('a labels file', () => {
  it.each([
    ['lines', 'ant\nbee\ncat'],
    ['lines of Windows, with a mark of its encoding', '\uFEFFant\r\nbee\r\n\r\ncat\r\n'],
    ['a list', '["ant", "bee", " cat "]'],
    ['names by index, in any order', '{"2": "cat", "0": "ant", "1": "bee"}'],
    [
      'COCO’s categories',
      '{"info": {}, "categories": [{"id": 7, "name": "ant"}, {"name": "bee"}, {"name": "cat"}]}',
    ],
  ])('is read as %s', (_, text) => {
    expect(readLabels(text, 3)).toEqual(['ant', 'bee', 'cat']);
    expect(readLabels(text, undefined)).toHaveLength(3);
    expect(refusedLabels(text, 4)).toEqual({ expected: 4, found: 3 });
  });

  it.each([
    ['nothing', ''],
    ['empty lines', '\n \n'],
    ['broken JSON', '["ant", '],
    ['numbers', '[1, 2, 3]'],
    ['a nameless category', '{"categories": [{"id": 1}]}'],
    ['a gap in its indices', '{"0": "ant", "2": "cat"}'],
    ['an index of JavaScript’s own', '{"__proto__": "ant"}'],
  ])('is refused with %s', (_, text) => {
    expect(refusedLabels(text, undefined)).toMatchObject({ found: 0 });
  });

  it('gives names of text alone, as many as asked for, or says how many there are', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), fc.option(fc.nat(9), { nil: undefined }), (text, count) => {
        const read = refusedLabels(text, count);
        if (!Array.isArray(read)) {
          expect(read).toHaveProperty('found');
          return;
        }
        if (count !== undefined) expect(read).toHaveLength(count);
        for (const name of read as string[]) {
          expect(name.trim()).toBe(name);
          expect(name.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('keeps markup as text, and cuts what no name is long enough for', () => {
    const hostile = '<img src=x onerror=alert(1)>';
    expect(readLabels(`${hostile}\nbee`, 2)).toEqual([hostile, 'bee']);
    expect(readLabels(`${'a'.repeat(5000)}\nbee`, 2)[0]).toHaveLength(200);
  });
});

describe('a list of classes', () => {
  it('is COCO’s in a row, or with its gaps, or MLPerf’s, by its number', () => {
    expect(classListOf(80)).toMatchObject({ isNamed: true });
    expect(classListOf(80).classes.slice(0, 2)).toEqual(['person', 'bicycle']);
    expect(classListOf(80).categoryIds.at(-1)).toBe(90);
    const [from0, from1] = [classListOf(91), classListOf(90)];
    expect(from0.classes.slice(0, 2)).toEqual([noClass, 'person']);
    expect(from1.classes[0]).toBe('person');
    expect(from0.classes.slice(1)).toEqual(from1.classes);
    expect(from1.classes.filter((name) => name === noClass)).toHaveLength(10);
    expect(from0.categoryIds[90]).toBe(90);
    expect(new Set(classListOf(264).classes).size).toBe(264);
  });

  it('is numbered where nobody knows better', () => {
    expect(classListOf(3)).toEqual({
      classes: ['class 0', 'class 1', 'class 2'],
      categoryIds: [0, 1, 2],
      isNamed: false,
    });
  });

  it('that somebody named has the ids of the one it is, or counts', () => {
    expect(classListNamed(classListOf(80).classes)).toEqual(classListOf(80));
    const other = classListOf(80).classes.with(0, 'helmet');
    expect(classListNamed(other)).toMatchObject({ isNamed: true, classes: other });
    expect(classListNamed(other).categoryIds[79]).toBe(79);
  });
});
