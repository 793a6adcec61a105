import { FocalScopeError } from '../base/errors.ts';
import { sessionClosedError, type HeadNames, type ModelSession } from './model-session.ts';
import type { WasmHeadOutputs, WasmSessionAnswer, WasmSessionRequest } from './wasm-session-messages.ts';

/** Threads worth asking for: memory is shared only where the page is isolated, and four is where gains end. */
export function wasmThreadCount(isolated: boolean, cores: number): number {
  return isolated ? Math.min(4, Math.max(1, cores)) : 1;
}

/** Milliseconds that a run may go on for after its caller has moved on: then it counts as hung. */
const abandonedRunPatience = 5000;

/** Requests without their ids. */
type Unnumbered<Request> = Request extends unknown ? Omit<Request, 'id'> : never;

interface Waiting {
  readonly resolve: (value: WasmHeadOutputs | undefined) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Opens a model on ONNX Runtime's WASM provider, in a worker of its own, so that drawing goes on while it runs.
 *
 * @param model is copied into the worker
 * @throws FocalScopeError `model-not-readable`, `model-not-a-detector`
 */
export async function createWasmSession(
  model: Uint8Array<ArrayBuffer>,
  names: HeadNames,
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

  const failAll = (error: FocalScopeError): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.addEventListener('message', (event: MessageEvent<WasmSessionAnswer>) => {
    const answer = event.data;
    const asker = waiting.get(answer.id);
    waiting.delete(answer.id);
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
  ): Promise<WasmHeadOutputs | undefined> =>
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
  try {
    await send({ kind: 'create', model, names, threads }, []);
    signal?.throwIfAborted();
  } catch (error) {
    await dispose();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abandon);
  }

  return {
    provider: 'wasm',
    threads,
    get isClosed(): boolean {
      return isClosed;
    },
    run: async (input, runSignal) => {
      runSignal?.throwIfAborted();
      if (input.place !== 'cpu') throw new FocalScopeError('internal', { reason: 'WASM input on the GPU' });
      const { data, width, height } = input;
      let patience: ReturnType<typeof setTimeout> | undefined;
      const loseInterest = (): void => {
        // Runs cannot be interrupted. A short one is let go on; a long one holds up the next photo: its worker ends.
        patience = setTimeout(() => void dispose(), abandonedRunPatience);
      };
      runSignal?.addEventListener('abort', loseInterest, { once: true });
      const outputs = await send({ kind: 'run', data, width, height }, [data.buffer]).finally(() => {
        runSignal?.removeEventListener('abort', loseInterest);
        clearTimeout(patience);
        runSignal?.throwIfAborted();
      });
      if (!outputs) throw new FocalScopeError('model-run-failed', { reason: 'no outputs' });
      return { place: 'cpu', classes: names.classes, ...outputs, release: () => undefined };
    },
    dispose,
  };
}
