import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import type { Photo } from '../image/photo.ts';
import type { ModelManifest } from '../model/manifest.ts';
import type { AnalysisPath } from '../pipeline/analysis-path.ts';
import type { EngineEvent, Placement } from './messages.ts';
import type { SessionHolder } from './session-holder.ts';

/** What an engine is put together from; it disposes of all of it. */
export interface EngineParts {
  readonly manifest: ModelManifest;
  readonly path: AnalysisPath;
  readonly sessions: SessionHolder;
  /** Where the kernels run, and on what. */
  readonly ground: Pick<Placement, 'kernels' | 'kernelsReason' | 'adapter'>;
  readonly emit: (event: EngineEvent) => void;
  /** How long a frame waits for the page's view of a new photo, in milliseconds. */
  readonly viewPatience?: number;
}

/** What is analysed: a photo, or a frame of a camera or a video. */
export interface AnalysisSubject {
  readonly photo: Photo;
  /** Asked for again at the end: they may change while the model runs. */
  readonly annotations: () => readonly GroundTruthBox[] | undefined;
  /** Those that the annotations' indices mean, where another model may have come meanwhile. */
  readonly classes?: readonly string[];
  readonly isFrame?: boolean;
}

/** Whether the page fits its view to what comes after `shown`: to any photo, to a frame only if it has another size. */
export function isFitAnew({ photo, isFrame }: AnalysisSubject, shown: Photo | undefined): boolean {
  return !isFrame || shown?.width !== photo.width || shown.height !== photo.height;
}
