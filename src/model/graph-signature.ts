/** An input or output of a graph. */
export interface TensorSignature {
  readonly name: string;
  /** As ONNX Runtime names it: `float32`, `int64` …; empty where the value is no tensor. */
  readonly type: string;
  /** A dimension that the file leaves open is undefined; undefined as a whole where even their number is. */
  readonly dims: readonly (number | undefined)[] | undefined;
}

/** What a graph takes and gives. */
export interface GraphSignature {
  readonly inputs: readonly TensorSignature[];
  readonly outputs: readonly TensorSignature[];
}

/** As ONNX Runtime describes a value (`InferenceSession.ValueMetadata`). */
export type ValueMetadata =
  | { readonly name: string; readonly isTensor: false }
  | {
      readonly name: string;
      readonly isTensor: true;
      readonly type: string;
      readonly shape: readonly (number | string)[];
    };

/** Symbols and the −1 of a dimension without a name are open; no shape at all and that of a scalar look alike. */
export function signatureOfMetadata(metadata: readonly ValueMetadata[]): readonly TensorSignature[] {
  return metadata.map((value) => {
    if (!value.isTensor) return { name: value.name, type: '', dims: undefined };
    const dims = value.shape.map((size) => (typeof size === 'number' && size > 0 ? size : undefined));
    return { name: value.name, type: value.type, dims: dims.length > 0 ? dims : undefined };
  });
}

/** The outputs of a run, whose dimensions are all known. */
export function signatureOfTensors(
  tensors: Readonly<Record<string, { readonly type: string; readonly dims: readonly number[] }>>,
): readonly TensorSignature[] {
  return Object.entries(tensors).map(([name, { type, dims }]) => ({ name, type, dims }));
}

/** `images float32 [1, 3, ?, ?]`, for people: one value after the other. */
export function describeTensors(tensors: readonly TensorSignature[]): string {
  const describe = ({ name, type, dims }: TensorSignature): string => {
    const shape = dims ? `[${dims.map((size) => size ?? '?').join(', ')}]` : '[…]';
    return `${name} ${type || '–'} ${shape}`;
  };
  return tensors.length > 0 ? tensors.map(describe).join('; ') : '–';
}

/** Whether a tensor's dimension may be `size`: it is, or it is open. */
export function mayBe(size: number | undefined, expected: number): boolean {
  return size === undefined || size === expected;
}
