/**
 * Writes small ONNX files: just enough of the protocol buffer wire format for a graph with float32 and int64
 * constants. Field numbers are those of `onnx.proto` (IR version 8).
 */

/** A constant of the graph. */
export interface OnnxConstant {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** A float32 input or output; a string is a symbolic dimension. */
export interface OnnxValue {
  readonly name: string;
  readonly dims: readonly (number | string)[];
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

/** `TensorProto.DataType` */
const dataTypes = { float32: 1, int64: 7 } as const;

/** `AttributeProto.AttributeType` */
const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** Collects the fields of one message. */
class MessageWriter {
  readonly #bytes: number[] = [];

  /** Wire type 0; negative numbers take ten bytes, as `int64` does. */
  integer(field: number, value: number): this {
    this.#varint(BigInt(field * 8));
    this.#varint(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  /** Wire type 5. */
  float(field: number, value: number): this {
    this.#varint(BigInt(field * 8 + 5));
    this.#append(new Uint8Array(new Float32Array([value]).buffer));
    return this;
  }

  /** Wire type 2. */
  bytes(field: number, value: Uint8Array): this {
    this.#varint(BigInt(field * 8 + 2));
    this.#varint(BigInt(value.length));
    this.#append(value);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: MessageWriter): this {
    return this.bytes(field, value.finish());
  }

  finish(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }

  #append(value: Uint8Array): void {
    for (const byte of value) this.#bytes.push(byte);
  }

  #varint(value: bigint): void {
    let rest = value;
    for (; rest > 0x7fn; rest >>= 7n) this.#bytes.push(Number(rest & 0x7fn) | 0x80);
    this.#bytes.push(Number(rest));
  }
}

function writeConstant(constant: OnnxConstant): MessageWriter {
  const { data, dims, name } = constant;
  const message = new MessageWriter();
  for (const size of dims) message.integer(1, size);
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message
    .integer(2, data instanceof Float32Array ? dataTypes.float32 : dataTypes.int64)
    .string(8, name)
    .bytes(9, raw);
}

function writeValue(value: OnnxValue): MessageWriter {
  const shape = new MessageWriter();
  for (const size of value.dims) {
    const dimension = new MessageWriter();
    shape.message(1, typeof size === 'number' ? dimension.integer(1, size) : dimension.string(2, size));
  }
  const tensorType = new MessageWriter().integer(1, dataTypes.float32).message(2, shape);
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

/**
 * A graph as an ONNX file.
 *
 * @param opset of the default domain
 */
export function writeOnnxModel(graph: OnnxGraph, opset = 17): Uint8Array<ArrayBuffer> {
  const body = new MessageWriter();
  for (const [index, node] of graph.nodes.entries()) body.message(1, writeNode(node, index));
  body.string(2, graph.name);
  for (const constant of graph.constants) body.message(5, writeConstant(constant));
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
