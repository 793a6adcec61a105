import type { EngineSettings } from '../engine/messages.ts';
import { boxSpecOf, lossSpecOf, quantitySpecOf, type LossComparison } from '../pipeline/loss-spec.ts';
import type { TargetRules } from '../pipeline/target-rules.ts';
import type { HeatmapMode } from '../stage/scene.ts';
import type { PanelTab } from './page-view.ts';
import type { Settings } from './settings.ts';

/** What decides how the stage compares. */
export interface StageChoices {
  readonly settings: Settings;
  readonly panel: PanelTab;
}

/** How the stage compares while `panel` is open: panels that point at the photo want it at one place. */
export function compareModeOf({ settings, panel }: StageChoices): HeatmapMode {
  const { compareMode } = settings;
  return compareMode === 'side-by-side' && panel !== 'loss' ? 'swipe' : compareMode;
}

function comparisonOf(settings: Settings): LossComparison | undefined {
  const { compareMode, compareLeft, compareRight, quantity, shown } = settings;
  if (compareMode === 'single') {
    if (quantity === 'loss') return undefined;
    const { gamma, alpha, alphaOn } = settings;
    const { boxLoss, boxBeta } = settings;
    const numbers = { gamma, alpha: alphaOn ? alpha : -1 };
    return { left: quantitySpecOf(quantity, shown, numbers, boxSpecOf(boxLoss, boxBeta)) };
  }
  return { left: lossSpecOf(compareLeft, settings), right: lossSpecOf(compareRight, settings) };
}

/** Which map a heatmap of one loss draws. An IoU is a share: summed over anchors it would mean nothing. */
function shownHeatmap({
  compareMode,
  quantity,
  shown,
  reduce,
  scale,
}: Settings): Pick<EngineSettings['heatmap'], 'shown' | 'reduce' | 'scale'> {
  if (compareMode !== 'single' || quantity === 'loss') return { shown, reduce, scale };
  if (quantity === 'iou') return { shown: 'left', reduce: 'max', scale: 'linear' };
  return { shown: 'left', reduce, scale };
}

function targetRulesOf(settings: Settings): TargetRules {
  const { foregroundIou, backgroundIou, backgroundIncludesThreshold, ignoreOutside, normaliser } = settings;
  return {
    foregroundIou,
    backgroundIou,
    backgroundIncludesThreshold,
    allowLowQualityMatches: settings.lowQualityMatches !== 'none',
    lowQualityOverwrites: settings.lowQualityMatches === 'overwrite',
    ignoreOutside,
    normaliser,
  };
}

/** The part of the settings that the engine acts on. */
export function toEngineSettings(settings: Settings, panel: PanelTab = 'loss'): EngineSettings {
  const { runOn, inputSize, gamma, scoreThreshold, nmsIou, suppressAcrossClasses } = settings;
  // Boxes under edit are drawn by the page itself, without a frame's delay, and want the stage to themselves.
  const isEditing = panel === 'ground-truth';
  const showBoxes = settings.showBoxes && !isEditing;
  const showGroundTruth = settings.showGroundTruth && !isEditing;
  const { level, colormap, opacity, lockScale, divider, anchorKind, anchorShape, hardestShare } = settings;
  const { shown, reduce, scale } = shownHeatmap(settings);
  const mode = compareModeOf({ settings, panel });
  return {
    runOn,
    inputSize,
    gamma,
    alpha: settings.alphaOn ? settings.alpha : 'off',
    comparison: comparisonOf(settings),
    scoreThreshold,
    nmsIou,
    suppressAcrossClasses,
    targets: targetRulesOf(settings),
    box: boxSpecOf(settings.boxLoss, settings.boxBeta),
    showBoxes,
    showGroundTruth,
    heatmap: {
      shown,
      level,
      reduce,
      colormap,
      opacity,
      scale,
      lockScale,
      mode,
      divider,
      anchorKind,
      anchorShape,
      hardestShare,
      rankedBy: settings.shown,
    },
  };
}
