import type { Detection } from '../detect/detection.ts';
import type { AnswerKind } from '../pipeline/analysis-path.ts';
import type { TargetState } from '../pipeline/photo-pipeline.ts';
import { classColour } from '../stage/class-colour.ts';
import type { StageBox, StageScene, StageTheme, StageView } from '../stage/scene.ts';
import type { EngineSettings } from './messages.ts';

/** What a frame is made of, beside its photo. */
export interface SceneParts {
  readonly settings: EngineSettings;
  readonly view: StageView;
  readonly theme: StageTheme;
  /** Index of the detection under the pointer. */
  readonly highlighted: number | undefined;
}

/** What a frame takes of its photo; one that was answered with detections has no loss to draw. */
interface ScenePhoto {
  readonly analysed: {
    readonly answer?: AnswerKind | undefined;
    readonly conventions: { readonly classes: readonly string[] };
  };
  readonly detections: readonly Detection[];
  readonly targets: Pick<TargetState, 'source' | 'groundTruth'>;
}

/** The stage's scene: detections first, so that their indices hold for the highlight. */
export function composeScene(parts: SceneParts, current: ScenePhoto): StageScene {
  const { settings } = parts;
  const { analysed, targets } = current;
  const { classes } = analysed.conventions;
  const name = (classIndex: number): string => classes[classIndex] ?? `#${classIndex}`;
  const detections: readonly StageBox[] = current.detections.map(({ box, classIndex, score }) => ({
    box,
    label: `${name(classIndex)} ${score.toFixed(2)}`,
    colour: classColour(classIndex),
    kind: 'detection',
  }));
  const annotated = targets.source === 'annotations' ? targets.groundTruth : [];
  const groundTruth: readonly StageBox[] = annotated.map(({ box, classIndex }) => ({
    box,
    label: name(classIndex),
    colour: classColour(classIndex),
    kind: 'ground-truth',
  }));
  return {
    view: parts.view,
    theme: parts.theme,
    heatmap: analysed.answer !== 'detections' ? settings.heatmap : { ...settings.heatmap, opacity: 0 },
    boxes: [...(settings.showBoxes ? detections : []), ...(settings.showGroundTruth ? groundTruth : [])],
    highlighted: settings.showBoxes ? parts.highlighted : undefined,
  };
}
