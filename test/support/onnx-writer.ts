/**
 * Writes small ONNX files: just enough of the protocol buffer wire format for a graph with constants of a few types,
 * inside it or in a file beside it. Field numbers are those of `onnx.proto` (IR version 8).
 */

/** A constant of the graph. */
export interface OnnxConstant {
  readonly name: string;
  readonly dims: readonly number[];
  /** `Uint16Array`: the bits of float16. */
  readonly data: Float32Array | Uint16Array | BigInt64Array | Int8Array;
}

/** Element types of inputs, outputs and constants, as `TensorProto.DataType` numbers them. */
export const onnxTypes = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const;
export type OnnxType = keyof typeof onnxTypes;

/** An input or output, float32 unless it says otherwise; a string is a symbolic dimension. */
export interface OnnxValue {
  readonly name: string;
  readonly dims: readonly (number | string)[];
  readonly type?: OnnxType;
}

export type OnnxAttribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string };

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxGraph {
  readonly name: string;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
}

/** `AttributeProto.AttributeType` */
const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** One after the other. */
function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Collects the fields of one message. */
class MessageWriter {
  readonly #parts: Uint8Array[] = [];

  /** Wire type 0; negative numbers take ten bytes, as `int64` does. */
  integer(field: number, value: number): this {
    this.#varint(BigInt(field * 8));
    this.#varint(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  /** Wire type 5. */
  float(field: number, value: number): this {
    this.#varint(BigInt(field * 8 + 5));
    this.#parts.push(new Uint8Array(new Float32Array([value]).buffer));
    return this;
  }

  /** Wire type 2. */
  bytes(field: number, value: Uint8Array): this {
    this.#varint(BigInt(field * 8 + 2));
    this.#varint(BigInt(value.length));
    this.#parts.push(value);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: MessageWriter): this {
    return this.bytes(field, value.finish());
  }

  finish(): Uint8Array<ArrayBuffer> {
    return joinBytes(this.#parts);
  }

  #varint(value: bigint): void {
    const bytes: number[] = [];
    let rest = value;
    for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    this.#parts.push(Uint8Array.from(bytes));
  }
}

function typeOf(data: OnnxConstant['data']): OnnxType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Uint16Array) return 'float16';
  return data instanceof Int8Array ? 'int8' : 'int64';
}

/** Weights kept in a file beside the graph. */
class ExternalData {
  readonly path: string;
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  constructor(path: string) {
    this.path = path;
  }

  add(bytes: Uint8Array): { readonly offset: number; readonly length: number } {
    const place = { offset: this.#length, length: bytes.length };
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return place;
  }

  join(): Uint8Array<ArrayBuffer> {
    return joinBytes(this.#parts);
  }
}

function writeConstant(constant: OnnxConstant, external: ExternalData | undefined): MessageWriter {
  const { data, dims, name } = constant;
  const message = new MessageWriter();
  for (const size of dims) message.integer(1, size);
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  message.integer(2, onnxTypes[typeOf(data)]).string(8, name);
  // Shapes and axes must lie in the graph, where the runtime infers from them.
  if (!external || data instanceof BigInt64Array) return message.bytes(9, raw);
  const { offset, length } = external.add(raw);
  for (const [key, value] of Object.entries({ location: external.path, offset, length }))
    message.message(13, new MessageWriter().string(1, key).string(2, String(value)));
  return message.integer(14, 1);
}

function writeValue(value: OnnxValue): MessageWriter {
  const shape = new MessageWriter();
  for (const size of value.dims) {
    const dimension = new MessageWriter();
    shape.message(1, typeof size === 'number' ? dimension.integer(1, size) : dimension.string(2, size));
  }
  const tensorType = new MessageWriter().integer(1, onnxTypes[value.type ?? 'float32']).message(2, shape);
  return new MessageWriter().string(1, value.name).message(2, new MessageWriter().message(1, tensorType));
}

function writeAttribute(name: string, attribute: OnnxAttribute): MessageWriter {
  const message = new MessageWriter().string(1, name);
  switch (attribute.kind) {
    case 'float':
      message.float(2, attribute.value);
      break;
    case 'int':
      message.integer(3, attribute.value);
      break;
    case 'string':
      message.string(4, attribute.value);
      break;
    case 'ints':
      for (const value of attribute.value) message.integer(8, value);
      break;
  }
  return message.integer(20, attributeTypes[attribute.kind]);
}

function writeNode(node: OnnxNode, index: number): MessageWriter {
  const message = new MessageWriter();
  for (const input of node.inputs) message.string(1, input);
  for (const output of node.outputs) message.string(2, output);
  message.string(3, `${node.operator}_${index}`).string(4, node.operator);
  for (const [name, attribute] of Object.entries(node.attributes ?? {})) {
    message.message(5, writeAttribute(name, attribute));
  }
  return message;
}

function writeModel(
  graph: OnnxGraph,
  opset: number,
  external: ExternalData | undefined,
): Uint8Array<ArrayBuffer> {
  const body = new MessageWriter();
  for (const [index, node] of graph.nodes.entries()) body.message(1, writeNode(node, index));
  body.string(2, graph.name);
  for (const constant of graph.constants) body.message(5, writeConstant(constant, external));
  for (const input of graph.inputs) body.message(11, writeValue(input));
  for (const output of graph.outputs) body.message(12, writeValue(output));
  const operators = new MessageWriter().string(1, '').integer(2, opset);
  return new MessageWriter()
    .integer(1, 8)
    .string(2, 'focalscope-tests')
    .message(7, body)
    .message(8, operators)
    .finish();
}

/**
 * A graph as an ONNX file.
 *
 * @param opset of the default domain
 */
export function writeOnnxModel(graph: OnnxGraph, opset = 17): Uint8Array<ArrayBuffer> {
  return writeModel(graph, opset, undefined);
}

/**
 * A graph whose numbers lie in a file beside it.
 *
 * @param path of that file, as the graph names it
 */
export function writeOnnxModelWithData(
  graph: OnnxGraph,
  path: string,
  opset = 17,
): { readonly graph: Uint8Array<ArrayBuffer>; readonly data: Uint8Array<ArrayBuffer> } {
  const external = new ExternalData(path);
  return { graph: writeModel(graph, opset, external), data: external.join() };
}
