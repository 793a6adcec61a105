import type { EngineSettings } from '../engine/messages.ts';
import {
  boxSpecOf,
  isOfMarks,
  lossSpecOf,
  ofClass,
  quantitySpecOf,
  type LossComparison,
  type LossSpec,
} from '../pipeline/loss-spec.ts';
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

/** What a heatmap of one thing draws that is not one of the two standing losses; undefined where it is. */
function mapOf(settings: Settings): LossSpec | undefined {
  const { quantity, shown, gamma, alpha, alphaOn, onlyClass, ohemCount, ohemIou } = settings;
  const classIndex = onlyClass === 'all' ? undefined : onlyClass;
  if (quantity === 'loss') {
    if (classIndex === undefined) return undefined;
    const name = shown === 'cross-entropy' ? shown : alphaOn ? 'alpha-focal' : 'focal';
    return ofClass(lossSpecOf(name, settings), classIndex);
  }
  const box = boxSpecOf(settings.boxLoss, settings.boxBeta);
  const numbers = { gamma, alpha: alphaOn ? alpha : -1, box, ohemCount, ohemIou };
  return ofClass(quantitySpecOf(quantity, shown, numbers), classIndex);
}

function comparisonOf(settings: Settings): LossComparison | undefined {
  const { compareMode, compareLeft, compareRight, onlyClass } = settings;
  if (compareMode === 'single') {
    const left = mapOf(settings);
    return left && { left };
  }
  const classIndex = onlyClass === 'all' ? undefined : onlyClass;
  return {
    left: ofClass(lossSpecOf(compareLeft, settings), classIndex),
    right: ofClass(lossSpecOf(compareRight, settings), classIndex),
  };
}

type ShownHeatmap = Pick<EngineSettings['heatmap'], 'shown' | 'reduce' | 'scale' | 'marks'>;

/**
 * Which map a heatmap of one thing draws. Shares, probabilities and marks mean nothing when summed over anchors: of
 * them the greatest shows.
 */
function shownHeatmap(settings: Settings): ShownHeatmap {
  const { compareMode, shown, reduce, scale } = settings;
  const map = compareMode === 'single' ? mapOf(settings) : undefined;
  if (!map) return { shown, reduce, scale };
  if (map.kind === 'iou') return { shown: 'left', reduce: 'max', scale: 'linear' };
  if (map.kind === 'error-probability') return { shown: 'left', reduce: 'max', scale };
  if (isOfMarks(map)) return { shown: 'left', reduce: 'max', scale: 'linear', marks: true };
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

/**
 * The part of the settings that the engine acts on. An input size that nobody chose is left to the model, so that the
 * engine runs the next one at its own at once.
 */
export function toEngineSettings(
  settings: Settings,
  { panel, chosen }: { readonly panel: PanelTab; readonly chosen: Partial<Settings> },
): EngineSettings {
  const { runOn, inputSize, gamma, scoreThreshold, nmsIou, suppressAcrossClasses } = settings;
  // Boxes under edit are drawn by the page itself, without a frame's delay, and want the stage to themselves.
  const isEditing = panel === 'ground-truth';
  const showBoxes = settings.showBoxes && !isEditing;
  const showGroundTruth = settings.showGroundTruth && !isEditing;
  const { level, colormap, opacity, lockScale, divider, anchorKind, anchorShape, hardestShare } = settings;
  const mode = compareModeOf({ settings, panel });
  return {
    runOn,
    inputSize: chosen.inputSize === undefined ? 'model' : inputSize,
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
      ...shownHeatmap(settings),
      level,
      colormap,
      opacity,
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
