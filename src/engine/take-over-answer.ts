import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import type { AnalysisPath } from '../pipeline/analysis-path.ts';
import type { ModelAnswer, PhotoPipeline, StepTimer } from '../pipeline/photo-pipeline.ts';
import type { CurrentPhoto, RunConditions } from './current-photo.ts';
import type { AnalysisSubject } from './engine-parts.ts';
import type { EngineSettings } from './messages.ts';
import { renameClasses } from './rename-classes.ts';
import { focalParameters, pipelineSettings } from './settings-changes.ts';

/**
 * Brings a head's answer onto the path: boxes, targets and losses of it. The last photo's losses are gone then.
 *
 * @param settings asked for again at each step: a slider may have moved meanwhile
 */
export async function takeOverAnswer(
  parts: { readonly path: AnalysisPath; readonly pipeline: PhotoPipeline },
  answer: ModelAnswer,
  { annotations, classes }: Pick<AnalysisSubject, 'annotations' | 'classes'>,
  settings: () => EngineSettings,
  time: StepTimer,
): Promise<Omit<CurrentPhoto, keyof RunConditions>> {
  const { path, pipeline } = parts;
  const { analysed, detections } = await time('postprocess', async () => {
    const result = await pipeline.acceptHead(answer);
    return { analysed: result, detections: pipeline.detect(result, settings()) };
  });
  const known = (): readonly GroundTruthBox[] | undefined =>
    renameClasses(annotations(), classes, analysed.conventions.classes);
  const inForce = settings();
  const targets = await time('loss', async () => {
    const state = await pipeline.setTargets(analysed, known(), pipelineSettings(inForce));
    await pipeline.setFocal(pipelineSettings(inForce));
    await path.readLosses();
    return state;
  });
  return { analysed, annotations: known(), targets, detections, focalParameters: focalParameters(inForce) };
}
