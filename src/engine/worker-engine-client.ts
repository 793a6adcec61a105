import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import { epochNow } from '../base/epoch.ts';
import {
  FocalScopeError,
  serialiseError,
  type FocalScopeErrorCode,
  type SerialisedError,
} from '../base/errors.ts';
import type { StageTheme, StageView } from '../stage/scene.ts';
import type { EngineClient } from './engine-client.ts';
import type {
  EngineEvent,
  EngineMessage,
  EngineRequest,
  EngineSettings,
  PhotoRequest,
  PlacementReason,
} from './messages.ts';

export interface EngineClientOptions {
  /** Absolute URL of the model's manifest. */
  readonly manifestUrl: string;
  /** Never touch the GPU. */
  readonly forceCpu?: boolean;
  /** How frames reach the canvas; 'auto' reads them back on a software adapter. */
  readonly presenter?: 'auto' | 'webgpu-canvas';
  /** Milliseconds between two pings of the watchdog. */
  readonly pingInterval?: number;
  /** For tests: the worker that runs the engine. */
  readonly createWorker?: () => Worker;
}

/** Unanswered pings in a row after which a worker counts as hung. Ticks, not a clock: a sleeping laptop is no hang. */
const toleratedSilentPings = 8;

/** Restarts while one and the same photo is open after which it is given up. */
const toleratedRestarts = 2;

type Unnumbered<Request> = Request extends unknown ? Omit<Request, 'id'> : never;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface OpenPhoto {
  readonly photo: PhotoRequest;
  readonly inputEpoch: number;
  readonly signal: AbortSignal | undefined;
  /** Settles what `openPhoto` returned; a restart in between is not the caller's concern. */
  readonly done: Waiting;
  groundTruth: readonly GroundTruthBox[] | undefined;
  restarts: number;
}

/** {@link EngineClient} over a worker that can be ended and started again at any time. */
export function createEngineClient(options: EngineClientOptions): EngineClient {
  return new WorkerEngineClient(options);
}

class WorkerEngineClient implements EngineClient {
  readonly #options: EngineClientOptions;
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #createCanvas: (() => HTMLCanvasElement) | undefined;
  #settings: EngineSettings | undefined;
  #view: { view: StageView; theme: StageTheme } | undefined;
  #photo: OpenPhoto | undefined;
  /** The person's own model, in place of the built-in one. */
  #model: { model: Blob; fileName: string } | undefined;
  #avoidGpu: PlacementReason | undefined;
  #deviceLosses = 0;
  #nextId = 0;
  #silentPings = 0;
  #pingTimer: ReturnType<typeof setInterval> | undefined;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    this.#avoidGpu = options.forceCpu ? 'chosen-by-person' : undefined;
  }

  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start(createCanvas: () => HTMLCanvasElement, settings: EngineSettings): Promise<void> {
    this.#createCanvas = createCanvas;
    this.#settings = settings;
    await this.#startWorker();
  }

  async openPhoto(photo: PhotoRequest, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const earlier = this.#photo;
    let opened: OpenPhoto | undefined;
    try {
      await new Promise((resolve, reject) => {
        opened = {
          photo,
          inputEpoch: epochNow(),
          signal,
          done: { resolve, reject },
          groundTruth: photo.groundTruth,
          restarts: 0,
        };
        this.#photo = opened;
        void this.#sendPhoto(opened);
      });
    } catch (error) {
      // What is on the stage is still the earlier photo: a restart must bring that one back.
      if (this.#photo === opened) this.#photo = earlier;
      throw error;
    }
  }

  async openModel(model: Blob, fileName: string, signal?: AbortSignal): Promise<void> {
    await this.#ask({ kind: 'open-model', model, fileName }, [], signal);
    this.#model = { model, fileName };
  }

  setSettings(settings: EngineSettings, inputEpoch?: number): void {
    this.#settings = settings;
    this.#tell({ kind: 'settings', settings, inputEpoch });
  }

  setView(view: StageView, theme: StageTheme): void {
    this.#view = { view, theme };
    this.#tell({ kind: 'view', view, theme });
  }

  setHighlight(detection: number | undefined): void {
    this.#tell({ kind: 'highlight', detection });
  }

  setGroundTruth(boxes: readonly GroundTruthBox[] | undefined): void {
    if (this.#photo) this.#photo.groundTruth = boxes;
    this.#tell({ kind: 'ground-truth', boxes });
  }

  async savePicture(signal?: AbortSignal): Promise<Blob> {
    return (await this.#ask({ kind: 'save-picture' }, [], signal)) as Blob;
  }

  dispose(): void {
    this.#endWorker(new FocalScopeError('engine-crashed', { reason: 'closed' }));
    this.#listeners.clear();
  }

  async #startWorker(): Promise<void> {
    if (!this.#createCanvas || !this.#settings)
      throw new FocalScopeError('internal', { reason: 'not started' });
    const worker = this.#options.createWorker?.() ?? createEngineWorker();
    this.#worker = worker;
    worker.addEventListener('message', (event: MessageEvent<EngineMessage>) => {
      if (worker === this.#worker) this.#receive(event.data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (worker === this.#worker) this.#restart('engine-crashed');
    });
    const canvas = this.#createCanvas().transferControlToOffscreen();
    this.#silentPings = 0;
    this.#pingTimer = setInterval(() => this.#ping(), this.#options.pingInterval ?? 2500);
    await this.#ask(
      {
        kind: 'start',
        canvas,
        manifestUrl: this.#options.manifestUrl,
        settings: this.#settings,
        avoidGpu: this.#avoidGpu,
        presenter: this.#options.presenter ?? 'auto',
      },
      [canvas],
    );
    if (this.#view) this.#tell({ kind: 'view', ...this.#view });
  }

  #endWorker(reason: FocalScopeError): void {
    clearInterval(this.#pingTimer);
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }

  /** Ends the worker, starts a new one on a new canvas, and opens the photo of the moment in it again. */
  #restart(code: FocalScopeErrorCode): void {
    if (code === 'webgpu-device-lost') {
      this.#deviceLosses += 1;
      if (this.#deviceLosses > 1) this.#avoidGpu = 'device-lost';
    }
    if (this.#photo) this.#photo.restarts += 1;
    this.#endWorker(new FocalScopeError(code));
    this.#emit({ type: 'restarted', reason: code });
    const replay = async (): Promise<void> => {
      await this.#startWorker();
      if (this.#model) await this.#ask({ kind: 'open-model', ...this.#model }, []);
      const photo = this.#photo;
      if (photo && photo.restarts <= toleratedRestarts) await this.#sendPhoto(photo);
    };
    replay().catch((error: unknown) => {
      // A restart in the middle of this one has its own replay.
      if (!isRestartError(error)) this.#emit({ type: 'failure', error: serialiseError(error) });
    });
  }

  async #sendPhoto(opened: OpenPhoto): Promise<void> {
    const photo = { ...opened.photo, groundTruth: opened.groundTruth };
    try {
      await this.#ask({ kind: 'open-photo', photo, inputEpoch: opened.inputEpoch }, [], opened.signal);
      opened.restarts = 0;
      opened.done.resolve(undefined);
    } catch (error) {
      const replayed =
        isRestartError(error) && this.#photo === opened && opened.restarts <= toleratedRestarts;
      if (!replayed) opened.done.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #receive(message: EngineMessage): void {
    this.#silentPings = 0;
    if (message.kind === 'event') {
      const { event } = message;
      if (event.type === 'failure' && restartCodes.has(event.error.code)) this.#restart(event.error.code);
      else this.#emit(event);
      return;
    }
    const asker = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'answer') asker?.resolve(message.value);
    else asker?.reject(refusalError(message.error, message.aborted));
  }

  #emit(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #ping(): void {
    if (this.#silentPings >= toleratedSilentPings) {
      this.#restart('engine-hung');
      return;
    }
    this.#silentPings += 1;
    this.#tell({ kind: 'ping' });
  }

  /** Sends a request whose answer nobody waits for. */
  #tell(request: Unnumbered<EngineRequest>): void {
    this.#worker?.postMessage({ ...request, id: this.#nextId++ });
  }

  #ask(request: Unnumbered<EngineRequest>, transfer: Transferable[], signal?: AbortSignal): Promise<unknown> {
    const worker = this.#worker;
    if (!worker) return Promise.reject(new FocalScopeError('engine-crashed', { reason: 'not running' }));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ ...request, id }, transfer);
      signal?.addEventListener('abort', () => {
        if (!this.#waiting.delete(id)) return;
        this.#tell({ kind: 'cancel', target: id });
        reject(abortError());
      });
    });
  }
}

/** Failures of the engine as a whole, after which it is started anew. */
const restartCodes = new Set<FocalScopeErrorCode>(['webgpu-device-lost', 'engine-crashed', 'engine-hung']);

function isRestartError(error: unknown): boolean {
  return error instanceof FocalScopeError && restartCodes.has(error.code);
}

function createEngineWorker(): Worker {
  return new Worker(new URL('./engine-worker.ts', import.meta.url), {
    type: 'module',
    name: 'FocalScope engine',
  });
}

function abortError(): DOMException {
  return new DOMException('Superseded or cancelled', 'AbortError');
}

function refusalError(error: SerialisedError, aborted: boolean): Error {
  return aborted ? abortError() : FocalScopeError.deserialise(error);
}
