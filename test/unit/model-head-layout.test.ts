import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TensorSignature } from '../../src/model/graph-signature.ts';
import type { HeadLayout } from '../../src/model/head-layout.ts';
import { readHeadLayout } from '../../src/model/read-head-layout.ts';

const images: TensorSignature = { name: 'images', type: 'float32', dims: [1, 3, undefined, undefined] };
const value = (
  name: string,
  dims: TensorSignature['dims'],
  type: TensorSignature['type'] = 'float32',
): TensorSignature => ({ name, type, dims });
const read = (
  outputs: readonly TensorSignature[],
  hints?: Parameters<typeof readHeadLayout>[1],
): HeadLayout | undefined => readHeadLayout({ inputs: [images], outputs }, hints);

/** Maps of a pyramid over an input of `side` pixels, each with a name that says nothing. */
function pyramid(levels: number, side: number, channels: readonly [number, number]): TensorSignature[] {
  return channels.flatMap((count, kind) =>
    Array.from({ length: levels }, (_, level) => {
      const size = Math.ceil(side / 2 ** (level + 3));
      return value(`output${kind * levels + level + 1}`, [1, count, size, size]);
    }),
  );
}

describe('concatenated heads', () => {
  it('are told by their shapes, in any order and by any name, with A open or not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }).filter((classes) => classes !== 4),
        fc.option(fc.integer({ min: 1, max: 200000 }), { nil: undefined }),
        fc.boolean(),
        fc.constantFrom('float32', 'float16'),
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 2 }),
        (classes, anchors, isReversed, type, [logits, deltas]) => {
          const outputs = [
            value(logits!, [1, anchors, classes], type),
            value(deltas!, [1, anchors, 4], type),
          ];
          const layout = read(isReversed ? outputs.toReversed() : outputs);
          expect(layout).toEqual({ kind: 'concatenated', logits, deltas, classes, anchors });
        },
      ),
    );
  });

  it('of four classes are told by names, or by what is known, or not at all', () => {
    const pair = (first: string, second: string): TensorSignature[] => [
      value(first, [1, 90, 4]),
      value(second, [1, 90, 4]),
    ];
    expect(read(pair('bbox_regression', 'cls_logits'))).toMatchObject({
      logits: 'cls_logits',
      deltas: 'bbox_regression',
    });
    expect(read(pair('classification', 'regression'))).toMatchObject({ logits: 'classification' });
    expect(read(pair('a', 'b'), { logitsName: 'b', deltasName: 'a' })).toMatchObject({ logits: 'b' });
    expect(() => read(pair('a', 'b'))).toThrow(
      expect.objectContaining({
        code: 'model-outputs-ambiguous',
        details: {
          readings: 'K = 4: b + a | K = 4: a + b',
          inputs: 'images float32 [1, 3, ?, ?]',
          outputs: 'a float32 [1, 90, 4]; b float32 [1, 90, 4]',
        },
      }),
    );
  });

  it('stand beside other outputs, of which K tells them', () => {
    const outputs = [value('features', [1, 90, 256]), value('x', [1, 90, 80]), value('y', [1, 90, 4])];
    expect(read(outputs, { classes: 80 })).toMatchObject({ logits: 'x', deltas: 'y', classes: 80 });
    expect(() => read(outputs)).toThrow(expect.objectContaining({ code: 'model-outputs-ambiguous' }));
  });

  it('win over boxes after suppression in the same graph', () => {
    const layout = read([
      value('boxes', [undefined, 4]),
      value('labels', [undefined], 'int64'),
      value('scores', [undefined]),
      value('cls_logits', [1, undefined, 91]),
      value('bbox_regression', [1, undefined, 4]),
    ]);
    expect(layout).toMatchObject({ kind: 'concatenated', classes: 91 });
  });

  it('whose K the file leaves open wait for a run', () => {
    expect(read([value('a', [1, undefined, undefined]), value('b', [1, undefined, 4])])).toBeUndefined();
    expect(read([value('a', undefined), value('b', undefined)])).toBeUndefined();
  });
});

describe('heads of one pair of maps a level', () => {
  it('are sorted by size, whatever the order of the outputs, and split by channels', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 5 }),
        fc.integer({ min: 3, max: 12 }),
        fc.integer({ min: 5, max: 300 }),
        fc.integer({ min: 256, max: 1400 }),
        fc.array(fc.nat(), { minLength: 10, maxLength: 10 }),
        (levels, anchors, classes, side, shuffle) => {
          const ordered = pyramid(levels, side, [anchors * classes, anchors * 4]);
          const outputs = ordered
            .map((output, index) => ({ output, key: shuffle[index]! }))
            .sort((a, b) => a.key - b.key)
            .map(({ output }) => output);
          // Other numbers of anchors may divide the channels as well: then K decides.
          const layout = read(outputs, { classes });
          expect(layout).toMatchObject({ kind: 'per-level', classes, anchorsPerCell: anchors });
          if (layout?.kind !== 'per-level') return;
          expect(layout.levels.map(({ logits }) => logits)).toEqual(
            ordered.slice(0, levels).map(({ name }) => name),
          );
          expect(layout.levels.map(({ deltas }) => deltas)).toEqual(
            ordered.slice(levels).map(({ name }) => name),
          );
          expect(layout.levels.map(({ height }) => height)).toEqual(
            Array.from({ length: levels }, (_, level) => Math.ceil(side / 2 ** (level + 3))),
          );
        },
      ),
    );
  });

  it.each([
    [80, 9],
    [91, 9],
    [264, 9],
    [1, 9],
    [20, 3],
    [80, 15],
  ])('of %i classes and %i anchors a cell need no hint', (classes, anchors) => {
    const layout = read(pyramid(5, 640, [anchors * classes, anchors * 4]));
    expect(layout).toMatchObject({ classes, anchorsPerCell: anchors });
  });

  it('are told by names where there are four classes', () => {
    const rename = (outputs: TensorSignature[], names: readonly [string, string]): TensorSignature[] =>
      outputs.map((output, index) => ({
        ...output,
        name: `${index < 5 ? names[0] : names[1]}_${index % 5}`,
      }));
    const outputs = pyramid(5, 640, [36, 36]);
    const layout = read(rename(outputs, ['box_delta', 'box_cls']));
    expect(layout).toMatchObject({ classes: 4, anchorsPerCell: 9 });
    if (layout?.kind !== 'per-level') return;
    expect(layout.levels[0]).toMatchObject({ logits: 'box_cls_0', deltas: 'box_delta_0', height: 80 });
    expect(() => read(outputs)).toThrow(expect.objectContaining({ code: 'model-outputs-ambiguous' }));
  });

  it('of one size keep the order of the graph, or its reverse where that is coarse to fine', () => {
    // An input of 64 pixels: P6 and P7 are of one cell each.
    const outputs = pyramid(5, 64, [720, 36]);
    const fine = ['output1', 'output2', 'output3', 'output4', 'output5'];
    for (const given of [outputs, outputs.toReversed()]) {
      const layout = read(given);
      expect(layout?.kind === 'per-level' && layout.levels.map(({ logits }) => logits)).toEqual(fine);
    }
  });

  it('whose sizes the file leaves open wait for a run', () => {
    const open = pyramid(5, 640, [720, 36]).map(({ name }, index) =>
      value(name, [1, index < 5 ? 720 : 36, undefined, undefined]),
    );
    expect(read(open)).toBeUndefined();
  });

  it('of unequal sizes or numbers are none', () => {
    const outputs = pyramid(5, 640, [720, 36]);
    const refusal = expect.objectContaining({ code: 'model-not-a-detector' }) as Error;
    expect(() => read(outputs.slice(1))).toThrow(refusal);
    expect(() => read(outputs.with(0, value('output1', [1, 720, 81, 80])))).toThrow(refusal);
    expect(() => read(outputs.with(0, value('output1', [2, 720, 80, 80])))).toThrow(refusal);
  });
});

describe('boxes after suppression', () => {
  it.each([
    [
      'torchvision',
      [value('boxes', [undefined, 4]), value('labels', [undefined], 'int64'), value('scores', [undefined])],
      { boxes: 'boxes', scores: 'scores', labels: 'labels' },
    ],
    [
      'mmdeploy',
      [value('dets', [1, undefined, 5]), value('labels', [1, undefined], 'int64')],
      { boxes: 'dets', scores: undefined, labels: 'labels' },
    ],
    [
      'keras-retinanet',
      [value('a', [1, 300, 4]), value('b', [1, 300]), value('c', [1, 300], 'int32')],
      { boxes: 'a', scores: 'b', labels: 'c' },
    ],
    [
      'yhenon',
      [value('1', [undefined]), value('2', [undefined], 'int64'), value('3', [undefined, 4])],
      { boxes: '3', scores: '1', labels: '2' },
    ],
    [
      'detectron2, with the size of the picture',
      [
        value('boxes', [undefined, 4]),
        value('size', [2], 'int64'),
        value('which', [undefined], 'int64'),
        value('how_sure', [undefined]),
      ],
      { boxes: 'boxes', scores: 'how_sure', labels: 'which' },
    ],
    [
      'labels as floats, told by name',
      [value('scores', [1, 100]), value('boxes', [1, 100, 4]), value('classes', [1, 100])],
      { boxes: 'boxes', scores: 'scores', labels: 'classes' },
    ],
  ])('of %s are told apart', (_, outputs, expected) => {
    expect(read(outputs)).toEqual({ kind: 'detections', ...expected });
    expect(read(outputs.toReversed())).toEqual({ kind: 'detections', ...expected });
  });

  it('are read again from a run’s dims, none found included', () => {
    const outputs = [value('boxes', [0, 4]), value('labels', [0], 'int64'), value('scores', [0])];
    expect(read(outputs)).toMatchObject({ kind: 'detections', labels: 'labels' });
  });
});

describe('anything else', () => {
  it('is refused, and both inputs and outputs are listed with what was expected', () => {
    expect(() => read([value('scores', [1, 10])])).toThrow(
      expect.objectContaining({
        code: 'model-not-a-detector',
        details: {
          missing: expect.stringContaining('[1, A, K] + [1, A, 4]') as string,
          inputs: 'images float32 [1, 3, ?, ?]',
          outputs: 'scores float32 [1, 10]',
        },
      }),
    );
  });

  it('includes heads that were left quantised, of text, and of no output', () => {
    const refusal = expect.objectContaining({ code: 'model-not-a-detector' }) as Error;
    expect(() => read([value('a', [1, 9, 80], 'uint8'), value('b', [1, 9, 4], 'int8')])).toThrow(refusal);
    expect(() => read([value('a', [3], 'string')])).toThrow(refusal);
    expect(() => read([])).toThrow(refusal);
  });

  it('never ends in anything but a layout, a wait or a typed error', () => {
    const dims = fc.option(
      fc.array(fc.option(fc.constantFrom(0, 1, 2, 3, 4, 5, 9, 36, 80, 100, 720), { nil: undefined }), {
        maxLength: 5,
      }),
      { nil: undefined },
    );
    const output = fc.record({
      name: fc.string(),
      type: fc.constantFrom('float32', 'float16', 'int64', 'int32', 'uint8', ''),
      dims,
    });
    fc.assert(
      fc.property(fc.array(output, { maxLength: 12 }), (outputs) => {
        try {
          const layout = read(outputs);
          expect(['concatenated', 'per-level', 'detections', undefined]).toContain(layout?.kind);
        } catch (error) {
          expect(['model-not-a-detector', 'model-outputs-ambiguous']).toContain(
            (error as { code?: string }).code,
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});
