import type { GroundTruthBox } from '../../src/anchors/ground-truth.ts';
import { anchorSettingsOf } from '../../src/coverage/anchor-settings.ts';
import type { BenchmarkReport } from '../../src/benchmark/benchmark-report.ts';
import type { LossBenchmarkOptions } from '../../src/benchmark/run-loss-benchmark.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import type { EngineClient } from '../../src/engine/engine-client.ts';
import type { LiveFrame } from '../../src/image/read-frame.ts';
import type { ProviderCheck } from '../../src/engine/check-providers.ts';
import type { PassReport } from '../../src/engine/kernel-report.ts';
import type { DetectorConventions } from '../../src/model/detector-conventions.ts';
import type {
  EngineEvent,
  EngineSettings,
  ModelDescription,
  ModelRequest,
  PhotoAnalysis,
  PhotoRequest,
  Placement,
  Readout,
} from '../../src/engine/messages.ts';
import type { PhotoAnswers, PhotoQuery } from '../../src/pipeline/photo-queries.ts';
import type { StageTheme, StageView } from '../../src/stage/scene.ts';
import { retinaAnchors } from './anchor-settings.ts';

export const fakeModel: ModelDescription = {
  name: 'fake-model',
  isBuiltIn: true,
  bytes: 5_400_000,
  classes: ['person', 'bicycle', 'dog'],
  categoryIds: [1, 2, 18],
  levels: ['P3', 'P4', 'P5', 'P6', 'P7'],
  defaultInputSize: 512,
  anchors: anchorSettingsOf({
    anchors: retinaAnchors,
    defaultSide: 512,
    inputRule: { padToMultiple: 32 },
  }),
  matching: { foregroundIou: 0.5, backgroundIou: 0.4, allowLowQualityMatches: true },
  minimumScore: 0.05,
  displayScore: 0.42,
  nmsIou: 0.55,
};

export const fakePlacement: Placement = {
  model: 'wasm',
  modelReason: 'software-gpu',
  kernels: 'webgpu',
  kernelsReason: 'software-gpu',
  threads: 4,
  adapter: 'google swiftshader',
};

export function createFakeAnalysis(fileName = 'dog.jpg'): PhotoAnalysis {
  return {
    fileName,
    width: 768,
    height: 576,
    inputWidth: 512,
    inputHeight: 384,
    anchorCount: 1000,
    levelAnchorCounts: [750, 188, 47, 12, 3],
    times: { decode: 12, preprocess: 8.25, sessionRun: 300, postprocess: 9, loss: 14 },
    placement: fakePlacement,
  };
}

/** Cross entropy mostly of easy background, focal loss mostly of foreground. */
export function createFakeReadout(change: Partial<Readout> = {}): Readout {
  return {
    detections: [
      { box: [100, 100, 700, 500], classIndex: 1, score: 0.91, anchor: 7 },
      { box: [120, 200, 320, 560], classIndex: 2, score: 0.8765, anchor: 9 },
    ],
    groundTruth: [{ box: [121, 201, 321, 561], classIndex: 2 }],
    groundTruthSource: 'annotations',
    refusedGroundTruth: [],
    missingLabels: [],
    focalParameters: { gamma: 2, alpha: 0.25 },
    counts: { 'easy-background': 970, 'hard-background': 20, foreground: 8, ignored: 2 },
    crossEntropy: {
      total: 2,
      byCategory: { 'easy-background': 1.22, 'hard-background': 0.5, foreground: 0.28, ignored: 0 },
      byLevel: [1, 0.5, 0.25, 0.15, 0.1],
    },
    focal: {
      total: 0.5,
      byCategory: { 'easy-background': 0.002, 'hard-background': 0.098, foreground: 0.4, ignored: 0 },
      byLevel: [0.2, 0.1, 0.1, 0.05, 0.05],
    },
    normaliser: 8,
    box: { spec: { kind: 'box', loss: 'giou' }, total: 0.25 },
    scaleRange: { minimum: 0.000012, maximum: 0.8 },
    ...change,
  };
}

/** A photo that was opened and waits for the test to settle it. */
export interface OpenedPhoto {
  readonly photo: PhotoRequest;
  readonly signal: AbortSignal | undefined;
  readonly succeed: () => void;
  readonly fail: (error: Error) => void;
}

/** Kernels that are to be measured, and wait for the test to settle it. */
export interface MeasuredKernels {
  readonly options: LossBenchmarkOptions | { readonly repetitions: number } | 'providers';
  readonly succeed: (report: PassReport | BenchmarkReport | ProviderCheck) => void;
  readonly fail: (error: Error) => void;
}

/** An engine in name: it records what it is told, and answers as the test says. */
export class FakeEngine implements EngineClient {
  readonly settings: EngineSettings[] = [];
  readonly inputEpochs: (number | undefined)[] = [];
  readonly opened: OpenedPhoto[] = [];
  /** File names of the models opened; empty for the built-in one. */
  readonly models: string[] = [];
  readonly measured: MeasuredKernels[] = [];
  readonly views: { view: StageView; theme: StageTheme }[] = [];
  readonly highlights: (number | undefined)[] = [];
  groundTruth: readonly GroundTruthBox[] | undefined;
  canvases = 0;
  disposed = false;
  /** What `start` and `openModel` reject with. */
  startError: Error | undefined;
  modelError: Error | undefined;
  #createCanvas: (() => HTMLCanvasElement) | undefined;
  readonly #listeners = new Set<(event: EngineEvent) => void>();

  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  start(createCanvas: () => HTMLCanvasElement, settings: EngineSettings): Promise<void> {
    this.#createCanvas = createCanvas;
    this.settings.push(settings);
    if (this.startError) return Promise.reject(this.startError);
    this.#takeCanvas();
    this.emit({ type: 'model', model: fakeModel });
    this.emit({ type: 'placement', placement: fakePlacement });
    return Promise.resolve();
  }

  /** As the client does when its worker has hung. */
  restart(): void {
    this.emit({ type: 'restarted', reason: 'engine-hung' });
    this.#takeCanvas();
  }

  openPhoto(photo: PhotoRequest, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.opened.push({ photo, signal, succeed: resolve, fail: reject });
      signal?.addEventListener('abort', () => reject(new DOMException('Superseded', 'AbortError')));
    });
  }

  /** Answers the last photo opened, as the engine does: analysis, readout, done. */
  answer(readout: Readout = createFakeReadout()): void {
    const opened = this.opened.at(-1);
    this.emit({ type: 'analysis', analysis: createFakeAnalysis(opened?.photo.fileName) });
    this.emit({ type: 'readout', readout });
    this.emit({ type: 'phase', phase: { name: 'idle' } });
    opened?.succeed();
  }

  /** Frames that were sent, and wait for the test to settle them. */
  readonly frames: {
    readonly fileName: string;
    readonly succeed: () => void;
    readonly fail: (error: Error) => void;
  }[] = [];

  openFrame(frame: LiveFrame, fileName: string, signal?: AbortSignal): Promise<void> {
    frame.close();
    return new Promise((resolve, reject) => {
      this.frames.push({ fileName, succeed: resolve, fail: reject });
      signal?.addEventListener('abort', () => reject(new DOMException('Superseded', 'AbortError')));
    });
  }

  async openModel(request: ModelRequest, signal?: AbortSignal): Promise<void> {
    this.models.push(request.model.fileName);
    this.requests.push(request);
    if (this.modelError) throw this.modelError;
    if (!this.holdsModels) return;
    await new Promise((resolve, reject) => {
      this.answerModel = () => resolve(undefined);
      signal?.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')));
    });
  }

  /** Whether a model is looked at until `answerModel` is called. */
  holdsModels = false;
  answerModel = (): void => undefined;

  /** The requests for models, whole. */
  readonly requests: ModelRequest[] = [];
  readonly conventions: DetectorConventions[] = [];
  /** What `setConventions` rejects with. */
  conventionsError: Error | undefined;

  setConventions(conventions: DetectorConventions): Promise<void> {
    this.conventions.push(conventions);
    return this.conventionsError ? Promise.reject(this.conventionsError) : Promise.resolve();
  }

  openBuiltInModel(): Promise<void> {
    this.models.push('');
    return this.modelError ? Promise.reject(this.modelError) : Promise.resolve();
  }

  /** What questions are answered with, by name; a name without an answer is refused. */
  readonly answers: { -readonly [Name in keyof PhotoAnswers]?: PhotoAnswers[Name] } = {};

  query<Query extends PhotoQuery>(query: Query): Promise<PhotoAnswers[Query['name']]> {
    const answer = this.answers[query.name];
    return answer
      ? Promise.resolve(answer as PhotoAnswers[Query['name']])
      : Promise.reject(new FocalScopeError('internal', { reason: `no answer to ${query.name}` }));
  }

  setSettings(settings: EngineSettings, inputEpoch?: number): void {
    this.settings.push(settings);
    this.inputEpochs.push(inputEpoch);
  }

  setView(view: StageView, theme: StageTheme): void {
    this.views.push({ view, theme });
  }

  setHighlight(detection: number | undefined): void {
    this.highlights.push(detection);
  }

  setGroundTruth(boxes: readonly GroundTruthBox[] | undefined): void {
    this.groundTruth = boxes;
  }

  savePicture(): Promise<Blob> {
    return Promise.resolve(new Blob([], { type: 'image/png' }));
  }

  measurePasses(repetitions: number, signal?: AbortSignal): Promise<PassReport> {
    return this.#measure({ repetitions }, signal) as Promise<PassReport>;
  }

  checkProviders(signal?: AbortSignal): Promise<ProviderCheck | undefined> {
    return this.#measure('providers', signal) as Promise<ProviderCheck>;
  }

  benchmarkLoss(options: LossBenchmarkOptions, signal?: AbortSignal): Promise<BenchmarkReport> {
    return this.#measure(options, signal) as Promise<BenchmarkReport>;
  }

  dispose(): void {
    this.disposed = true;
  }

  #measure(options: MeasuredKernels['options'], signal?: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.measured.push({ options, succeed: resolve, fail: reject });
      signal?.addEventListener('abort', () => reject(new DOMException('Cancelled', 'AbortError')));
    });
  }

  #takeCanvas(): void {
    this.canvases += 1;
    this.#createCanvas?.().transferControlToOffscreen();
  }
}
