import { FocalScopeError } from '../base/errors.ts';
import type { AnchorFreedom } from './anchor-genes.ts';
import type { CoverageBoxes } from './coverage-boxes.ts';
import type {
  CoverageAnswer,
  CoverageQuestion,
  CoverageRequest,
  CoverageResult,
  SuggestionResult,
} from './coverage-messages.ts';
import type { SuggestionProgress } from './suggest-anchors.ts';

/** Measures coverage somewhere else, so that the page stays free. */
export interface CoverageClient {
  /**
   * @throws FocalScopeError `coverage-hung`, `coverage-failed`
   * @throws the signal's reason when aborted
   */
  measure(
    boxes: CoverageBoxes,
    question: CoverageQuestion,
    signal: AbortSignal,
    onProgress?: (progress: SuggestionProgress) => void,
  ): Promise<CoverageResult>;
  /** @throws as `measure` */
  suggest(
    boxes: CoverageBoxes,
    question: CoverageQuestion & { readonly freedom: AnchorFreedom },
    signal: AbortSignal,
    onProgress?: (progress: SuggestionProgress) => void,
  ): Promise<SuggestionResult>;
  /** Ends the worker; the next question starts another. */
  rest(): void;
}

type Question = Extract<CoverageRequest, { kind: 'measure' | 'suggest' }>;
type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never;

interface Asked {
  readonly resolve: (answer: Extract<CoverageAnswer, { kind: 'measured' | 'suggested' }>) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((progress: SuggestionProgress) => void) | undefined;
}

/** The part of a worker that is used here. */
export type CoverageWorker = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>;

function startWorker(): CoverageWorker {
  return new Worker(new URL('./coverage-worker.ts', import.meta.url), {
    type: 'module',
    name: 'FocalScope anchor coverage',
  });
}

/** A worker that has not been heard of for so long, in milliseconds, while somebody waits, counts as hung. */
const hangPatience = 10_000;

/** The client over one worker at a time, made for the first question and ended when it hangs. */
export class WorkerCoverageClient implements CoverageClient {
  readonly #start: () => CoverageWorker;
  readonly #patience: number;
  readonly #asked = new Map<number, Asked>();
  #worker: CoverageWorker | undefined;
  #boxes: CoverageBoxes | undefined;
  #nextId = 0;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(start: () => CoverageWorker = startWorker, patience = hangPatience) {
    this.#start = start;
    this.#patience = patience;
  }

  async measure(...[boxes, question, signal, onProgress]: Parameters<CoverageClient['measure']>) {
    const answer = await this.#ask(boxes, { kind: 'measure', ...question }, signal, onProgress);
    if (answer.kind !== 'measured') throw new FocalScopeError('coverage-failed', { reason: answer.kind });
    return answer.value;
  }

  async suggest(...[boxes, question, signal, onProgress]: Parameters<CoverageClient['suggest']>) {
    const answer = await this.#ask(boxes, { kind: 'suggest', ...question }, signal, onProgress);
    if (answer.kind !== 'suggested') throw new FocalScopeError('coverage-failed', { reason: answer.kind });
    return answer.value;
  }

  rest(): void {
    this.#end(new DOMException('The worker was ended', 'AbortError'));
  }

  async #ask(
    boxes: CoverageBoxes,
    question: WithoutId<Question>,
    signal: AbortSignal,
    onProgress: Asked['onProgress'],
  ): Promise<Extract<CoverageAnswer, { kind: 'measured' | 'suggested' }>> {
    signal.throwIfAborted();
    const worker = (this.#worker ??= this.#open());
    const send = (request: CoverageRequest): void => worker.postMessage(request);
    if (this.#boxes !== boxes) send({ kind: 'boxes', boxes });
    this.#boxes = boxes;
    const id = this.#nextId++;
    const cancel = (): void => {
      this.#asked.get(id)?.reject(signal.reason);
      this.#forget(id);
      if (this.#worker === worker) send({ kind: 'cancel', id });
    };
    try {
      return await new Promise((resolve, reject) => {
        this.#asked.set(id, { resolve, reject, onProgress });
        signal.addEventListener('abort', cancel, { once: true });
        send({ ...question, id });
        this.#listen();
      });
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  #open(): CoverageWorker {
    const worker = this.#start();
    worker.addEventListener('message', (event) => {
      if (this.#worker === worker) this.#receive((event as MessageEvent<CoverageAnswer>).data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const reason = event.message;
      if (this.#worker === worker) this.#end(new FocalScopeError('coverage-failed', { reason }));
    });
    return worker;
  }

  #receive(answer: CoverageAnswer): void {
    const asked = this.#asked.get(answer.id);
    if (answer.kind === 'progress') {
      this.#listen();
      asked?.onProgress?.(answer.progress);
      return;
    }
    this.#forget(answer.id);
    if (answer.kind === 'refusal') asked?.reject(FocalScopeError.deserialise(answer.error));
    else asked?.resolve(answer);
  }

  #forget(id: number): void {
    this.#asked.delete(id);
    this.#listen();
  }

  /** Counts the silence anew, as long as somebody waits. */
  #listen(): void {
    clearTimeout(this.#silence);
    if (this.#asked.size === 0) return;
    this.#silence = setTimeout(() => this.#end(new FocalScopeError('coverage-hung')), this.#patience);
  }

  #end(reason: unknown): void {
    clearTimeout(this.#silence);
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#boxes = undefined;
    const waiting = [...this.#asked.values()];
    this.#asked.clear();
    for (const { reject } of waiting) reject(reason);
  }
}
