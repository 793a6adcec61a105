import {
  anchorsPerCell,
  baseSize,
  createTinyManifest,
  prior,
  scales,
  strides,
  tinyClasses,
} from './tiny-manifest.ts';
import { writeOnnxModel, type OnnxConstant, type OnnxNode, type OnnxValue } from './onnx-writer.ts';

/**
 * RetinaNets small enough for ONNX Runtime's WebGPU provider on a software adapter. Their features are the average
 * colours of each cell; their predictors are 1 × 1 convolutions whose weights follow from a seed, so that every
 * logit differs with its class, anchor and level.
 *
 * Each class has a colour and a level: a cell of that level wholly in that colour gives a confident detection whose
 * box is the cell itself, from the square anchor of scale 1, and a weaker one of nearly the same box from the next
 * anchor, which suppression has to take away.
 */

/** Shape index of ratio 1, scale 1; the one after it has the next scale. */
const squareAnchor = 3;

/** The output of a head: `[A, K]` logits and `[A, 4]` deltas, levels P3 … P7 concatenated, then y, x, anchor. */
export interface TinyHead {
  readonly anchors: number;
  readonly logits: Float64Array;
  readonly deltas: Float64Array;
}

export interface TinyModel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** In the schema of the manifests in `public/models`. */
  readonly manifest: Record<string, unknown>;
  readonly classes: number;
  /**
   * The head's output, computed plainly in float64.
   *
   * @param input `[3, height, width]`, normalised
   */
  computeHead(input: Float32Array, width: number, height: number): TinyHead;
}

/** Marsaglia's xorshift: the same numbers in (−0.5, 0.5) on every machine. */
function createNoise(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32 - 0.5;
  };
}

/** Weights `[channels, 3]` and biases `[channels]` of one level's predictors. */
interface Predictor {
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

function createClassPredictor(stride: number, noise: () => number): Predictor {
  const channels = anchorsPerCell * tinyClasses.length;
  const weights = Float32Array.from({ length: channels * 3 }, () => noise() * 0.1);
  const biases = Float32Array.from({ length: channels }, () => Math.log(prior / (1 - prior)) + noise() * 0.2);
  for (const [classIndex, { stride: own, weights: colour }] of tinyClasses.entries()) {
    if (own !== stride) continue;
    for (const [anchor, gain] of [
      [squareAnchor, 3],
      [squareAnchor + 1, 2.5],
    ] as const) {
      const channel = anchor * tinyClasses.length + classIndex;
      for (const [component, weight] of colour.entries()) weights[channel * 3 + component]! += gain * weight;
    }
  }
  return { weights, biases };
}

function createBoxPredictor(noise: () => number): Predictor {
  const weights = Float32Array.from({ length: anchorsPerCell * 12 }, () => noise() * 0.002);
  const biases = Float32Array.from({ length: anchorsPerCell * 4 }, () => noise() * 0.1);
  for (const anchor of [squareAnchor, squareAnchor + 1]) {
    // From the anchor down to the cell; the second box is a tenth wider and taller.
    const shrink = Math.log(baseSize * (anchor === squareAnchor ? 1 : scales[1] / 1.1));
    biases.set([0, 0, -shrink, -shrink], anchor * 4);
  }
  return { weights, biases };
}

const integers = (name: string, values: readonly number[]): OnnxConstant => ({
  name,
  dims: [values.length],
  data: BigInt64Array.from(values, BigInt),
});

/** Average pooling over `size` × `size` cells, the grid rounded up; cells outside count for nothing. */
const pool = (input: string, output: string, size: number): OnnxNode => ({
  operator: 'AveragePool',
  inputs: [input],
  outputs: [output],
  attributes: {
    kernel_shape: { kind: 'ints', value: [size, size] },
    strides: { kind: 'ints', value: [size, size] },
    pads: { kind: 'ints', value: [0, 0, size - 1, size - 1] },
    count_include_pad: { kind: 'int', value: 0 },
  },
});

/** A 1 × 1 convolution and the way to `[1, cells · 9, perAnchor]`. */
function predictorNodes(features: string, name: string, shape: string): OnnxNode[] {
  return [
    {
      operator: 'Conv',
      inputs: [features, `${name}.weight`, `${name}.bias`],
      outputs: [`${name}.map`],
      attributes: { kernel_shape: { kind: 'ints', value: [1, 1] } },
    },
    {
      operator: 'Transpose',
      inputs: [`${name}.map`],
      outputs: [`${name}.last`],
      attributes: { perm: { kind: 'ints', value: [0, 2, 3, 1] } },
    },
    { operator: 'Reshape', inputs: [`${name}.last`, shape], outputs: [name] },
  ];
}

function predictorConstants(name: string, { weights, biases }: Predictor): OnnxConstant[] {
  return [
    { name: `${name}.weight`, dims: [biases.length, 3, 1, 1], data: weights },
    { name: `${name}.bias`, dims: [biases.length], data: biases },
  ];
}

const imageInput: OnnxValue = { name: 'images', dims: [1, 3, 'H', 'W'] };

/** Builds the tiny RetinaNet of a seed. */
export function createTinyRetinaNet(seed = 1): TinyModel {
  const noise = createNoise(seed * 2654435761);
  const classes = tinyClasses.length;
  const levels = strides.map((stride, index) => ({
    name: `p${index + 3}`,
    classPredictor: createClassPredictor(stride, noise),
    boxPredictor: createBoxPredictor(noise),
  }));
  const concatenate = (kind: string, output: string): OnnxNode => ({
    operator: 'Concat',
    inputs: levels.map(({ name }) => `${name}.${kind}`),
    outputs: [output],
    attributes: { axis: { kind: 'int', value: 1 } },
  });
  const bytes = writeOnnxModel({
    name: 'tiny-retinanet',
    inputs: [imageInput],
    outputs: [
      { name: 'cls_logits', dims: [1, 'A', classes] },
      { name: 'box_deltas', dims: [1, 'A', 4] },
    ],
    nodes: [
      ...levels.flatMap(({ name }, index) => [
        index === 0 ? pool('images', name, 8) : pool(levels[index - 1]!.name, name, 2),
        ...predictorNodes(name, `${name}.logits`, 'logits.shape'),
        ...predictorNodes(name, `${name}.deltas`, 'deltas.shape'),
      ]),
      concatenate('logits', 'cls_logits'),
      concatenate('deltas', 'box_deltas'),
    ],
    constants: [
      integers('logits.shape', [1, -1, classes]),
      integers('deltas.shape', [1, -1, 4]),
      ...levels.flatMap(({ name, classPredictor, boxPredictor }) => [
        ...predictorConstants(`${name}.logits`, classPredictor),
        ...predictorConstants(`${name}.deltas`, boxPredictor),
      ]),
    ],
  });

  const computeHead: TinyModel['computeHead'] = (input, width, height) => {
    const logits: number[] = [];
    const deltas: number[] = [];
    let map: FeatureMap = { width, height, data: Float64Array.from(input) };
    for (const [index, { classPredictor, boxPredictor }] of levels.entries()) {
      map = averagePool(map, index === 0 ? 8 : 2);
      const cells = map.width * map.height;
      for (let cell = 0; cell < cells; cell++) {
        logits.push(...predict(classPredictor, map.data, cell, cells));
        deltas.push(...predict(boxPredictor, map.data, cell, cells));
      }
    }
    return {
      anchors: deltas.length / 4,
      logits: Float64Array.from(logits),
      deltas: Float64Array.from(deltas),
    };
  };

  return { bytes, manifest: createTinyManifest(bytes.length), classes, computeHead };
}

/** `[3, height, width]` */
interface FeatureMap {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

function averagePool(map: FeatureMap, size: number): FeatureMap {
  const width = Math.ceil(map.width / size);
  const height = Math.ceil(map.height / size);
  const data = new Float64Array(3 * width * height);
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const lastY = Math.min(map.height, (y + 1) * size);
        const lastX = Math.min(map.width, (x + 1) * size);
        let sum = 0;
        for (let sourceY = y * size; sourceY < lastY; sourceY++) {
          for (let sourceX = x * size; sourceX < lastX; sourceX++) {
            sum += map.data[(channel * map.height + sourceY) * map.width + sourceX]!;
          }
        }
        data[(channel * height + y) * width + x] = sum / ((lastY - y * size) * (lastX - x * size));
      }
    }
  }
  return { width, height, data };
}

function predict({ weights, biases }: Predictor, data: Float64Array, cell: number, cells: number): number[] {
  return Array.from(biases, (bias, channel) => {
    let sum = bias;
    for (let component = 0; component < 3; component++) {
      sum += weights[channel * 3 + component]! * data[component * cells + cell]!;
    }
    return sum;
  });
}
