import { isSameComparison, isSameLoss } from '../pipeline/loss-spec.ts';
import type { PipelineSettings } from '../pipeline/photo-pipeline.ts';
import type { EngineSettings, Readout } from './messages.ts';

/** What can be out of date, in the order in which it is brought up to date. */
export type Part = 'targets' | 'detections' | 'focal' | 'frame' | 'readout';

/** What each kind of change makes stale, and nothing more. */
export const stages = {
  targets: ['targets', 'focal', 'frame', 'readout'],
  focal: ['focal', 'frame', 'readout'],
  detections: ['detections', 'frame', 'readout'],
  /** A picture of the same losses whose colour scale may be another. */
  frame: ['frame', 'readout'],
} as const satisfies Record<string, readonly Part[]>;

/**
 * The parts that a change of settings makes stale. Input size and place are not among them: they need the model, which
 * the engine runs again by itself.
 */
export function changedParts(before: EngineSettings, after: EngineSettings): readonly Part[] {
  const parts = new Set<Part>();
  const add = (stale: readonly Part[]): void => {
    for (const part of stale) parts.add(part);
  };
  if (JSON.stringify(before.targets) !== JSON.stringify(after.targets)) add(stages.targets);
  if (!isSameLoss(before.box, after.box)) add(stages.focal);
  if (before.gamma !== after.gamma || before.alpha !== after.alpha) add(stages.focal);
  if (!isSameComparison(before.comparison, after.comparison)) add(stages.focal);
  if (
    before.scoreThreshold !== after.scoreThreshold ||
    before.nmsIou !== after.nmsIou ||
    before.suppressAcrossClasses !== after.suppressAcrossClasses
  ) {
    add(stages.detections);
  }
  if (before.showBoxes !== after.showBoxes || before.showGroundTruth !== after.showGroundTruth)
    add(stages.frame);
  const keys = Object.keys(after.heatmap) as (keyof EngineSettings['heatmap'])[];
  if (keys.some((key) => before.heatmap[key] !== after.heatmap[key])) add(stages.frame);
  return [...parts];
}

/** The settings as the pipeline takes them. */
export function pipelineSettings(settings: EngineSettings): PipelineSettings {
  const { gamma, alpha, comparison, targets, box } = settings;
  return { gamma, alpha: alpha === 'off' ? -1 : alpha, comparison, targets, box };
}

/** The part of the settings that the focal loss is computed with. */
export function focalParameters({ gamma, alpha }: EngineSettings): Readout['focalParameters'] {
  return { gamma, alpha };
}
