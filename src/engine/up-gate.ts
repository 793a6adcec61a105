import { abortError } from './engine-link.ts';

/** Holds requests back while no engine is up to take them. */
export class UpGate {
  readonly #waiting = new Set<{ readonly pass: () => void; readonly refuse: (error: unknown) => void }>();
  #isOpen = false;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  open(): void {
    this.#isOpen = true;
    for (const { pass } of this.#waiting) pass();
  }

  close(): void {
    this.#isOpen = false;
  }

  /** There will be no engine: whoever waits hears why. */
  refuse(error: unknown): void {
    for (const { refuse } of this.#waiting) refuse(error);
  }

  /** @throws the signal's AbortError, or what the gate refuses with */
  async passage(signal: AbortSignal | undefined): Promise<void> {
    if (this.#isOpen) return;
    if (signal?.aborted) throw abortError();
    let leave = (): void => undefined;
    await new Promise<void>((resolve, reject) => {
      const waiting = { pass: resolve, refuse: reject };
      const abort = (): void => reject(abortError());
      this.#waiting.add(waiting);
      signal?.addEventListener('abort', abort);
      leave = () => {
        this.#waiting.delete(waiting);
        signal?.removeEventListener('abort', abort);
      };
    }).finally(() => leave());
  }
}
