/** How long a frame waits for the page's view of a new photo, in milliseconds. */
const patience = 250;

/** Holds frames back until the page has answered a new photo with a view that fits it: none flashes at a wrong place. */
export class ViewGate {
  #passage: Promise<void> | undefined;
  #pass = (): void => undefined;

  /** Resolves when frames may be drawn; undefined when they may be at once. */
  get passage(): Promise<void> | undefined {
    return this.#passage;
  }

  close(): void {
    this.open();
    const passage = new Promise<void>((resolve) => {
      this.#pass = resolve;
    });
    this.#passage = passage;
    setTimeout(() => {
      if (this.#passage === passage) this.open();
    }, patience);
  }

  open(): void {
    this.#passage = undefined;
    this.#pass();
  }
}
