import type { SerialisedError } from '../base/errors.ts';
import type { EnginePhase, ModelDescription, PhotoAnalysis, Placement, Readout } from '../engine/messages.ts';
import { emptyAlbum, type AlbumState, type OpenedAnnotations } from './album/album-state.ts';
import { noConventions, type ConventionsState } from './conventions/conventions-state.ts';
import { noGroundTruth, type GroundTruthState } from './ground-truth/ground-truth-state.ts';
import type { Language } from './i18n/dictionary.ts';
import { nothingInspected, type InspectState } from './inspect/inspect-state.ts';
import { nothingMeasured, type KernelsState } from './kernels/kernels-state.ts';
import { noModels, type ModelsState } from './models/models-state.ts';
import { nothingOffline, type OfflineState } from './offline/offline-state.ts';
import { noLink, type LinkState } from './link/link-state.ts';
import type { PageView, PanelTab } from './page-view.ts';
import type { PhotoTitle } from './photo-title.ts';
import { nothingPlotted, type PlotsState } from './plots/plots-state.ts';
import type { Sample } from './samples.ts';
import type { Settings } from './settings.ts';
import type { TourState } from './tour/tour-state.ts';
import { noVideo, type VideoState } from './video/video-state.ts';

/** Something that has to be said; it stays until it is dismissed or a photo opens. */
export interface PageMessage {
  readonly error: SerialisedError;
  /** Counts messages, so that the same one twice is announced twice. */
  readonly serial: number;
}

/** Everything the page shows. Never changed in place. */
export interface AppState {
  readonly settings: Settings;
  readonly language: Language;
  readonly view: PageView;
  readonly panel: PanelTab;
  readonly engine: 'waiting' | 'ready' | 'failed';
  readonly model: ModelDescription | undefined;
  readonly placement: Placement | undefined;
  readonly phase: EnginePhase;
  readonly samples: readonly Sample[];
  /** On its way to the stage. */
  readonly opening: PhotoTitle | undefined;
  /** The file of the model that is being looked at, to take the place of the one in use. */
  readonly openingModel: string | undefined;
  /** On the stage. */
  readonly photo: PhotoTitle | undefined;
  readonly analysis: PhotoAnalysis | undefined;
  readonly readout: Readout | undefined;
  readonly groundTruth: GroundTruthState;
  /** The annotation files that are open, for the photos of the album and for the anchors' coverage. */
  readonly annotations: OpenedAnnotations | undefined;
  readonly album: AlbumState;
  readonly inspect: InspectState;
  readonly kernels: KernelsState;
  readonly models: ModelsState;
  readonly conventions: ConventionsState;
  readonly plots: PlotsState;
  readonly offline: OfflineState;
  readonly link: LinkState;
  readonly tour: TourState;
  readonly video: VideoState;
  /** Whether the canvas holds a frame of ours. */
  readonly live: boolean;
  /** Index into the readout's detections. */
  readonly highlighted: number | undefined;
  readonly message: PageMessage | undefined;
  /** The engine is being started anew, until its next result. */
  readonly restarting: boolean;
}

/** Holds the state and tells of each change. */
export class Store {
  #state: AppState;
  readonly #listeners = new Set<(state: AppState) => void>();

  constructor(state: AppState) {
    this.#state = state;
  }

  get state(): AppState {
    return this.#state;
  }

  update(change: Partial<AppState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener(this.#state);
  }

  subscribe(listener: (state: AppState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The page before anything has arrived. */
export function createInitialState(settings: Settings, language: Language): AppState {
  return {
    settings,
    language,
    view: 'microscope',
    panel: 'loss',
    engine: 'waiting',
    model: undefined,
    placement: undefined,
    phase: { name: 'idle' },
    samples: [],
    opening: undefined,
    openingModel: undefined,
    photo: undefined,
    analysis: undefined,
    readout: undefined,
    groundTruth: noGroundTruth,
    annotations: undefined,
    album: emptyAlbum,
    inspect: nothingInspected,
    kernels: nothingMeasured,
    models: noModels,
    conventions: noConventions,
    plots: nothingPlotted,
    offline: nothingOffline,
    link: noLink,
    tour: { status: 'off', step: 0, isOffered: false },
    video: noVideo,
    live: false,
    highlighted: undefined,
    message: undefined,
    restarting: false,
  };
}
