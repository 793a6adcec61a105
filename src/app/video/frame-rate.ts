/** Over how long frames are counted, in milliseconds. */
const span = 2000;

/** Frames a second, over the last two seconds. */
export class FrameRate {
  #times: number[] = [];

  /** Notes a frame that is done at `now` (milliseconds); returns the rate, or undefined while it is only one. */
  add(now: number): number | undefined {
    this.#times = [...this.#times.filter((time) => now - time < span), now];
    const [first = now] = this.#times;
    return now > first ? ((this.#times.length - 1) * 1000) / (now - first) : undefined;
  }
}
