import type * as Ort from 'onnxruntime-web/wasm';
import ortModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import ortBinaryUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { FocalScopeError, serialiseError, toFocalScopeError } from '../base/errors.ts';
import { TaskQueue } from '../base/task-queue.ts';
import { checkGraph, checkHeadShapes } from './check-head.ts';
import type { HeadNames } from './model-session.ts';
import type { WasmHeadOutputs, WasmSessionAnswer, WasmSessionRequest } from './wasm-session-messages.ts';

/** A worker that holds one WASM session: a run blocks it, and nobody else. Ending the worker frees its heap. */
interface LoadedSession {
  readonly ort: typeof Ort;
  readonly session: Ort.InferenceSession;
  readonly names: HeadNames;
}

const queue = new TaskQueue();
let loaded: LoadedSession | undefined;

async function create(request: Extract<WasmSessionRequest, { kind: 'create' }>): Promise<undefined> {
  // Must be a dynamic import: imported statically, the runtime's threads would load this very file.
  const ort = await import('onnxruntime-web/wasm');
  ort.env.wasm.wasmPaths = {
    mjs: new URL(ortModuleUrl, import.meta.url).href,
    wasm: new URL(ortBinaryUrl, import.meta.url).href,
  };
  ort.env.wasm.numThreads = request.threads;
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(request.model, { executionProviders: ['wasm'] }).catch(
    (error: unknown) => {
      throw toFocalScopeError(error, 'model-not-readable');
    },
  );
  checkGraph(session, request.names);
  loaded = { ort, session, names: request.names };
}

async function run(request: Extract<WasmSessionRequest, { kind: 'run' }>): Promise<WasmHeadOutputs> {
  if (!loaded) throw new FocalScopeError('internal', { reason: 'run before create' });
  const { ort, session, names } = loaded;
  const tensor = new ort.Tensor('float32', request.data, [1, 3, request.height, request.width]);
  const outputs = await session
    .run({ [names.inputName]: tensor }, [names.logitsName, names.deltasName])
    .catch((error: unknown) => {
      throw toFocalScopeError(error, 'model-run-failed');
    });
  const logits = outputs[names.logitsName];
  const deltas = outputs[names.deltasName];
  if (!logits || !deltas) throw new FocalScopeError('model-run-failed', { reason: 'no outputs' });
  const anchors = checkHeadShapes(logits.dims, deltas.dims, names);
  return { anchors, logits: ownFloats(logits), deltas: ownFloats(deltas) };
}

/** A tensor's values in a buffer of their own, which can then be handed over without a copy. */
function ownFloats(tensor: Ort.Tensor): Float32Array<ArrayBuffer> {
  if (!(tensor.data instanceof Float32Array)) {
    throw new FocalScopeError('model-not-a-detector', {
      missing: 'float32',
      inputs: '',
      outputs: tensor.type,
    });
  }
  const { data } = tensor;
  const whole = data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength;
  return whole ? (data as Float32Array<ArrayBuffer>) : new Float32Array(data);
}

addEventListener('message', (event: MessageEvent<WasmSessionRequest>) => {
  const request = event.data;
  const answer = (message: WasmSessionAnswer, transfer: Transferable[] = []): void =>
    postMessage(message, { transfer });
  void queue
    .add<WasmHeadOutputs | undefined>(() => (request.kind === 'create' ? create(request) : run(request)))
    .then(
      (value) => {
        answer({ id: request.id, value }, value ? [value.logits.buffer, value.deltas.buffer] : []);
      },
      (error: unknown) => {
        answer({ id: request.id, error: serialiseError(error, 'model-run-failed') });
      },
    );
});
