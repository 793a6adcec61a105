import type { GroundTruthBox } from '../../anchors/ground-truth.ts';
import type { AnchorSettings } from '../../coverage/anchor-settings.ts';
import type { CoverageQuestion } from '../../coverage/coverage-messages.ts';
import type { AppState } from '../app-state.ts';
import { toGroundTruth } from '../ground-truth/edited-box.ts';
import type { CoverageSource } from './coverage-state.ts';

/** RetinaNet's anchors as its paper has them, until a model has said what its own are. */
const paperAnchors: AnchorSettings = {
  strides: [8, 16, 32, 64, 128],
  baseSizes: [32, 64, 128, 256, 512],
  scales: [1, 2 ** (1 / 3), 2 ** (2 / 3)],
  ratios: [0.5, 1, 2],
  order: 'ratio-outer',
  centreOffset: 0.5,
  rounding: 'none',
  firstLevel: 3,
  inputSide: 416,
  padToMultiple: 32,
};

/** The model's anchors over the input that the page is set to, under the rules that its anchors are matched by. */
export function modelQuestion({ model, settings }: AppState): CoverageQuestion {
  return {
    settings: { ...(model?.anchors ?? paperAnchors), inputSide: settings.inputSize },
    matching: {
      foregroundIou: settings.foregroundIou,
      allowLowQualityMatches: settings.lowQualityMatches !== 'none',
    },
  };
}

/** The ground truth of the photo on the stage: as it is being edited, or the detections that stand in. */
export function photoBoxesOf({ groundTruth, readout, analysis }: AppState): readonly GroundTruthBox[] {
  if (!analysis) return [];
  return groundTruth.boxes ? toGroundTruth(groundTruth.boxes) : (readout?.groundTruth ?? []);
}

/** Whose boxes could be measured now. */
export function availableSources(page: AppState): CoverageSource[] {
  return [...(page.analysis ? (['photo'] as const) : []), ...(page.annotations ? (['file'] as const) : []), 'samples']; // prettier-ignore
}

/** Differs where the boxes of a source do. */
export function sourceKey(page: AppState, source: CoverageSource): unknown {
  if (source === 'file') return page.annotations;
  if (source === 'samples') return `samples of ${page.model?.name ?? ''}`;
  const { analysis, photo } = page;
  return JSON.stringify([photo?.serial, analysis?.width, analysis?.height, photoBoxesOf(page)]);
}
