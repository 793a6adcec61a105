import { isAbort, serialiseError } from '../base/errors.ts';
import { openCacheStore } from './cache-store.ts';
import type { LibraryAnswer, LibraryRequest, TransferProgress } from './library-messages.ts';
import { createMemoryStore } from './memory-store.ts';
import { ModelShelf } from './model-shelf.ts';
import { openOpfsStore } from './opfs-store.ts';
import { PacedProgress } from './paced-progress.ts';

/** A worker that downloads and keeps models: writing in place is allowed in workers alone. */
const running = new Map<number, AbortController>();

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

async function work(
  request: LibraryRequest,
  report: (progress: TransferProgress) => void,
  signal: AbortSignal,
): Promise<unknown> {
  const models = await shelf;
  switch (request.kind) {
    case 'list':
      return models.list();
    case 'download':
      return models.download(request.request, report, signal);
    case 'keep':
      return models.keep(request.model, report, signal);
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
  const { id } = request;
  const controller = new AbortController();
  const pace = new PacedProgress((progress) => answer({ kind: 'progress', id, progress }));
  running.set(id, controller);
  try {
    const value = await work(request, (progress) => pace.note(progress), controller.signal);
    answer({ kind: 'answer', id, value });
  } catch (error) {
    answer({ kind: 'refusal', id, error: serialiseError(error), aborted: isAbort(error) });
  } finally {
    pace.end();
    running.delete(id);
  }
}

addEventListener('message', (event: MessageEvent<LibraryRequest>) => void handle(event.data));
