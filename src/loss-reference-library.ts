/*
 * The float64 twins as other people import them, `focalscope/loss/reference`: what the kernels are compared with, and
 * what does their work where there is no GPU. A module of its own, so that no page that has a GPU loads it; its
 * `InputError` is therefore another class than that of `focalscope/loss`. Both are RangeErrors.
 */

export { decodeBoxesReference } from './anchors/reference/decode-boxes.ts';
export { InputError } from './gpu/input-error.ts';
export { computeDescendingOrderReference } from './gpu/reference/descending-order.ts';

export {
  computeBoxLossReference,
  type BoxLossReference,
  type BoxLossReferenceInputs,
} from './loss/reference/box-loss.ts';
export { takeClassColumnReference, type ClassColumnArrays } from './loss/reference/class-column.ts';
export {
  computeDenseLossReference,
  prepareDenseLossReference,
  type DenseLossReference,
  type DenseLossReferenceOptions,
} from './loss/reference/dense-loss.ts';
export {
  computeOhemReference,
  type OhemReferenceInputs,
  type OhemReferenceResult,
} from './loss/reference/ohem.ts';
export {
  computeSoftmaxLossReference,
  prepareSoftmaxLossReference,
  type SoftmaxLossReference,
  type SoftmaxLossReferenceOptions,
} from './loss/reference/softmax-loss.ts';

export { categoriseAnchorsReference } from './statistics/reference/anchor-categories.ts';
export { markAnchorsReference } from './statistics/reference/anchor-marks.ts';
export {
  computeElementHistogramReference,
  prepareElementHistogramReference,
  type ElementHistogramReference,
} from './statistics/reference/element-histogram.ts';
export { findErrorProbabilityReference } from './statistics/reference/error-probability.ts';
export { findHardestAnchorsReference } from './statistics/reference/hardest-anchors.ts';
export {
  computeLossByClassReference,
  prepareLossByClassReference,
  type LossByClassReference,
} from './statistics/reference/loss-by-class.ts';
export { computeLossStatisticsReference } from './statistics/reference/loss-statistics.ts';
export { keepOwnClassReference } from './statistics/reference/own-class.ts';
