import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import type { Detection } from '../detect/detection.ts';
import type { ModelSession } from '../model/model-session.ts';
import type { AnalysisPath } from '../pipeline/analysis-path.ts';
import type { AnalysedPhoto, TargetState } from '../pipeline/photo-pipeline.ts';
import type { EngineSettings, Readout } from './messages.ts';
import type { SessionHolder } from './session-holder.ts';

/** What a model run was made with. */
export interface RunConditions {
  /** Longest side of the network's input. */
  readonly inputSize: number;
  readonly provider: ModelSession['provider'];
  /** The number of the model, as `SessionHolder` counts them. */
  readonly model: number;
}

/** What the settings ask of a model run. */
export function wishedRun(
  { inputSize, runOn }: Pick<EngineSettings, 'inputSize' | 'runOn'>,
  sessions: SessionHolder,
): RunConditions {
  const { provider } = sessions.place(runOn);
  const { conventions, model } = sessions;
  return { inputSize: inputSize === 'model' ? conventions.defaultSide : inputSize, provider, model };
}

/** What a run under way is for: the photo on the stage, once more, or another one that is being opened. */
export type Running = RunConditions | 'photo';

/** The photo on the stage. */
export interface CurrentPhoto extends RunConditions {
  readonly analysed: AnalysedPhoto;
  annotations: readonly GroundTruthBox[] | undefined;
  targets: TargetState;
  detections: readonly Detection[];
  /** What the path's focal loss was computed with. */
  focalParameters: Readout['focalParameters'];
}

/** Whether the path still holds this photo's head: not after the next one's broke in the middle of the line. */
export function isHeld(current: CurrentPhoto, path: AnalysisPath): boolean {
  return path.answered?.grid === current.analysed.grid;
}

function isSameRun(first: RunConditions, second: RunConditions): boolean {
  return (
    first.inputSize === second.inputSize && first.provider === second.provider && first.model === second.model
  );
}

/**
 * What to do about model runs, so that the photo on the stage comes to be of the run that is wished. A photo that is
 * being opened is left alone: whoever opens it looks again at the end.
 *
 * @param held the run whose answer is on the stage
 * @param running the one under way
 */
export function nextRun(
  wished: RunConditions,
  held: RunConditions | undefined,
  running: Running | undefined,
): 'start' | 'end' | undefined {
  if (running === 'photo') return undefined;
  const isAstray = running && !isSameRun(running, wished);
  if (held && isSameRun(held, wished)) return isAstray ? 'end' : undefined;
  return isAstray || !running ? 'start' : undefined;
}
