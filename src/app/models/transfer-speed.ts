/** Milliseconds that a speed is measured over: long enough not to flicker, short enough to follow the line. */
const span = 4000;

/** The speed of a transfer from the times that its bytes arrived at. */
export class TransferSpeed {
  #samples: { readonly time: number; readonly loaded: number }[] = [];

  /**
   * @param time milliseconds on any clock
   * @returns bytes a second over the last seconds; undefined until half a second is known
   */
  note(time: number, loaded: number): number | undefined {
    const from = this.#samples.findIndex((sample) => time - sample.time <= span);
    this.#samples = [...this.#samples.slice(Math.max(0, from)), { time, loaded }];
    const [first] = this.#samples;
    if (!first || time - first.time < 500) return undefined;
    return ((loaded - first.loaded) / (time - first.time)) * 1000;
  }
}
