import { FocalScopeError, type FocalScopeErrorCode, type SerialisedError } from '../base/errors.ts';
import type { EngineEvent, EngineMessage, EngineRequest } from './messages.ts';
import { RestWatch } from './rest-watch.ts';

/** Unanswered pings in a row after which a worker counts as hung. Ticks, not a clock: a sleeping laptop is no hang. */
const toleratedSilentPings = 8;

/** Failures of the engine as a whole, after which it is started anew. */
const restartCodes = new Set<FocalScopeErrorCode>([
  'webgpu-device-lost',
  'webgpu-out-of-memory',
  'engine-crashed',
  'engine-hung',
]);

type Unnumbered<Request> = Request extends unknown ? Omit<Request, 'id'> : never;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** What a link tells its owner, until it ends. */
export interface LinkListener {
  receive(event: EngineEvent): void;
  /** The worker is of no use any more; the owner ends the link. */
  fail(code: FocalScopeErrorCode): void;
}

/** One worker's life: what is asked of it, its pulse, and its end. */
export class EngineLink {
  readonly #worker: Worker;
  readonly #listener: LinkListener;
  readonly #waiting = new Map<number, Waiting>();
  readonly #asked = new Set<Promise<unknown>>();
  readonly #restWatch = new RestWatch(
    () => this.#rest(),
    (isBehind) => !this.#end && this.#listener.receive({ type: 'standing', isBehind }),
  );
  readonly #pingTimer: ReturnType<typeof setInterval>;
  #nextId = 0;
  #silentPings = 0;
  #end: Error | undefined;

  /** @param pingInterval milliseconds between two pings of the watchdog */
  constructor(worker: Worker, listener: LinkListener, pingInterval: number) {
    this.#worker = worker;
    this.#listener = listener;
    worker.addEventListener('message', (event: MessageEvent<EngineMessage>) => this.#receive(event.data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (!this.#end) listener.fail('engine-crashed');
    });
    this.#pingTimer = setInterval(() => this.#ping(), pingInterval);
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** Sends a request whose answer nobody waits for. */
  tell(request: Unnumbered<EngineRequest>): void {
    if (this.#end) return;
    this.#send(request);
    this.#restWatch.note();
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws FocalScopeError, the signal's AbortError, or what the link was ended with
   */
  async ask(
    request: Unnumbered<EngineRequest>,
    transfer: Transferable[] = [],
    signal?: AbortSignal,
  ): Promise<unknown> {
    if (signal?.aborted) throw abortError();
    if (this.#end) throw this.#end;
    const answer = this.#request(request, transfer, signal);
    this.#asked.add(answer);
    try {
      this.#restWatch.note();
      return await answer;
    } finally {
      this.#asked.delete(answer);
    }
  }

  /** Ends the worker; whoever waits is told `reason`. */
  end(reason: Error): void {
    if (this.#end) return;
    this.#end = reason;
    this.#listener.receive({ type: 'standing', isBehind: false });
    clearInterval(this.#pingTimer);
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(reason);
  }

  #send(request: Unnumbered<EngineRequest>, transfer: Transferable[] = []): number {
    const id = this.#nextId++;
    this.#worker.postMessage({ ...request, id }, transfer);
    return id;
  }

  async #request(
    request: Unnumbered<EngineRequest>,
    transfer: Transferable[] = [],
    signal?: AbortSignal,
  ): Promise<unknown> {
    const id = this.#send(request, transfer);
    const cancel = (): void => {
      this.#waiting.get(id)?.reject(abortError());
      if (!this.#end) this.#send({ kind: 'cancel', target: id });
    };
    signal?.addEventListener('abort', cancel);
    try {
      return await new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    } finally {
      this.#waiting.delete(id);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Resolves when nothing is left to do of all that was asked and told by now. */
  async #rest(): Promise<void> {
    await Promise.allSettled(this.#asked);
    if (this.#end) throw this.#end;
    await this.#request({ kind: 'rest' });
  }

  #receive(message: EngineMessage): void {
    if (this.#end) return;
    this.#silentPings = 0;
    if (message.kind === 'event') {
      const { event } = message;
      if (event.type === 'failure' && restartCodes.has(event.error.code))
        this.#listener.fail(event.error.code);
      else this.#listener.receive(event);
      return;
    }
    const asker = this.#waiting.get(message.id);
    if (message.kind === 'answer') asker?.resolve(message.value);
    else asker?.reject(refusalError(message.error, message.aborted));
  }

  #ping(): void {
    if (this.#silentPings >= toleratedSilentPings) {
      this.#listener.fail('engine-hung');
      return;
    }
    this.#silentPings += 1;
    this.#send({ kind: 'ping' });
  }
}

export function abortError(): DOMException {
  return new DOMException('Superseded or cancelled', 'AbortError');
}

function refusalError(error: SerialisedError, aborted: boolean): Error {
  return aborted ? abortError() : FocalScopeError.deserialise(error);
}
