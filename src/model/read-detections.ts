import { FocalScopeError } from '../base/errors.ts';
import { halvesToFloats } from './half-float.ts';
import type { DetectionsLayout } from './head-layout.ts';

/** Boxes after suppression, in the order in which the graph gives them. */
export interface DetectionOutputs {
  readonly count: number;
  /** `[N, 4]` corners in pixels of the input */
  readonly boxes: Float32Array<ArrayBuffer>;
  readonly scores: Float32Array<ArrayBuffer>;
  /** As the graph counts them: which class a label means is the exporter's affair. */
  readonly labels: Int32Array<ArrayBuffer>;
}

/** A tensor's values on the CPU. */
export interface TensorValues {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

/**
 * A float tensor's values as they lie: float16 by its bits, whichever array the runtime gives.
 *
 * @throws FocalScopeError `model-not-a-detector` for other types
 */
export function floatValues({ type, data }: TensorValues): Float32Array | Uint16Array {
  if (type === 'float32' && data instanceof Float32Array) return data;
  if (type === 'float16' && ArrayBuffer.isView(data))
    return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  throw new FocalScopeError('model-not-a-detector', {
    missing: 'float32, float16',
    inputs: '–',
    outputs: type,
  });
}

/** Any numbers as float32; whole ones of 64 bits included. */
function toFloats(tensor: TensorValues): Float32Array {
  const { type, data } = tensor;
  if (type === 'int64' && data instanceof BigInt64Array) return Float32Array.from(data, Number);
  if (type === 'int32' && data instanceof Int32Array) return Float32Array.from(data);
  const values = floatValues(tensor);
  return values instanceof Uint16Array ? halvesToFloats(values) : values;
}

/**
 * Reads boxes after suppression. Padding is left out: rows with a label or a score below 0, or with a number that is
 * none; and boxes without any area, as graphs with a fixed number of rows fill up with.
 *
 * @param tensors those that the layout names
 * @throws FocalScopeError `model-not-a-detector` where they are of unequal length
 */
export function readDetections(
  layout: DetectionsLayout,
  tensors: Readonly<Record<string, TensorValues>>,
): DetectionOutputs {
  const take = (name: string): Float32Array => {
    const tensor = tensors[name];
    if (!tensor) throw new FocalScopeError('model-run-failed', { reason: `no output ${name}` });
    return toFloats(tensor);
  };
  const corners = take(layout.boxes);
  const columns = layout.scores === undefined ? 5 : 4;
  const labels = take(layout.labels);
  const scores =
    layout.scores === undefined
      ? Float32Array.from(labels, (_, row) => corners[row * columns + 4] ?? NaN)
      : take(layout.scores);
  if (corners.length !== labels.length * columns || scores.length !== labels.length) {
    throw new FocalScopeError('model-not-a-detector', {
      missing: `[N, ${columns}] + [N]`,
      inputs: '–',
      outputs: `${corners.length / columns} + ${labels.length} + ${scores.length}`,
    });
  }
  const rows = [...labels.keys()].filter((row) => {
    const [x0 = NaN, y0 = NaN, x1 = NaN, y1 = NaN] = corners.subarray(row * columns, row * columns + 4);
    const label = labels[row] ?? NaN;
    const score = scores[row] ?? NaN;
    return label >= 0 && score >= 0 && Number.isFinite(score) && x1 - x0 > 0 && y1 - y0 > 0;
  });
  return {
    count: rows.length,
    boxes: Float32Array.from(rows.flatMap((row) => [...corners.subarray(row * columns, row * columns + 4)])),
    scores: Float32Array.from(rows, (row) => scores[row] ?? NaN),
    labels: Int32Array.from(rows, (row) => labels[row] ?? -1),
  };
}
