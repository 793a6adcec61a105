import type { GroundTruthStore, KeptGroundTruth, SeenGroundTruth } from './ground-truth-store.ts';
import type { KeptBox } from './kept-box.ts';
import { KeepingQueue } from './keeping-queue.ts';

export interface KeptSyncParts {
  readonly kept: GroundTruthStore;
  /** Hears how each write went. */
  readonly report: (hash: string, succeeded: boolean) => void;
  /** Another tab has changed a photo's boxes, which were `base` when this one saw them last. */
  readonly join: (hash: string, base: readonly KeptBox[], theirs: KeptGroundTruth) => void;
}

const nothingSeen: NonNullable<SeenGroundTruth> = { revision: undefined, boxes: [] };

/** Writes the ground truth of this tab, one write after another, and notices what other tabs write. */
export class KeptSync {
  readonly #parts: KeptSyncParts;
  readonly #queue: KeepingQueue;
  /** By photo, what is kept of it as far as this tab knows. */
  readonly #seen = new Map<string, NonNullable<SeenGroundTruth>>();
  readonly #leave: () => void;

  constructor(parts: KeptSyncParts) {
    this.#parts = parts;
    this.#queue = new KeepingQueue(parts.report);
    this.#leave = parts.kept.watch((hash) => void this.#hear(hash));
  }

  /** What is kept of a photo. @throws whatever the store does where nothing can be kept */
  async load(hash: string): Promise<KeptGroundTruth | undefined> {
    const kept = await this.#parts.kept.load(hash);
    this.#seen.set(hash, kept ?? nothingSeen);
    return kept;
  }

  save(record: KeptGroundTruth): void {
    const { hash } = record;
    this.#queue.put(hash, async () => {
      const written = await this.#parts.kept.save(record, this.#seen.get(hash) ?? nothingSeen);
      this.#seen.set(hash, written);
      if (written.boxes !== record.boxes) this.#parts.join(hash, record.boxes, written);
    });
  }

  /** Forgets a photo, unless another tab has drawn on it meanwhile. */
  remove(hash: string): void {
    this.#queue.put(hash, async () => {
      const seen = this.#seen.get(hash) ?? nothingSeen;
      const theirs = await this.#parts.kept.remove(hash, seen);
      this.#seen.set(hash, theirs ?? nothingSeen);
      if (theirs) this.#parts.join(hash, seen.boxes, theirs);
    });
  }

  /** Settles when everything drawn so far is kept, or could not be. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  dispose(): void {
    this.#leave();
  }

  async #hear(hash: string): Promise<void> {
    const seen = this.#seen.get(hash);
    // A photo that was never open here is no concern of this tab.
    if (!seen) return;
    const theirs = await this.#parts.kept.load(hash).catch(() => undefined);
    if (!theirs || theirs.revision === this.#seen.get(hash)?.revision) return;
    const base = this.#seen.get(hash) ?? seen;
    this.#seen.set(hash, theirs);
    this.#parts.join(hash, base.boxes, theirs);
  }
}
