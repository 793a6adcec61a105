/** Where a phone's share sheet posts to, below the site's folder. */
export const sharePath = 'share-target';

/** The query of the page that is to take what was shared. */
export const sharedQuery = 'shared';

/** The form field that the manifest names for shared files. */
export const shareField = 'photos';

const cacheName = 'focalscope-shared-v1';
const nameHeader = 'X-File-Name';

/** Photos on their way from the share sheet to the page; each is deleted when it is taken, or when nobody comes. */
export class SharedPhotos {
  readonly #caches: Pick<CacheStorage, 'open' | 'delete'>;
  readonly #scope: string;

  /** @param scope absolute address of the site's folder, with its closing slash */
  constructor(caches: Pick<CacheStorage, 'open' | 'delete'>, scope: string) {
    this.#caches = caches;
    this.#scope = scope;
  }

  async put(files: readonly File[]): Promise<void> {
    await this.forget();
    const cache = await this.#caches.open(cacheName);
    for (const [index, file] of files.entries()) {
      const headers = { 'Content-Type': file.type, [nameHeader]: encodeURIComponent(file.name) };
      await cache.put(new URL(`${sharePath}/${index}`, this.#scope).href, new Response(file, { headers }));
    }
  }

  /** Takes all photos out, in their order. */
  async take(): Promise<File[]> {
    const cache = await this.#caches.open(cacheName);
    const files: File[] = [];
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      const name = decodeURIComponent(response?.headers.get(nameHeader) ?? '');
      const type = response?.headers.get('Content-Type') ?? '';
      if (response) files.push(new File([await response.blob()], name || 'shared', { type }));
    }
    await this.forget();
    return files;
  }

  async forget(): Promise<void> {
    await this.#caches.delete(cacheName);
  }
}
