import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import type { BenchmarkReport } from '../benchmark/benchmark-report.ts';
import type { LossBenchmarkOptions } from '../benchmark/run-loss-benchmark.ts';
import type { DetectorConventions } from '../model/detector-conventions.ts';
import type { PhotoAnswers, PhotoQuery } from '../pipeline/photo-queries.ts';
import type { LiveFrame } from '../image/read-frame.ts';
import type { StageTheme, StageView } from '../stage/scene.ts';
import type { ProviderCheck } from './check-providers.ts';
import type { PassReport } from './kernel-report.ts';
import type { EngineEvent, EngineSettings, ModelRequest, PhotoRequest } from './messages.ts';

/**
 * The engine as the page sees it. It owns the worker, restarts it when it hangs, crashes or loses its device, and
 * then replays the photo, the settings and the view.
 */
export interface EngineClient {
  /** Calls `listener` with every event until the returned function is called. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
  /**
   * Starts the engine. `createCanvas` is asked for a fresh canvas element, in place of the last, at every start: a
   * canvas can be handed to a worker only once.
   */
  start(createCanvas: () => HTMLCanvasElement, settings: EngineSettings): Promise<void>;
  /**
   * Analyses a photo; a photo opened later ends this one with an AbortError. The picture and readouts come as
   * events; the promise says only when it is done.
   *
   * @throws FocalScopeError for a photo that cannot be analysed; what was on the stage stays there
   */
  openPhoto(photo: PhotoRequest, signal?: AbortSignal): Promise<void>;
  /**
   * Analyses one frame of a camera or a video, as a photo without annotations, and takes it over; resolves when the
   * next one may come. A restart does not bring frames back: the next one finds the new engine.
   *
   * @throws an AbortError while the engine is being started, or when a photo is opened; what analysing throws
   */
  openFrame(frame: LiveFrame, fileName: string, signal?: AbortSignal): Promise<void>;
  /**
   * Takes another model in place of the one in use, and analyses the current photo with it.
   *
   * @throws FocalScopeError for a file that is no model, or not a detector that can be read; the model in use stays.
   * What the photo's run throws, when the new one is in use already; an input that is too large for it is told as a
   * `failure` alone. An AbortError when another model came in its place.
   */
  openModel(request: ModelRequest, signal?: AbortSignal): Promise<void>;
  /**
   * Reads the model in use in another way, and analyses the current photo so.
   *
   * @throws FocalScopeError when the photo cannot be analysed so; the earlier way stays
   */
  setConventions(conventions: DetectorConventions, signal?: AbortSignal): Promise<void>;
  /** Goes back to the built-in model, and analyses the current photo with it. */
  openBuiltInModel(signal?: AbortSignal): Promise<void>;
  /** Takes new settings; while the engine is busy only the latest are kept. */
  setSettings(settings: EngineSettings, inputEpoch?: number): void;
  setView(view: StageView, theme: StageTheme): void;
  setHighlight(detection: number | undefined): void;
  /** Replaces the photo's ground truth; undefined lets the detections stand in again. */
  setGroundTruth(boxes: readonly GroundTruthBox[] | undefined): void;
  /** The stage as it is now, as a PNG. */
  savePicture(signal?: AbortSignal): Promise<Blob>;
  /**
   * Asks about the photo on the stage.
   *
   * @throws FocalScopeError `internal` without a photo
   */
  query<Query extends PhotoQuery>(query: Query, signal?: AbortSignal): Promise<PhotoAnswers[Query['name']]>;
  /**
   * Does the current photo's work on the GPU again and again, and times its passes. Progress comes as events.
   *
   * @throws FocalScopeError `internal` without a photo or without WebGPU
   */
  measurePasses(repetitions: number, signal?: AbortSignal): Promise<PassReport>;
  /**
   * Measures the loss kernel against others on this machine. Progress comes as events.
   *
   * @throws FocalScopeError `webgpu-limit-exceeded` when the logits cannot be bound as a whole, `internal` without
   * WebGPU
   */
  benchmarkLoss(options: LossBenchmarkOptions, signal?: AbortSignal): Promise<BenchmarkReport>;
  /**
   * Runs the photo on WebGPU and on WASM, and compares the answers; undefined without a photo. Progress comes as
   * events.
   *
   * @throws FocalScopeError `internal` without WebGPU; what opening or running the model throws
   */
  checkProviders(signal?: AbortSignal): Promise<ProviderCheck | undefined>;
  dispose(): void;
}
