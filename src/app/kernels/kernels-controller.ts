import { isAbort, serialiseError } from '../../base/errors.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import type { Store } from '../app-state.ts';
import { isMeasuring, type KernelsAction, type KernelsState, type Measurement } from './kernels-state.ts';

export interface KernelsParts {
  readonly store: Store;
  readonly client: Pick<EngineClient, 'subscribe' | 'measurePasses' | 'benchmarkLoss' | 'checkProviders'>;
}

/** Has the engine measure its kernels, one measurement at a time. */
export class KernelsController {
  readonly #parts: KernelsParts;
  #running: { readonly name: keyof KernelsState; readonly abort: AbortController } | undefined;

  constructor(parts: KernelsParts) {
    this.#parts = parts;
    parts.client.subscribe((event) => {
      // What was found is of an earlier photo, size or model then.
      const { is } = parts.store.state.kernels.providers;
      if (event.type === 'analysis' && is !== 'none' && is !== 'running')
        this.#update('providers', { is: 'none' });
      if (event.type !== 'kernels-progress' || !this.#running) return;
      this.#update(this.#running.name, { is: 'running', progress: event.progress });
    });
  }

  act(action: KernelsAction): void {
    const { client } = this.#parts;
    if (action.kind === 'cancel') this.#running?.abort.abort();
    else if (action.kind === 'benchmark')
      void this.#measure('benchmark', (signal) => client.benchmarkLoss(action.options, signal));
    else if (action.kind === 'check-providers')
      void this.#measure('providers', (signal) => client.checkProviders(signal));
    else void this.#measure('passes', (signal) => client.measurePasses(action.repetitions, signal));
  }

  async #measure<Name extends keyof KernelsState>(
    name: Name,
    work: (
      signal: AbortSignal,
    ) => Promise<KernelsState[Name] extends Measurement<infer Report> ? Report : never>,
  ): Promise<void> {
    if (isMeasuring(this.#parts.store.state.kernels)) return;
    const abort = new AbortController();
    this.#running = { name, abort };
    this.#update(name, { is: 'running', progress: undefined });
    try {
      const report = await work(abort.signal);
      this.#update(name, { is: 'done', report });
    } catch (error) {
      this.#update(
        name,
        isAbort(error) ? { is: 'cancelled' } : { is: 'failed', error: serialiseError(error) },
      );
    } finally {
      this.#running = undefined;
    }
  }

  #update(name: keyof KernelsState, measurement: Measurement<unknown>): void {
    const { store } = this.#parts;
    store.update({ kernels: { ...store.state.kernels, [name]: measurement } });
  }
}
