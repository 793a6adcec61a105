import type { KeptModel } from './kept-model.ts';
import type { GrowingFile, ModelStore } from './model-store.ts';

/** Keeps models in memory, where the browser keeps nothing else: they go with the page. */
export function createMemoryStore(): ModelStore {
  const records = new Map<string, KeptModel>();
  const files = new Map<string, Uint8Array<ArrayBuffer>[]>();
  const key = (id: string, index: number): string => `${id}/${index}`;
  return {
    place: 'memory',
    records: () => Promise.resolve([...records.values()]),
    writeRecord: (record) => {
      records.set(record.id, record);
      return Promise.resolve();
    },
    grow: (id, index) => {
      const chunks = files.get(key(id, index)) ?? [];
      files.set(key(id, index), chunks);
      return Promise.resolve(growInMemory(chunks));
    },
    read: (id, index) => {
      const chunks = files.get(key(id, index));
      return Promise.resolve(chunks && new Blob(chunks));
    },
    remove: (id) => {
      records.delete(id);
      for (const name of [...files.keys()]) if (name.startsWith(`${id}/`)) files.delete(name);
      return Promise.resolve();
    },
  };
}

function growInMemory(chunks: Uint8Array<ArrayBuffer>[]): GrowingFile {
  return {
    get bytes(): number {
      return chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
    },
    append: (chunk) => {
      chunks.push(chunk.slice());
      return Promise.resolve();
    },
    clear: () => {
      chunks.length = 0;
      return Promise.resolve();
    },
    async *chunks() {
      yield* await Promise.resolve([...chunks]);
    },
    close: () => Promise.resolve(),
  };
}
