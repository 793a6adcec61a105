import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import { isAbort, serialiseError } from '../base/errors.ts';
import { LatestTask } from '../base/latest-task.ts';
import { TaskQueue } from '../base/task-queue.ts';
import { decodePhoto } from '../image/decode-photo.ts';
import { readFrame, type LiveFrame } from '../image/read-frame.ts';
import type { DetectorConventions } from '../model/detector-conventions.ts';
import { PhotoPipeline } from '../pipeline/photo-pipeline.ts';
import type { StageTheme, StageView } from '../stage/scene.ts';
import type { ProviderCheck } from './check-providers.ts';
import { comeToRest } from './come-to-rest.ts';
import {
  inputSizeOf,
  isHeld,
  nextRun,
  wishedRun,
  type CurrentPhoto,
  type RunConditions,
  type Running,
} from './current-photo.ts';
import { composeScene } from './compose-scene.ts';
import type { EngineSettings, ModelRequest, PhotoRequest, Placement, ProgressReport } from './messages.ts';
import { describeAnalysis, describePlacement, describeModel, describeReadout } from './describe.ts';
import { ModelUse } from './model-use.ts';
import { renameClasses } from './rename-classes.ts';
import { encodePicture } from './encode-picture.ts';
import { isFitAnew, type AnalysisSubject, type EngineParts } from './engine-parts.ts';
import { FrameClock } from './frame-clock.ts';
import { runModel } from './run-model.ts';
import type { PlacedSession } from './session-holder.ts';
import { changedParts, focalParameters, pipelineSettings, stages, type Part } from './settings-changes.ts';
import { SpanRecorder } from './span-recorder.ts';
import { takeOverAnswer } from './take-over-answer.ts';
import { UpdateLoop, type RemakeParts } from './update-loop.ts';
import { ViewGate } from './view-gate.ts';

type Work = (own: AbortSignal) => Promise<void>;

/**
 * Holds one photo, the settings and the view, and brings the picture up to date with the least work after each
 * change. Steps through the kernels run one at a time; a model run does not hold them up.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #pipeline: PhotoPipeline;
  /** Everything that touches the path's state of the current photo. */
  readonly #line = new TaskQueue();
  readonly #analysis = new LatestTask();
  readonly #modelUse: ModelUse;
  readonly #updates: UpdateLoop;
  readonly #viewGate: ViewGate;
  readonly #clock: FrameClock;
  #settings: EngineSettings;
  #view: { view: StageView; theme: StageTheme } | undefined;
  #highlighted: number | undefined;
  #current: CurrentPhoto | undefined;
  /** What the analysis under way is for. */
  #running: Running | undefined;

  /** Resolves when nothing is left to do: picture and figures are what was asked for. */
  readonly rest = (): Promise<void> => comeToRest(this.#analysis, this.#updates, this.#line);

  constructor(parts: EngineParts, settings: EngineSettings) {
    this.#parts = parts;
    this.#pipeline = new PhotoPipeline(parts.path);
    this.#settings = settings;
    this.#viewGate = new ViewGate(parts.viewPatience);
    this.#modelUse = new ModelUse({
      ...parts,
      rest: () => this.#emitIdle(),
      analyseAnew: (before, signal, running) => this.#analyseAnew(before, signal, running),
    });
    this.#clock = new FrameClock(parts.emit);
    this.#updates = new UpdateLoop(
      async (take) => {
        await this.#viewGate.passage;
        await this.#line.add(() => this.#update(take));
      },
      (error) => this.#fail(error),
    );
    parts.emit({ type: 'model', model: describeModel(parts.manifest) });
    this.#emitPlacement();
    // Fetched and compiled ahead of the first photo; a failure is told again, and mended, when a photo needs it.
    void parts.sessions.open(settings.runOn).then(
      (placed) => {
        this.#emitPlacement(placed);
        this.#emitIdle();
      },
      (error: unknown) => this.#fail(error),
    );
  }

  /**
   * Decodes and analyses a photo and puts it on the stage; one opened later takes its place.
   *
   * @throws FocalScopeError when it cannot be analysed; the stage keeps what it shows
   */
  async openPhoto(request: PhotoRequest, inputEpoch: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#exclusively(signal, async (own) => {
        const spans = new SpanRecorder(this.#parts.emit);
        this.#parts.emit({ type: 'phase', phase: { name: 'decoding' } });
        const photo = await spans.time('decode', () => decodePhoto(request.blob, request.fileName, own));
        own.throwIfAborted();
        const { classes } = this.#parts.sessions.conventions;
        await this.#analyse({ photo, annotations: () => request.groundTruth, classes }, spans, own);
        this.#clock.notePhoto(inputEpoch);
      });
    } finally {
      // Whether this photo is on the stage or the earlier one is still: the settings may ask for another run by now.
      this.#followSettings();
    }
  }

  /** Analyses a frame as a photo without annotations, and closes it; throws as {@link openPhoto}. */
  openFrame(frame: LiveFrame, fileName: string, signal: AbortSignal): Promise<void> {
    return this.#exclusively(signal, async (own) => {
      // User Timing would grow with every frame.
      const spans = new SpanRecorder(() => undefined);
      const photo = await spans.time('decode', () => Promise.resolve(readFrame(frame, fileName)));
      await this.#analyse({ photo, annotations: () => undefined, isFrame: true }, spans, own);
    }).finally(() => frame.close());
  }

  /** Takes another model, or the built-in one, and analyses the photo with it; throws as {@link ModelUse.open}. */
  openModel(request: ModelRequest | undefined, signal: AbortSignal): Promise<DetectorConventions> {
    return this.#modelUse.open(request, signal);
  }

  /** Reads the model in use in another way; throws as {@link ModelUse.read}. */
  setConventions(conventions: DetectorConventions, signal: AbortSignal): Promise<void> {
    return this.#modelUse.read(conventions, signal);
  }

  setSettings(settings: EngineSettings, inputEpoch: number | undefined): void {
    const before = this.#settings;
    const parts = changedParts(before, settings);
    this.#settings = settings;
    // Every change of the picture redraws the frame; without a photo there is none to wait for.
    if (this.#current && parts.includes('frame')) this.#clock.noteInput(inputEpoch);
    this.#updates.invalidate(parts);
    // Only when they ask for another run: one that has failed is not tried again with every slider.
    if (before.inputSize !== settings.inputSize || before.runOn !== settings.runOn) this.#followSettings();
  }

  setView(view: StageView, theme: StageTheme): void {
    this.#view = { view, theme };
    this.#viewGate.open();
    this.#updates.invalidate(['frame']);
  }

  setHighlight(detection: number | undefined): void {
    if (detection === this.#highlighted) return;
    this.#highlighted = detection;
    this.#updates.invalidate(['frame']);
  }

  setGroundTruth(boxes: readonly GroundTruthBox[] | undefined): void {
    if (!this.#current) return;
    this.#current.annotations = boxes;
    this.#updates.invalidate(stages.targets);
  }

  /** The last frame as a PNG. */
  async savePicture(): Promise<Blob> {
    return encodePicture(await this.#line.add(() => this.#parts.path.readPixels()));
  }

  /** What WebGPU and WASM make of the photo, see `check-providers.ts`; undefined without one. */
  async checkProviders(report: ProgressReport, signal: AbortSignal): Promise<ProviderCheck | undefined> {
    const { checkProviders } = await import('./check-providers.ts');
    const parts = { sessions: this.#parts.sessions, pipeline: this.#pipeline };
    return this.#current && checkProviders(parts, this.#current, this.#settings, report, signal);
  }

  /** Runs `work` while all else that needs the path waits; it may have parts of the photo's picture made again. */
  async inTurn<Result>(work: (remake?: RemakeParts) => Promise<Result>): Promise<Result> {
    await this.#viewGate.passage;
    return this.#line.add(() => work(this.#current && ((parts) => this.#update(() => new Set(parts)))));
  }

  async dispose(): Promise<void> {
    this.#updates.end();
    this.#analysis.abort();
    this.#modelUse.abort();
    await this.#line.add(() => Promise.resolve().then(() => this.#parts.path.dispose()));
    await this.#parts.sessions.dispose();
  }

  /** Runs one analysis; beginning another ends it. */
  async #exclusively(signal: AbortSignal, work: Work, running: Running = 'committed'): Promise<void> {
    this.#running = running;
    try {
      await this.#analysis.run(signal, work);
    } finally {
      this.#emitIdle();
    }
  }

  /** Runs the model again when neither the photo's run nor one under way is the one that the settings ask for. */
  #followSettings(): void {
    // In turn: a photo that is just coming in is the current one by then.
    void this.#line.add(() => {
      const current = this.#current;
      if (!current || this.#updates.isEnded) return Promise.resolve();
      const held = isHeld(current, this.#parts.path) ? current : undefined;
      const next = nextRun(this.#wish, held, this.#analysis.isRunning ? this.#running : undefined);
      if (next === 'end') this.#analysis.abort();
      if (next) this.#running = undefined;
      if (next === 'start') {
        this.#analyseAgain(current, new AbortController().signal).then(
          () => this.#followSettings(),
          // Not tried again: it would fail for ever.
          (error: unknown) => !isAbort(error) && this.#fail(error),
        );
      }
      return Promise.resolve();
    });
  }

  get #wish(): RunConditions {
    return wishedRun(this.#settings, this.#parts.sessions);
  }

  async #analyseAnew(before: DetectorConventions, signal: AbortSignal, running?: Running): Promise<void> {
    const current = this.#current;
    if (!current) return;
    const { classes } = this.#parts.sessions.conventions;
    current.annotations = renameClasses(current.annotations, before.classes, classes);
    // A photo that is being analysed takes the new model by itself.
    if (!this.#analysis.isRunning) await this.#analyseAgain(current, signal, running);
    this.#followSettings();
  }

  #analyseAgain(current: CurrentPhoto, signal: AbortSignal, running: Running = this.#wish): Promise<void> {
    const spans = new SpanRecorder(this.#parts.emit);
    const subject = { photo: current.analysed.photo, annotations: () => current.annotations };
    return this.#exclusively(signal, (own) => this.#analyse(subject, spans, own), running);
  }

  async #analyse(subject: AnalysisSubject, spans: SpanRecorder, signal: AbortSignal): Promise<void> {
    const { photo, isFrame = false } = subject;
    const { inputSize, runOn } = this.#settings;
    const sizeFor = ({ conventions }: PlacedSession): number => inputSizeOf(inputSize, conventions);
    const { placed, answer } = await runModel(
      this.#parts.sessions,
      runOn,
      (read) => {
        if (!isFrame) this.#parts.emit({ type: 'phase', phase: { name: 'running' } });
        return this.#pipeline.runModel(photo, read, sizeFor(read), spans.time, signal);
      },
      signal,
    );
    await this.#line.add(async () => {
      // Once begun it is carried through: the path has let go of the last photo then.
      if (signal.aborted) answer.head.release();
      signal.throwIfAborted();
      const parts = { path: this.#parts.path, pipeline: this.#pipeline };
      const answered = await takeOverAnswer(parts, answer, subject, () => this.#settings, spans.time);
      const shown = this.#current?.analysed.photo;
      const { session, model } = placed;
      this.#current = { ...answered, inputSize: sizeFor(placed), provider: session.provider, model };
      this.#parts.path.showAnswered();
      if (isFitAnew(subject, shown)) this.#viewGate.close();
      this.#highlighted = undefined;
      const analysis = describeAnalysis(answered.analysed, this.#emitPlacement(placed), spans.times, isFrame);
      this.#parts.emit({ type: 'analysis', analysis });
    });
    this.#updates.invalidate(stages.frame);
  }

  #emitPlacement(placed?: PlacedSession): Placement {
    const planned = this.#parts.sessions.place(this.#settings.runOn);
    const placement = describePlacement(planned, this.#parts.ground, placed);
    this.#parts.emit({ type: 'placement', placement });
    return placement;
  }

  #emitIdle(): void {
    if (!this.#analysis.isRunning) this.#parts.emit({ type: 'phase', phase: { name: 'idle' } });
  }

  #fail(error: unknown): void {
    this.#parts.emit({ type: 'failure', error: serialiseError(error) });
  }

  /** Brings what is stale up to date, in the order of the line. */
  async #update(take: () => ReadonlySet<Part>): Promise<void> {
    // A photo that came in before this turn closed the gate again.
    if (this.#viewGate.passage) return;
    const stale = take();
    const current = this.#current;
    if (!current || !isHeld(current, this.#parts.path) || this.#updates.isEnded) return;
    const settings = pipelineSettings(this.#settings);
    if (stale.has('targets'))
      current.targets = await this.#pipeline.setTargets(current.analysed, current.annotations, settings);
    if (stale.has('detections')) current.detections = this.#pipeline.detect(current.analysed, this.#settings);
    if (stale.has('focal')) {
      current.focalParameters = focalParameters(this.#settings);
      await this.#pipeline.setFocal(settings);
    }
    if (stale.has('frame')) await this.#drawFrame(current);
    if (stale.has('readout')) await this.#emitReadout(current);
  }

  async #drawFrame(current: CurrentPhoto): Promise<void> {
    if (!this.#view) return;
    const endFrame = this.#clock.beginFrame();
    await this.#parts.path.render(
      composeScene({ settings: this.#settings, ...this.#view, highlighted: this.#highlighted }, current),
    );
    endFrame();
  }

  async #emitReadout(current: CurrentPhoto): Promise<void> {
    const losses = await this.#parts.path.readLosses();
    const scaleRange = await this.#parts.path.readScaleRange();
    this.#parts.emit({ type: 'readout', readout: describeReadout(current, losses, scaleRange) });
  }
}
