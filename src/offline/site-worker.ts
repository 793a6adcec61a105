import { FileKeeper } from './file-keeper.ts';
import { ChoiceKeeper } from './offline-choices.ts';
import { totalBytes, type OfflineFile, type OfflineManifest } from './offline-files.ts';
import type { OfflineReport, OfflineRequest } from './offline-messages.ts';
import type { FetchEvent, ServiceWorkerScope, WorkerMessageEvent } from './service-worker-scope.ts';
import { SharedPhotos, shareField, sharedQuery, sharePath } from './shared-photos.ts';

export interface SiteWorkerParts {
  readonly scope: ServiceWorkerScope;
  readonly manifest: OfflineManifest;
  readonly caches: Pick<CacheStorage, 'open' | 'delete'>;
  readonly fetch: typeof fetch;
}

/** Threads of WebAssembly need pages with these. Everything that the page loads is of its own origin. */
const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const;

/**
 * What stands between the page and its host: it answers with the files that are kept, isolates pages where the person
 * wants that and the host does not do it, and takes photos from the system's share sheet. What is none of the site's
 * files goes to the network as if it were not there.
 */
export class SiteWorker {
  readonly #parts: SiteWorkerParts;
  readonly #keeper: FileKeeper;
  readonly #choices: ChoiceKeeper;
  readonly #shared: SharedPhotos;

  constructor(parts: SiteWorkerParts) {
    this.#parts = parts;
    const { scope } = parts.scope.registration;
    this.#keeper = new FileKeeper({ ...parts, scope });
    this.#choices = new ChoiceKeeper(parts.caches, scope);
    this.#shared = new SharedPhotos(parts.caches, scope);
  }

  /** Starts to listen. */
  listen(): void {
    const { scope } = this.#parts;
    scope.addEventListener('install', (event) => event.waitUntil(this.#install()));
    // Not waited for: in Firefox a page is taken over when its last worker has answered, which threads that wait for
    // work never do, and until then no page of the site would open.
    scope.addEventListener('activate', () => void scope.clients.claim().catch(() => undefined));
    scope.addEventListener('fetch', (event) => this.#answer(event));
    scope.addEventListener('message', (event) => event.waitUntil(this.#obey(event)));
  }

  /** The first version keeps what the page has loaded by now; a later one all that the earlier one had. */
  async #install(): Promise<void> {
    const { groups, saveData } = await this.#choices.read();
    await this.#keeper.keep(['shell']);
    if (groups) await this.#keeper.keep(groups, { onlyCached: saveData });
  }

  #answer(event: FetchEvent): void {
    const { request } = event;
    const { scope } = this.#parts.scope.registration;
    if (request.method === 'POST' && request.url === new URL(sharePath, scope).href) {
      event.respondWith(this.#receive(request));
      return;
    }
    const file = this.#keeper.fileAt(request.url);
    if (request.method !== 'GET' || !file) return;
    if (request.mode === 'navigate' && !new URL(request.url).searchParams.has(sharedQuery))
      event.waitUntil(this.#shared.forget());
    event.respondWith(this.#serve(file, event));
  }

  async #serve(file: OfflineFile, event: FetchEvent): Promise<Response> {
    const kept = await this.#keeper.find(file).catch(() => undefined);
    const response = kept ?? (await this.#parts.fetch(event.request));
    if (!kept && response.ok && file.path !== '') {
      // A full disk costs the next visit its file, and nothing else.
      event.waitUntil(this.#keeper.put(file, response.clone()).catch(() => undefined));
    }
    const { isolates } = await this.#choices.read();
    return isolates || response.redirected ? renew(response, isolates) : response;
  }

  async #receive(request: Request): Promise<Response> {
    const { scope } = this.#parts.scope.registration;
    const form = await request.formData();
    await this.#shared.put(form.getAll(shareField).filter((entry) => entry instanceof File));
    return Response.redirect(`${scope}?${sharedQuery}`, 303);
  }

  async #obey({ data, source }: WorkerMessageEvent): Promise<void> {
    const request = data as OfflineRequest;
    switch (request.kind) {
      case 'keep':
        await this.#keep(request, (report) => source?.postMessage(report));
        break;
      case 'isolate':
        await this.#choices.write({ isolates: request.on });
        break;
      case 'take-over':
        await this.#parts.scope.skipWaiting();
        break;
    }
  }

  async #keep(
    { groups, saveData }: Extract<OfflineRequest, { kind: 'keep' }>,
    report: (report: OfflineReport) => void,
  ): Promise<void> {
    await this.#choices.write({ groups, saveData });
    const total = totalBytes(this.#keeper.filesOf(groups));
    let keptBytes = 0;
    const tell = async (keeping: OfflineReport['keeping']): Promise<void> => {
      const { isolates } = await this.#choices.read();
      report({ keeping, keptBytes, totalBytes: total, isolates });
    };
    await tell('keeping');
    try {
      const isComplete = await this.#keeper.keep(groups, {
        onlyCached: saveData,
        onFile: (bytes) => {
          keptBytes += bytes;
          void tell('keeping');
        },
      });
      await this.#forgetOthers();
      await tell(isComplete ? 'kept' : 'partly');
    } catch {
      await tell('failed');
    }
  }

  /** Old files go when no page of an older version can need them, and none of a newer one is on its way. */
  async #forgetOthers(): Promise<void> {
    const { clients, registration } = this.#parts.scope;
    const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
    if (pages.length <= 1 && !registration.waiting) await this.#keeper.forgetOthers();
  }
}

/** The same response as the page's own host might have sent it. */
function renew(response: Response, isolates: boolean): Response {
  const headers = new Headers(response.headers);
  if (isolates) for (const [name, value] of Object.entries(isolationHeaders)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
