/** Runs tasks of which only the last one begun counts: beginning another aborts those before. */
export class LatestTask {
  #controller: AbortController | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  get isRunning(): boolean {
    return this.#controller !== undefined;
  }

  /** Resolves when the task that was begun last has ended, however it did. */
  get ended(): Promise<unknown> {
    return this.#ended;
  }

  /**
   * @param task gets a signal that is aborted with `signal`, and when another task begins
   * @throws what the task throws; an AbortError, whatever it throws, once the signal is aborted
   */
  async run<Result>(signal: AbortSignal, task: (own: AbortSignal) => Promise<Result>): Promise<Result> {
    this.abort();
    const controller = new AbortController();
    this.#controller = controller;
    const own = AbortSignal.any([signal, controller.signal]);
    const result = (async () => task(own))();
    this.#ended = result.catch(() => undefined);
    try {
      return await result;
    } catch (error) {
      // A step that broke because its ground was taken away is no failure to whoever has moved on.
      own.throwIfAborted();
      throw error;
    } finally {
      if (this.#controller === controller) this.#controller = undefined;
    }
  }

  abort(): void {
    this.#controller?.abort(new DOMException('Superseded', 'AbortError'));
  }
}
