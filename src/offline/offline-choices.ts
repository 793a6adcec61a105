import { fileGroups, type FileGroup } from './offline-files.ts';

/** What the page has told its service worker, which is started and ended many times. */
export interface OfflineChoices {
  /** Undefined until a page has said what it needs. */
  readonly groups: readonly FileGroup[] | undefined;
  readonly saveData: boolean;
  readonly isolates: boolean;
}

const cacheName = 'focalscope-choices-v1';
const nothingChosen: OfflineChoices = { groups: undefined, saveData: false, isolates: false };

/** Keeps the choices in a cache, the one place that both a service worker and its tests have. */
export class ChoiceKeeper {
  readonly #caches: Pick<CacheStorage, 'open'>;
  readonly #key: string;
  #choices: Promise<OfflineChoices> | undefined;

  /** @param scope absolute address of the site's folder */
  constructor(caches: Pick<CacheStorage, 'open'>, scope: string) {
    this.#caches = caches;
    this.#key = new URL('choices.json', scope).href;
  }

  read(): Promise<OfflineChoices> {
    this.#choices ??= this.#load().catch(() => nothingChosen);
    return this.#choices;
  }

  async write(change: Partial<OfflineChoices>): Promise<void> {
    const choices = { ...(await this.read()), ...change };
    this.#choices = Promise.resolve(choices);
    const cache = await this.#caches.open(cacheName);
    await cache.put(this.#key, Response.json(choices));
  }

  async #load(): Promise<OfflineChoices> {
    const kept = await (await this.#caches.open(cacheName)).match(this.#key);
    const read: unknown = await kept?.json();
    if (typeof read !== 'object' || read === null) return nothingChosen;
    const { groups, saveData, isolates } = read as Record<string, unknown>;
    const known = Array.isArray(groups) ? fileGroups.filter((group) => groups.includes(group)) : undefined;
    return { groups: known, saveData: saveData === true, isolates: isolates === true };
  }
}
