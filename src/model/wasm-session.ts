import { FocalScopeError, hasCode } from '../base/errors.ts';
import type { HeadLayout } from './head-layout.ts';
import {
  modelFiles,
  modelSize,
  sessionClosedError,
  type ModelSession,
  type ModelSource,
  type NetworkInput,
  type SessionHints,
} from './model-session.ts';
import type { WasmSessionAnswer, WasmSessionRequest, WasmSessionValue } from './wasm-session-messages.ts';

/** Threads worth asking for: memory is shared only where the page is isolated, and four is where gains end. */
export function wasmThreadCount(isolated: boolean, cores: number): number {
  return isolated ? Math.min(4, Math.max(1, cores)) : 1;
}

/** Milliseconds that a run may go on for after its caller has moved on: then it counts as hung. */
const abandonedRunPatience = 5000;

/**
 * Milliseconds after which opening a model counts as hung: three minutes, in which ONNX Runtime itself may have to come
 * by a slow line, and a second for each of the model's megabytes.
 */
export function openingPatience(modelBytes: number): number {
  return 180_000 + modelBytes / 1000;
}

/** Requests without their ids. */
type Unnumbered<Request> = Request extends unknown ? Omit<Request, 'id'> : never;

interface Waiting {
  readonly resolve: (value: WasmSessionValue) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Opens a model on ONNX Runtime's WASM provider, in a worker of its own, so that drawing goes on while it runs.
 *
 * @param model is copied into the worker
 * @throws FocalScopeError `model-not-readable`, `model-data-missing`, `model-not-a-detector`,
 * `model-outputs-ambiguous`, `model-input-unsupported`, `model-class-count`; `model-opening-hung` when its patience is
 * over: the worker is ended then
 */
export async function createWasmSession(
  model: ModelSource,
  hints: SessionHints,
  signal?: AbortSignal,
): Promise<ModelSession> {
  signal?.throwIfAborted();
  const threads = wasmThreadCount(globalThis.crossOriginIsolated, navigator.hardwareConcurrency);
  const worker = new Worker(new URL('./wasm-session-worker.ts', import.meta.url), {
    type: 'module',
    name: 'FocalScope WASM session',
  });
  const waiting = new Map<number, Waiting>();
  let nextId = 0;
  let isClosed = false;
  let layout: HeadLayout | undefined;

  const failAll = (error: FocalScopeError): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.addEventListener('message', (event: MessageEvent<WasmSessionAnswer>) => {
    const answer = event.data;
    const asker = waiting.get(answer.id);
    waiting.delete(answer.id);
    layout = answer.layout;
    if ('error' in answer) asker?.reject(FocalScopeError.deserialise(answer.error));
    else asker?.resolve(answer.value);
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    failAll(new FocalScopeError('model-run-failed', { reason: event.message }));
  });

  const send = (
    request: Unnumbered<WasmSessionRequest>,
    transfer: Transferable[],
  ): Promise<WasmSessionValue> =>
    new Promise((resolve, reject) => {
      // An ended worker answers nobody.
      if (isClosed) throw sessionClosedError();
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...request, id }, transfer);
    });

  const dispose = (): Promise<void> => {
    isClosed = true;
    worker.terminate();
    failAll(sessionClosedError());
    return Promise.resolve();
  };
  // Creating can take seconds: a caller that moves on ends the worker at once.
  const abandon = (): void => void dispose();
  signal?.addEventListener('abort', abandon, { once: true });
  const patience = openingPatience(modelSize(model));
  const watchdog = setTimeout(() => {
    failAll(new FocalScopeError('model-opening-hung', { seconds: Math.round(patience / 1000) }));
  }, patience);
  let created: Extract<WasmSessionValue, { kind: 'created' }>;
  try {
    created = expectKind(
      await send({ kind: 'create', model: modelFiles(model), hints, threads }, []),
      'created',
    );
    signal?.throwIfAborted();
  } catch (error) {
    await dispose();
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(watchdog);
    signal?.removeEventListener('abort', abandon);
  }

  const run = async (
    kind: 'run' | 'detect',
    input: NetworkInput,
    runSignal: AbortSignal | undefined,
  ): Promise<WasmSessionValue> => {
    runSignal?.throwIfAborted();
    if (input.place !== 'cpu') throw new FocalScopeError('internal', { reason: 'WASM input on the GPU' });
    const { data, width, height } = input;
    let patience: ReturnType<typeof setTimeout> | undefined;
    const loseInterest = (): void => {
      // Runs cannot be interrupted. A short one is let go on; a long one holds up the next photo: its worker ends.
      patience = setTimeout(() => void dispose(), abandonedRunPatience);
    };
    runSignal?.addEventListener('abort', loseInterest, { once: true });
    try {
      return await send({ kind, data, width, height }, [data.buffer]);
    } catch (error) {
      // Its heap stays as large as it can be, and nobody hears of this run who would end it for that.
      if (runSignal?.aborted && hasCode(error, 'run-out-of-memory')) await dispose();
      throw error;
    } finally {
      runSignal?.removeEventListener('abort', loseInterest);
      clearTimeout(patience);
      runSignal?.throwIfAborted();
    }
  };

  return {
    provider: 'wasm',
    threads,
    signature: created.signature,
    input: created.input,
    get layout(): HeadLayout | undefined {
      return layout;
    },
    get isClosed(): boolean {
      return isClosed;
    },
    run: async (input, runSignal) => {
      const head = expectKind(await run('run', input, runSignal), 'head');
      return { place: 'cpu', ...head, release: () => undefined };
    },
    detect: async (input, runSignal) => expectKind(await run('detect', input, runSignal), 'detections'),
    dispose,
  };
}

/** The worker answers each request in kind; anything else is a fault of ours. */
function expectKind<Kind extends WasmSessionValue['kind']>(
  value: WasmSessionValue,
  kind: Kind,
): Extract<WasmSessionValue, { kind: Kind }> {
  const isOfKind = (any: WasmSessionValue): any is Extract<WasmSessionValue, { kind: Kind }> =>
    any.kind === kind;
  if (isOfKind(value)) return value;
  throw new FocalScopeError('internal', { reason: `${value.kind} instead of ${kind}` });
}
