import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { downloadModel, forgetModel, readModel } from '../../src/model/download.ts';

const url = 'http://host/model.onnx';
const file = Uint8Array.from({ length: 10 }, (_, index) => index);

/** What the network sends, and what the cache holds. */
let chunks: Uint8Array<ArrayBuffer>[];
let status: number;
let networkFailure: Error | undefined;
let entries: Map<string, () => Response>;
let putFailure: Error | undefined;

function respond(signal: AbortSignal | undefined): Promise<Response> {
  signal?.throwIfAborted();
  const waiting = [...chunks];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = waiting.shift();
      if (next) controller.enqueue(next);
      else if (networkFailure) controller.error(networkFailure);
      else controller.close();
    },
  });
  return Promise.resolve(new Response(body, { status }));
}

describe('the download of a model', () => {
  const fetched = vi.fn((_: string, init: RequestInit) => respond(init.signal ?? undefined));
  const progress = vi.fn();
  const download = (signal?: AbortSignal): Promise<Uint8Array> =>
    downloadModel(url, file.length, progress, signal);

  beforeEach(() => {
    chunks = [file.slice(0, 4), file.slice(4)];
    status = 200;
    networkFailure = undefined;
    putFailure = undefined;
    entries = new Map();
    fetched.mockClear();
    progress.mockClear();
    vi.stubGlobal('fetch', fetched);
    vi.stubGlobal('caches', {
      open: () =>
        Promise.resolve({
          match: (key: string) => Promise.resolve(entries.get(key)?.()),
          put: async (key: string, response: Response) => {
            if (putFailure) throw putFailure;
            const bytes = await response.arrayBuffer();
            entries.set(key, () => new Response(bytes));
          },
          delete: (key: string) => Promise.resolve(entries.delete(key)),
        }),
    });
  });

  afterEach(() => vi.unstubAllGlobals());

  it('tells of the bytes as they arrive, and needs no network the next time', async () => {
    expect(await download()).toEqual(file);
    expect(progress.mock.calls).toEqual([
      [4, 10],
      [10, 10],
    ]);
    expect(await download()).toEqual(file);
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['shorter', file.slice(0, 9), 9],
    ['longer', new Uint8Array(11), 11],
    ['empty', new Uint8Array(0), 0],
  ])('refuses a file that is %s than it should be, and keeps nothing of it', async (_, bytes, actual) => {
    chunks = [bytes];
    await expect(download()).rejects.toMatchObject({
      code: 'model-wrong-length',
      details: { expected: 10, actual },
    });
    expect(entries.size).toBe(0);
    chunks = [file];
    expect(await download()).toEqual(file);
  });

  it('says what the server answered', async () => {
    status = 404;
    await expect(download()).rejects.toMatchObject({
      code: 'model-download-failed',
      details: { url, reason: 'HTTP 404' },
    });
  });

  it('says when the connection breaks half-way', async () => {
    chunks = [file.slice(0, 4)];
    networkFailure = new TypeError('network error');
    await expect(download()).rejects.toMatchObject({
      code: 'model-download-failed',
      details: { reason: 'network error' },
    });
    expect(entries.size).toBe(0);
  });

  it('passes an abort on as one', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(download(controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.each([
    ['too short', () => new Response(file.slice(0, 3))],
    [
      'unreadable',
      () => {
        throw new TypeError('the disk is broken');
      },
    ],
  ])('downloads anew over a cache entry that is %s', async (_, entry) => {
    entries.set(url, entry);
    expect(await download()).toEqual(file);
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(await download()).toEqual(file);
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it('does without a cache that is full or absent', async () => {
    putFailure = new DOMException('full', 'QuotaExceededError');
    expect(await download()).toEqual(file);
    vi.stubGlobal('caches', undefined);
    expect(await download()).toEqual(file);
    await expect(forgetModel(url)).resolves.toBeUndefined();
  });

  it('forgets a file that turned out to be no model', async () => {
    await download();
    await forgetModel(url);
    await download();
    expect(fetched).toHaveBeenCalledTimes(2);
  });
});

describe('a model file of one’s own', () => {
  it('is read, or refused when it is gone by now', async () => {
    expect(await readModel(new Blob([file]))).toEqual(file);
    const gone = { arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) };
    await expect(readModel(gone as unknown as Blob)).rejects.toMatchObject({ code: 'model-not-readable' });
  });
});
