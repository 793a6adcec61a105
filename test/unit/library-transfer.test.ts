import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/library/memory-store.ts';
import { ModelShelf } from '../../src/library/model-shelf.ts';
import type { DownloadRequest, TransferProgress } from '../../src/library/library-messages.ts';
import type { ModelStore } from '../../src/library/model-store.ts';

/** 300,000 bytes that begin as ONNX files do. */
const file = Buffer.from(
  Uint8Array.from({ length: 300_000 }, (_, index) => (index === 0 ? 8 : (index * 7) % 251)),
);
const sha256 = createHash('sha256').update(file).digest('hex');

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** As a good host does: ranges, an ETag, If-Range. */
const wellBehaved: Handler = (request, response) => {
  const etag = '"one"';
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const condition = request.headers['if-range'];
  if (range && (condition === undefined || condition === etag)) {
    const from = Number(range[1]);
    if (from >= file.length) {
      response.writeHead(416, { ETag: etag, 'Content-Range': `bytes */${file.length}` }).end();
      return;
    }
    response.writeHead(206, {
      ETag: etag,
      'Content-Range': `bytes ${from}-${file.length - 1}/${file.length}`,
      'Content-Length': file.length - from,
    });
    response.end(file.subarray(from));
    return;
  }
  response.writeHead(200, { ETag: etag, 'Content-Length': file.length }).end(file);
};

/** Sends the first 100,000 bytes and breaks the connection. */
const cut: Handler = (_, response) => {
  response.writeHead(200, { ETag: '"one"', 'Content-Length': file.length });
  response.write(file.subarray(0, 100_000), () => response.destroy());
};

describe('the download of a model', () => {
  let server: Server;
  let origin: string;
  let handle: Handler;
  let asked: { range: string | undefined; condition: string | undefined; method: string | undefined }[];
  let store: ModelStore;
  let room: StorageEstimate;
  const never = new AbortController().signal;

  const shelf = (fetchFile?: typeof fetch): ModelShelf =>
    new ModelShelf({ store, estimate: () => Promise.resolve(room), ...(fetchFile ? { fetchFile } : {}) });
  const request = (change: Partial<DownloadRequest> = {}): DownloadRequest => ({
    url: `${origin}/model.onnx`,
    fileName: 'model.onnx',
    ...change,
  });
  const download = (change: Partial<DownloadRequest> = {}, signal = never): Promise<unknown> =>
    shelf().download(request(change), () => undefined, signal);
  const records = () => store.records();
  const content = async (): Promise<Buffer> => {
    const [record] = await records();
    const [blob] = await shelf().files(record!.id);
    return Buffer.from(await blob!.arrayBuffer());
  };

  beforeAll(async () => {
    server = createServer((incoming, response) => {
      const { range, 'if-range': condition } = incoming.headers;
      asked.push({ range, condition: condition?.toString(), method: incoming.method });
      handle(incoming, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    handle = wellBehaved;
    asked = [];
    store = createMemoryStore();
    room = { usage: 0, quota: 1e9 };
  });

  it('keeps what arrived, with its hash, and tells how far it is', async () => {
    const told: TransferProgress[] = [];
    const model = await shelf().download(request({ sha256 }), (progress) => told.push(progress), never);
    expect(model).toMatchObject({ state: 'whole', expectedSha256: sha256, validator: { etag: '"one"' } });
    expect(model.files).toEqual([{ path: 'model.onnx', bytes: file.length, sha256 }]);
    expect(told.at(-1)).toEqual({ loaded: file.length, total: file.length });
    expect((await content()).equals(file)).toBe(true);
  });

  it('goes on where a broken connection ended, and never shows the part as a model', async () => {
    handle = cut;
    await expect(download({ sha256 })).rejects.toMatchObject({
      code: 'model-download-cut',
      details: { loaded: 100_000, total: file.length },
    });
    const [part] = await records();
    expect(part).toMatchObject({ state: 'partial', files: [{ bytes: 100_000, sha256: undefined }] });
    await expect(shelf().files(part!.id)).rejects.toMatchObject({ code: 'model-gone' });
    handle = wellBehaved;
    await download({ sha256 });
    expect(asked.at(-1)).toMatchObject({ range: 'bytes=100000-', condition: '"one"' });
    expect(await records()).toMatchObject([{ id: part!.id, state: 'whole' }]);
    expect((await content()).equals(file)).toBe(true);
  });

  it('goes on after a cancellation', async () => {
    const controller = new AbortController();
    const cancelled = shelf().download(
      request(),
      ({ loaded }) => loaded > 0 && controller.abort(),
      controller.signal,
    );
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    const [part] = await records();
    expect(part!.state).toBe('partial');
    expect(part!.files[0]!.bytes).toBeGreaterThan(0);
    await download();
    expect(asked.at(-1)!.range).toBe(`bytes=${part!.files[0]!.bytes}-`);
    expect((await content()).equals(file)).toBe(true);
  });

  it.each<[string, Handler]>([
    [
      'gives no ranges',
      (_, response) => void response.writeHead(200, { 'Content-Length': file.length }).end(file),
    ],
    [
      'has another file by now, and hears no If-Range',
      (incoming, response) => {
        if (incoming.headers.range !== undefined)
          response
            .writeHead(206, { ETag: '"two"', 'Content-Range': 'bytes 100000-299999/300000' })
            .end(file.subarray(9));
        else response.writeHead(200, { ETag: '"two"', 'Content-Length': file.length }).end(file);
      },
    ],
    [
      'sends another span than asked for',
      (incoming, response) => {
        if (incoming.headers.range !== undefined)
          response
            .writeHead(206, { ETag: '"one"', 'Content-Range': 'bytes 7-299999/300000' })
            .end(file.subarray(7));
        else response.writeHead(200, { 'Content-Length': file.length }).end(file);
      },
    ],
  ])('begins anew where the server %s', async (_, changed) => {
    handle = cut;
    await download().catch(() => undefined);
    handle = changed;
    await download();
    expect((await content()).equals(file)).toBe(true);
  });

  it('takes a part that turns out to be whole', async () => {
    handle = (_, response) => {
      response.writeHead(200, { ETag: '"one"' });
      response.write(file, () => response.destroy());
    };
    await download().catch(() => undefined);
    handle = wellBehaved;
    await download();
    expect((await content()).equals(file)).toBe(true);
  });

  it('asks without If-Range where the server elsewhere does not allow it', async () => {
    handle = cut;
    await download({ sha256 }).catch(() => undefined);
    handle = wellBehaved;
    const strict: typeof fetch = (address, init) =>
      new Headers(init?.headers).has('If-Range')
        ? Promise.reject(new TypeError('Failed to fetch'))
        : fetch(address, init);
    await shelf(strict).download(request({ sha256 }), () => undefined, never);
    expect(asked.at(-1)).toMatchObject({ range: 'bytes=100000-', condition: undefined });
    expect((await content()).equals(file)).toBe(true);
  });

  it('follows a redirect', async () => {
    handle = (incoming, response) => {
      if (incoming.url === '/model.onnx') response.writeHead(302, { Location: '/elsewhere' }).end();
      else wellBehaved(incoming, response);
    };
    await download({ sha256 });
    expect((await content()).equals(file)).toBe(true);
  });

  it.each<[string, string, Partial<DownloadRequest>, Handler | undefined]>([
    ['another hash', 'model-wrong-hash', { sha256: 'ab'.repeat(32) }, undefined],
    ['another length', 'model-wrong-length', { bytes: 299_999 }, undefined],
    [
      'nothing at all',
      'model-wrong-length',
      {},
      (_, response) => void response.writeHead(200, { 'Content-Length': 0 }).end(),
    ],
    ['a missing file', 'model-not-found', {}, (_, response) => void response.writeHead(404).end('gone')],
    ['a login', 'model-forbidden', {}, (_, response) => void response.writeHead(403).end()],
    ['a broken server', 'model-download-failed', {}, (_, response) => void response.writeHead(503).end()],
    [
      'a web page',
      'model-is-html',
      {},
      (_, response) =>
        void response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('<p>'),
    ],
    [
      'a web page that does not say so',
      'model-is-html',
      {},
      (_, response) => void response.writeHead(200).end('\n<!DOCTYPE html><html></html>'),
    ],
    [
      'a pointer in place of the file',
      'model-is-pointer',
      {},
      (_, response) =>
        void response.writeHead(200).end('version https://git-lfs.github.com/spec/v1\noid sha256:0'),
    ],
  ])('never keeps %s', async (_, code, change, changed) => {
    if (changed) handle = changed;
    await expect(download(change)).rejects.toMatchObject({ code });
    expect(await records()).toEqual([]);
  });

  it('tells a server that lets no other site in from one that is not there', async () => {
    const strict: typeof fetch = (address, init) =>
      init?.mode === 'no-cors'
        ? fetch(address, { method: 'HEAD' })
        : Promise.reject(new TypeError('Failed to fetch'));
    const host = new URL(origin).host;
    await expect(shelf(strict).download(request(), () => undefined, never)).rejects.toMatchObject({
      code: 'model-no-cors',
      details: { host },
    });
    const silent: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    await expect(shelf(silent).download(request(), () => undefined, never)).rejects.toMatchObject({
      code: 'model-unreachable',
    });
    expect(await records()).toEqual([]);
  });

  it('asks for no byte that there is no room for', async () => {
    room = { usage: 900_000_000, quota: 900_100_000 };
    store = { ...store, place: 'opfs' };
    await expect(download({ bytes: file.length })).rejects.toMatchObject({ code: 'model-no-room' });
    expect(asked).toEqual([]);
    await expect(download()).rejects.toMatchObject({ code: 'model-no-room' });
    expect(await records()).toEqual([]);
  });

  it('keeps a model of this computer once, with all its files, and deletes it', async () => {
    const blob = (text: string): Blob => new Blob([text]);
    const model = {
      fileName: 'own.onnx',
      files: [
        { path: 'own.onnx', blob: blob('graph') },
        { path: 'weights.bin', blob: blob('weights') },
      ],
      sidecar: { exporter: 'torchvision' },
    };
    const first = await shelf().keep(model, () => undefined, never);
    const again = await shelf().keep({ ...model, fileName: 'same.onnx' }, () => undefined, never);
    expect(again.id).toBe(first.id);
    expect(await records()).toMatchObject([{ fileName: 'same.onnx', sidecar: { exporter: 'torchvision' } }]);
    const texts = await Promise.all((await shelf().files(first.id)).map((part) => part.text()));
    expect(texts).toEqual(['graph', 'weights']);
    await shelf().remove([first.id]);
    expect(await records()).toEqual([]);
    await expect(shelf().files(first.id)).rejects.toMatchObject({ code: 'model-gone' });
  });
});
