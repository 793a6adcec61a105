import type { Box } from '../../src/base/box.ts';
import { floatToHalf } from '../../src/model/half-float.ts';
import { encodeForExporter, exporterAnchors, type ExporterName } from './exporter-anchors.ts';
import {
  onnxTypes,
  writeOnnxModel,
  writeOnnxModelWithData,
  type OnnxConstant,
  type OnnxGraph,
  type OnnxNode,
  type OnnxValue,
} from './onnx-writer.ts';
import { tinyClasses } from './tiny-manifest.ts';

/**
 * RetinaNets of a few kilobytes, each as one exporter writes them. Like the tiny models they answer a patch in the
 * colour of a class, on a cell of that class's level, with the cell itself as the box: from an anchor that lies
 * elsewhere under another exporter's conventions, and from colours that are others under another's normalising.
 */
export interface ExporterModelOptions {
  readonly exporter: ExporterName;
  readonly classes?: number;
  /** Which classes the patches are of, in the order of `tinyClasses`. */
  readonly activeClasses?: readonly [number, number, number];
  readonly heads?: 'concatenated' | 'per-level';
  readonly scores?: 'logits' | 'probabilities';
  readonly axes?: 'nchw' | 'nhwc' | 'chw';
  readonly inputType?: 'float32' | 'float16' | 'uint8';
  /** As the weights of the class heads are kept. */
  readonly weights?: 'float32' | 'float16' | 'int8';
  readonly outputType?: 'float32' | 'float16';
  /** Height and width; undefined: any. */
  readonly fixed?: readonly [number, number];
  readonly opset?: number;
  /** Keeps weights in a file of this name. */
  readonly dataPath?: string;
  /** Whether dims of the outputs are left open, as after a careless export. */
  readonly openOutputs?: boolean;
}

export interface ExporterModel {
  readonly exporter: ExporterName;
  readonly graph: Uint8Array<ArrayBuffer>;
  readonly data: readonly { readonly path: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
  readonly classes: number;
  readonly activeClasses: readonly [number, number, number];
}

const strides = [8, 16, 32, 64, 128];
const anchorsPerCell = 9;
const prior = Math.log(0.01 / 0.99);

/** Which anchor of a cell answers for each of the tiny classes; none where both orders of a cell agree. */
const activeAnchors = [1, 5, 6];

/** What an exporter does to a channel value from 0 to 255, red first, and in which order channels come. */
interface Normalising {
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly isBgr: boolean;
}

const imageNet: Normalising = {
  mean: [0.485, 0.456, 0.406].map((mean) => mean * 255),
  std: [0.229, 0.224, 0.225].map((std) => std * 255),
  isBgr: false,
};

/** What each exporter writes where nothing else is asked for. */
const habits: Readonly<
  Record<
    ExporterName,
    Normalising & Required<Pick<ExporterModelOptions, 'heads' | 'scores' | 'axes' | 'classes'>>
  >
> = {
  torchvision: { ...imageNet, heads: 'concatenated', scores: 'logits', axes: 'nchw', classes: 91 },
  detectron2: {
    mean: [123.675, 116.28, 103.53],
    std: [1, 1, 1],
    isBgr: true,
    heads: 'per-level',
    scores: 'logits',
    axes: 'nchw',
    classes: 80,
  },
  mmdetection: {
    mean: [123.675, 116.28, 103.53],
    std: [58.395, 57.12, 57.375],
    isBgr: false,
    heads: 'per-level',
    scores: 'logits',
    axes: 'nchw',
    classes: 80,
  },
  'keras-retinanet': {
    mean: [123.68, 116.779, 103.939],
    std: [1, 1, 1],
    isBgr: true,
    heads: 'concatenated',
    scores: 'probabilities',
    axes: 'nhwc',
    classes: 80,
  },
  odtk: { ...imageNet, heads: 'per-level', scores: 'probabilities', axes: 'nchw', classes: 80 },
  'odtk-19.04': { ...imageNet, heads: 'per-level', scores: 'probabilities', axes: 'nchw', classes: 80 },
  yhenon: { ...imageNet, heads: 'concatenated', scores: 'probabilities', axes: 'nchw', classes: 80 },
  'keras-hub': { ...imageNet, heads: 'concatenated', scores: 'logits', axes: 'nhwc', classes: 90 },
  mlperf: { ...imageNet, heads: 'concatenated', scores: 'logits', axes: 'nchw', classes: 264 },
};

/** Names of heads in each exporter's files; `output1` … of the zoo say nothing. */
function headName(exporter: ExporterName, kind: 'logits' | 'deltas', level: number | undefined): string {
  if (level === undefined) {
    if (exporter === 'keras-retinanet') return kind === 'logits' ? 'classification' : 'regression';
    return kind === 'logits' ? 'cls_logits' : 'bbox_regression';
  }
  switch (exporter) {
    case 'detectron2':
      return `${kind === 'logits' ? 'box_cls' : 'box_delta'}_${level}`;
    case 'odtk':
      return `${kind === 'logits' ? 'score' : 'box'}_${level + 1}`;
    case 'odtk-19.04':
      return `output${level + 1 + (kind === 'logits' ? 0 : 5)}`;
    case 'torchvision':
    case 'mmdetection':
    case 'keras-retinanet':
    case 'yhenon':
    case 'keras-hub':
    case 'mlperf':
      return `${kind === 'logits' ? 'cls_score' : 'bbox_pred'}.${level}`;
  }
}

/** Weights `[9 · K, 3]`, in the input's channel order, and biases `[9 · K]` of a level's scores. */
function scoreWeights(
  classes: number,
  active: readonly number[],
  stride: number,
  { mean, std, isBgr }: Normalising,
): { readonly weights: Float32Array<ArrayBuffer>; readonly biases: Float32Array<ArrayBuffer> } {
  const weights = new Float32Array(anchorsPerCell * classes * 3);
  const biases = new Float32Array(anchorsPerCell * classes).fill(prior);
  for (const [index, { stride: own, weights: colour }] of tinyClasses.entries()) {
    if (own !== stride) continue;
    const channel = activeAnchors[index]! * classes + active[index]!;
    // Of a channel value from 0 to 1: a patch gives 1, grey nothing.
    const gain = 8;
    for (const [component, weight] of colour.entries()) {
      const place = isBgr ? 2 - component : component;
      weights[channel * 3 + place] = (gain * weight * std[component]!) / 255;
      biases[channel]! += (gain * weight * mean[component]!) / 255;
    }
  }
  return { weights, biases };
}

/** Biases `[9 · 4]` of a level's boxes: the cell itself from the active anchors, nothing from the others. */
function boxBiases(exporter: ExporterName, stride: number): Float32Array<ArrayBuffer> {
  const cell: Box = [0, 0, stride, stride];
  const anchors = exporterAnchors(exporter, stride);
  return Float32Array.from(
    anchors.flatMap((anchor, index) => {
      const isActive = tinyClasses.some((own, of) => own.stride === stride && activeAnchors[of] === index);
      return isActive ? [...encodeForExporter(exporter, anchor, cell)] : [0, 0, 0, 0];
    }),
  );
}

/** Collects a graph. */
class GraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxConstant[] = [];

  constant(name: string, dims: readonly number[], data: OnnxConstant['data']): string {
    this.constants.push({ name, dims, data });
    return name;
  }

  add(
    operator: string,
    inputs: readonly string[],
    output: string,
    attributes: OnnxNode['attributes'] = {},
  ): string {
    this.nodes.push({ operator, inputs, outputs: [output], attributes });
    return output;
  }

  cast(input: string, type: keyof typeof onnxTypes, output: string): string {
    return this.add('Cast', [input], output, { to: { kind: 'int', value: onnxTypes[type] } });
  }

  transpose(input: string, perm: readonly number[], output: string): string {
    return this.add('Transpose', [input], output, { perm: { kind: 'ints', value: perm } });
  }

  reshape(input: string, shape: readonly number[], output: string): string {
    const name = this.constant(`${output}.shape`, [shape.length], BigInt64Array.from(shape, BigInt));
    return this.add('Reshape', [input, name], output);
  }

  /** Weights as float32, however they are kept. */
  weights(
    name: string,
    dims: readonly number[],
    values: Float32Array,
    kept: 'float32' | 'float16' | 'int8',
  ): string {
    if (kept === 'float32') return this.constant(name, dims, values);
    if (kept === 'float16') {
      const halves = this.constant(`${name}.half`, dims, Uint16Array.from(values, floatToHalf));
      return this.cast(halves, 'float32', name);
    }
    const scale = Math.max(1e-6, ...values.map(Math.abs)) / 127;
    const bytes = Int8Array.from(values, (value) => Math.round(value / scale));
    return this.add(
      'DequantizeLinear',
      [
        this.constant(`${name}.bytes`, dims, bytes),
        this.constant(`${name}.scale`, [], Float32Array.of(scale)),
        this.constant(`${name}.zero`, [], new Int8Array(1)),
      ],
      name,
    );
  }
}

/** The image as `[1, 3, H, W]` of float32, whatever order and type the input has. */
function readImage(builder: GraphBuilder, axes: string, type: string, opset: number): string {
  let image = 'images';
  if (type !== 'float32') image = builder.cast(image, 'float32', 'image.float');
  if (axes === 'nhwc') return builder.transpose(image, [0, 3, 1, 2], 'image.planes');
  if (axes !== 'chw') return image;
  if (opset < 13)
    return builder.add('Unsqueeze', [image], 'image.batch', { axes: { kind: 'ints', value: [0] } });
  return builder.add(
    'Unsqueeze',
    [image, builder.constant('batch.axis', [1], BigInt64Array.of(0n))],
    'image.batch',
  );
}

export function createExporterModel(options: ExporterModelOptions): ExporterModel {
  const { exporter } = options;
  const {
    classes,
    heads,
    scores,
    axes,
    inputType = 'float32',
    weights = 'float32',
    outputType = 'float32',
    fixed = ['H', 'W'],
    opset = 17,
    openOutputs = false,
    dataPath,
    ...normalising
  } = { ...habits[exporter], ...options };
  const activeClasses = options.activeClasses ?? [0, Math.floor(classes / 2), classes - 1];
  const builder = new GraphBuilder();
  let features = readImage(builder, axes, inputType, opset);
  const parts: Record<'logits' | 'deltas', string[]> = { logits: [], deltas: [] };
  for (const [level, stride] of strides.entries()) {
    const size = level === 0 ? 8 : 2;
    features = builder.add('AveragePool', [features], `p${level + 3}`, {
      kernel_shape: { kind: 'ints', value: [size, size] },
      strides: { kind: 'ints', value: [size, size] },
      pads: { kind: 'ints', value: [0, 0, size - 1, size - 1] },
      count_include_pad: { kind: 'int', value: 0 },
    });
    const score = scoreWeights(classes, activeClasses, stride, normalising);
    const deltas = boxBiases(exporter, stride);
    for (const kind of ['logits', 'deltas'] as const) {
      const channels = kind === 'logits' ? anchorsPerCell * classes : anchorsPerCell * 4;
      const name = `p${level + 3}.${kind}`;
      const values = kind === 'logits' ? score.weights : new Float32Array(channels * 3);
      const weight = builder.weights(`${name}.weight`, [channels, 3, 1, 1], values, weights);
      const bias = builder.constant(`${name}.bias`, [channels], kind === 'logits' ? score.biases : deltas);
      let map = builder.add('Conv', [features, weight, bias], `${name}.map`, {
        kernel_shape: { kind: 'ints', value: [1, 1] },
      });
      if (kind === 'logits' && scores === 'probabilities') map = builder.add('Sigmoid', [map], `${name}.p`);
      if (heads === 'concatenated') {
        const last = builder.transpose(map, [0, 2, 3, 1], `${name}.last`);
        map = builder.reshape(last, [1, -1, channels / anchorsPerCell], `${name}.rows`);
      }
      parts[kind].push(map);
    }
  }
  const finish = (value: string, name: string): void => {
    if (outputType === 'float16') builder.cast(value, 'float16', name);
    else builder.add('Identity', [value], name);
  };
  const outputs: OnnxValue[] = [];
  for (const kind of ['logits', 'deltas'] as const) {
    const width = kind === 'logits' ? classes : 4;
    if (heads === 'concatenated') {
      const joined = builder.add('Concat', parts[kind], `${kind}.all`, { axis: { kind: 'int', value: 1 } });
      const name = headName(exporter, kind, undefined);
      finish(joined, name);
      outputs.push({ name, type: outputType, dims: openOutputs ? ['N', 'A', 'C'] : [1, 'A', width] });
      continue;
    }
    for (const [level, map] of parts[kind].entries()) {
      const name = headName(exporter, kind, level);
      finish(map, name);
      const [height, wide] = fixed.map((side) =>
        typeof side === 'number' ? Math.ceil(side / strides[level]!) : `${side}${level}`,
      );
      outputs.push({ name, type: outputType, dims: [1, anchorsPerCell * width, height!, wide!] });
    }
  }
  const [height, width] = fixed;
  const image = axes === 'nhwc' ? [height, width, 3] : [3, height, width];
  const graph: OnnxGraph = {
    name: exporter,
    inputs: [{ name: 'images', type: inputType, dims: axes === 'chw' ? image : [1, ...image] }],
    outputs,
    nodes: builder.nodes,
    constants: builder.constants,
  };
  const written = dataPath === undefined ? undefined : writeOnnxModelWithData(graph, dataPath, opset);
  return {
    exporter,
    graph: written?.graph ?? writeOnnxModel(graph, opset),
    data: written && dataPath !== undefined ? [{ path: dataPath, bytes: written.data }] : [],
    classes,
    activeClasses,
  };
}

/** The input of an exporter's model for an RGBA picture, not resized: `[3, H, W]`, channels in its order. */
export function normaliseForExporter(
  exporter: ExporterName,
  pixels: Uint8ClampedArray,
): Float32Array<ArrayBuffer> {
  const { mean, std, isBgr } = habits[exporter];
  const count = pixels.length / 4;
  return Float32Array.from({ length: count * 3 }, (_, index) => {
    const place = Math.floor(index / count);
    const component = isBgr ? 2 - place : place;
    return (pixels[(index % count) * 4 + component]! - mean[component]!) / std[component]!;
  });
}
