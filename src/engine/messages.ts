import type { GroundTruthBox, GroundTruthSource, MatchSettings } from '../anchors/ground-truth.ts';
import type { FocalScopeErrorCode, SerialisedError } from '../base/errors.ts';
import type { LossBenchmarkOptions } from '../benchmark/run-loss-benchmark.ts';
import type { LiveFrame } from '../image/read-frame.ts';
import type { AnchorSettings } from '../coverage/anchor-settings.ts';
import type { Detection } from '../detect/detection.ts';
import type { DetectorConventions } from '../model/detector-conventions.ts';
import type { GraphFacts } from '../model/graph-facts.ts';
import type { ImportedModel } from '../model/imported-model.ts';
import type { ProbePhoto } from '../model/probe-photo.ts';
import type { ConventionsRanking, RankedConventions } from '../model/rank-conventions.ts';
import type { AnchorCounts, LossBreakdown } from '../statistics/loss-statistics-types.ts';
import type { AnswerKind, BoxReading, ComparisonReadings, SideReading } from '../pipeline/analysis-path.ts';
import type { BoxSpec, LossComparison } from '../pipeline/loss-spec.ts';
import type { PhotoQuery } from '../pipeline/photo-queries.ts';
import type { TargetRules } from '../pipeline/target-rules.ts';
import type { HeatmapSettings, ScaleRange, StageTheme, StageView } from '../stage/scene.ts';

/** Where the person wants the model to run. */
export const runOnChoices = ['auto', 'webgpu', 'wasm'] as const;
export type RunOn = (typeof runOnChoices)[number];

/** Everything that a control of the page sets. Pipeline parameters that a person cannot change are the manifest's. */
export interface EngineSettings {
  readonly runOn: RunOn;
  /** Longest side of the network's input; `model` for the one that the model in use is at its best with. */
  readonly inputSize: number | 'model';
  readonly gamma: number;
  /** Weight of the foreground in focal loss, or 'off' for none. Cross entropy is always unweighted. */
  readonly alpha: number | 'off';
  /** Two losses of choice beside the standing ones; none where undefined. */
  readonly comparison?: LossComparison | undefined;
  readonly scoreThreshold: number;
  readonly nmsIou: number;
  readonly suppressAcrossClasses: boolean;
  /** How targets are set, and what losses are divided by. */
  readonly targets: TargetRules;
  /** The box loss beside the class losses. */
  readonly box: BoxSpec;
  readonly showBoxes: boolean;
  readonly showGroundTruth: boolean;
  readonly heatmap: HeatmapSettings;
}

/** A photo to analyse, with its annotations where there are any. */
export interface PhotoRequest {
  readonly blob: Blob;
  readonly fileName: string;
  /** In pixels of the upright original; undefined: confident detections stand in. */
  readonly groundTruth: readonly GroundTruthBox[] | undefined;
}

/** A model to take in place of the one in use, and what to tell its conventions by where it brings none. */
export interface ModelRequest {
  readonly model: ImportedModel;
  readonly probePhotos?: readonly ProbePhoto[];
  /** What its outputs mean, where that was decided already: nothing is tried then. */
  readonly conventions?: DetectorConventions;
}

/** How the conventions of the model in use came about. */
export interface ConventionsReport {
  readonly conventions: DetectorConventions;
  /** `built-in`: it is the model that comes with the page. */
  readonly source: 'built-in' | 'sidecar' | 'override' | 'probe';
  /** Where exporters were tried: all of them with the model's own classes. */
  readonly ranking:
    | (Omit<ConventionsRanking, 'rows'> & {
        readonly rows: readonly (Omit<RankedConventions, 'conventions'> & {
          readonly conventions: DetectorConventions;
        })[];
      })
    | undefined;
  /** What the graph of a person's model told of itself: of raw heads all; undefined where nobody asked it. */
  readonly facts?: (Pick<GraphFacts, 'fixedSize' | 'activation'> & Partial<GraphFacts>) | undefined;
}

/** What the page needs to know of the model to label things. */
export interface ModelDescription {
  readonly name: string;
  /** Whether it is the one that comes with the page. */
  readonly isBuiltIn: boolean;
  /** Size of its ONNX file. */
  readonly bytes: number;
  readonly classes: readonly string[];
  /** The data set's own ids, by class index. */
  readonly categoryIds: readonly number[];
  readonly levels: readonly string[];
  readonly defaultInputSize: number;
  /** Whether that is the only size there is. */
  readonly hasFixedInput?: boolean;
  /** Its anchors over the default input. */
  readonly anchors: AnchorSettings;
  readonly matching: MatchSettings;
  readonly minimumScore: number;
  readonly displayScore: number;
  readonly nmsIou: number;
}

/** Why a part runs where it runs; the dictionaries hold a sentence for each. */
export type PlacementReason =
  | 'hardware-gpu'
  | 'software-gpu'
  | 'no-webgpu'
  | 'chosen-by-person'
  | 'device-lost'
  | 'out-of-memory'
  | 'webgpu-session-failed';

/** What runs where, for the status line. */
export interface Placement {
  readonly model: 'webgpu' | 'wasm';
  readonly modelReason: PlacementReason;
  /** Loss, matching and drawing. */
  readonly kernels: 'webgpu' | 'cpu';
  readonly kernelsReason: PlacementReason;
  /** Threads of the WASM session; 1 where the page is not cross-origin isolated. */
  readonly threads: number;
  /** Vendor and architecture, empty without WebGPU. */
  readonly adapter: string;
}

export type EnginePhase =
  | { readonly name: 'idle' }
  | { readonly name: 'downloading'; readonly loaded: number; readonly total: number }
  | { readonly name: 'compiling' }
  /** Trying conventions, one run of the model after another. */
  | { readonly name: 'probing'; readonly done: number; readonly total: number }
  | { readonly name: 'decoding' }
  | { readonly name: 'running' };

/** Milliseconds of the steps from photo to picture. */
export interface StepTimes {
  readonly decode: number;
  readonly preprocess: number;
  readonly sessionRun: number;
  readonly postprocess: number;
  readonly loss: number;
}

/** A finished analysis of one photo: all that does not change with the sliders. */
export interface PhotoAnalysis {
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
  readonly inputWidth: number;
  readonly inputHeight: number;
  readonly anchorCount: number;
  readonly levelAnchorCounts: readonly number[];
  /** `logits` where left out. Of `detections` all losses are meaningless, and the anchors are the boxes. */
  readonly answer?: AnswerKind | undefined;
  readonly times: StepTimes;
  readonly placement: Placement;
  /** Whether it is a frame of a camera or a video, with the next one on its way. */
  readonly isFrame?: boolean;
}

/** What the current settings make of the photo. */
export interface Readout {
  readonly detections: readonly Detection[];
  readonly groundTruth: readonly GroundTruthBox[];
  readonly groundTruthSource: GroundTruthSource;
  /** Boxes that no anchor may match because they are degenerate or off the image, by index into `groundTruth`. */
  readonly refusedGroundTruth: readonly number[];
  /** Confident detections on background, where annotations may lack an object, by falling score. */
  readonly missingLabels: readonly Detection[];
  /** What the focal loss below was computed with: a slider may be further already. */
  readonly focalParameters: Pick<EngineSettings, 'gamma' | 'alpha'>;
  readonly counts: AnchorCounts;
  readonly crossEntropy: LossBreakdown;
  readonly focal: LossBreakdown;
  /** What all of them are divided by. */
  readonly normaliser: number;
  readonly box?: BoxReading | undefined;
  /** Both sides, where the settings compare. */
  readonly comparison?: ComparisonReadings | undefined;
  /** The map that is shown in the losses' place, where the settings ask for one. */
  readonly map?: SideReading | undefined;
  readonly scaleRange: ScaleRange;
}

/** A span on the shared clock, in milliseconds since the epoch of `performance.timeOrigin`. */
export interface SpanMeasure {
  readonly name: string;
  readonly startEpoch: number;
  readonly duration: number;
}

/** How far measuring the kernels, or checking the providers, has come, in runs. */
export interface KernelsProgress {
  /** What runs now: a contender of the benchmark, or a provider. */
  readonly name: string;
  readonly done: number;
  readonly total: number;
}

export type ProgressReport = (progress: KernelsProgress) => void;

/** Page → engine. `id` pairs a request with its answer. */
export type EngineRequest =
  | {
      readonly kind: 'start';
      readonly id: number;
      readonly canvas: OffscreenCanvas;
      readonly manifestUrl: string;
      readonly settings: EngineSettings;
      /** Set: the GPU is not touched, for this reason. */
      readonly avoidGpu: PlacementReason | undefined;
      readonly presenter: 'auto' | 'webgpu-canvas';
    }
  | {
      readonly kind: 'open-photo';
      readonly id: number;
      readonly photo: PhotoRequest;
      /** When the person chose it (epoch milliseconds): where photo-to-boxes starts. */
      readonly inputEpoch: number;
    }
  | {
      readonly kind: 'open-frame';
      readonly id: number;
      readonly frame: LiveFrame;
      readonly fileName: string;
    }
  | ({ readonly kind: 'open-model'; readonly id: number } & ModelRequest)
  | { readonly kind: 'open-built-in-model'; readonly id: number }
  | { readonly kind: 'set-conventions'; readonly id: number; readonly conventions: DetectorConventions }
  | {
      readonly kind: 'settings';
      readonly id: number;
      readonly settings: EngineSettings;
      /** When the person moved a control (epoch milliseconds): where slider-to-heatmap starts. */
      readonly inputEpoch: number | undefined;
    }
  | { readonly kind: 'view'; readonly id: number; readonly view: StageView; readonly theme: StageTheme }
  | { readonly kind: 'highlight'; readonly id: number; readonly detection: number | undefined }
  | {
      readonly kind: 'ground-truth';
      readonly id: number;
      readonly boxes: readonly GroundTruthBox[] | undefined;
    }
  | { readonly kind: 'cancel'; readonly id: number; readonly target: number }
  | { readonly kind: 'save-picture'; readonly id: number }
  | { readonly kind: 'query'; readonly id: number; readonly query: PhotoQuery }
  | { readonly kind: 'measure-passes'; readonly id: number; readonly repetitions: number }
  | { readonly kind: 'benchmark-loss'; readonly id: number; readonly options: LossBenchmarkOptions }
  | { readonly kind: 'check-providers'; readonly id: number }
  /** Answered when nothing that came before it is left to do. */
  | { readonly kind: 'rest'; readonly id: number }
  | { readonly kind: 'ping'; readonly id: number };

/** Engine → page. */
export type EngineMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | {
      readonly kind: 'refusal';
      readonly id: number;
      readonly error: SerialisedError;
      readonly aborted: boolean;
    }
  | { readonly kind: 'event'; readonly event: EngineEvent };

/** What the engine tells without being asked. */
export type EngineEvent =
  | { readonly type: 'model'; readonly model: ModelDescription }
  | { readonly type: 'conventions'; readonly report: ConventionsReport }
  | { readonly type: 'placement'; readonly placement: Placement }
  | { readonly type: 'phase'; readonly phase: EnginePhase }
  | { readonly type: 'analysis'; readonly analysis: PhotoAnalysis }
  | { readonly type: 'readout'; readonly readout: Readout }
  | { readonly type: 'measure'; readonly measure: SpanMeasure }
  | { readonly type: 'kernels-progress'; readonly progress: KernelsProgress }
  /** Whether something is left to do of what was asked: picture and figures may not be up to it. */
  | { readonly type: 'standing'; readonly isBehind: boolean }
  | { readonly type: 'restarted'; readonly reason: FocalScopeErrorCode }
  | { readonly type: 'failure'; readonly error: SerialisedError };
