/** One step of the way to a value: the next buffers, or the value itself at the end. */
interface Step<Value> {
  readonly next: WeakMap<GPUBuffer, Step<Value>>;
  value?: Value;
}

const createStep = <Value>(): Step<Value> => ({ next: new WeakMap<GPUBuffer, Step<Value>>() });

/** What was made for a row of buffers, kept for as long as all of them live. */
export class BufferTupleCache<Value extends object> {
  readonly #root = createStep<Value>();

  /** The value for these buffers in this order, made by `create` where it is new. */
  get(buffers: readonly GPUBuffer[], create: () => Value): Value {
    let step = this.#root;
    for (const buffer of buffers) {
      let following = step.next.get(buffer);
      if (!following) step.next.set(buffer, (following = createStep<Value>()));
      step = following;
    }
    return (step.value ??= create());
  }
}
