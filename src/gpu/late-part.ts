/** Something that is made when it is first asked for. What failed to be made is made anew for who asks next. */
export class LatePart<Part extends { dispose(): void }> {
  readonly #make: () => Promise<Part>;
  #making: Promise<Part> | undefined;
  #made: Part | undefined;
  #isDisposed = false;

  constructor(make: () => Promise<Part>) {
    this.#make = make;
  }

  /** @throws whatever making it throws */
  get(): Promise<Part> {
    this.#making ??= this.#make().then(
      (part) => {
        this.#made = part;
        if (this.#isDisposed) part.dispose();
        return part;
      },
      (error: unknown) => {
        this.#making = undefined;
        throw error;
      },
    );
    return this.#making;
  }

  /** Disposes of the part, now or as soon as it is made. */
  dispose(): void {
    this.#isDisposed = true;
    this.#made?.dispose();
  }
}
