import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import type { Detection } from '../detect/detection.ts';
import type { DetectorConventions } from '../model/detector-conventions.ts';
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
  return { inputSize: inputSizeOf(inputSize, conventions), provider, model };
}

/** Longest side of the input that a model is given: a fixed input is its own, whatever is asked. */
export function inputSizeOf(
  asked: EngineSettings['inputSize'],
  { defaultSide, inputRule }: Pick<DetectorConventions, 'defaultSide' | 'inputRule'>,
): number {
  return asked === 'model' || inputRule.resize?.kind === 'fixed' ? defaultSide : asked;
}

/** A run under way: one that gives way when the settings ask for another, or one that is carried to its end. */
export type Running = RunConditions | 'committed';

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
 * What to do about model runs, so that the photo on the stage comes to be of the run that is wished. A run
 * of another photo, or of a reading that is being tried, is left alone: whoever began it looks again at its end.
 *
 * @param held the run whose answer is on the stage
 * @param running the one under way
 */
export function nextRun(
  wished: RunConditions,
  held: RunConditions | undefined,
  running: Running | undefined,
): 'start' | 'end' | undefined {
  if (running === 'committed') return undefined;
  const isAstray = running && !isSameRun(running, wished);
  if (held && isSameRun(held, wished)) return isAstray ? 'end' : undefined;
  return isAstray || !running ? 'start' : undefined;
}
