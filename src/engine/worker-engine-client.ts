import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import { epochNow } from '../base/epoch.ts';
import { FocalScopeError, isAbort, serialiseError, type FocalScopeErrorCode } from '../base/errors.ts';
import type { BenchmarkReport } from '../benchmark/benchmark-report.ts';
import type { LossBenchmarkOptions } from '../benchmark/run-loss-benchmark.ts';
import type { DetectorConventions } from '../model/detector-conventions.ts';
import type { PhotoAnswers, PhotoQuery } from '../pipeline/photo-queries.ts';
import type { LiveFrame } from '../image/read-frame.ts';
import type { StageTheme, StageView } from '../stage/scene.ts';
import { createEngineWorker } from './create-engine-worker.ts';
import type { EngineClient } from './engine-client.ts';
import type { EngineClientOptions } from './engine-client-options.ts';
import { abortError, EngineLink } from './engine-link.ts';
import { gpuFailures } from './gpu-failures.ts';
import type { ProviderCheck } from './check-providers.ts';
import type { PassReport } from './kernel-report.ts';
import type { EngineEvent, EngineSettings, ModelRequest, PhotoRequest, PlacementReason } from './messages.ts';
import type { OpenPhoto, Settler } from './open-photo.ts';
import { sendFrame } from './send-frame.ts';
import { UpGate } from './up-gate.ts';

/** Restarts while one and the same photo is open after which it is given up. */
const toleratedRestarts = 2;

/** Restarts within `restartPeriod` milliseconds after which the engine is: it would crash for ever. */
const [toleratedRestartsInPeriod, restartPeriod] = [4, 120_000];

/** {@link EngineClient} over a worker that can be ended and started again at any time. */
export function createEngineClient(options: EngineClientOptions): EngineClient {
  return new WorkerEngineClient(options);
}

class WorkerEngineClient implements EngineClient {
  readonly #options: EngineClientOptions;
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  #link: EngineLink | undefined;
  /** Opens when the engine in the worker has answered its start. */
  readonly #gate = new UpGate();
  /** Settles what `start` returned. */
  #started: Settler | undefined;
  #createCanvas: (() => HTMLCanvasElement) | undefined;
  #settings: EngineSettings | undefined;
  #view: { view: StageView; theme: StageTheme } | undefined;
  /** On the stage; a restart brings it back. */
  #shown: OpenPhoto | undefined;
  /** On its way to the stage. */
  #opening: OpenPhoto | undefined;
  /** The person's own model, in place of the built-in one. */
  #model: ModelRequest | undefined;
  /** From a restart on until that model is in use again; what the engine said of the built-in one meanwhile. */
  #isReplaying = false;
  #withheld: EngineEvent | undefined;
  #avoidGpu: PlacementReason | undefined;
  /** How often the GPU was lost or out of memory. */
  #gpuFailures = 0;
  #restartTimes: number[] = [];

  constructor(options: EngineClientOptions) {
    this.#options = options;
    this.#avoidGpu = options.forceCpu ? 'chosen-by-person' : undefined;
  }

  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(createCanvas: () => HTMLCanvasElement, settings: EngineSettings): Promise<void> {
    this.#createCanvas = createCanvas;
    this.#settings = settings;
    return new Promise((resolve, reject) => {
      this.#started = { resolve, reject };
      void this.#run();
    });
  }

  async openPhoto(photo: PhotoRequest, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const inputEpoch = epochNow();
    await new Promise<void>((resolve, reject) => {
      const { groundTruth } = photo;
      const done = { resolve, reject };
      const opened = { photo, inputEpoch, signal, done, groundTruth, link: undefined, restarts: 0 };
      this.#opening?.done.reject(abortError());
      this.#opening = opened;
      signal?.addEventListener('abort', () => this.#drop(opened, abortError()), { once: true });
      // While the worker is not up, its start brings the photo along.
      if (this.#gate.isOpen) void this.#sendPhoto(opened);
      else if (!this.#link) this.#tryAgain();
    });
  }

  async openFrame(frame: LiveFrame, fileName: string, signal?: AbortSignal): Promise<void> {
    await sendFrame(this.#link, this.#gate.isOpen, { frame, fileName, signal });
    // A restart does not go back to what was there before.
    this.#shown = undefined;
  }

  async openModel(request: ModelRequest, signal?: AbortSignal): Promise<void> {
    const conventions = (await this.#ask({ kind: 'open-model', ...request }, signal)) as DetectorConventions;
    this.#model = { model: request.model, conventions };
  }

  async openBuiltInModel(signal?: AbortSignal): Promise<void> {
    await this.#ask({ kind: 'open-built-in-model' }, signal);
    this.#model = undefined;
  }

  async setConventions(conventions: DetectorConventions, signal?: AbortSignal): Promise<void> {
    await this.#ask({ kind: 'set-conventions', conventions }, signal);
    if (this.#model) this.#model = { ...this.#model, conventions };
  }

  setSettings(settings: EngineSettings, inputEpoch?: number): void {
    this.#settings = settings;
    this.#link?.tell({ kind: 'settings', settings, inputEpoch });
  }

  setView(view: StageView, theme: StageTheme): void {
    this.#view = { view, theme };
    this.#link?.tell({ kind: 'view', view, theme });
  }

  setHighlight(detection: number | undefined): void {
    this.#link?.tell({ kind: 'highlight', detection });
  }

  setGroundTruth(boxes: readonly GroundTruthBox[] | undefined): void {
    if (this.#shown) this.#shown.groundTruth = boxes;
    this.#link?.tell({ kind: 'ground-truth', boxes });
  }

  async savePicture(signal?: AbortSignal): Promise<Blob> {
    return (await this.#ask({ kind: 'save-picture' }, signal)) as Blob;
  }

  async query<Query extends PhotoQuery>(
    query: Query,
    signal?: AbortSignal,
  ): Promise<PhotoAnswers[Query['name']]> {
    return (await this.#ask({ kind: 'query', query }, signal)) as PhotoAnswers[Query['name']];
  }

  async measurePasses(repetitions: number, signal?: AbortSignal): Promise<PassReport> {
    return (await this.#ask({ kind: 'measure-passes', repetitions }, signal)) as PassReport;
  }

  async benchmarkLoss(options: LossBenchmarkOptions, signal?: AbortSignal): Promise<BenchmarkReport> {
    return (await this.#ask({ kind: 'benchmark-loss', options }, signal)) as BenchmarkReport;
  }

  async checkProviders(signal?: AbortSignal): Promise<ProviderCheck | undefined> {
    return (await this.#ask({ kind: 'check-providers' }, signal)) as ProviderCheck | undefined;
  }

  dispose(): void {
    this.#listeners.clear();
    this.#createCanvas = undefined;
    this.#shown = undefined;
    this.#stop(abortError());
  }

  /** Starts a worker and brings it to where the last one was. */
  async #run(): Promise<void> {
    let link: EngineLink | undefined;
    try {
      if (!this.#createCanvas || !this.#settings)
        throw new FocalScopeError('internal', { reason: 'not started' });
      this.#isReplaying = this.#model !== undefined;
      link = this.#link = this.#createLink();
      await this.#startEngine(link, this.#createCanvas(), this.#settings);
      this.#gate.open();
      this.#started?.resolve();
      this.#started = undefined;
      await this.#replayModel(link);
      this.#replayPhoto();
    } catch (error) {
      // Where a restart ended this worker, the next one has its own replay.
      if (!link?.hasEnded) this.#giveUp(error);
    }
  }

  #createLink(): EngineLink {
    const worker = this.#options.createWorker?.() ?? createEngineWorker();
    const listener = {
      // A restarted engine begins with the built-in model: the page hears of the one that it is about to take again.
      receive: (event: EngineEvent) => {
        if (!(event.type === 'model' && event.model.isBuiltIn && this.#isReplaying)) this.#emit(event);
        else this.#withheld = event;
      },
      fail: (code: FocalScopeErrorCode) => this.#restart(code),
    };
    return new EngineLink(worker, listener, this.#options.pingInterval ?? 2500);
  }

  async #startEngine(link: EngineLink, element: HTMLCanvasElement, settings: EngineSettings): Promise<void> {
    const canvas = element.transferControlToOffscreen();
    const { manifestUrl, presenter = 'auto' } = this.#options;
    const avoidGpu = this.#avoidGpu;
    await link.ask({ kind: 'start', canvas, manifestUrl, settings, avoidGpu, presenter }, [canvas]);
    // An engine that is not up yet hears nothing.
    if (this.#settings && this.#settings !== settings) this.setSettings(this.#settings);
    if (this.#view) link.tell({ kind: 'view', ...this.#view });
  }

  async #replayModel(link: EngineLink): Promise<void> {
    if (!this.#model) return;
    try {
      await link.ask({ kind: 'open-model', ...this.#model });
      this.#isReplaying = false;
    } catch (error) {
      if (link.hasEnded) throw error;
      this.#isReplaying = false;
      if (this.#withheld) this.#emit(this.#withheld);
      // The built-in model takes over; its name is in the engine's first events.
      this.#model = undefined;
      this.#emit({ type: 'failure', error: serialiseError(error) });
    }
  }

  /** Sends the photo that is on its way, else the one that should be on the stage, unless the worker has it. */
  #replayPhoto(): void {
    const photo = this.#opening ?? this.#shown;
    if (this.#gate.isOpen && photo && photo.link !== this.#link) void this.#sendPhoto(photo);
  }

  async #sendPhoto(opened: OpenPhoto): Promise<void> {
    const link = this.#link;
    if (!link) return;
    opened.link = link;
    const { inputEpoch, signal, done, groundTruth } = opened;
    const photo = { ...opened.photo, groundTruth };
    const isReplay = this.#shown === opened;
    try {
      await link.ask({ kind: 'open-photo', photo, inputEpoch }, [], isReplay ? undefined : signal);
      opened.restarts = 0;
      this.#shown = opened;
      if (this.#opening === opened) this.#opening = undefined;
      // An engine that has no photo yet lets edits of the one on its way back pass.
      if (opened.groundTruth !== groundTruth) this.setGroundTruth(opened.groundTruth);
      done.resolve();
    } catch (error) {
      // Where a restart ended this worker, the next one gets the photo.
      if (link.hasEnded) return;
      if (isReplay && !isAbort(error)) this.#emit({ type: 'failure', error: serialiseError(error) });
      this.#drop(opened, error);
    }
  }

  /** Gives a photo up; the stage goes back to the one before where a restart took it away. */
  #drop(opened: OpenPhoto, error: unknown): void {
    opened.done.reject(error);
    if (this.#opening !== opened) return;
    this.#opening = undefined;
    this.#replayPhoto();
  }

  /** Ends the worker, starts a new one on a new canvas, and opens the photo of the moment in it again. */
  #restart(code: FocalScopeErrorCode): void {
    const error = new FocalScopeError(code);
    const reason = gpuFailures[code];
    if (reason && ++this.#gpuFailures > 1) this.#avoidGpu = reason;
    this.#endLink(error);
    this.#countRestart(error);
    const now = performance.now();
    this.#restartTimes = [...this.#restartTimes.filter((time) => now - time < restartPeriod), now];
    if (this.#restartTimes.length > toleratedRestartsInPeriod) {
      this.#giveUp(error);
      return;
    }
    this.#emit({ type: 'restarted', reason: code });
    void this.#run();
  }

  /** Blames the restart on the photo at work, which may not end one worker after another. */
  #countRestart(error: FocalScopeError): void {
    const photo = this.#opening ?? this.#shown;
    if (!photo || ++photo.restarts <= toleratedRestarts) return;
    if (photo === this.#shown) this.#shown = undefined;
    this.#drop(photo, error);
  }

  /** Without an engine from now on, until a photo is opened. */
  #giveUp(error: unknown): void {
    const wasStarted = this.#started === undefined;
    this.#stop(error);
    if (wasStarted) this.#emit({ type: 'failure', error: serialiseError(error) });
  }

  #tryAgain(): void {
    this.#restartTimes = [];
    void this.#run();
  }

  #stop(error: unknown): void {
    this.#endLink(error instanceof Error ? error : new Error(String(error)));
    this.#started?.reject(error);
    this.#started = undefined;
    this.#gate.refuse(error);
    this.#opening?.done.reject(error);
    this.#opening = undefined;
  }

  #endLink(reason: Error): void {
    this.#link?.end(reason);
    this.#link = undefined;
    this.#gate.close();
  }

  /** Asks the worker, once it is up. */
  async #ask(request: Parameters<EngineLink['ask']>[0], signal?: AbortSignal): Promise<unknown> {
    if (this.#link && !this.#gate.isOpen) await this.#gate.passage(signal);
    if (!this.#link) throw new FocalScopeError('engine-crashed', { reason: 'not running' });
    return this.#link.ask(request, [], signal);
  }

  #emit(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
