import { FocalScopeError, isAbort, serialiseError } from '../../base/errors.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import type { KeptModel } from '../../library/kept-model.ts';
import type { ModelLibrary } from '../../library/library-client.ts';
import type { DownloadRequest, TransferProgress } from '../../library/library-messages.ts';
import { createModelLocks, type ModelLocks } from '../../library/model-lock.ts';
import { fileNameOfUrl, readModelUrl } from '../../library/model-url.ts';
import type { ImportedModel } from '../../model/imported-model.ts';
import type { ModelRequest } from '../../engine/messages.ts';
import type { Store } from '../app-state.ts';
import { ConventionsController, type ConventionsParts } from '../conventions/conventions-controller.ts';
import type { ConventionsFiles } from '../conventions/conventions-state.ts';
import type { PhotoOpener } from '../photo-opener.ts';
import type { ModelsAction, ModelsState, ModelTransfer } from './models-state.ts';
import { TransferSpeed } from './transfer-speed.ts';

export interface ModelsParts extends Omit<ConventionsParts, 'changed'> {
  readonly store: Store;
  readonly client: Pick<EngineClient, 'openBuiltInModel' | 'subscribe' | 'setConventions'>;
  readonly opener: Pick<PhotoOpener, 'ready' | 'openModel'>;
  readonly library: ModelLibrary;
  /** Of the browser unless a test brings others. */
  readonly locks?: ModelLocks;
  /** Where it is noted which model was used last. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
  readonly pageUrl: string;
}

/** A kept model as the engine takes it. */
function asImported(model: KeptModel, graph: Blob, others: readonly Blob[]): ImportedModel {
  const { fileName, files, sidecar, labels } = model;
  return {
    fileName,
    graph,
    externalData: others.map((blob, index) => ({ path: files[index + 1]?.path ?? '', blob })),
    ...(sidecar === undefined ? {} : { sidecar }),
    ...(labels === undefined ? {} : { labels }),
  };
}

const lastUsedKey = 'focalscope.model';

/** Decides which model the engine runs, and looks after those that are kept in this browser. */
export class ModelsController {
  readonly #parts: ModelsParts;
  readonly #locks: ModelLocks;
  readonly #conventions: ConventionsController;
  readonly #unsubscribe: () => void;
  #transfer: AbortController | undefined;
  #letGo: () => Promise<void> = () => Promise.resolve();
  /** The model that came from this computer last, and is in use unless another was chosen since. */
  #own: ImportedModel | undefined;

  constructor(parts: ModelsParts) {
    this.#parts = parts;
    this.#locks = parts.locks ?? createModelLocks();
    this.#conventions = new ConventionsController({ ...parts, changed: () => void this.#noteReading() });
    // Another tab has changed what is kept.
    this.#unsubscribe = parts.library.subscribe(() => {
      if (this.#state.library) void this.#look();
    });
  }

  act(action: ModelsAction): void {
    switch (action.kind) {
      case 'look':
        void this.#look();
        break;
      case 'download':
        void this.#download(action.request);
        break;
      case 'download-address':
        void this.#downloadAddress(action.address);
        break;
      case 'resume':
        void this.#resume(action.id);
        break;
      case 'cancel-transfer':
        this.#transfer?.abort();
        break;
      case 'use':
        void this.#use(action.id);
        break;
      case 'use-built-in':
        void this.#useBuiltIn();
        break;
      case 'delete':
        void this.#delete(action.ids);
        break;
      case 'conventions':
        this.#conventions.act(action.action);
        break;
    }
  }

  /** Opens the model of the last visit again; where that fails, the built-in one stays. */
  async reopen(): Promise<void> {
    const id = this.#lastUsed;
    if (id === undefined) return;
    await this.#look();
    await this.#use(id);
  }

  /** What the engine is asked for a model. */
  prepare(model: ImportedModel): Promise<ModelRequest> {
    return this.#conventions.prepare(model);
  }

  /** Takes files about the model in use. */
  describe(files: ConventionsFiles): Promise<void> {
    return this.#conventions.describe(files);
  }

  /** Keeps a copy of a model that was opened from this computer, and is in use now. */
  async keep(model: ImportedModel): Promise<void> {
    const { fileName, graph, externalData = [], sidecar, labels } = model;
    this.#noteUse(undefined);
    this.#own = model;
    await this.#run({ kind: 'keep', fileName, loaded: 0, total: graph.size }, async (report, signal) => {
      const files = [{ path: fileName, blob: graph }, ...externalData];
      const kept = await this.#parts.library.keep({ fileName, files, sidecar, labels }, report, signal);
      // Another may have been opened meanwhile.
      if (this.#own !== model) return;
      this.#noteUse(kept.id);
      await this.#noteReading();
    });
  }

  dispose(): void {
    this.#transfer?.abort();
    this.#unsubscribe();
    this.#conventions.dispose();
    void this.#letGo();
    this.#parts.library.dispose();
  }

  get #state(): ModelsState {
    return this.#parts.store.state.models;
  }

  #update(change: Partial<ModelsState>): void {
    this.#parts.store.update({ models: { ...this.#state, ...change } });
  }

  async #look(): Promise<void> {
    try {
      this.#update({ library: await this.#parts.library.list() });
    } catch (error) {
      if (!isAbort(error)) this.#update({ fault: serialiseError(error, 'model-library-failed') });
    }
  }

  async #downloadAddress(address: string): Promise<void> {
    let url: URL;
    try {
      url = readModelUrl(address, this.#parts.pageUrl);
    } catch (error) {
      this.#update({ outcome: { is: 'failed', fileName: address, error: serialiseError(error) } });
      return;
    }
    await this.#download({ url: url.href, fileName: fileNameOfUrl(url) });
  }

  async #resume(id: string): Promise<void> {
    const model = this.#find(id);
    if (model?.url === undefined) return;
    const { url, fileName, expectedBytes, expectedSha256 } = model;
    // Without a hash the server says anew how long the file is.
    const bytes = expectedSha256 === undefined ? undefined : expectedBytes;
    await this.#download({ url, fileName, bytes, sha256: expectedSha256 });
  }

  #download(request: DownloadRequest): Promise<void> {
    const { fileName, bytes } = request;
    return this.#run({ kind: 'download', fileName, loaded: 0, total: bytes }, async (report, signal) => {
      await this.#parts.library.download(request, report, signal);
    });
  }

  /** One transfer at a time; its progress and how it ended are in the state. */
  async #run(
    first: Omit<ModelTransfer, 'speed'>,
    work: (report: (progress: TransferProgress) => void, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    if (this.#transfer) return;
    const transfer = new AbortController();
    this.#transfer = transfer;
    const { fileName, kind } = first;
    const speed = new TransferSpeed();
    this.#update({ transfer: { ...first, speed: undefined }, outcome: undefined, fault: undefined });
    const report = ({ loaded, total }: TransferProgress): void =>
      this.#update({ transfer: { ...first, loaded, total, speed: speed.note(performance.now(), loaded) } });
    try {
      await work(report, transfer.signal);
      this.#update({ outcome: kind === 'download' ? { is: 'done', fileName } : undefined });
    } catch (error) {
      const outcome = isAbort(error)
        ? ({ is: 'cancelled', fileName } as const)
        : ({ is: 'failed', fileName, error: serialiseError(error, 'model-library-failed') } as const);
      this.#update({ outcome });
    } finally {
      this.#transfer = undefined;
      this.#update({ transfer: undefined });
      await this.#look();
    }
  }

  async #use(id: string): Promise<void> {
    const { library, opener } = this.#parts;
    const model = this.#find(id);
    this.#update({ opening: id, fault: undefined });
    try {
      if (!model) throw new FocalScopeError('model-gone');
      const [graph, ...others] = await library.files(id);
      if (!graph) throw new FocalScopeError('model-gone');
      const imported = asImported(model, graph, others);
      this.#conventions.recall(imported, model.foundBy);
      if (!(await opener.openModel(imported, true))) return;
      this.#noteUse(id);
      await this.#noteReading();
    } catch (error) {
      if (this.#lastUsed === id) this.#noteUse(undefined);
      this.#update({ fault: serialiseError(error, 'model-library-failed') });
      await this.#look();
    } finally {
      this.#update({ opening: undefined });
    }
  }

  async #useBuiltIn(): Promise<void> {
    const { client, opener, store, tell } = this.#parts;
    store.update({ message: undefined });
    try {
      await opener.ready;
      await client.openBuiltInModel();
      this.#noteUse(undefined);
    } catch (error) {
      if (!isAbort(error)) tell(serialiseError(error), '');
    }
  }

  async #delete(ids: readonly string[]): Promise<void> {
    const { library } = this.#parts;
    const locks = this.#locks;
    this.#update({ fault: undefined });
    try {
      const own = this.#state.inUse;
      if (own !== undefined && ids.includes(own)) await this.#letGo();
      const held = await Promise.all(ids.map((id) => locks.isHeldElsewhere(id)));
      const free = ids.filter((_, index) => !held[index]);
      if (own !== undefined && free.includes(own)) await this.#useBuiltIn();
      else if (own !== undefined && ids.includes(own)) this.#letGo = locks.hold(own);
      await library.remove(free);
      const kept = ids.find((_, index) => held[index]);
      if (kept !== undefined) {
        const fileName = this.#find(kept)?.fileName ?? '';
        throw new FocalScopeError('model-in-use', { fileName });
      }
    } catch (error) {
      this.#update({ fault: serialiseError(error, 'model-library-failed') });
    } finally {
      await this.#look();
    }
  }

  #find(id: string): KeptModel | undefined {
    return this.#state.library?.models.find((model) => model.id === id);
  }

  /** Notes with the kept model in use how it is read, so that the next visit need not find it out again. */
  async #noteReading(): Promise<void> {
    const id = this.#state.inUse;
    const fileName = id === undefined ? undefined : this.#find(id)?.fileName;
    const reading = await this.#conventions.asKept(fileName ?? 'model.onnx');
    if (id === undefined || id !== this.#state.inUse || !reading) return;
    // Where it cannot be noted it is found out again.
    await this.#parts.library.describe(id, reading).catch(() => undefined);
    await this.#look();
  }

  /** Which kept model is in use, so that no other tab deletes it, and the next visit finds it again. */
  #noteUse(id: string | undefined): void {
    this.#own = undefined;
    void this.#letGo();
    this.#letGo = id === undefined ? () => Promise.resolve() : this.#locks.hold(id);
    this.#update({ inUse: id });
    try {
      if (id === undefined) this.#parts.storage?.removeItem(lastUsedKey);
      else this.#parts.storage?.setItem(lastUsedKey, id);
    } catch {
      // The next visit begins with the built-in model, then.
    }
  }

  get #lastUsed(): string | undefined {
    try {
      return this.#parts.storage?.getItem(lastUsedKey) ?? undefined;
    } catch {
      return undefined;
    }
  }
}
