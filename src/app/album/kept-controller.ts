import type { Store } from '../app-state.ts';
import type { GroundTruthController } from '../ground-truth/ground-truth-controller.ts';
import type { GroundTruthStore } from '../ground-truth/ground-truth-store.ts';
import type { KeptState } from './album-state.ts';

export interface KeptParts {
  readonly store: Store;
  readonly groundTruth: Pick<GroundTruthController, 'flush' | 'forget'>;
  readonly kept: GroundTruthStore;
}

/** Bytes that the browser keeps for the page, where it tells. */
async function readUsage(): Promise<number | undefined> {
  // Typed as always present, but absent on insecure origins.
  const { storage } = globalThis.navigator as { storage?: StorageManager };
  return storage?.estimate().then(
    ({ usage }) => usage,
    () => undefined,
  );
}

/** Lists what is kept on this computer, and deletes of it. */
export class KeptController {
  readonly #parts: KeptParts;

  constructor(parts: KeptParts) {
    this.#parts = parts;
  }

  async open(): Promise<void> {
    this.#show({ status: 'loading', items: [], usage: undefined });
    await this.#refresh();
  }

  close(): void {
    this.#show(undefined);
  }

  /** @param hash undefined for all */
  async remove(hash: string | undefined): Promise<void> {
    const { groundTruth, kept } = this.#parts;
    try {
      await groundTruth.flush();
      await (hash === undefined ? kept.removeAll() : kept.remove(hash));
      groundTruth.forget(hash);
      await groundTruth.flush();
    } catch {
      // What is there is read again, and a failure to read says so.
    }
    await this.#refresh();
  }

  async #refresh(): Promise<void> {
    const { groundTruth, kept } = this.#parts;
    try {
      await groundTruth.flush();
      const [items, usage] = await Promise.all([kept.list(), readUsage()]);
      this.#fill({ status: 'ready', items, usage });
    } catch {
      this.#fill({ status: 'failed', items: [], usage: undefined });
    }
  }

  /** The list may have been closed meanwhile. */
  #fill(kept: KeptState): void {
    if (this.#parts.store.state.album.kept) this.#show(kept);
  }

  #show(kept: KeptState | undefined): void {
    const { store } = this.#parts;
    store.update({ album: { ...store.state.album, kept } });
  }
}
