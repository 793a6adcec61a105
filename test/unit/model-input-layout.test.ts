import { describe, expect, it } from 'vitest';
import { signatureOfMetadata, type TensorSignature } from '../../src/model/graph-signature.ts';
import { inputDims, readInputLayout } from '../../src/model/input-layout.ts';

const input = (dims: TensorSignature['dims'], type = 'float32'): TensorSignature => ({
  name: 'x',
  type,
  dims,
});
const open = undefined;

describe('the layout of the input', () => {
  it.each([
    [[1, 3, open, open], 'nchw', open, open, [1, 3, 20, 30]],
    [[open, 3, 480, 640], 'nchw', 480, 640, [1, 3, 20, 30]],
    [[1, open, open, 3], 'nhwc', open, open, [1, 20, 30, 3]],
    [[open, 800, 1344, 3], 'nhwc', 800, 1344, [1, 20, 30, 3]],
    [[3, open, open], 'chw', open, open, [3, 20, 30]],
    [[open, open, 3], 'hwc', open, open, [20, 30, 3]],
    [[open, open, open, open], 'nchw', open, open, [1, 3, 20, 30]],
    [undefined, 'nchw', open, open, [1, 3, 20, 30]],
  ] as const)('of %j is %s', (dims, axes, height, width, tensor) => {
    const layout = readInputLayout({ inputs: [input(dims)] });
    expect(layout).toEqual({ name: 'x', type: 'float32', axes, height, width });
    expect(inputDims(layout, 30, 20)).toEqual(tensor);
  });

  it.each(['float32', 'float16', 'uint8'])('takes %s', (type) => {
    expect(readInputLayout({ inputs: [input([1, 3, 8, 8], type)] }).type).toBe(type);
  });

  it.each([
    ['two inputs', [input([1, 3, 8, 8]), { ...input([1, 3]), name: 'im_info' }]],
    ['no input', []],
    ['one channel', [input([1, 1, 8, 8])]],
    ['a batch of two', [input([2, 3, 8, 8])]],
    ['five axes', [input([1, 1, 3, 8, 8])]],
    ['two axes', [input([1, 3])]],
    ['text', [input([1, 3, 8, 8], 'string')]],
    ['integers of 64 bits', [input([1, 3, 8, 8], 'int64')]],
    ['a side of a hundred thousand', [input([1, 3, 100_000, 8])]],
  ])('refuses %s and lists what is there', (_, inputs) => {
    expect(() => readInputLayout({ inputs })).toThrow(
      expect.objectContaining({
        code: 'model-input-unsupported',
        details: { inputs: expect.stringMatching(inputs.length > 0 ? /^x \w+ \[/ : /^–$/) as string },
      }),
    );
  });
});

describe('the signature', () => {
  it('takes symbols, −1 and no shape for open', () => {
    expect(
      signatureOfMetadata([
        { name: 'a', isTensor: true, type: 'float32', shape: [1, 'height', -1, 3] },
        { name: 'b', isTensor: true, type: 'int64', shape: [] },
        { name: 'c', isTensor: false },
      ]),
    ).toEqual([
      { name: 'a', type: 'float32', dims: [1, undefined, undefined, 3] },
      { name: 'b', type: 'int64', dims: undefined },
      { name: 'c', type: '', dims: undefined },
    ]);
  });
});
