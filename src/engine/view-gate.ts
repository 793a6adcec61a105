/** How long a frame waits for the page's view of a new photo, in milliseconds. */
const patience = 250;

/** Holds frames back until the page has answered a new photo with a view that fits it: none flashes at a wrong place. */
export class ViewGate {
  #passage: Promise<void> | undefined;
  #open = (): void => undefined;

  /** Resolves when frames may be drawn. */
  get passage(): Promise<void> | undefined {
    return this.#passage;
  }

  close(): void {
    this.#passage = new Promise((resolve) => {
      this.#open = resolve;
    });
    setTimeout(this.#open, patience);
  }

  open(): void {
    this.#open();
  }
}
