/**
 * Passes calls on at most once per animation frame, the first of a burst at once and the last of it always. Calls
 * that are overtaken within one frame are merged by `merge`.
 */
export class FrameThrottle<Value> {
  readonly #act: (value: Value) => void;
  readonly #merge: (earlier: Value, later: Value) => Value;
  #waiting: { readonly value: Value } | undefined;
  #frame: number | undefined;

  constructor(act: (value: Value) => void, merge: (earlier: Value, later: Value) => Value) {
    this.#act = act;
    this.#merge = merge;
  }

  call(value: Value): void {
    if (this.#frame !== undefined) {
      this.#waiting = { value: this.#waiting ? this.#merge(this.#waiting.value, value) : value };
      return;
    }
    this.#frame = requestAnimationFrame(this.#onFrame);
    this.#act(value);
  }

  cancel(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#waiting = undefined;
  }

  readonly #onFrame = (): void => {
    this.#frame = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) this.call(waiting.value);
  };
}
