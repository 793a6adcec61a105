import { isAbort, serialiseError } from '../base/errors.ts';
import { openCacheStore } from './cache-store.ts';
import type { LibraryAnswer, LibraryRequest, TransferProgress } from './library-messages.ts';
import { createMemoryStore } from './memory-store.ts';
import { ModelShelf } from './model-shelf.ts';
import { openOpfsStore } from './opfs-store.ts';

/** A worker that downloads and keeps models: writing in place is allowed in workers alone. */
const running = new Map<number, AbortController>();

/** Milliseconds between two reports of progress. */
const reportInterval = 100;

async function openShelf(): Promise<ModelShelf> {
  const store = (await openOpfsStore()) ?? (await openCacheStore()) ?? createMemoryStore();
  // Typed as always present, but absent on insecure origins.
  const storage = (navigator as { storage?: StorageManager }).storage;
  return new ModelShelf({ store, ...(storage ? { estimate: () => storage.estimate() } : {}) });
}

const shelf = openShelf();

function answer(message: LibraryAnswer): void {
  postMessage(message);
}

function createReporter(id: number): (progress: TransferProgress) => void {
  let last = -Infinity;
  return (progress) => {
    const now = performance.now();
    if (now - last < reportInterval && progress.loaded !== progress.total) return;
    last = now;
    answer({ kind: 'progress', id, progress });
  };
}

async function work(request: LibraryRequest, signal: AbortSignal): Promise<unknown> {
  const models = await shelf;
  switch (request.kind) {
    case 'list':
      return models.list();
    case 'download':
      return models.download(request.request, createReporter(request.id), signal);
    case 'keep':
      return models.keep(request.model, createReporter(request.id), signal);
    case 'files':
      return models.files(request.model);
    case 'describe':
      return models.describe(request.model, request.change);
    case 'remove':
      return models.remove(request.models);
    case 'cancel':
      return undefined;
  }
}

async function handle(request: LibraryRequest): Promise<void> {
  if (request.kind === 'cancel') {
    running.get(request.id)?.abort();
    return;
  }
  const controller = new AbortController();
  running.set(request.id, controller);
  try {
    answer({ kind: 'answer', id: request.id, value: await work(request, controller.signal) });
  } catch (error) {
    answer({ kind: 'refusal', id: request.id, error: serialiseError(error), aborted: isAbort(error) });
  } finally {
    running.delete(request.id);
  }
}

addEventListener('message', (event: MessageEvent<LibraryRequest>) => void handle(event.data));
