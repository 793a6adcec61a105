/** A cache in memory, as far as the site's worker uses one. */
class FakeCache {
  readonly #entries = new Map<string, Response>();

  match(request: RequestInfo | URL): Promise<Response | undefined> {
    return Promise.resolve(this.#entries.get(addressOf(request))?.clone());
  }

  put(request: RequestInfo | URL, response: Response): Promise<void> {
    this.#entries.set(addressOf(request), response);
    return Promise.resolve();
  }

  delete(request: RequestInfo | URL): Promise<boolean> {
    return Promise.resolve(this.#entries.delete(addressOf(request)));
  }

  keys(): Promise<Request[]> {
    return Promise.resolve([...this.#entries.keys()].map((address) => new Request(address)));
  }
}

function addressOf(request: RequestInfo | URL): string {
  return request instanceof Request ? request.url : String(request);
}

/** Caches in memory, by name. */
export class FakeCaches {
  readonly #caches = new Map<string, FakeCache>();

  open(name: string): Promise<Cache> {
    const cache = this.#caches.get(name) ?? new FakeCache();
    this.#caches.set(name, cache);
    return Promise.resolve(cache as unknown as Cache);
  }

  delete(name: string): Promise<boolean> {
    return Promise.resolve(this.#caches.delete(name));
  }

  /** Paths of the files in a cache, with their queries. */
  async pathsOf(name: string): Promise<string[]> {
    const requests = await (await this.open(name)).keys();
    return requests.map(({ url }) => new URL(url).pathname + new URL(url).search).sort();
  }

  get names(): string[] {
    return [...this.#caches.keys()].sort();
  }
}
