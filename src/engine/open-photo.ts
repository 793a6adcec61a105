import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import type { EngineLink } from './engine-link.ts';
import type { PhotoRequest } from './messages.ts';

/** The two ends of a promise whose work may take more than one worker. */
export interface Settler {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A photo that the page wants analysed, over however many workers. */
export interface OpenPhoto {
  readonly photo: PhotoRequest;
  readonly inputEpoch: number;
  readonly signal: AbortSignal | undefined;
  /** Settles what `openPhoto` returned; a restart in between is not the caller's concern. */
  readonly done: Settler;
  groundTruth: readonly GroundTruthBox[] | undefined;
  /** The worker that it was last sent to. */
  link: EngineLink | undefined;
  restarts: number;
}
