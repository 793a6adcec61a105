import type { BoxCoding } from '../anchors/box-coding.ts';
import type { BoxLossKind, BoxLossParams } from '../loss/box-loss-params.ts';
import type { DenseLossKind, DenseLossParams } from '../loss/dense-loss-params.ts';
import type { LossNormaliser } from '../loss/normaliser.ts';
import type { OhemParams } from '../loss/ohem-params.ts';

/** The losses that can stand on either side of a comparison, by name. */
export const lossChoices = [
  'cross-entropy',
  'alpha-cross-entropy',
  'focal',
  'alpha-focal',
  'focal-star',
  'ohem',
  'ohem-1-3',
  'l1',
  'smooth-l1',
  'giou',
] as const;
export type LossChoice = (typeof lossChoices)[number];

/** What a heatmap of one loss can be of instead. */
export const quantities = [
  'loss',
  'gradient',
  'p-t',
  'iou',
  'assignment',
  'ohem',
  'ohem-1-3',
  'box-loss',
] as const;
export type Quantity = (typeof quantities)[number];

/**
 * What a loss is of where it is of one class alone. Class losses are then those of its column of the logits; of what
 * has no columns, only the anchors of that class have a value.
 */
export interface ClassPart {
  /** Index of the class; all of them where left out. */
  readonly classIndex?: number;
}

/** A box loss. */
export interface BoxSpec extends ClassPart {
  readonly kind: 'box';
  readonly loss: BoxLossKind;
  /** Where smooth L1 bends; 1/9 where left out. The others have none. */
  readonly beta?: number;
}

/** OHEM's choice of anchors. */
export interface OhemSpec extends ClassPart {
  /** Their cross entropy, or whether an anchor is one of them. */
  readonly kind: 'ohem' | 'ohem-selection';
  /** N */
  readonly count: number;
  readonly iou: number;
  /** 0 for the hardest N, whatever they are. */
  readonly negativesPerPositive: number;
}

/** Something per anchor with everything that its value depends on, besides head and ground truth. */
export type LossSpec =
  | ({
      readonly kind: 'dense';
      readonly loss: DenseLossKind;
      readonly gamma: number;
      /** Weight of the foreground, below 0 for none. */
      readonly alpha: number;
      /** Shift of FL*, 0 for the others. */
      readonly beta: number;
    } & ClassPart)
  | OhemSpec
  | BoxSpec
  /** The L2 norm of the loss's derivatives by the anchor's logits. */
  | ({
      readonly kind: 'gradient';
      readonly loss: 'cross-entropy' | 'focal';
      readonly gamma: number;
      readonly alpha: number;
    } & ClassPart)
  /**
   * 1 − p_t, so that the hardest is the greatest: of the own class, and of the smallest p_t over the classes for
   * background.
   */
  | ({ readonly kind: 'error-probability' } & ClassPart)
  /** Intersection over union of the anchor with the box that it overlaps most. */
  | ({ readonly kind: 'iou' } & ClassPart)
  /** Foreground, background or ignored, as a mark of `anchor-mark-values.ts`; OHEM's selection is one too. */
  | ({ readonly kind: 'assignment' } & ClassPart);

/** The numbers that a person sets, of all losses at once. */
export interface LossNumbers {
  readonly gamma: number;
  readonly alpha: number;
  readonly starGamma: number;
  readonly starBeta: number;
  readonly ohemCount: number;
  readonly ohemIou: number;
  /** 1/9 where left out. */
  readonly boxBeta?: number;
}

/** The losses of the two sides; one side alone is a map and no comparison. */
export interface LossComparison {
  readonly left: LossSpec;
  readonly right?: LossSpec | undefined;
}

/** A named loss with the numbers that it takes; it does not change with those that it does not take. */
export function lossSpecOf(choice: LossChoice, numbers: LossNumbers): LossSpec {
  const { gamma, alpha, starGamma, starBeta, ohemCount: count, ohemIou: iou } = numbers;
  switch (choice) {
    case 'cross-entropy':
    case 'alpha-cross-entropy': {
      const weight = choice === 'cross-entropy' ? -1 : alpha;
      return { kind: 'dense', loss: 'cross-entropy', gamma: 0, alpha: weight, beta: 0 };
    }
    case 'focal':
    case 'alpha-focal':
      return { kind: 'dense', loss: 'focal', gamma, alpha: choice === 'focal' ? -1 : alpha, beta: 0 };
    case 'focal-star':
      return { kind: 'dense', loss: 'focal-star', gamma: starGamma, alpha: -1, beta: starBeta };
    case 'ohem':
    case 'ohem-1-3':
      return ohemSpecOf('ohem', choice, count, iou);
    case 'l1':
    case 'smooth-l1':
    case 'giou':
      return boxSpecOf(choice, numbers.boxBeta);
  }
}

function ohemSpecOf(
  kind: OhemSpec['kind'],
  choice: 'ohem' | 'ohem-1-3',
  count: number,
  iou: number,
): OhemSpec {
  return { kind, count, iou, negativesPerPositive: choice === 'ohem' ? 0 : 3 };
}

/** A box loss; only smooth L1 has a β. */
export function boxSpecOf(loss: BoxLossKind, beta: number | undefined): BoxSpec {
  return { kind: 'box', loss, ...(loss === 'smooth-l1' && beta !== undefined && { beta }) };
}

/** What the quantities that are no loss depend on. */
export interface QuantityNumbers {
  readonly gamma: number;
  /** Below 0 for none. */
  readonly alpha: number;
  /** Which box loss; GIoU where left out. */
  readonly box?: BoxSpec;
  /** Only OHEM's selection takes them. */
  readonly ohemCount?: number;
  readonly ohemIou?: number;
}

/**
 * What a heatmap is of that is not of a loss itself.
 *
 * @param shown whose gradient it is
 */
export function quantitySpecOf(
  quantity: Exclude<Quantity, 'loss'>,
  shown: 'cross-entropy' | 'focal',
  { gamma, alpha, box, ohemCount = 128, ohemIou = 0.7 }: QuantityNumbers,
): LossSpec {
  switch (quantity) {
    case 'iou':
    case 'assignment':
      return { kind: quantity };
    case 'p-t':
      return { kind: 'error-probability' };
    case 'box-loss':
      return box ?? { kind: 'box', loss: 'giou' };
    case 'ohem':
    case 'ohem-1-3':
      return ohemSpecOf('ohem-selection', quantity, ohemCount, ohemIou);
    case 'gradient':
      return shown === 'focal'
        ? { kind: 'gradient', loss: shown, gamma, alpha }
        : { kind: 'gradient', loss: shown, gamma: 0, alpha: -1 };
  }
}

/** Whether anchors have marks and no amounts there: a heatmap's colours are then names. */
export function isOfMarks(spec: LossSpec): boolean {
  return spec.kind === 'assignment' || spec.kind === 'ohem-selection';
}

/** The part of a class; all of it for undefined, and for a class that a head of `classes` has not. */
export function ofClass(spec: LossSpec, classIndex: number | undefined, classes = Infinity): LossSpec {
  if (classIndex !== undefined && classIndex < classes) return { ...spec, classIndex };
  const { classIndex: earlier, ...whole } = spec;
  return earlier === undefined ? spec : whole;
}

/** Both sides as a head of so many classes can have them. */
export function comparisonWithin({ left, right }: LossComparison, classes: number): LossComparison {
  return {
    left: ofClass(left, left.classIndex, classes),
    ...(right && { right: ofClass(right, right.classIndex, classes) }),
  };
}

/** Whether a side is of one class. */
export function isOfOneClass({ left, right }: LossComparison): boolean {
  return left.classIndex !== undefined || right?.classIndex !== undefined;
}

/**
 * What computes a loss: the dense loss over the anchors' own targets or those that OHEM leaves, the box loss, or none;
 * OHEM by itself where only its selection counts.
 */
export type LossPlan =
  | { readonly ohem: OhemParams | undefined; readonly dense: DenseLossParams; readonly box: undefined }
  | { readonly ohem: OhemParams; readonly dense: undefined; readonly box: undefined }
  | { readonly ohem: undefined; readonly dense: undefined; readonly box: BoxLossParams | undefined };

/**
 * Works a spec out, for both paths alike. Dense and box losses are divided by the normaliser; OHEM's is the cross
 * entropy of the N it selects, divided by N.
 *
 * @param groundTruthCount G, boxes that anchors were matched with
 * @param normaliser max(1, anchors of foreground) where left out
 * @param coding how the head codes boxes; the plain coding where left out
 */
export function planLoss(
  spec: LossSpec,
  groundTruthCount: number,
  normaliser: LossNormaliser = 'foreground',
  coding?: BoxCoding,
): LossPlan {
  switch (spec.kind) {
    case 'iou':
    case 'assignment':
    case 'error-probability':
      return { ohem: undefined, dense: undefined, box: undefined };
    case 'ohem-selection':
      return { ohem: planOhem(spec), dense: undefined, box: undefined };
    case 'gradient':
    case 'dense': {
      const { loss: kind, gamma, alpha } = spec;
      const beta = spec.kind === 'dense' ? spec.beta : 0;
      return {
        ohem: undefined,
        dense: { kind, gamma, alpha, beta, normaliser },
        box: undefined,
      };
    }
    case 'ohem':
      return {
        ohem: planOhem(spec),
        dense: { kind: 'cross-entropy', gamma: 0, alpha: -1, normaliser: spec.count },
        box: undefined,
      };
    case 'box':
      return {
        ohem: undefined,
        dense: undefined,
        box: { ...planBox(spec, groundTruthCount, normaliser), ...(coding && { coding }) },
      };
  }
}

function planOhem({ count, iou, negativesPerPositive }: OhemSpec): OhemParams {
  return { count, iou, ...(negativesPerPositive > 0 && { negativesPerPositive }) };
}

/** The same of a box loss alone. */
export function planBox(
  { loss: kind, beta }: BoxSpec,
  groundTruthCount: number,
  normaliser: LossNormaliser,
): BoxLossParams {
  return { kind, ...(beta !== undefined && { beta }), normaliser, groundTruthCount };
}

/** Whether two specs are of one loss. */
export function isSameLoss(first: LossSpec | undefined, second: LossSpec | undefined): boolean {
  return JSON.stringify(first) === JSON.stringify(second);
}

/** Whether two comparisons are of the same losses. */
export function isSameComparison(
  first: LossComparison | undefined,
  second: LossComparison | undefined,
): boolean {
  return isSameLoss(first?.left, second?.left) && isSameLoss(first?.right, second?.right);
}

/** What the two standing losses are as specs: their maps need not be computed again. */
export const standingCrossEntropy: LossSpec = {
  kind: 'dense',
  loss: 'cross-entropy',
  gamma: 0,
  alpha: -1,
  beta: 0,
};

export function standingFocal({
  gamma,
  alpha,
}: {
  readonly gamma: number;
  readonly alpha: number;
}): LossSpec {
  return { kind: 'dense', loss: 'focal', gamma, alpha, beta: 0 };
}
