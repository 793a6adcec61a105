import { isAbort, serialiseError } from '../../base/errors.ts';
import { LatestTask } from '../../base/latest-task.ts';
import type { AnchorFreedom } from '../../coverage/anchor-genes.ts';
import { validateAnchorSettings } from '../../coverage/anchor-settings.ts';
import type { CoverageClient } from '../../coverage/coverage-client.ts';
import type { AppState } from '../app-state.ts';
import type { CocoAnnotations, Sample } from '../samples.ts';
import { inputOfAnnotations, inputOfPhoto, inputOfSamples, type CoverageInput } from './coverage-input.ts';
import { availableSources, modelQuestion, photoBoxesOf, sourceKey } from './coverage-sources.ts';
import type { CoverageAction, CoverageSource, CoverageState, SuggestionState } from './coverage-state.ts';

/** What the controller works with. */
export interface CoverageParts {
  readonly client: CoverageClient;
  readonly readSamples: () => Promise<{
    readonly annotations: CocoAnnotations;
    readonly samples: readonly Sample[];
  }>;
}

/** A measurement that has run for so long, in milliseconds, gives way to a newer one; a quicker one is let finish. */
const patience = 250;

/** Keeps the coverage of the chosen boxes by the chosen anchors up to date. */
export class CoverageController {
  #state: CoverageState;
  #page: AppState;
  readonly #parts: CoverageParts;
  readonly #listeners = new Set<() => void>();
  readonly #reading = new LatestTask();
  readonly #searching = new LatestTask();
  readonly #life = new AbortController();
  #input: CoverageInput | undefined;
  /** What the input was made of. */
  #inputKey: unknown;
  #isOpen = false;
  #isChosen = false;
  #measuring: { readonly abort: AbortController; readonly begin: number } | undefined;
  #isStale = false;

  constructor(parts: CoverageParts, page: AppState) {
    this.#parts = parts;
    this.#page = page;
    this.#state = {
      source: 'samples',
      available: availableSources(page),
      ...modelQuestion(page),
      isModels: true,
      measured: undefined,
      phase: 'reading',
      progress: 0,
      error: undefined,
      suggestion: undefined,
    };
  }

  get state(): CoverageState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The view appears. */
  open(page: AppState): void {
    this.#isOpen = true;
    this.#page = page;
    if (!this.#isChosen) this.#update({ source: this.#preferred() });
    this.follow(page);
  }

  /** The view goes; what was measured is kept, the worker is not. */
  close(): void {
    this.#isOpen = false;
    this.#reading.abort();
    this.#searching.abort();
    this.#measuring?.abort.abort();
    if (this.#state.suggestion?.status === 'running') this.#update({ suggestion: undefined });
    this.#parts.client.rest();
    // Whatever was cut short begins again.
    if (this.#state.phase !== 'ready') this.#inputKey = undefined;
  }

  /** Takes what the page shows now: photo, boxes, annotation files, model. */
  follow(page: AppState): void {
    const before = this.#page;
    this.#page = page;
    const available = availableSources(page);
    // A file that is opened while one looks at the anchors is meant for them.
    const isNewFile = page.annotations !== undefined && page.annotations !== before.annotations;
    let { source } = this.#state;
    if (isNewFile && this.#isOpen) source = 'file';
    else if (!available.includes(source)) source = this.#preferred();
    const isSame = available.join() === this.#state.available.join() && source === this.#state.source;
    if (!isSame) this.#update({ available, source });
    if (this.#state.isModels) this.#adoptModel();
    if (this.#isOpen) this.#read();
  }

  act(action: CoverageAction): void {
    switch (action.kind) {
      case 'source':
        this.#isChosen = true;
        this.#update({ source: action.source });
        this.#read();
        break;
      case 'settings': {
        const settings = { ...this.#state.settings, ...action.change };
        validateAnchorSettings(settings);
        this.#ask({ settings, isModels: false });
        break;
      }
      case 'matching':
        this.#ask({ matching: { ...this.#state.matching, ...action.change }, isModels: false });
        break;
      case 'reset':
        this.#ask({ ...modelQuestion(this.#page), isModels: true });
        break;
      case 'suggest':
        void this.#suggest(action.freedom);
        break;
      case 'cancel-suggestion':
        this.#searching.abort();
        this.#update({ suggestion: undefined });
        break;
      case 'use-suggestion': {
        const { suggestion } = this.#state;
        if (suggestion?.status !== 'done') return;
        // It stays to be seen what it brought, until something else changes.
        this.#ask({ settings: suggestion.result.after.settings, isModels: false }, suggestion);
        break;
      }
      case 'retry':
        this.#inputKey = undefined;
        this.#read();
        break;
    }
  }

  #preferred(): CoverageSource {
    if (this.#page.annotations) return 'file';
    return photoBoxesOf(this.#page).length > 0 ? 'photo' : 'samples';
  }

  #adoptModel(): void {
    const question = modelQuestion(this.#page);
    const { settings, matching } = this.#state;
    if (JSON.stringify({ settings, matching }) !== JSON.stringify(question)) this.#ask(question);
  }

  /** Another question about the same boxes; a suggestion to the earlier one is void. */
  #ask(
    change: Partial<Pick<CoverageState, 'settings' | 'matching' | 'isModels'>>,
    suggestion?: SuggestionState,
  ): void {
    if (!suggestion) this.#searching.abort();
    this.#update({ ...change, suggestion });
    this.#measure();
  }

  /** Reads the boxes of the source where they are others than before. */
  #read(): void {
    const { source } = this.#state;
    const key = sourceKey(this.#page, source);
    if (key === this.#inputKey) return;
    this.#inputKey = key;
    this.#searching.abort();
    this.#update({ phase: 'reading', progress: 0, error: undefined, suggestion: undefined });
    void this.#reading
      .run(this.#life.signal, (signal) => this.#readInput(source, signal))
      .then(
        (input) => {
          this.#input = input;
          this.#measure();
        },
        (error: unknown) => this.#fail(error),
      );
  }

  async #readInput(source: CoverageSource, signal: AbortSignal): Promise<CoverageInput> {
    const page = this.#page;
    if (source === 'file' && page.annotations)
      return inputOfAnnotations(page.annotations.set, signal, (progress) => this.#update({ progress }));
    if (source === 'photo' && page.analysis)
      return inputOfPhoto(photoBoxesOf(page), page.analysis, page.model?.classes ?? []);
    const { annotations, samples } = await this.#parts.readSamples();
    signal.throwIfAborted();
    return inputOfSamples(annotations, samples, page.model);
  }

  /** Measures anew; of several wishes that come meanwhile only the last counts. */
  #measure(): void {
    if (!this.#isOpen || !this.#input) return;
    if (this.#measuring) {
      this.#isStale = true;
      if (performance.now() - this.#measuring.begin > patience) this.#measuring.abort.abort();
      return;
    }
    const input = this.#input;
    const { settings, matching } = this.#state;
    if (input.classes.length === 0) {
      this.#update({ phase: 'empty', measured: undefined });
      return;
    }
    const abort = new AbortController();
    const own = { abort, begin: performance.now() };
    this.#measuring = own;
    this.#isStale = false;
    this.#update({ phase: 'measuring', progress: 0, error: undefined });
    const onProgress = ({ fraction }: { fraction: number }): void => this.#update({ progress: fraction });
    this.#parts.client
      .measure(input.boxes, { settings, matching }, abort.signal, onProgress)
      .then(
        (result) => {
          if (input === this.#input) this.#update({ measured: { ...result, input }, phase: 'ready' });
        },
        (error: unknown) => this.#fail(error),
      )
      .finally(() => {
        if (this.#measuring === own) this.#measuring = undefined;
        if (this.#isStale || input !== this.#input) this.#measure();
      });
  }

  async #suggest(freedom: AnchorFreedom): Promise<void> {
    const input = this.#input;
    if (!input) return;
    const { settings, matching } = this.#state;
    this.#update({ suggestion: { status: 'running', progress: { stage: 'before', fraction: 0 } } });
    try {
      const result = await this.#searching.run(this.#life.signal, (signal) =>
        this.#parts.client.suggest(input.boxes, { settings, matching, freedom }, signal, (progress) => {
          if (!signal.aborted) this.#update({ suggestion: { status: 'running', progress } });
        }),
      );
      this.#update({ suggestion: { status: 'done', result } });
    } catch (error) {
      if (!isAbort(error))
        this.#update({ suggestion: { status: 'failed', error: serialiseError(error, 'coverage-failed') } });
    }
  }

  #fail(error: unknown): void {
    if (isAbort(error)) return;
    this.#update({ phase: 'failed', error: serialiseError(error, 'coverage-failed'), measured: undefined });
  }

  #update(change: Partial<CoverageState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
