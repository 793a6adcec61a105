/**
 * Runs tasks strictly one after another. ONNX Runtime needs it: two overlapping `run()` on a WebGPU session hang,
 * overlapping `create()` rejects.
 */
export class TaskQueue {
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Appends a task; a task whose signal is aborted before its turn never starts.
   *
   * @throws whatever the task throws, or the signal's reason
   */
  add<Result>(task: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const run = async (): Promise<Result> => {
      signal?.throwIfAborted();
      return task();
    };
    const result = this.#last.then(run, run);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
