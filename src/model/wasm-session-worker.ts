import type * as Ort from 'onnxruntime-web/wasm';
import ortModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import ortBinaryUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { FocalScopeError, serialiseError, toFocalScopeError } from '../base/errors.ts';
import { TaskQueue } from '../base/task-queue.ts';
import { requireModelData } from './external-data.ts';
import { signatureOfMetadata } from './graph-signature.ts';
import { HeadReading, type HeadPart } from './head-reading.ts';
import { inputDims } from './input-layout.ts';
import { isOutOfMemory } from './out-of-memory.ts';
import { floatValues, readDetections, type TensorValues } from './read-detections.ts';
import { assembleHeadReference } from './reference/assemble-head.ts';
import { measureRangeReference } from './reference/head-range.ts';
import { packInputReference } from './reference/pack-input.ts';
import type { WasmSessionAnswer, WasmSessionRequest, WasmSessionValue } from './wasm-session-messages.ts';

/** A worker that holds one WASM session: a run blocks it, and nobody else. Ending the worker frees its heap. */
interface LoadedSession {
  readonly ort: typeof Ort;
  readonly session: Ort.InferenceSession;
  readonly reading: HeadReading;
}

type CreateRequest = Extract<WasmSessionRequest, { kind: 'create' }>;
type RunRequest = Exclude<WasmSessionRequest, { kind: 'create' }>;
type Outputs = Readonly<Record<string, TensorValues>>;

const queue = new TaskQueue();
let loaded: LoadedSession | undefined;

async function create({ model, hints, threads }: CreateRequest): Promise<WasmSessionValue> {
  requireModelData(model);
  // Must be a dynamic import: imported statically, the runtime's threads would load this very file.
  const ort = await import('onnxruntime-web/wasm');
  ort.env.wasm.wasmPaths = {
    mjs: new URL(ortModuleUrl, import.meta.url).href,
    wasm: new URL(ortBinaryUrl, import.meta.url).href,
  };
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(model.graph, {
    executionProviders: ['wasm'],
    externalData: model.data.map(({ path, bytes }) => ({ path, data: bytes })),
  }).catch((error: unknown) => {
    throw toFocalScopeError(error, 'model-not-readable');
  });
  const signature = {
    inputs: signatureOfMetadata(session.inputMetadata),
    outputs: signatureOfMetadata(session.outputMetadata),
  };
  const reading = new HeadReading(signature, hints);
  loaded = { ort, session, reading };
  return { kind: 'created', signature, input: reading.input, layout: reading.layout };
}

async function run(request: RunRequest): Promise<WasmSessionValue> {
  try {
    return await runAndRead(request);
  } catch (error) {
    if (!isOutOfMemory(error)) throw toFocalScopeError(error, 'model-run-failed');
    const { width, height } = request;
    throw new FocalScopeError('run-out-of-memory', { width, height }, { cause: error });
  }
}

async function runAndRead({ kind, data, width, height }: RunRequest): Promise<WasmSessionValue> {
  if (!loaded) throw new FocalScopeError('internal', { reason: 'run before create' });
  const { ort, session, reading } = loaded;
  const { input } = reading;
  const tensor = createInput(ort, packInputReference(data, input), inputDims(input, width, height));
  const outputs: Outputs = await session.run({ [input.name]: tensor }, reading.outputNames);
  const layout = reading.readRun(outputs);
  if (kind === 'run') return readHead(reading, outputs);
  if (layout.kind !== 'detections') throw new FocalScopeError('internal', { reason: 'a raw head' });
  return { kind: 'detections', ...readDetections(layout, outputs) };
}

function createInput(
  ort: typeof Ort,
  packed: ReturnType<typeof packInputReference>,
  dims: readonly number[],
): Ort.Tensor {
  if (packed instanceof Float32Array) return new ort.Tensor('float32', packed, dims);
  if (packed instanceof Uint16Array) return new ort.Tensor('float16', packed, dims);
  return new ort.Tensor('uint8', packed, dims);
}

function readHead(reading: HeadReading, outputs: Outputs): WasmSessionValue {
  const { anchors, classes, levels, ...parts } = reading.readRawHead();
  const valuesOf = (of: readonly HeadPart[]): (HeadPart & { values: Float32Array | Uint16Array })[] =>
    of.map((part) => {
      const tensor = outputs[part.name];
      if (!tensor) throw new FocalScopeError('model-run-failed', { reason: `no output ${part.name}` });
      return { ...part, values: floatValues(tensor) };
    });
  const [logits, deltas] = [valuesOf(parts.logits), valuesOf(parts.deltas)];
  if (reading.wantsRanges) {
    reading.decideScores(
      measureRangeReference(logits.map(({ values }) => values)),
      measureRangeReference(deltas.map(({ values }) => values)),
    );
  }
  const isRecovered = reading.recovers;
  const assemble = (of: typeof logits, recovers: boolean): Float32Array<ArrayBuffer> => {
    const [only] = of;
    const isReady = of.length === 1 && only?.cells === 1 && !recovers;
    if (isReady && only.values instanceof Float32Array) return ownFloats(only.values);
    return assembleHeadReference(of, recovers);
  };
  return {
    kind: 'head',
    anchors,
    classes,
    levels,
    isRecovered,
    logits: assemble(logits, isRecovered),
    deltas: assemble(deltas, false),
  };
}

/** Values in a buffer of their own, which can then be handed over without a copy. */
function ownFloats(values: Float32Array): Float32Array<ArrayBuffer> {
  const whole = values.buffer instanceof ArrayBuffer && values.byteLength === values.buffer.byteLength;
  return whole ? (values as Float32Array<ArrayBuffer>) : new Float32Array(values);
}

function buffersOf(value: WasmSessionValue): Transferable[] {
  switch (value.kind) {
    case 'created':
      return [];
    case 'head':
      return [value.logits.buffer, value.deltas.buffer];
    case 'detections':
      return [value.boxes.buffer, value.scores.buffer, value.labels.buffer];
  }
}

addEventListener('message', (event: MessageEvent<WasmSessionRequest>) => {
  const request = event.data;
  const answer = (message: WasmSessionAnswer, transfer: Transferable[] = []): void =>
    postMessage(message, { transfer });
  void queue
    .add<WasmSessionValue>(() => (request.kind === 'create' ? create(request) : run(request)))
    .then(
      (value) => {
        answer({ id: request.id, layout: loaded?.reading.layout, value }, buffersOf(value));
      },
      (error: unknown) => {
        const failure = serialiseError(error, 'model-run-failed');
        answer({ id: request.id, layout: loaded?.reading.layout, error: failure });
      },
    );
});
