import type { KeptModel } from './kept-model.ts';
import type { GrowingFile, ModelStore } from './model-store.ts';
import { parseRecord } from './parse-record.ts';
import { withStorage } from './storage-fault.ts';

const cacheName = 'focalscope-library-v1';

/** Entries of a cache cannot grow: a file is kept in pieces of this many bytes, the last one shorter. */
const pieceSize = 8 * 2 ** 20;

/**
 * Keeps models in the Cache API, under addresses that are never asked for.
 *
 * @returns undefined where the browser has none
 */
export async function openCacheStore(): Promise<ModelStore | undefined> {
  const storage = (globalThis as { caches?: CacheStorage }).caches;
  try {
    const cache = await storage?.open(cacheName);
    return cache && createCacheStore(cache);
  } catch {
    return undefined;
  }
}

const address = (...parts: readonly (string | number)[]): string =>
  `https://kept-models.invalid/${parts.join('/')}`;

function createCacheStore(cache: Cache): ModelStore {
  const pieces = async (id: string, index: number): Promise<Blob[]> => {
    const found: Blob[] = [];
    for (;;) {
      const response = await cache.match(address(id, index, found.length));
      if (!response) return found;
      found.push(await response.blob());
    }
  };
  return {
    place: 'cache',
    records: () =>
      withStorage(async () => {
        const keys = (await cache.keys()).filter(({ url }) => url.endsWith('/record'));
        const texts = await Promise.all(keys.map(async (key) => (await cache.match(key))?.text()));
        return texts.flatMap((text) => parseRecord(text ?? '') ?? []);
      }),
    writeRecord: (record: KeptModel) =>
      withStorage(() => cache.put(address(record.id, 'record'), Response.json(record))),
    grow: (id, index) =>
      withStorage(async () => {
        const found = await pieces(id, index);
        return growInPieces(cache, (piece) => address(id, index, piece), found);
      }),
    read: async (id, index) => {
      const found = await pieces(id, index);
      return found.length > 0 ? new Blob(found) : undefined;
    },
    remove: (id) =>
      withStorage(async () => {
        for (const key of await cache.keys())
          if (key.url.startsWith(address(id, ''))) await cache.delete(key);
      }),
  };
}

/** Whole pieces lie in the cache; what is left over is put there when the file is closed. */
function growInPieces(cache: Cache, nameOf: (piece: number) => string, found: readonly Blob[]): GrowingFile {
  // The last piece is taken up again where it is short.
  let whole = found.filter(({ size }) => size === pieceSize).length;
  let waiting: Blob[] = found.slice(whole);
  let waitingBytes = waiting.reduce((sum, { size }) => sum + size, 0);
  const put = (piece: number, content: Blob): Promise<void> =>
    withStorage(() => cache.put(nameOf(piece), new Response(content)));
  return {
    get bytes(): number {
      return whole * pieceSize + waitingBytes;
    },
    append: async (chunk) => {
      waiting.push(new Blob([chunk]));
      waitingBytes += chunk.byteLength;
      while (waitingBytes >= pieceSize) {
        const all = new Blob(waiting);
        await put(whole, all.slice(0, pieceSize));
        whole += 1;
        waiting = [all.slice(pieceSize)];
        waitingBytes -= pieceSize;
      }
    },
    clear: async () => {
      for (let piece = 0; piece <= whole; piece++) await cache.delete(nameOf(piece));
      whole = 0;
      waiting = [];
      waitingBytes = 0;
    },
    async *chunks() {
      for (let piece = 0; piece < whole; piece++) {
        const response = await cache.match(nameOf(piece));
        yield new Uint8Array((await response?.arrayBuffer()) ?? new ArrayBuffer(0));
      }
      if (waitingBytes > 0) yield new Uint8Array(await new Blob(waiting).arrayBuffer());
    },
    close: async () => {
      if (waitingBytes > 0) await put(whole, new Blob(waiting));
    },
  };
}
