import { FocalScopeError } from '../base/errors.ts';
import { createRunningHash } from './hash-file.ts';
import type { KeptModel } from './kept-model.ts';
import type { DownloadRequest, IncomingModel, LibraryState, TransferProgress } from './library-messages.ts';
import type { ModelStore } from './model-store.ts';
import { transferModel } from './transfer-model.ts';

/** What a shelf works with. */
export interface ShelfParts {
  readonly store: ModelStore;
  /** Room in the browser's storage. */
  readonly estimate?: () => Promise<StorageEstimate>;
  readonly fetchFile?: typeof fetch;
  readonly createId?: () => string;
}

/** Bytes of a file from this computer that are hashed and written at once. */
const copySize = 4 * 2 ** 20;

/** The models that are kept in this browser: brings them there, checks them, lists and removes them. */
export class ModelShelf {
  readonly #parts: ShelfParts;

  constructor(parts: ShelfParts) {
    this.#parts = parts;
  }

  /** All kept models, the latest first, and the room there is. */
  async list(): Promise<LibraryState> {
    const { store } = this.#parts;
    const models = (await store.records()).toSorted((first, second) => second.savedAt - first.savedAt);
    return { place: store.place, models, room: await this.#room() };
  }

  /**
   * Downloads a model, going on with the part of an earlier download from the same address. What arrived stays when
   * the download breaks off; what turns out to be wrong does not.
   *
   * @throws what {@link transferModel} throws; `model-busy` while another tab downloads the same file
   */
  async download(
    request: DownloadRequest,
    onProgress: (progress: TransferProgress) => void,
    signal: AbortSignal,
  ): Promise<KeptModel> {
    const { store, createId = () => crypto.randomUUID(), fetchFile } = this.#parts;
    const earlier = (await store.records()).find(
      ({ url, state }) => url === request.url && state === 'partial',
    );
    let record: KeptModel = {
      validator: {},
      ...(earlier ?? { id: createId() }),
      fileName: request.fileName,
      url: request.url,
      state: 'partial',
      files: [{ path: request.fileName, bytes: 0, sha256: undefined }],
      expectedBytes: request.bytes ?? earlier?.expectedBytes,
      expectedSha256: request.sha256,
      savedAt: Date.now(),
    };
    const file = await store.grow(record.id, 0);
    let isWrong = false;
    const note = async (change: Partial<KeptModel>): Promise<void> => {
      record = { ...record, ...change, savedAt: Date.now() };
      await store.writeRecord(record);
    };
    try {
      if (request.bytes !== undefined) await this.#requireRoom(request.bytes - file.bytes);
      const sha256 = await transferModel(
        {
          ...request,
          expectedBytes: request.bytes,
          expectedSha256: request.sha256,
          validator: record.validator,
        },
        file,
        {
          onProgress: (loaded, total) => onProgress({ loaded, total }),
          onBegin: async (validator, total) => {
            if (total !== undefined) await this.#requireRoom(total - file.bytes);
            await note({
              validator,
              expectedBytes: total,
              files: [{ path: request.fileName, bytes: file.bytes, sha256: undefined }],
            });
          },
          ...(fetchFile ? { fetchFile } : {}),
        },
        signal,
      );
      const files = [{ path: request.fileName, bytes: file.bytes, sha256 }];
      await file.close();
      await note({ state: 'whole', files });
      return record;
    } catch (error) {
      const arrived = file.bytes;
      isWrong = arrived === 0;
      await file.close().catch(() => undefined);
      // The list must tell of what lies there; a full disk must not hide why the download failed.
      if (!isWrong) {
        const files = [{ path: request.fileName, bytes: arrived, sha256: undefined }];
        await note({ files }).catch(() => undefined);
      }
      throw error;
    } finally {
      if (isWrong) await store.remove(record.id).catch(() => undefined);
    }
  }

  /**
   * Keeps a model that came from this computer. One that is there already, byte for byte, is not kept twice.
   *
   * @throws FocalScopeError `model-no-room`, `model-not-readable`
   */
  async keep(
    model: IncomingModel,
    onProgress: (progress: TransferProgress) => void,
    signal: AbortSignal,
  ): Promise<KeptModel> {
    const { store, createId = () => crypto.randomUUID() } = this.#parts;
    const total = model.files.reduce((sum, { blob }) => sum + blob.size, 0);
    await this.#requireRoom(total);
    const id = createId();
    try {
      const files: { path: string; bytes: number; sha256: string }[] = [];
      let loaded = 0;
      for (const [index, { path, blob }] of model.files.entries()) {
        const sha256 = await this.#copy(
          id,
          index,
          blob,
          (bytes) => onProgress({ loaded: loaded + bytes, total }),
          signal,
        );
        loaded += blob.size;
        files.push({ path, bytes: blob.size, sha256 });
      }
      const { fileName, sidecar, labels } = model;
      const hashes = files.map(({ sha256 }) => sha256).join();
      const same = (await store.records()).find(
        (other) => other.state === 'whole' && other.files.map(({ sha256 }) => sha256).join() === hashes,
      );
      const record: KeptModel = {
        ...(same ?? { url: undefined, expectedBytes: undefined, expectedSha256: undefined, validator: {} }),
        id: same?.id ?? id,
        fileName,
        state: 'whole',
        files: same?.files ?? files,
        savedAt: Date.now(),
        ...(sidecar === undefined ? {} : { sidecar }),
        ...(labels === undefined ? {} : { labels }),
      };
      if (same) await store.remove(id);
      await store.writeRecord(record);
      return record;
    } catch (error) {
      await store.remove(id).catch(() => undefined);
      throw error;
    }
  }

  /**
   * A whole model's files, in the order of its record.
   *
   * @throws FocalScopeError `model-gone` when it was deleted, in another tab or by the browser; `model-damaged` when
   * it no longer has the length it was kept with
   */
  async files(id: string): Promise<readonly Blob[]> {
    const { store } = this.#parts;
    const record = (await store.records()).find((other) => other.id === id);
    if (record?.state !== 'whole') throw new FocalScopeError('model-gone', {});
    return Promise.all(
      record.files.map(async ({ bytes }, index) => {
        const blob = await store.read(id, index);
        if (!blob) throw new FocalScopeError('model-gone', { fileName: record.fileName });
        if (blob.size !== bytes)
          throw new FocalScopeError('model-damaged', {
            fileName: record.fileName,
            expected: bytes,
            actual: blob.size,
          });
        return blob;
      }),
    );
  }

  /** Notes how a model's outputs are read. One that is gone is not brought back by it. */
  async describe(id: string, change: Pick<KeptModel, 'sidecar' | 'labels' | 'foundBy'>): Promise<void> {
    const record = (await this.#parts.store.records()).find((other) => other.id === id);
    if (record) await this.#parts.store.writeRecord({ ...record, ...change });
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.#parts.store.remove(id);
  }

  async #copy(
    id: string,
    index: number,
    blob: Blob,
    onProgress: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<string> {
    const hash = await createRunningHash();
    const file = await this.#parts.store.grow(id, index);
    try {
      for (let at = 0; at < blob.size; at += copySize) {
        signal.throwIfAborted();
        const chunk = await readChunk(blob.slice(at, at + copySize));
        await file.append(chunk);
        hash.update(chunk);
        onProgress(file.bytes);
      }
    } finally {
      await file.close();
    }
    return hash.finish();
  }

  async #room(): Promise<LibraryState['room']> {
    const { store, estimate } = this.#parts;
    if (store.place === 'memory' || !estimate) return undefined;
    try {
      const { usage, quota } = await estimate();
      return usage === undefined || quota === undefined ? undefined : { used: usage, quota };
    } catch {
      return undefined;
    }
  }

  async #requireRoom(needed: number): Promise<void> {
    const room = await this.#room();
    if (room && needed > room.quota - room.used)
      throw new FocalScopeError('model-no-room', {
        needed: megabytes(needed),
        free: megabytes(Math.max(0, room.quota - room.used)),
      });
  }
}

async function readChunk(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    throw new FocalScopeError('model-not-readable', {}, { cause: error });
  }
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10;
