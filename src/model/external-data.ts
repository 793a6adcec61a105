import { FocalScopeError } from '../base/errors.ts';
import type { ModelFiles } from './model-session.ts';

/** Field numbers of `onnx.proto` on the way from a model to the files with its weights. */
const modelGraph = 7;
const graphNode = 1;
const graphInitialiser = 5;
const nodeAttribute = 5;
const attributeTensor = 5;
const attributeGraph = 6;
const tensorExternalData = 13;
const entryKey = 1;
const entryValue = 2;

/** Graphs within graphs (`If`, `Loop`) are followed no deeper than this. */
const deepest = 8;

/** A field of length-delimited bytes, or undefined where the message is malformed from here on. */
function* readFields(bytes: Uint8Array): Generator<{ readonly field: number; readonly value: Uint8Array }> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; at < bytes.length; shift *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
    return NaN;
  };
  while (at < bytes.length) {
    const tag = varint();
    const wireType = tag % 8;
    if (wireType === 0) varint();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else if (wireType === 2) {
      const length = varint();
      if (!(at + length <= bytes.length)) return;
      yield { field: Math.floor(tag / 8), value: bytes.subarray(at, at + length) };
      at += length;
    } else return;
  }
}

function collectFromTensor(tensor: Uint8Array, locations: Set<string>): void {
  const decoder = new TextDecoder();
  for (const { field, value } of readFields(tensor)) {
    if (field !== tensorExternalData) continue;
    const entry = new Map([...readFields(value)].map((part) => [part.field, decoder.decode(part.value)]));
    const location = entry.get(entryValue);
    if (entry.get(entryKey) === 'location' && location !== undefined) locations.add(location);
  }
}

function collectFromGraph(graph: Uint8Array, locations: Set<string>, depth: number): void {
  if (depth > deepest) return;
  for (const { field, value } of readFields(graph)) {
    if (field === graphInitialiser) collectFromTensor(value, locations);
    if (field !== graphNode) continue;
    for (const part of readFields(value)) {
      if (part.field !== nodeAttribute) continue;
      for (const inner of readFields(part.value)) {
        if (inner.field === attributeTensor) collectFromTensor(inner.value, locations);
        if (inner.field === attributeGraph) collectFromGraph(inner.value, locations, depth + 1);
      }
    }
  }
}

/**
 * The files that a graph keeps weights in, as it names them: relative to its own folder. Bytes that are no model give
 * none, and no error: opening them tells.
 */
export function externalDataPaths(graph: Uint8Array): readonly string[] {
  const locations = new Set<string>();
  for (const { field, value } of readFields(graph)) {
    if (field === modelGraph) collectFromGraph(value, locations, 0);
  }
  return [...locations];
}

/** @throws FocalScopeError `model-data-missing`, naming the files that the graph needs and was not given */
export function requireModelData({ graph, data }: ModelFiles): void {
  const missing = externalDataPaths(graph).filter((path) => !data.some((file) => file.path === path));
  if (missing.length > 0) throw new FocalScopeError('model-data-missing', { files: missing.join(', ') });
}
