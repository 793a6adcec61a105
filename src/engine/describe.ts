import { anchorSettingsOf } from '../coverage/anchor-settings.ts';
import type { DetectorConventions } from '../model/detector-conventions.ts';
import type { ImportedModel } from '../model/imported-model.ts';
import type { ModelManifest } from '../model/manifest.ts';
import type { AnalysedPhoto } from '../pipeline/photo-pipeline.ts';
import type { LossReadings } from '../pipeline/analysis-path.ts';
import type { ScaleRange } from '../stage/scene.ts';
import type { EngineParts } from './engine-parts.ts';
import type { PlacedSession, SessionHolder } from './session-holder.ts';
import type { CurrentPhoto } from './current-photo.ts';
import type { ModelDescription, PhotoAnalysis, Placement, Readout, StepTimes } from './messages.ts';

/**
 * What the page labels things with.
 *
 * @param conventions what the outputs of `own` mean, a person's file in the built-in one's place
 */
export function describeModel(
  manifest: ModelManifest,
  own?: ImportedModel,
  conventions: DetectorConventions = manifest,
): ModelDescription {
  const { strides, firstLevel } = conventions.anchors;
  return {
    name: own ? own.fileName.replace(/\.onnx$/i, '') : manifest.name,
    isBuiltIn: !own,
    bytes: own?.graph.size ?? manifest.bytes,
    classes: conventions.classes,
    categoryIds: conventions.categoryIds,
    levels: strides.map((_, index) => `P${firstLevel + index}`),
    defaultInputSize: conventions.defaultSide,
    hasFixedInput: conventions.inputRule.resize?.kind === 'fixed',
    anchors: anchorSettingsOf(conventions),
    matching: conventions.matching,
    minimumScore: conventions.scoreThreshold,
    displayScore: conventions.displayScoreThreshold,
    nmsIou: conventions.nmsIou,
  };
}

/** What runs where: as planned, until a session is open. */
export function describePlacement(
  planned: ReturnType<SessionHolder['place']>,
  ground: EngineParts['ground'],
  placed?: PlacedSession,
): Placement {
  return {
    model: placed?.session.provider ?? planned.provider,
    modelReason: placed?.reason ?? planned.reason,
    threads: placed?.session.threads ?? 1,
    ...ground,
  };
}

/** What the page is told of a finished analysis. */
export function describeAnalysis(
  { photo, geometry, grid, answer }: AnalysedPhoto,
  placement: Placement,
  times: StepTimes,
  isFrame: boolean,
): PhotoAnalysis {
  return {
    fileName: photo.fileName,
    width: photo.width,
    height: photo.height,
    inputWidth: geometry.inputWidth,
    inputHeight: geometry.inputHeight,
    anchorCount: grid.anchorCount,
    levelAnchorCounts: grid.levels.map((level) => level.anchorCount),
    answer,
    times,
    placement,
    ...(isFrame && { isFrame }),
  };
}

/** What the page is told after each change. */
export function describeReadout(
  current: CurrentPhoto,
  losses: LossReadings,
  scaleRange: ScaleRange,
): Readout {
  const { detections, targets, focalParameters } = current;
  return {
    detections,
    groundTruth: targets.groundTruth,
    groundTruthSource: targets.source,
    refusedGroundTruth: targets.refused,
    missingLabels: targets.missingLabels,
    focalParameters,
    ...losses,
    scaleRange,
  };
}
