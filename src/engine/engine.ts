import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import { isAbort, serialiseError } from '../base/errors.ts';
import { TaskQueue } from '../base/task-queue.ts';
import type { Detection } from '../detect/detection.ts';
import { decodePhoto } from '../image/decode-photo.ts';
import type { Photo } from '../image/photo.ts';
import type { ModelManifest } from '../model/manifest.ts';
import type { AnalysisPath } from '../pipeline/analysis-path.ts';
import { PhotoPipeline, type AnalysedPhoto, type TargetState } from '../pipeline/photo-pipeline.ts';
import type { StageTheme, StageView } from '../stage/scene.ts';
import { composeScene } from './compose-scene.ts';
import type { EngineEvent, EngineSettings, PhotoRequest, Placement } from './messages.ts';
import { describeAnalysis, describeModel, describeReadout } from './describe.ts';
import { runModel } from './run-model.ts';
import type { PlacedSession, SessionHolder } from './session-holder.ts';
import { changedParts, pipelineSettings, stages, type Part } from './settings-changes.ts';
import { SpanRecorder } from './span-recorder.ts';
import { ViewGate } from './view-gate.ts';

/** What an engine is put together from; it disposes of all of it. */
export interface EngineParts {
  readonly manifest: ModelManifest;
  readonly path: AnalysisPath;
  readonly sessions: SessionHolder;
  /** Where the kernels run, and on what. */
  readonly ground: Pick<Placement, 'kernels' | 'kernelsReason' | 'adapter'>;
  readonly emit: (event: EngineEvent) => void;
}

/** The photo on the stage. */
interface Current {
  readonly analysed: AnalysedPhoto;
  readonly inputSize: number;
  readonly provider: string;
  annotations: readonly GroundTruthBox[] | undefined;
  targets: TargetState;
  detections: readonly Detection[];
}

/**
 * Holds one photo, the settings and the view, and brings the picture up to date with the least work after each
 * change. Steps through the kernels run one at a time; a model run does not hold them up.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #pipeline: PhotoPipeline;
  /** Everything that touches the path's state of the current photo. */
  readonly #line = new TaskQueue();
  readonly #stale = new Set<Part>();
  readonly #viewGate = new ViewGate();
  #settings: EngineSettings;
  #view: { view: StageView; theme: StageTheme } | undefined;
  #highlighted: number | undefined;
  #current: Current | undefined;
  #analysis: AbortController | undefined;
  #updating = false;
  #inputEpoch: number | undefined;
  #photoEpoch: number | undefined;
  #disposed = false;

  constructor(parts: EngineParts, settings: EngineSettings) {
    this.#parts = parts;
    this.#pipeline = new PhotoPipeline(parts.manifest, parts.path);
    this.#settings = settings;
    parts.emit({ type: 'model', model: describeModel(parts.manifest) });
    this.#emitPlacement();
    // Fetched and compiled ahead of the first photo; a failure is told again, and mended, when a photo needs it.
    void parts.sessions.open(settings.runOn).then(
      (placed) => {
        this.#emitPlacement(placed);
        if (!this.#analysis) parts.emit({ type: 'phase', phase: { name: 'idle' } });
      },
      (error: unknown) => parts.emit({ type: 'failure', error: serialiseError(error) }),
    );
  }

  /**
   * Decodes and analyses a photo and puts it on the stage; one opened later takes its place.
   *
   * @throws FocalScopeError when it cannot be analysed; the stage keeps what it shows
   */
  async openPhoto(request: PhotoRequest, inputEpoch: number, signal: AbortSignal): Promise<void> {
    await this.#exclusively(signal, async (own) => {
      const spans = new SpanRecorder(this.#parts.emit);
      this.#parts.emit({ type: 'phase', phase: { name: 'decoding' } });
      const photo = await spans.time('decode', () => decodePhoto(request.blob, request.fileName, own));
      own.throwIfAborted();
      await this.#analyse(photo, request.groundTruth, spans, own);
      this.#photoEpoch = inputEpoch;
    });
  }

  /**
   * Puts another model file in the built-in one's place and analyses the current photo with it.
   *
   * @throws FocalScopeError when it is none, or not of the manifest's conventions; the model in use stays
   */
  async openModel(model: Blob, fileName: string, signal: AbortSignal): Promise<void> {
    const { sessions, emit, manifest } = this.#parts;
    emit({ type: 'phase', phase: { name: 'compiling' } });
    try {
      await sessions.adopt(new Uint8Array(await model.arrayBuffer()), signal);
    } finally {
      if (!this.#analysis) emit({ type: 'phase', phase: { name: 'idle' } });
    }
    emit({ type: 'model', model: { ...describeModel(manifest), name: fileName.replace(/\.onnx$/i, '') } });
    if (this.#current) await this.#analyseAgain(this.#current, signal);
  }

  setSettings(settings: EngineSettings, inputEpoch: number | undefined): void {
    const parts = changedParts(this.#settings, settings);
    this.#settings = settings;
    if (parts.includes('focal') || parts.includes('frame')) this.#inputEpoch = inputEpoch ?? this.#inputEpoch;
    this.#invalidate(parts);
    this.#followPlacement();
  }

  setView(view: StageView, theme: StageTheme): void {
    this.#view = { view, theme };
    this.#viewGate.open();
    this.#invalidate(['frame']);
  }

  setHighlight(detection: number | undefined): void {
    if (detection === this.#highlighted) return;
    this.#highlighted = detection;
    this.#invalidate(['frame']);
  }

  setGroundTruth(boxes: readonly GroundTruthBox[] | undefined): void {
    if (!this.#current) return;
    this.#current.annotations = boxes;
    this.#invalidate(stages.targets);
  }

  /** The last frame as a PNG. */
  async savePicture(): Promise<Blob> {
    const pixels = await this.#line.add(() => this.#parts.path.readPixels());
    const canvas = new OffscreenCanvas(pixels.width, pixels.height);
    canvas.getContext('2d')?.putImageData(pixels, 0, 0);
    return canvas.convertToBlob({ type: 'image/png' });
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#analysis?.abort();
    await this.#line.add(() => {
      this.#parts.path.dispose();
      return Promise.resolve();
    });
    await this.#parts.sessions.dispose();
  }

  /** Runs one analysis; beginning another ends it. */
  async #exclusively(signal: AbortSignal, work: (own: AbortSignal) => Promise<void>): Promise<void> {
    this.#analysis?.abort(new DOMException('Superseded', 'AbortError'));
    const analysis = new AbortController();
    this.#analysis = analysis;
    const own = AbortSignal.any([signal, analysis.signal]);
    try {
      await work(own);
    } catch (error) {
      // A step that broke because its session was closed under it is no failure to whoever has moved on.
      own.throwIfAborted();
      throw error;
    } finally {
      if (this.#analysis === analysis) {
        this.#analysis = undefined;
        this.#parts.emit({ type: 'phase', phase: { name: 'idle' } });
      }
    }
    this.#followPlacement();
  }

  /** Runs the model again when the settings ask for another input size or another place than the photo had. */
  #followPlacement(): void {
    const current = this.#current;
    if (!current || this.#analysis) return;
    const { provider } = this.#parts.sessions.place(this.#settings.runOn);
    if (current.inputSize === this.#settings.inputSize && current.provider === provider) {
      return;
    }
    this.#analyseAgain(current, new AbortController().signal).catch((error: unknown) => {
      if (!isAbort(error)) this.#parts.emit({ type: 'failure', error: serialiseError(error) });
    });
  }

  #analyseAgain({ analysed, annotations }: Current, signal: AbortSignal): Promise<void> {
    return this.#exclusively(signal, (own) =>
      this.#analyse(analysed.photo, annotations, new SpanRecorder(this.#parts.emit), own),
    );
  }

  async #analyse(
    photo: Photo,
    annotations: readonly GroundTruthBox[] | undefined,
    spans: SpanRecorder,
    signal: AbortSignal,
  ): Promise<void> {
    const { inputSize } = this.#settings;
    const { placed, answer } = await runModel(
      this.#parts.sessions,
      this.#settings.runOn,
      (session) => {
        this.#parts.emit({ type: 'phase', phase: { name: 'running' } });
        return this.#pipeline.runModel(photo, session, inputSize, spans.time, signal);
      },
      signal,
    );
    await this.#line.add(async () => {
      const { analysed, detections } = await spans.time('postprocess', async () => {
        const result = await this.#pipeline.acceptHead(answer);
        return { analysed: result, detections: this.#pipeline.detect(result, this.#settings) };
      });
      const targets = await spans.time('loss', async () => {
        const state = await this.#pipeline.setTargets(
          analysed,
          annotations,
          pipelineSettings(this.#settings),
        );
        await this.#pipeline.setFocal(pipelineSettings(this.#settings));
        await this.#parts.path.readLosses();
        return state;
      });
      const provider = placed.session.provider;
      this.#current = { analysed, inputSize, provider, annotations, targets, detections };
      this.#parts.path.showAnswered();
      this.#viewGate.close();
      this.#highlighted = undefined;
      const analysis = describeAnalysis(analysed, this.#emitPlacement(placed), spans.times);
      this.#parts.emit({ type: 'analysis', analysis });
    });
    this.#invalidate(stages.frame);
  }

  #emitPlacement(placed?: PlacedSession): Placement {
    const planned = this.#parts.sessions.place(this.#settings.runOn);
    const placement: Placement = {
      model: placed?.session.provider ?? planned.provider,
      modelReason: placed?.reason ?? planned.reason,
      threads: placed?.session.threads ?? 1,
      ...this.#parts.ground,
    };
    this.#parts.emit({ type: 'placement', placement });
    return placement;
  }

  #invalidate(parts: readonly Part[]): void {
    for (const part of parts) this.#stale.add(part);
    if (!this.#updating && this.#stale.size > 0) void this.#update();
  }

  /** Brings everything stale up to date, in the order of the line, until nothing is. */
  async #update(): Promise<void> {
    this.#updating = true;
    try {
      while (this.#stale.size > 0 && !this.#disposed) {
        await this.#viewGate.passage;
        await this.#line.add(() => this.#updateOnce());
      }
    } catch (error) {
      this.#stale.clear();
      this.#parts.emit({ type: 'failure', error: serialiseError(error) });
    } finally {
      this.#updating = false;
    }
  }

  async #updateOnce(): Promise<void> {
    const current = this.#current;
    const stale = new Set(this.#stale);
    this.#stale.clear();
    if (!current) return;
    const settings = pipelineSettings(this.#settings);
    if (stale.has('targets')) {
      current.targets = await this.#pipeline.setTargets(current.analysed, current.annotations, settings);
    }
    if (stale.has('detections')) current.detections = this.#pipeline.detect(current.analysed, this.#settings);
    if (stale.has('focal')) await this.#pipeline.setFocal(settings);
    if (stale.has('frame')) await this.#drawFrame(current);
    if (stale.has('readout')) await this.#emitReadout(current);
  }

  async #drawFrame(current: Current): Promise<void> {
    if (!this.#view) return;
    const inputEpoch = this.#inputEpoch;
    await this.#parts.path.render(
      composeScene({
        settings: this.#settings,
        ...this.#view,
        detections: current.detections,
        groundTruth: current.targets.source === 'annotations' ? current.targets.groundTruth : [],
        classes: this.#parts.manifest.classes,
        highlighted: this.#highlighted,
      }),
    );
    const spans = new SpanRecorder(this.#parts.emit);
    if (inputEpoch !== undefined) {
      spans.end('slider-to-heatmap', inputEpoch);
      if (this.#inputEpoch === inputEpoch) this.#inputEpoch = undefined;
    }
    if (this.#photoEpoch !== undefined) {
      spans.end('photo-to-boxes', this.#photoEpoch);
      this.#photoEpoch = undefined;
    }
  }

  async #emitReadout(current: Current): Promise<void> {
    const losses = await this.#parts.path.readLosses();
    const scaleRange = await this.#parts.path.readScaleRange();
    const readout = describeReadout(current.detections, current.targets, losses, scaleRange);
    this.#parts.emit({ type: 'readout', readout });
  }
}
