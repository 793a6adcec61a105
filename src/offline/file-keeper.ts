import type { FileGroup, OfflineFile, OfflineManifest } from './offline-files.ts';

const cacheName = 'focalscope-files-v1';

/** Files whose length no host changes on the way. */
const binary = /\.(wasm|jpe?g|png|webp)$/;

export interface FileKeeperParts {
  readonly manifest: OfflineManifest;
  /** Absolute address of the site's folder, with its closing slash. */
  readonly scope: string;
  readonly caches: Pick<CacheStorage, 'open'>;
  readonly fetch: typeof fetch;
}

export interface KeepOptions {
  /** Takes what the browser has downloaded already, and nothing from the network. */
  readonly onlyCached?: boolean;
  /** Is told the bytes of each file that is kept. */
  readonly onFile?: (bytes: number) => void;
}

/**
 * Keeps one version's files in the browser's cache, by contents: what two versions share is there once. A version's
 * files are added beside those of the last one, which stay until {@link FileKeeper.forgetOthers}.
 */
export class FileKeeper {
  readonly #parts: FileKeeperParts;
  readonly #byAddress: ReadonlyMap<string, OfflineFile>;

  constructor(parts: FileKeeperParts) {
    this.#parts = parts;
    const entries = parts.manifest.files.map((file) => [this.#addressOf(file), file] as const);
    this.#byAddress = new Map(entries);
  }

  /** The file that an address means, whatever its query; undefined where it is none of the site. */
  fileAt(address: string): OfflineFile | undefined {
    const { origin, pathname } = new URL(address);
    return this.#byAddress.get(origin + pathname.replace(/\/index\.html$/, '/'));
  }

  /** @returns what is kept of a file, or undefined */
  async find(file: OfflineFile): Promise<Response | undefined> {
    return (await this.#open()).match(this.#keyOf(file));
  }

  /** Keeps a response that a page has asked for anyway, if it is the whole file. */
  async put(file: OfflineFile, response: Response): Promise<void> {
    const body = await response.blob();
    if (await this.#isWhole(file, response, body)) await this.#put(file, response, body);
  }

  /**
   * Fetches what is missing of some groups, one file after the other.
   *
   * @returns whether all of it is kept now
   * @throws what the network or a full disk throws
   */
  async keep(
    groups: readonly FileGroup[],
    { onlyCached = false, onFile }: KeepOptions = {},
  ): Promise<boolean> {
    const cache = await this.#open();
    let isComplete = true;
    for (const file of this.filesOf(groups)) {
      const isKept = (await cache.match(this.#keyOf(file))) ?? (await this.#fetch(file, onlyCached));
      if (isKept) onFile?.(file.bytes);
      else isComplete = false;
    }
    return isComplete;
  }

  filesOf(groups: readonly FileGroup[]): readonly OfflineFile[] {
    return this.#parts.manifest.files.filter(({ group }) => groups.includes(group));
  }

  /** Forgets the files of other versions. */
  async forgetOthers(): Promise<void> {
    const cache = await this.#open();
    const own = new Set(this.#parts.manifest.files.map((file) => this.#keyOf(file)));
    const others = (await cache.keys()).filter(({ url }) => !own.has(url));
    await Promise.all(others.map((request) => cache.delete(request)));
  }

  async #fetch(file: OfflineFile, onlyCached: boolean): Promise<boolean> {
    const kept = file.revision === undefined ? 'force-cache' : 'no-cache';
    const request: RequestInit = onlyCached
      ? { cache: 'only-if-cached', mode: 'same-origin' }
      : { cache: kept };
    const response = await this.#parts.fetch(this.#addressOf(file), request).catch((error: unknown) => {
      if (onlyCached) return undefined;
      throw error;
    });
    if (!response?.ok && onlyCached) return false;
    if (!response?.ok) throw new Error(`HTTP ${response?.status ?? 0} for ${file.path}`);
    const body = await response.blob();
    if (!(await this.#isWhole(file, response, body))) throw new Error(`${file.path} is of another version`);
    await this.#put(file, response, body);
    return true;
  }

  async #put(file: OfflineFile, response: Response, body: Blob): Promise<void> {
    const headers = new Headers(response.headers);
    // The body is what came out of any compression.
    for (const name of ['Content-Encoding', 'Content-Length']) headers.delete(name);
    await (await this.#open()).put(this.#keyOf(file), new Response(body, { headers }));
  }

  /** Whether a body is this version's file, and not a page that a network puts in its place. */
  async #isWhole(file: OfflineFile, response: Response, body: Blob): Promise<boolean> {
    if (file.path === '') return (await body.text()).includes(this.#parts.manifest.entry);
    if (response.headers.get('Content-Type')?.startsWith('text/html')) return false;
    return !binary.test(file.path) || body.size === file.bytes;
  }

  #open(): Promise<Cache> {
    return this.#parts.caches.open(cacheName);
  }

  #addressOf({ path }: OfflineFile): string {
    return new URL(path, this.#parts.scope).href;
  }

  #keyOf(file: OfflineFile): string {
    const address = this.#addressOf(file);
    return file.revision === undefined ? address : `${address}?revision=${file.revision}`;
  }
}
