import type { KeptModel } from './kept-model.ts';
import type { GrowingFile, ModelStore } from './model-store.ts';
import { parseRecord } from './parse-record.ts';
import { storageFault, withStorage } from './storage-fault.ts';

/** What workers alone have, and the page's own types do not tell of. */
interface SyncAccess {
  getSize(): number;
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  write(from: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

function openSync(handle: FileSystemFileHandle): Promise<SyncAccess> {
  return (handle as unknown as { createSyncAccessHandle(): Promise<SyncAccess> }).createSyncAccessHandle();
}

const folderName = 'models';

/** Bytes that are read back at once. */
const readSize = 4 * 2 ** 20;

/**
 * Keeps models in the origin's private file system. Only a worker can write there in place.
 *
 * @returns undefined where the browser has none, or gives none to a private window
 */
export async function openOpfsStore(): Promise<ModelStore | undefined> {
  // Typed as always present, but absent on insecure origins.
  const storage = (navigator as { storage?: StorageManager }).storage;
  const handles = (globalThis as { FileSystemFileHandle?: { prototype: object } }).FileSystemFileHandle;
  if (!handles || !('createSyncAccessHandle' in handles.prototype)) return undefined;
  try {
    const root = await storage?.getDirectory();
    return root && createOpfsStore(await root.getDirectoryHandle(folderName, { create: true }));
  } catch {
    return undefined;
  }
}

const recordName = (id: string): string => `${id}.json`;
const dataName = (id: string, index: number): string => `${id}.${index}`;

function createOpfsStore(folder: FileSystemDirectoryHandle): ModelStore {
  const writeWhole = async (name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    const handle = await folder.getFileHandle(name, { create: true });
    const access = await openSync(handle);
    try {
      access.truncate(0);
      access.write(bytes, { at: 0 });
      access.flush();
    } finally {
      access.close();
    }
  };
  const readWhole = async (name: string): Promise<Blob | undefined> => {
    try {
      const handle = await folder.getFileHandle(name);
      return await handle.getFile();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
      throw error;
    }
  };
  return {
    place: 'opfs',
    records: () =>
      withStorage(async () => {
        const records: KeptModel[] = [];
        for await (const name of folder.keys()) {
          if (!name.endsWith('.json')) continue;
          const record = parseRecord((await (await readWhole(name))?.text()) ?? '');
          if (record) records.push(record);
        }
        return records;
      }),
    writeRecord: (record) =>
      withStorage(() => writeWhole(recordName(record.id), new TextEncoder().encode(JSON.stringify(record)))),
    grow: (id, index) =>
      withStorage(async () => {
        const handle = await folder.getFileHandle(dataName(id, index), { create: true });
        return growInPlace(await openSync(handle));
      }),
    read: (id, index) => readWhole(dataName(id, index)),
    remove: (id) =>
      withStorage(async () => {
        const own: string[] = [];
        for await (const name of folder.keys()) if (name.startsWith(`${id}.`)) own.push(name);
        // The record goes last: what is broken off here is still listed, and can be deleted again.
        own.sort((first, second) => Number(first.endsWith('.json')) - Number(second.endsWith('.json')));
        for (const name of own) await folder.removeEntry(name);
      }),
  };
}

function growInPlace(access: SyncAccess): GrowingFile {
  let bytes = access.getSize();
  const attempt = (work: () => void): Promise<void> => {
    try {
      work();
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(storageFault(error));
    }
  };
  return {
    get bytes(): number {
      return bytes;
    },
    append: (chunk) =>
      attempt(() => {
        const written = access.write(chunk, { at: bytes });
        // Some browsers write what there is room for, and say no more.
        if (written < chunk.byteLength) throw new DOMException('no room', 'QuotaExceededError');
        bytes += written;
      }),
    clear: () =>
      attempt(() => {
        access.truncate(0);
        bytes = 0;
      }),
    async *chunks() {
      for (let at = 0; at < bytes;) {
        const chunk = new Uint8Array(Math.min(readSize, bytes - at));
        at += access.read(chunk, { at });
        yield await Promise.resolve(chunk);
      }
    },
    close: () =>
      attempt(() => {
        access.flush();
        access.close();
      }),
  };
}
