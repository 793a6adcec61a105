import { FocalScopeError, isAbort, toFocalScopeError } from '../base/errors.ts';

/** Bytes that have arrived, of how many. */
export type ProgressListener = (loaded: number, total: number) => void;

const cacheName = 'focalscope-models-v1';

/**
 * A model file's bytes, from the cache where an earlier visit left them, else from the network with progress. Only
 * a complete file of the expected length is kept.
 *
 * @throws FocalScopeError `model-download-failed`, `model-wrong-length`
 */
export async function downloadModel(
  url: string,
  expectedBytes: number,
  onProgress: ProgressListener,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const cache = await openCache();
  const kept = cache && (await readCache(cache, url, expectedBytes));
  if (kept) return kept;
  const bytes = await fetchBytes(url, expectedBytes, onProgress, signal);
  // A full quota or a private window only costs the next visit its cache.
  await cache?.put(url, new Response(bytes)).catch(() => undefined);
  return bytes;
}

/**
 * The bytes of a model file that a person chose.
 *
 * @throws FocalScopeError `model-not-readable` when it is gone by now, or larger than memory
 */
export async function readModel(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw toFocalScopeError(error, 'model-not-readable');
  }
}

/**
 * Forgets a file that turned out to be no model, so that the next download does not find it again.
 */
export async function forgetModel(url: string): Promise<void> {
  const cache = await openCache();
  await cache?.delete(url).catch(() => undefined);
}

/** A damaged entry is none: the download writes a whole one over it. */
async function readCache(
  cache: Cache,
  url: string,
  expectedBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const kept = await cache.match(url);
    const bytes = kept && new Uint8Array(await kept.arrayBuffer());
    return bytes?.byteLength === expectedBytes ? bytes : undefined;
  } catch {
    return undefined;
  }
}

async function openCache(): Promise<Cache | undefined> {
  try {
    // Absent on insecure origins, where it is typed as present all the same; refused where storage is blocked.
    const storage = (globalThis as { caches?: CacheStorage }).caches;
    return await storage?.open(cacheName);
  } catch {
    return undefined;
  }
}

async function fetchBytes(
  url: string,
  expectedBytes: number,
  onProgress: ProgressListener,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(expectedBytes);
  let loaded = 0;
  try {
    const response = await fetch(url, signal ? { signal } : {});
    if (!response.ok || !response.body) {
      throw new FocalScopeError('model-download-failed', { url, reason: `HTTP ${response.status}` });
    }
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (loaded + value.byteLength > expectedBytes) {
        await reader.cancel();
        throw new FocalScopeError('model-wrong-length', {
          expected: expectedBytes,
          actual: loaded + value.byteLength,
        });
      }
      bytes.set(value, loaded);
      loaded += value.byteLength;
      onProgress(loaded, expectedBytes);
    }
  } catch (error) {
    if (error instanceof FocalScopeError || isAbort(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FocalScopeError('model-download-failed', { url, reason }, { cause: error });
  }
  if (loaded !== expectedBytes) {
    throw new FocalScopeError('model-wrong-length', { expected: expectedBytes, actual: loaded });
  }
  return bytes;
}
