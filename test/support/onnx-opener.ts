import { Worker } from 'node:worker_threads';
import type { ValueMetadata } from '../../src/model/graph-signature.ts';

/** What ONNX Runtime says of a file. */
export type OpenedOnnx =
  | { readonly error: string }
  | {
      readonly inputs: readonly ValueMetadata[];
      readonly outputs: readonly ValueMetadata[];
      /** Undefined where it was not run: it takes something else than one image. */
      readonly run:
        | { readonly error: string }
        | Readonly<Record<string, { readonly type: string; readonly dims: readonly number[] }>>
        | undefined;
    };

/** ONNX Runtime on a thread of its own, which is ended where a file keeps it for too long, as the page does it. */
export class OnnxOpener {
  #worker: Worker | undefined;
  readonly #known: Uint8Array;

  /** @param known a file that is opened first by each thread: until then it waits for the runtime itself */
  constructor(known: Uint8Array) {
    this.#known = known;
  }

  /**
   * @param patience milliseconds
   * @returns undefined where the thread had to be ended, or ended by itself
   */
  async open(bytes: Uint8Array, patience: number): Promise<OpenedOnnx | undefined> {
    if (!this.#worker) {
      const opened = await this.#ask(this.#known, 120_000);
      if (!opened || 'error' in opened) throw new Error('a whole file does not open');
    }
    return this.#ask(bytes, patience);
  }

  #ask(bytes: Uint8Array, patience: number): Promise<OpenedOnnx | undefined> {
    this.#worker ??= new Worker(new URL('./onnx-opener-worker.mjs', import.meta.url));
    const worker = this.#worker;
    return new Promise((resolve) => {
      const finish = (opened: OpenedOnnx | undefined): void => {
        clearTimeout(timer);
        worker.off('message', finish).off('error', fail).off('exit', fail);
        if (opened) resolve(opened);
        else void this.close().then(() => resolve(undefined));
      };
      const fail = (): void => finish(undefined);
      const timer = setTimeout(fail, patience);
      worker.once('message', finish);
      worker.once('error', fail);
      worker.once('exit', fail);
      worker.postMessage(bytes);
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}
