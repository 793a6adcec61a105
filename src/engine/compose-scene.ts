import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import type { Detection } from '../detect/detection.ts';
import { classColour } from '../stage/class-colour.ts';
import type { StageBox, StageScene, StageTheme, StageView } from '../stage/scene.ts';
import type { EngineSettings } from './messages.ts';

/** What a frame is made of. */
export interface SceneParts {
  readonly settings: EngineSettings;
  readonly view: StageView;
  readonly theme: StageTheme;
  readonly detections: readonly Detection[];
  readonly groundTruth: readonly GroundTruthBox[];
  readonly classes: readonly string[];
  /** Whether there is a loss to draw. */
  readonly hasLoss: boolean;
  /** Index of the detection under the pointer. */
  readonly highlighted: number | undefined;
}

/** The stage's scene: detections first, so that their indices hold for the highlight. */
export function composeScene(parts: SceneParts): StageScene {
  const { settings, classes } = parts;
  const name = (classIndex: number): string => classes[classIndex] ?? `#${classIndex}`;
  const detections: readonly StageBox[] = parts.detections.map(({ box, classIndex, score }) => ({
    box,
    label: `${name(classIndex)} ${score.toFixed(2)}`,
    colour: classColour(classIndex),
    kind: 'detection',
  }));
  const groundTruth: readonly StageBox[] = parts.groundTruth.map(({ box, classIndex }) => ({
    box,
    label: name(classIndex),
    colour: classColour(classIndex),
    kind: 'ground-truth',
  }));
  return {
    view: parts.view,
    theme: parts.theme,
    heatmap: parts.hasLoss ? settings.heatmap : { ...settings.heatmap, opacity: 0 },
    boxes: [...(settings.showBoxes ? detections : []), ...(settings.showGroundTruth ? groundTruth : [])],
    highlighted: settings.showBoxes ? parts.highlighted : undefined,
  };
}
