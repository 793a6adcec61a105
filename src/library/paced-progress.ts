import type { TransferProgress } from './library-messages.ts';

/** Milliseconds between two reports. */
const interval = 100;

/**
 * Tells of a transfer's progress at a readable pace, and always of the last that there is to tell: when a line stands
 * still, what is shown is what has arrived.
 */
export class PacedProgress {
  readonly #tell: (progress: TransferProgress) => void;
  #last = -Infinity;
  #waiting: TransferProgress | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (progress: TransferProgress) => void) {
    this.#tell = tell;
  }

  note(progress: TransferProgress): void {
    this.#waiting = progress;
    const left = this.#last + interval - performance.now();
    if (left <= 0 || progress.loaded === progress.total) this.#report();
    else this.#timer ??= setTimeout(() => this.#report(), left);
  }

  /** The transfer has ended: nothing more is told of it. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = undefined;
  }

  #report(): void {
    const progress = this.#waiting;
    this.end();
    if (!progress) return;
    this.#last = performance.now();
    this.#tell(progress);
  }
}
