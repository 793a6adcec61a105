import { isAbort } from '../../base/errors.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import type { EngineEvent, Readout } from '../../engine/messages.ts';
import type { Store } from '../app-state.ts';
import { preparePhotoElements } from './photo-elements.ts';
import { nothingPlotted, type PlotsState } from './plots-state.ts';

export interface PlotsParts {
  readonly store: Store;
  readonly client: Pick<EngineClient, 'subscribe' | 'query'>;
}

/**
 * Has the elements of the photo counted while somebody looks at the plots: once for each photo and each matching of
 * its anchors, and not when a slider of the loss moves.
 */
export class PlotsController {
  readonly #parts: PlotsParts;
  readonly #leave: readonly (() => void)[];
  #analyses = 0;
  /** What there is to count, and what was asked for last. */
  #subject: string | undefined;
  #asked: string | undefined;
  #running: AbortController | undefined;

  constructor(parts: PlotsParts) {
    this.#parts = parts;
    this.#leave = [
      parts.client.subscribe((event) => this.#receive(event)),
      parts.store.subscribe(() => this.#follow()),
    ];
  }

  dispose(): void {
    this.#running?.abort();
    for (const leave of this.#leave) leave();
  }

  #receive(event: EngineEvent): void {
    if (event.type === 'analysis' || event.type === 'restarted') {
      this.#analyses++;
      this.#subject = undefined;
      this.#running?.abort();
      this.#update(nothingPlotted);
    } else if (event.type === 'readout') {
      this.#subject = subjectOf(this.#analyses, event.readout);
      this.#follow();
    }
  }

  #follow(): void {
    const { view, plots } = this.#parts.store.state;
    if (view !== 'plots') {
      // Whoever comes back gets another try.
      if (plots.phase === 'failed') this.#asked = undefined;
      return;
    }
    if (this.#subject === undefined || this.#subject === this.#asked) return;
    this.#asked = this.#subject;
    this.#running?.abort();
    this.#running = new AbortController();
    void this.#count(this.#running.signal);
  }

  async #count(signal: AbortSignal): Promise<void> {
    const { store, client } = this.#parts;
    this.#update({ phase: 'counting', elements: store.state.plots.elements });
    try {
      const counts = await client.query({ name: 'element-histogram' }, signal);
      const elements = await preparePhotoElements(counts, signal);
      if (!signal.aborted) this.#update({ phase: 'ready', elements });
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.#update({ phase: 'failed', elements: undefined });
    }
  }

  #update(plots: PlotsState): void {
    const { store } = this.#parts;
    if (store.state.plots !== plots) store.update({ plots });
  }
}

/** Everything that the counts depend on. */
function subjectOf(analysis: number, { groundTruth, counts }: Readout): string {
  return JSON.stringify([analysis, groundTruth, counts]);
}
