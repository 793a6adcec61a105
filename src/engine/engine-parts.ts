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
}
