import { beforeEach, describe, expect, it } from 'vitest';
import { neededGroups, type OfflineManifest } from '../../src/offline/offline-files.ts';
import type { OfflineReport, OfflineRequest } from '../../src/offline/offline-messages.ts';
import type { ServiceWorkerEvents, ServiceWorkerScope } from '../../src/offline/service-worker-scope.ts';
import { SharedPhotos } from '../../src/offline/shared-photos.ts';
import { SiteWorker } from '../../src/offline/site-worker.ts';
import { FakeCaches } from '../support/fake-caches.ts';

const site = 'https://host/folder/';

function createManifest(edition: string): OfflineManifest {
  const entry = `assets/index-${edition}.js`;
  const file = (path: string, group: OfflineManifest['files'][number]['group'], revision?: string) => ({
    path,
    group,
    revision,
    bytes: 4,
  });
  return {
    entry,
    files: [
      file('', 'shell', edition),
      file(entry, 'shell'),
      file('samples/dog.jpg', 'base', 'dog'),
      file('assets/ort-wasm.wasm', 'wasm'),
      file('assets/ort-webgpu.wasm', 'webgpu'),
    ],
  };
}

const notWaiting: unknown = undefined;

/** A worker of one edition, over caches and a host that outlast it. */
class Rig {
  readonly asked: { readonly path: string; readonly cache: RequestCache | undefined }[] = [];
  readonly reports: OfflineReport[] = [];
  pages = 1;
  /** What comes of taking over the open pages; undefined until the worker does so. */
  claimed: Promise<void> | undefined;
  readonly registration = { scope: site, active: undefined, waiting: notWaiting };
  isOnline = true;
  downloaded = new Set<string>();
  broken: string | undefined;
  /** The edition of the page that the host has. */
  served: string;
  readonly #listeners = new Map<string, (event: never) => void>();

  constructor(
    readonly caches: FakeCaches,
    edition = 'one',
  ) {
    this.served = edition;
    const scope: ServiceWorkerScope = {
      registration: this.registration,
      clients: {
        claim: () => (this.claimed = new Promise(() => undefined)),
        matchAll: () => Promise.resolve(Array.from({ length: this.pages })),
      },
      skipWaiting: () => Promise.resolve(),
      addEventListener: (name, listener) => void this.#listeners.set(name, listener),
    };
    const host: typeof fetch = (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const path = url.slice(site.length);
      this.asked.push({ path, cache: init?.cache });
      if (init?.cache === 'only-if-cached' && !this.downloaded.has(path))
        return Promise.reject(new TypeError());
      if (!this.isOnline || path === this.broken) return Promise.reject(new TypeError('offline'));
      if (path === '' || path === '?cpu')
        return Promise.resolve(
          new Response(`<script src="assets/index-${this.served}.js">`, {
            headers: { 'Content-Type': 'text/html' },
          }),
        );
      return Promise.resolve(new Response('four', { headers: { 'Content-Encoding': 'gzip' } }));
    };
    new SiteWorker({ scope, manifest: createManifest(edition), caches, fetch: host }).listen();
  }

  async send(name: keyof ServiceWorkerEvents, event: object = {}): Promise<Response | undefined> {
    const work: Promise<unknown>[] = [];
    let response: Promise<Response> | undefined;
    this.#listeners.get(name)?.({
      ...event,
      waitUntil: (promise: Promise<unknown>) => work.push(promise),
      respondWith: (promise: Promise<Response>) => {
        response = promise;
      },
    } as never);
    const answered = await response;
    await Promise.all(work);
    return answered;
  }

  async tell(data: OfflineRequest): Promise<void> {
    await this.send('message', {
      data,
      source: { postMessage: (report: OfflineReport) => this.reports.push(report) },
    });
  }

  get(path: string): Promise<Response | undefined> {
    return this.send('fetch', { request: new Request(site + path) });
  }

  kept(): Promise<string[]> {
    return this.caches.pathsOf('focalscope-files-v1');
  }
}

const needed = neededGroups('wasm', 'webgpu');

describe('the worker of the site', () => {
  let caches: FakeCaches;
  let rig: Rig;

  beforeEach(() => {
    caches = new FakeCaches();
    rig = new Rig(caches);
  });

  it('takes the open pages over without waiting for them', async () => {
    await rig.send('activate');
    expect(rig.claimed).toBeDefined();
  });

  it('keeps no more than the page has loaded until it is asked to', async () => {
    await rig.send('install');
    expect(await rig.kept()).toEqual(['/folder/?revision=one', '/folder/assets/index-one.js']);
    expect(rig.asked).toEqual([
      { path: '', cache: 'no-cache' },
      { path: 'assets/index-one.js', cache: 'force-cache' },
    ]);
  });

  it('then keeps what this browser needs, and nothing else, and answers with it offline', async () => {
    await rig.send('install');
    await rig.tell({ kind: 'keep', groups: needed, saveData: false });
    expect(rig.reports.at(-1)).toEqual({ keeping: 'kept', keptBytes: 16, totalBytes: 16, isolates: false });
    expect(await rig.kept()).not.toContain('/folder/assets/ort-webgpu.wasm');
    rig.isOnline = false;
    for (const path of ['', 'index.html', '?cpu', 'samples/dog.jpg', 'assets/ort-wasm.wasm'])
      expect((await rig.get(path))?.ok, path).toBe(true);
    expect((await rig.get('samples/dog.jpg'))?.headers.get('Content-Encoding')).toBeNull();
    await expect(rig.get('assets/ort-webgpu.wasm')).rejects.toThrow('offline');
    expect(await rig.get('elsewhere.txt')).toBeUndefined();
  });

  it('spends no data where the browser saves it', async () => {
    await rig.send('install');
    rig.downloaded.add('assets/ort-wasm.wasm');
    await rig.tell({ kind: 'keep', groups: needed, saveData: true });
    expect(rig.reports.at(-1)).toMatchObject({ keeping: 'partly', keptBytes: 12 });
    expect(await rig.kept()).not.toContain('/folder/samples/dog.jpg?revision=dog');
  });

  it('says so when something cannot be kept, and goes on the next time', async () => {
    await rig.send('install');
    rig.broken = 'assets/ort-wasm.wasm';
    await rig.tell({ kind: 'keep', groups: needed, saveData: false });
    expect(rig.reports.at(-1)).toMatchObject({ keeping: 'failed', keptBytes: 12 });
    rig.broken = undefined;
    await rig.tell({ kind: 'keep', groups: needed, saveData: false });
    expect(rig.reports.at(-1)).toMatchObject({ keeping: 'kept' });
    expect(rig.asked.filter(({ path }) => path === 'samples/dog.jpg')).toHaveLength(1);
  });

  it('takes no page of another version for its own', async () => {
    const later = new Rig(caches, 'two');
    later.served = 'one';
    await expect(later.send('install')).rejects.toThrow('another version');
    later.served = 'two';
    await later.send('install');
    expect(await later.kept()).toContain('/folder/?revision=two');
  });

  it('brings a newer version in whole, and forgets the older one when only its own page is open', async () => {
    await rig.send('install');
    await rig.tell({ kind: 'keep', groups: needed, saveData: false });
    const later = new Rig(caches, 'two');
    await later.send('install');
    expect(later.asked.map(({ path }) => path)).toEqual(['', 'assets/index-two.js']);
    expect(await later.kept()).toContain('/folder/assets/index-one.js');
    later.pages = 2;
    await later.tell({ kind: 'keep', groups: needed, saveData: false });
    expect(await later.kept()).toContain('/folder/assets/index-one.js');
    later.pages = 1;
    later.registration.waiting = {};
    await later.tell({ kind: 'keep', groups: needed, saveData: false });
    expect(await later.kept()).toContain('/folder/assets/index-one.js');
    later.registration.waiting = undefined;
    await later.tell({ kind: 'keep', groups: needed, saveData: false });
    expect(await later.kept()).toHaveLength(4);
    expect(await later.kept()).not.toContain('/folder/assets/index-one.js');
  });

  it('isolates pages only while it is told to, and remembers it', async () => {
    await rig.send('install');
    const policy = async (from: Rig): Promise<string | null | undefined> =>
      (await from.get(''))?.headers.get('Cross-Origin-Embedder-Policy');
    expect(await policy(rig)).toBeNull();
    await rig.tell({ kind: 'isolate', on: true });
    expect(await policy(rig)).toBe('require-corp');
    expect(await policy(new Rig(caches))).toBe('require-corp');
    await rig.tell({ kind: 'isolate', on: false });
    expect(await policy(new Rig(caches))).toBeNull();
  });

  it('hands shared photos to the page, once', async () => {
    const body = new FormData();
    body.append('photos', new File(['a'], '照片.jpg', { type: 'image/jpeg' }));
    body.append('photos', new File(['b'], 'b.png', { type: 'image/png' }));
    body.append('photos', 'a link');
    const response = await rig.send('fetch', {
      request: new Request(`${site}share-target`, { method: 'POST', body }),
    });
    expect(response?.status).toBe(303);
    expect(response?.headers.get('Location')).toBe(`${site}?shared`);
    const shared = new SharedPhotos(caches, site);
    const files = await shared.take();
    expect(files.map(({ name, type }) => [name, type])).toEqual([
      ['照片.jpg', 'image/jpeg'],
      ['b.png', 'image/png'],
    ]);
    expect(await files[1]!.text()).toBe('b');
    expect(await shared.take()).toEqual([]);
    expect(caches.names).not.toContain('focalscope-shared-v1');
  });
});
