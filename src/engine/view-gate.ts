/** Holds frames back until the page has answered a new photo with a view that fits it: none flashes at a wrong place. */
export class ViewGate {
  readonly #patience: number;
  #passage: Promise<void> | undefined;
  #pass = (): void => undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param patience how long a frame waits for the page's view of a new photo, in milliseconds */
  constructor(patience = 250) {
    this.#patience = patience;
  }

  /** Resolves when frames may be drawn; undefined when they may be at once. */
  get passage(): Promise<void> | undefined {
    return this.#passage;
  }

  close(): void {
    this.open();
    this.#passage = new Promise((resolve) => {
      this.#pass = resolve;
    });
    this.#timer = setTimeout(() => this.open(), this.#patience);
  }

  open(): void {
    clearTimeout(this.#timer);
    this.#passage = undefined;
    this.#pass();
  }
}
