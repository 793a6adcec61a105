import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { KeptBox } from './kept-box.ts';
import { mergeKeptBoxes } from './merge-kept-boxes.ts';

/** The ground truth of one photo as it is kept on this computer. The photo itself is not. */
export interface KeptGroundTruth {
  /** As `hashPhoto` names the photo. */
  readonly hash: string;
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
  /** Milliseconds since 1970 of the last edit. */
  readonly updated: number;
  readonly boxes: readonly KeptBox[];
  /** Another with each write, by which a tab knows that another one has written since. */
  readonly revision?: string | undefined;
}

/** Names of classes in annotation files, and the model's class that a person chose for each, or null for none. */
export type ClassChoices = Readonly<Record<string, string | null>>;

interface Schema extends DBSchema {
  'ground-truth': { key: string; value: KeptGroundTruth };
  'class-choices': { key: string; value: ClassChoices };
}

/** What a tab saw of a photo's ground truth last: what it loaded, or what its last write left. */
export type SeenGroundTruth = Pick<KeptGroundTruth, 'revision' | 'boxes'> | undefined;

/** What outlasts a visit besides the settings. Every call may reject where the browser keeps nothing. */
export interface GroundTruthStore {
  load(hash: string): Promise<KeptGroundTruth | undefined>;
  /**
   * Writes what a photo has now. Where another tab has written since `seen`, its boxes and these are joined.
   *
   * @returns what is kept now
   */
  save(kept: KeptGroundTruth, seen?: SeenGroundTruth): Promise<KeptGroundTruth>;
  /**
   * Forgets a photo; with `seen`, only if no other tab has written since.
   *
   * @returns what another tab has written, which stays
   */
  remove(hash: string, seen?: SeenGroundTruth): Promise<KeptGroundTruth | undefined>;
  removeAll(): Promise<void>;
  /** Hears of each photo whose ground truth another tab has written. @returns a function that ends it */
  watch(listener: (hash: string) => void): () => void;
  /** All of them, the last edited first. */
  list(): Promise<readonly KeptGroundTruth[]>;
  loadClassChoices(): Promise<ClassChoices>;
  saveClassChoices(choices: ClassChoices): Promise<void>;
}

const choicesKey = 'names';

/** How long the database may take to open, in milliseconds: a tab with an older page can hold it for ever. */
const patience = 3000;

/** The store in IndexedDB; it is opened with the first call, and anew after the browser has closed it. */
export function createGroundTruthStore(name = 'focalscope'): GroundTruthStore {
  let opened: Promise<IDBPDatabase<Schema>> | undefined;
  const forget = (): void => {
    opened = undefined;
  };
  const open = (): Promise<IDBPDatabase<Schema>> => {
    opened ??= inTime(
      openDB<Schema>(name, 1, {
        upgrade: (database) => {
          database.createObjectStore('ground-truth', { keyPath: 'hash' });
          database.createObjectStore('class-choices');
        },
        // A newer page in another tab waits for this one to let go.
        blocking: (_current, _blocked, event) => {
          (event.target as IDBDatabase).close();
          forget();
        },
        terminated: forget,
      }),
    );
    opened.catch(forget);
    return opened;
  };
  const channel = openChannel(name);
  return {
    load: async (hash) => (await open()).get('ground-truth', hash),
    save: async (kept, seen) => {
      // Reading and writing are one transaction, which no other tab gets into.
      const { store, done } = (await open()).transaction('ground-truth', 'readwrite');
      const found = await store.get(kept.hash);
      const written = joinWith(found, kept, seen);
      await Promise.all([store.put(written), done]);
      channel?.postMessage(kept.hash);
      return written;
    },
    remove: async (hash, seen) => {
      const { store, done } = (await open()).transaction('ground-truth', 'readwrite');
      const found = await store.get(hash);
      const isForeign = seen !== undefined && found !== undefined && found.revision !== seen.revision;
      await Promise.all([isForeign ? undefined : store.delete(hash), done]);
      return isForeign ? found : undefined;
    },
    removeAll: async () => (await open()).clear('ground-truth'),
    watch: (listener) => {
      const hear = ({ data }: MessageEvent<unknown>): void => {
        if (typeof data === 'string') listener(data);
      };
      channel?.addEventListener('message', hear);
      return () => channel?.removeEventListener('message', hear);
    },
    list: async () => {
      const all = await (await open()).getAll('ground-truth');
      return all.sort((first, second) => second.updated - first.updated);
    },
    loadClassChoices: async () => (await (await open()).get('class-choices', choicesKey)) ?? {},
    saveClassChoices: async (choices) => {
      await (await open()).put('class-choices', choices, choicesKey);
    },
  };
}

/** @throws Error where the database does not open in time; should it open later, it is closed again */
async function inTime(opening: Promise<IDBPDatabase<Schema>>): Promise<IDBPDatabase<Schema>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('the database does not open'));
      void opening.then((database) => database.close()).catch(() => undefined);
    }, patience);
  });
  try {
    return await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Tells other tabs of writes; undefined where the browser has no such thing, or forbids it. */
function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(`${name}-ground-truth`);
  } catch {
    return undefined;
  }
}

/** What is written: `kept`, with what another tab has written since `seen`. */
function joinWith(
  found: KeptGroundTruth | undefined,
  kept: KeptGroundTruth,
  seen: SeenGroundTruth,
): KeptGroundTruth {
  const revision = createRevision();
  if (!found || found.revision === seen?.revision) return { ...kept, revision };
  return { ...kept, revision, boxes: mergeKeptBoxes(seen?.boxes ?? [], kept.boxes, found.boxes) };
}

/** Not to be guessed at: only never twice the same. */
function createRevision(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}
