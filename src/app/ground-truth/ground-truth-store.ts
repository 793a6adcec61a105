import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Box } from '../../base/box.ts';

/** One box as it is kept: by the class's name, which outlives a change of model. */
export interface KeptBox {
  readonly box: Box;
  readonly className: string;
  readonly crowd: boolean;
}

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
}

/** Names of classes in annotation files, and the model's class that a person chose for each, or null for none. */
export type ClassChoices = Readonly<Record<string, string | null>>;

interface Schema extends DBSchema {
  'ground-truth': { key: string; value: KeptGroundTruth };
  'class-choices': { key: string; value: ClassChoices };
}

/** What outlasts a visit besides the settings. Every call may reject where the browser keeps nothing. */
export interface GroundTruthStore {
  load(hash: string): Promise<KeptGroundTruth | undefined>;
  save(kept: KeptGroundTruth): Promise<void>;
  remove(hash: string): Promise<void>;
  removeAll(): Promise<void>;
  /** All of them, the last edited first. */
  list(): Promise<readonly KeptGroundTruth[]>;
  loadClassChoices(): Promise<ClassChoices>;
  saveClassChoices(choices: ClassChoices): Promise<void>;
}

const choicesKey = 'names';

/** The store in IndexedDB; it is opened with the first call, and anew after the browser has closed it. */
export function createGroundTruthStore(name = 'focalscope'): GroundTruthStore {
  let opened: Promise<IDBPDatabase<Schema>> | undefined;
  const forget = (): void => {
    opened = undefined;
  };
  const open = (): Promise<IDBPDatabase<Schema>> => {
    opened ??= openDB<Schema>(name, 1, {
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
    });
    opened.catch(forget);
    return opened;
  };
  return {
    load: async (hash) => (await open()).get('ground-truth', hash),
    save: async (kept) => {
      await (await open()).put('ground-truth', kept);
    },
    remove: async (hash) => (await open()).delete('ground-truth', hash),
    removeAll: async () => (await open()).clear('ground-truth'),
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
