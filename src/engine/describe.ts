import { anchorSettingsOf } from '../coverage/anchor-settings.ts';
import type { ImportedModel } from '../model/imported-model.ts';
import type { ModelManifest } from '../model/manifest.ts';
import type { AnalysedPhoto } from '../pipeline/photo-pipeline.ts';
import type { LossReadings } from '../pipeline/analysis-path.ts';
import type { ScaleRange } from '../stage/scene.ts';
import type { CurrentPhoto } from './current-photo.ts';
import type { ModelDescription, PhotoAnalysis, Placement, Readout, StepTimes } from './messages.ts';

/** The part of a manifest that the page labels things with. `own` is a person's file in the built-in one's place. */
export function describeModel(manifest: ModelManifest, own?: ImportedModel): ModelDescription {
  const { strides, firstLevel } = manifest.anchors;
  return {
    name: own ? own.fileName.replace(/\.onnx$/i, '') : manifest.name,
    isBuiltIn: !own,
    bytes: own?.graph.size ?? manifest.bytes,
    classes: manifest.classes,
    categoryIds: manifest.categoryIds,
    levels: strides.map((_, index) => `P${firstLevel + index}`),
    defaultInputSize: manifest.defaultSide,
    anchors: anchorSettingsOf(manifest),
    matching: manifest.matching,
    minimumScore: manifest.scoreThreshold,
    displayScore: manifest.displayScoreThreshold,
    nmsIou: manifest.nmsIou,
  };
}

/** What the page is told of a finished analysis. */
export function describeAnalysis(
  { photo, geometry, grid }: AnalysedPhoto,
  placement: Placement,
  times: StepTimes,
): PhotoAnalysis {
  return {
    fileName: photo.fileName,
    width: photo.width,
    height: photo.height,
    inputWidth: geometry.inputWidth,
    inputHeight: geometry.inputHeight,
    anchorCount: grid.anchorCount,
    levelAnchorCounts: grid.levels.map((level) => level.anchorCount),
    times,
    placement,
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
