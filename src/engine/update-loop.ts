import type { Part } from './settings-changes.ts';

/** Brings parts of the current photo's picture up to date, whether they are out of date or not. */
export type RemakeParts = (parts: readonly Part[]) => Promise<void>;

/** Collects what is out of date, and has it brought up to date, one pass after another, until nothing is. */
export class UpdateLoop {
  readonly #update: (take: () => ReadonlySet<Part>) => Promise<void>;
  readonly #fail: (error: unknown) => void;
  readonly #stale = new Set<Part>();
  #running: Promise<void> | undefined;
  #isEnded = false;

  /**
   * @param update makes one pass over what `take` gives it, and takes at the last moment: what is named until then
   * is done in one go
   * @param fail hears of a pass that broke; what it took is not tried again
   */
  constructor(update: (take: () => ReadonlySet<Part>) => Promise<void>, fail: (error: unknown) => void) {
    this.#update = update;
    this.#fail = fail;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Names parts that are out of date. */
  invalidate(parts: readonly Part[]): void {
    for (const part of parts) this.#stale.add(part);
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is out of date any more; undefined when nothing is. */
  get running(): Promise<void> | undefined {
    return this.#running;
  }

  /** Begins no pass any more. */
  end(): void {
    this.#isEnded = true;
  }

  async #run(): Promise<void> {
    // So that `#running` is set before the end of a run that finds nothing to do clears it.
    await Promise.resolve();
    while (this.#stale.size > 0 && !this.#isEnded) {
      try {
        await this.#update(() => this.#take());
      } catch (error) {
        if (!this.isEnded) this.#fail(error);
      }
    }
    this.#running = undefined;
  }

  #take(): ReadonlySet<Part> {
    const taken = new Set(this.#stale);
    this.#stale.clear();
    return taken;
  }
}
