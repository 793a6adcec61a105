import { FocalScopeError } from '../base/errors.ts';
import type { KeptModel } from './kept-model.ts';
import type {
  DownloadRequest,
  IncomingModel,
  LibraryAnswer,
  LibraryRequest,
  LibraryState,
  TransferProgress,
} from './library-messages.ts';

type OnProgress = (progress: TransferProgress) => void;

/** The models that are kept in this browser, as the page sees them. */
export interface ModelLibrary {
  list(): Promise<LibraryState>;
  /**
   * Downloads a model, or the rest of one; it is kept when it is whole and right.
   *
   * @throws FocalScopeError with what went wrong; the signal's reason when aborted, with the part kept
   */
  download(request: DownloadRequest, onProgress: OnProgress, signal: AbortSignal): Promise<KeptModel>;
  /** Keeps a copy of a model from this computer. @throws FocalScopeError `model-no-room`, `model-not-readable` */
  keep(model: IncomingModel, onProgress: OnProgress, signal: AbortSignal): Promise<KeptModel>;
  /** A whole model's files, the graph first. @throws FocalScopeError `model-gone`, `model-damaged` */
  files(id: string): Promise<readonly Blob[]>;
  /** Notes how a model's outputs are read. */
  describe(id: string, change: Pick<KeptModel, 'sidecar' | 'labels' | 'foundBy'>): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  /** Calls `listener` when another tab has changed what is kept. */
  subscribe(listener: () => void): () => void;
  dispose(): void;
}

interface Asked {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: OnProgress | undefined;
}

type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never;

/** The part of a worker that is used here. */
export type LibraryWorker = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>;

function startWorker(): LibraryWorker {
  return new Worker(new URL('./library-worker.ts', import.meta.url), {
    type: 'module',
    name: 'FocalScope models',
  });
}

const channelName = 'focalscope-models';

/** The library over a worker, which starts with the first question. */
export class WorkerModelLibrary implements ModelLibrary {
  readonly #start: () => LibraryWorker;
  readonly #asked = new Map<number, Asked>();
  readonly #listeners = new Set<() => void>();
  readonly #channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(channelName) : undefined;
  #worker: LibraryWorker | undefined;
  #nextId = 0;

  constructor(start: () => LibraryWorker = startWorker) {
    this.#start = start;
    this.#channel?.addEventListener('message', () => {
      for (const listener of this.#listeners) listener();
    });
  }

  list(): Promise<LibraryState> {
    return this.#ask({ kind: 'list' }) as Promise<LibraryState>;
  }

  download(request: DownloadRequest, onProgress: OnProgress, signal: AbortSignal): Promise<KeptModel> {
    return this.#change({ kind: 'download', request }, onProgress, signal) as Promise<KeptModel>;
  }

  keep(model: IncomingModel, onProgress: OnProgress, signal: AbortSignal): Promise<KeptModel> {
    return this.#change({ kind: 'keep', model }, onProgress, signal) as Promise<KeptModel>;
  }

  files(id: string): Promise<readonly Blob[]> {
    return this.#ask({ kind: 'files', model: id }) as Promise<readonly Blob[]>;
  }

  async describe(id: string, change: Pick<KeptModel, 'sidecar' | 'labels' | 'foundBy'>): Promise<void> {
    await this.#change({ kind: 'describe', model: id, change });
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#change({ kind: 'remove', models: ids });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#channel?.close();
    this.#end(new DOMException('The page was closed', 'AbortError'));
  }

  /** Other tabs hear of it, however it went: a broken download leaves a part behind. */
  async #change(
    request: WithoutId<LibraryRequest>,
    onProgress?: OnProgress,
    signal?: AbortSignal,
  ): Promise<unknown> {
    try {
      return await this.#ask(request, onProgress, signal);
    } finally {
      this.#channel?.postMessage('changed');
    }
  }

  async #ask(
    request: WithoutId<LibraryRequest>,
    onProgress?: OnProgress,
    signal?: AbortSignal,
  ): Promise<unknown> {
    signal?.throwIfAborted();
    const worker = (this.#worker ??= this.#open());
    const id = this.#nextId++;
    // The worker answers an abort itself, once what has arrived is put away.
    const cancel = (): void => worker.postMessage({ kind: 'cancel', id } satisfies LibraryRequest);
    try {
      return await new Promise((resolve, reject) => {
        this.#asked.set(id, { resolve, reject, onProgress });
        signal?.addEventListener('abort', cancel, { once: true });
        worker.postMessage({ ...request, id });
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  #open(): LibraryWorker {
    const worker = this.#start();
    worker.addEventListener('message', (event) => {
      if (this.#worker === worker) this.#receive((event as MessageEvent<LibraryAnswer>).data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const reason = event.message;
      if (this.#worker === worker) this.#end(new FocalScopeError('model-library-failed', { reason }));
    });
    return worker;
  }

  #receive(answer: LibraryAnswer): void {
    const asked = this.#asked.get(answer.id);
    if (answer.kind === 'progress') {
      asked?.onProgress?.(answer.progress);
      return;
    }
    this.#asked.delete(answer.id);
    if (answer.kind === 'answer') asked?.resolve(answer.value);
    else if (answer.aborted) asked?.reject(new DOMException('Cancelled', 'AbortError'));
    else asked?.reject(FocalScopeError.deserialise(answer.error));
  }

  #end(reason: unknown): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const waiting = [...this.#asked.values()];
    this.#asked.clear();
    for (const { reject } of waiting) reject(reason);
  }
}
