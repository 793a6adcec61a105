import type { FocalScopeErrorCode } from '../../src/base/errors.ts';
import { writeOnnxModel, type OnnxConstant, type OnnxNode, type OnnxValue } from './onnx-writer.ts';
import { tinyClasses } from './tiny-manifest.ts';

/** A model file that must be refused. */
export interface NotDetector {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** With which error; of an anchor count, with `model-not-a-detector`. */
  readonly code: FocalScopeErrorCode;
  /** What gives it away: what its file says, the shapes of a run, or the number of anchors for the input's size. */
  readonly refusedWhen: 'opened' | 'run' | 'matched with the anchor grid';
}

const classes = tinyClasses.length;
const images: OnnxValue = { name: 'images', dims: [1, 3, 'H', 'W'] };
const float = (name: string, dims: readonly number[]): OnnxConstant => ({
  name,
  dims,
  data: Float32Array.from(
    { length: dims.reduce((size, dim) => size * dim, 1) },
    (_, i) => (i % 7) / 10 - 0.3,
  ),
});
const integers = (name: string, values: readonly number[]): OnnxConstant => ({
  name,
  dims: [values.length],
  data: BigInt64Array.from(values, BigInt),
});
const convolve = (input: string, weight: string, output: string): OnnxNode => ({
  operator: 'Conv',
  inputs: [input, weight],
  outputs: [output],
  attributes: {
    kernel_shape: { kind: 'ints', value: [8, 8] },
    strides: { kind: 'ints', value: [8, 8] },
  },
});
const reshape = (input: string, shape: string, output: string): OnnxNode => ({
  operator: 'Reshape',
  inputs: [input, shape],
  outputs: [output],
});

/** An image classifier: one output of class scores. */
export function createClassifier(): Uint8Array<ArrayBuffer> {
  return writeOnnxModel({
    name: 'classifier',
    inputs: [images],
    outputs: [{ name: 'scores', dims: [1, 10] }],
    nodes: [
      { operator: 'GlobalAveragePool', inputs: ['images'], outputs: ['pooled'] },
      { operator: 'Flatten', inputs: ['pooled'], outputs: ['flat'] },
      { operator: 'Gemm', inputs: ['flat', 'weight', 'bias'], outputs: ['scores'] },
    ],
    constants: [float('weight', [3, 10]), float('bias', [10])],
  });
}

/** A graph with heads of the right names, made from one stride-8 convolution each. */
function createHeads(options: {
  readonly input?: OnnxValue;
  readonly logitsShape?: readonly number[];
  readonly deltasShape?: readonly number[];
  /** Anchors per cell that have a box; ten have logits. */
  readonly boxes?: number;
}): Uint8Array<ArrayBuffer> {
  const { input = images, logitsShape = [1, -1, classes], deltasShape = [1, -1, 4], boxes = 10 } = options;
  return writeOnnxModel({
    name: 'heads',
    inputs: [input],
    outputs: [
      { name: 'cls_logits', dims: logitsShape.map((size, axis) => (size < 0 ? `logits${axis}` : size)) },
      { name: 'box_deltas', dims: deltasShape.map((size, axis) => (size < 0 ? `deltas${axis}` : size)) },
    ],
    nodes: [
      convolve(input.name, 'logits.weight', 'logits.map'),
      reshape('logits.map', 'logits.shape', 'cls_logits'),
      convolve(input.name, 'deltas.weight', 'deltas.map'),
      reshape('deltas.map', 'deltas.shape', 'box_deltas'),
    ],
    constants: [
      float('logits.weight', [10 * classes, 3, 8, 8]),
      integers('logits.shape', logitsShape),
      float('deltas.weight', [boxes * 4, 3, 8, 8]),
      integers('deltas.shape', deltasShape),
    ],
  });
}

/** Models that open in ONNX Runtime and are no RetinaNet of the tiny manifest. */
export function createNotDetectors(): NotDetector[] {
  const code = 'model-not-a-detector';
  return [
    { name: 'an image classifier', bytes: createClassifier(), code, refusedWhen: 'opened' },
    {
      name: 'heads of a batch of two',
      bytes: createHeads({ input: { name: 'images', dims: [2, 3, 'H', 'W'] } }),
      code: 'model-input-unsupported',
      refusedWhen: 'opened',
    },
    {
      name: 'logits of four dimensions',
      bytes: createHeads({ logitsShape: [1, 2, -1, classes] }),
      code,
      refusedWhen: 'run',
    },
    {
      name: 'logits of more classes than the manifest names',
      bytes: createHeads({ logitsShape: [1, -1, classes + 2] }),
      code: 'model-class-count',
      refusedWhen: 'opened',
    },
    {
      name: 'boxes of five numbers',
      bytes: createHeads({ deltasShape: [1, -1, 5] }),
      code,
      refusedWhen: 'run',
    },
    {
      name: 'boxes for half of the anchors',
      bytes: createHeads({ boxes: 5 }),
      code,
      refusedWhen: 'run',
    },
    {
      name: 'one level with ten anchors a cell',
      bytes: createHeads({}),
      code,
      refusedWhen: 'matched with the anchor grid',
    },
  ];
}
