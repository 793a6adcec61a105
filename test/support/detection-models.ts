import { writeOnnxModel, type OnnxConstant, type OnnxValue } from './onnx-writer.ts';

/** Exports whose suppression is inside the graph: boxes and no heads. */
export const detectionKinds = ['torchvision', 'mmdeploy', 'keras-retinanet', 'yhenon'] as const;
export type DetectionKind = (typeof detectionKinds)[number];

/** What all of them find, whatever the picture: corners in pixels of the input. */
export const knownDetections = [
  { box: [8, 16, 72, 96], score: 0.875, label: 3 },
  { box: [40, 4, 120, 60], score: 0.625, label: 1 },
] as const;

/** Rows that a graph with a fixed number fills up with. */
const paddedRows = 300;

/** Builds the export of a kind; its answer is a constant. */
export function createDetectionModel(kind: DetectionKind): Uint8Array<ArrayBuffer> {
  const found = knownDetections;
  const image: OnnxValue =
    kind === 'torchvision'
      ? { name: 'image', dims: [3, 'H', 'W'] }
      : { name: 'image', dims: kind === 'keras-retinanet' ? [1, 'H', 'W', 3] : [1, 3, 'H', 'W'] };
  const float = (name: string, dims: readonly number[], values: readonly number[]): OnnxConstant => ({
    name,
    dims,
    data: Float32Array.from(values),
  });
  const long = (name: string, dims: readonly number[], values: readonly number[]): OnnxConstant => ({
    name,
    dims,
    data: BigInt64Array.from(values, BigInt),
  });
  const pad = (values: readonly number[], perRow: number): number[] => [
    ...values,
    ...new Array<number>((paddedRows - found.length) * perRow).fill(-1),
  ];
  const boxes = found.flatMap(({ box }) => box);
  const scores = found.map(({ score }) => score);
  const labels = found.map(({ label }) => label);
  const n = found.length;
  const constants: Record<DetectionKind, readonly OnnxConstant[]> = {
    torchvision: [float('boxes', [n, 4], boxes), long('labels', [n], labels), float('scores', [n], scores)],
    mmdeploy: [
      float(
        'dets',
        [1, n, 5],
        found.flatMap(({ box, score }) => [...box, score]),
      ),
      long('labels', [1, n], labels),
    ],
    'keras-retinanet': [
      float('filtered_boxes', [1, paddedRows, 4], pad(boxes, 4)),
      float('filtered_scores', [1, paddedRows], pad(scores, 1)),
      long('filtered_labels', [1, paddedRows], pad(labels, 1)),
    ],
    yhenon: [float('scores', [n], scores), long('classes', [n], labels), float('boxes', [n, 4], boxes)],
  };
  const own = constants[kind];
  return writeOnnxModel({
    name: kind,
    inputs: [image],
    outputs: own.map(({ name, dims, data }) => ({
      name,
      type: data instanceof BigInt64Array ? 'int64' : 'float32',
      dims: dims.map((size) => (size === n ? 'N' : size)),
    })),
    nodes: own.map(({ name }) => ({ operator: 'Identity', inputs: [`${name}.known`], outputs: [name] })),
    constants: own.map((constant) => ({ ...constant, name: `${constant.name}.known` })),
  });
}
