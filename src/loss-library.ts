/*
 * The losses as other people import them, `focalscope/loss`: what needs a GPU device and nothing else of the page.
 * Beside `loss-reference-library.ts` the only file that passes on what others export.
 */

export { FocalScopeError, type ErrorDetails, type FocalScopeErrorCode } from './base/errors.ts';
export { InputError } from './gpu/input-error.ts';
export { createDescendingOrder, type DescendingOrder } from './gpu/descending-order.ts';
export { createDecodeBoxes, type BoxDecoder, type DecodeBoxesInputs } from './anchors/decode-boxes.ts';

export type { DenseLossInputs, DenseLossShape, LaneCount } from './loss/anchor-chunks.ts';
export { createDenseLoss, type DenseLoss, type DenseLossOptions } from './loss/dense-loss.ts';
export {
  largestLogit,
  type DenseLossKind,
  type DenseLossParams,
  type DenseLossTotals,
} from './loss/dense-loss-params.ts';
export {
  createSoftmaxLoss,
  type SoftmaxLoss,
  type SoftmaxLossOptions,
  type SoftmaxLossShape,
} from './loss/softmax-loss.ts';
export type { SoftmaxLossParams } from './loss/softmax-loss-params.ts';
export {
  createBoxLoss,
  type BoxLoss,
  type BoxLossInputs,
  type BoxLossOptions,
  type BoxLossShape,
} from './loss/box-loss.ts';
export type { BoxLossKind, BoxLossParams, BoxLossTotals } from './loss/box-loss-params.ts';
export type { LossNormaliser } from './loss/normaliser.ts';
export { createClassColumn, type ClassColumn } from './loss/class-column.ts';
export type { ChunkedRowsOptions } from './loss/chunked-rows.ts';
export { createOhem, type Ohem, type OhemInputs } from './loss/ohem.ts';
export { mostOhemAnchors, type OhemParams, type OhemSelection } from './loss/ohem-params.ts';
export { priorBias, untrainedLoss, type UntrainedHead, type UntrainedLoss } from './loss/prior.ts';

export {
  createAnchorCategories,
  type AnchorCategories,
  type AnchorCategoriesOptions,
} from './statistics/anchor-categories.ts';
export { createAnchorMarks, type AnchorMarks } from './statistics/anchor-marks.ts';
export type { TargetMarks } from './statistics/anchor-mark-values.ts';
export {
  evenFractions,
  prepareElementLosses,
  type CumulativeLoss,
  type ElementLosses,
} from './statistics/cumulative-loss.ts';
export {
  createElementHistogram,
  type ElementHistogramOptions,
  type ElementHistograms,
} from './statistics/element-histogram.ts';
export type { ElementHistogram } from './statistics/element-histogram-reading.ts';
export { createErrorProbability, type ErrorProbability } from './statistics/error-probability.ts';
export {
  createHardestAnchors,
  mostHardestAnchors,
  type HardestAnchors,
  type HardestAnchorsInputs,
  type HardestAnchorsParams,
  type HardestAnchorsShape,
} from './statistics/hardest-anchors.ts';
export type { LevelSpan } from './statistics/level-span.ts';
export { createLossByClass, type LossByClass, type LossByClassOptions } from './statistics/loss-by-class.ts';
export type { LossByClassReading } from './statistics/loss-by-class-reading.ts';
export {
  createLossStatistics,
  type LossStatistics,
  type LossStatisticsInputs,
} from './statistics/loss-statistics.ts';
export type { LevelCategories, LossStatisticsReading } from './statistics/loss-statistics-reading.ts';
export {
  anchorCategories,
  easyProbability,
  type AnchorCategory,
  type AnchorCounts,
  type LossBreakdown,
} from './statistics/loss-statistics-types.ts';
export { createOwnClass, type OwnClass, type OwnClassInputs } from './statistics/own-class.ts';
export type { MarginLoss } from './statistics/margin-loss.ts';
export type { HardAnchor, HardestAmong } from './statistics/reference/hardest-anchors.ts';
