import { FocalScopeError } from '../../src/base/errors.ts';
import type { KeptModel } from '../../src/library/kept-model.ts';
import type { ModelLibrary } from '../../src/library/library-client.ts';
import type {
  DownloadRequest,
  IncomingModel,
  LibraryState,
  TransferProgress,
} from '../../src/library/library-messages.ts';

export function createKeptModel(change: Partial<KeptModel> = {}): KeptModel {
  return {
    id: 'one',
    fileName: 'one.onnx',
    url: 'https://host/one.onnx',
    state: 'whole',
    files: [{ path: 'one.onnx', bytes: 2_000_000, sha256: '0123456789abcdef'.repeat(4) }],
    expectedBytes: 2_000_000,
    expectedSha256: undefined,
    validator: {},
    savedAt: Date.UTC(2026, 0, 2, 3, 4),
    labels: undefined,
    ...change,
  };
}

/** A download that waits for the test to settle it. */
export interface WaitingDownload {
  readonly request: DownloadRequest;
  readonly report: (progress: TransferProgress) => void;
  readonly succeed: (model: KeptModel) => void;
  readonly fail: (error: Error) => void;
}

/** A library in memory that does what the test says. */
export class FakeLibrary implements ModelLibrary {
  state: LibraryState = { place: 'opfs', models: [], room: { used: 10e6, quota: 1000e6 } };
  readonly downloads: WaitingDownload[] = [];
  readonly kept: IncomingModel[] = [];
  readonly #listeners = new Set<() => void>();

  list(): Promise<LibraryState> {
    return Promise.resolve(this.state);
  }

  download(
    request: DownloadRequest,
    report: (progress: TransferProgress) => void,
    signal: AbortSignal,
  ): Promise<KeptModel> {
    return new Promise((resolve, reject) => {
      this.downloads.push({
        request,
        report,
        succeed: (model) => {
          this.add(model);
          resolve(model);
        },
        fail: reject,
      });
      signal.addEventListener('abort', () => reject(new DOMException('Cancelled', 'AbortError')));
    });
  }

  keep(model: IncomingModel): Promise<KeptModel> {
    this.kept.push(model);
    const record = createKeptModel({
      id: `kept-${this.kept.length}`,
      fileName: model.fileName,
      url: undefined,
    });
    this.add(record);
    return Promise.resolve(record);
  }

  files(id: string): Promise<readonly Blob[]> {
    return this.state.models.some((model) => model.id === id)
      ? Promise.resolve([new Blob([id])])
      : Promise.reject(new FocalScopeError('model-gone'));
  }

  readonly described: { readonly id: string; readonly change: Partial<KeptModel> }[] = [];

  describe(id: string, change: Pick<KeptModel, 'sidecar' | 'labels' | 'foundBy'>): Promise<void> {
    this.described.push({ id, change });
    const models = this.state.models.map((model) => (model.id === id ? { ...model, ...change } : model));
    this.state = { ...this.state, models };
    return Promise.resolve();
  }

  remove(ids: readonly string[]): Promise<void> {
    this.state = { ...this.state, models: this.state.models.filter(({ id }) => !ids.includes(id)) };
    return Promise.resolve();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** As when another tab has changed what is kept. */
  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  add(model: KeptModel): void {
    this.state = { ...this.state, models: [model, ...this.state.models.filter(({ id }) => id !== model.id)] };
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
