/**
 * Knows whether the engine has done all that it was told and asked: it asks for the engine's rest whenever something
 * was, and once more when more came meanwhile.
 */
export class RestWatch {
  readonly #rest: () => Promise<unknown>;
  readonly #tell: (isBehind: boolean) => unknown;
  /** Counts what was asked and told. */
  #count = 0;
  #isAsking = false;

  /**
   * @param rest resolves when nothing of what was asked and told before it is left to do; when it rejects, there is no
   * engine any more, and nothing is told
   * @param tell hears `true` with the first thing that is asked or told, and `false` when all is done
   */
  constructor(rest: () => Promise<unknown>, tell: (isBehind: boolean) => unknown) {
    this.#rest = rest;
    this.#tell = tell;
  }

  /** Something was asked or told. */
  note(): void {
    this.#count += 1;
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#ask().then(
      () => {
        this.#isAsking = false;
        this.#tell(false);
      },
      () => {
        this.#isAsking = false;
      },
    );
    this.#tell(true);
  }

  async #ask(): Promise<void> {
    for (let asked: number | undefined; asked !== this.#count;) {
      asked = this.#count;
      await this.#rest();
    }
  }
}
