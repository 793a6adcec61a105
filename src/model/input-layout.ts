import { FocalScopeError } from '../base/errors.ts';
import { describeTensors, mayBe, type GraphSignature, type TensorSignature } from './graph-signature.ts';

/** Element types of an image input that a session converts to. */
export const inputTypes = ['float32', 'float16', 'uint8'] as const;
export type InputType = (typeof inputTypes)[number];

/** How a graph wants its image. */
export interface InputLayout {
  readonly name: string;
  readonly type: InputType;
  /** Order of the axes; without a batch where there is none (`chw`, `hwc`). */
  readonly axes: 'nchw' | 'nhwc' | 'chw' | 'hwc';
  /** Undefined: any. */
  readonly height: number | undefined;
  readonly width: number | undefined;
}

/** Longest side that a fixed input may have; past it the answer alone would be gigabytes. */
const longestSide = 8192;

/**
 * Reads how the image must be handed over: one tensor of three channels, first or last, of a batch of one or none.
 * Where the file leaves all axes open, channels come first.
 *
 * @throws FocalScopeError `model-input-unsupported`, which lists what the graph takes
 */
export function readInputLayout({ inputs }: Pick<GraphSignature, 'inputs'>): InputLayout {
  const [input] = inputs;
  const refuse = (): FocalScopeError =>
    new FocalScopeError('model-input-unsupported', { inputs: describeTensors(inputs) });
  if (!input || inputs.length !== 1) throw refuse();
  const type = inputTypes.find((known) => known === input.type);
  const axes = readAxes(input);
  if (!type || !axes) throw refuse();
  const dims = input.dims?.length === 4 ? input.dims.slice(1) : (input.dims ?? []);
  const [height, width] = axes.endsWith('chw') ? dims.slice(1) : dims;
  if ([height, width].some((size) => size !== undefined && size > longestSide)) throw refuse();
  return { name: input.name, type, axes, height, width };
}

function readAxes({ dims }: TensorSignature): InputLayout['axes'] | undefined {
  // Not even the rank is told: what nearly all exporters write.
  if (!dims) return 'nchw';
  const hasBatch = dims.length === 4;
  if (dims.length !== 3 && !(hasBatch && mayBe(dims[0], 1))) return undefined;
  const [first, , last] = hasBatch ? dims.slice(1) : dims;
  // A known three beats an open axis.
  const isFirst = first === 3 || (first === undefined && last !== 3);
  if (isFirst) return hasBatch ? 'nchw' : 'chw';
  return last === 3 ? (hasBatch ? 'nhwc' : 'hwc') : undefined;
}

/** Dimensions of the input tensor for an image of this size. */
export function inputDims({ axes }: InputLayout, width: number, height: number): readonly number[] {
  const image = axes.endsWith('chw') ? [3, height, width] : [height, width, 3];
  return axes.startsWith('n') ? [1, ...image] : image;
}
