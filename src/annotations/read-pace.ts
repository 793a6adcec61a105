import { yieldTask } from '../base/yield-task.ts';

/** Longest stretch of work between two breaths, in milliseconds. */
const longestStretch = 12;

/**
 * The pace of a long read: now and then it lets everything that waits run, reports how far it is and looks whether
 * it is still wanted.
 */
export class ReadPace {
  readonly #onProgress: ((share: number) => void) | undefined;
  readonly #signal: AbortSignal | undefined;
  #begin = 0;
  #end = 1;
  #last = performance.now();

  constructor(onProgress?: (share: number) => void, signal?: AbortSignal) {
    this.#onProgress = onProgress;
    this.#signal = signal;
  }

  /** The part of the whole, from 0 to 1, that the shares given to {@link breathe} from now on lie in. */
  enter(begin: number, end: number): void {
    this.#begin = begin;
    this.#end = end;
  }

  /**
   * Call it often: it returns at once unless it is time.
   *
   * @param share how much of the current part is done, from 0 to 1
   * @throws the signal's reason when it was aborted
   */
  async breathe(share: number): Promise<void> {
    if (performance.now() - this.#last < longestStretch) return;
    this.#onProgress?.(this.#begin + (this.#end - this.#begin) * Math.min(1, Math.max(0, share)));
    await yieldTask(this.#signal);
    this.#last = performance.now();
  }

  /** @throws the signal's reason when it was aborted */
  check(): void {
    this.#signal?.throwIfAborted();
  }
}
