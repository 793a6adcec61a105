/**
 * Writes one after another, and of each key only the latest: a drag writes as often as the database can take it, and
 * its last state always.
 */
export class KeepingQueue {
  readonly #report: (key: string, succeeded: boolean) => void;
  readonly #waiting = new Map<string, () => Promise<void>>();
  #running: Promise<void> | undefined;

  /** @param report hears how each write went */
  constructor(report: (key: string, succeeded: boolean) => void) {
    this.#report = report;
  }

  /** Begins at once where nothing else is being written. */
  put(key: string, write: () => Promise<void>): void {
    this.#waiting.set(key, write);
    this.#running ??= this.#run();
  }

  /** Settles when nothing waits any more; never rejects. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    for (;;) {
      const [next] = this.#waiting;
      if (!next) break;
      const [key, write] = next;
      this.#waiting.delete(key);
      const succeeded = await write().then(
        () => true,
        () => false,
      );
      this.#report(key, succeeded);
    }
    this.#running = undefined;
  }
}
