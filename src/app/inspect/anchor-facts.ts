import { placeOfAnchor, shapeFactors, type AnchorLayout } from '../../anchors/anchor-cells.ts';
import { backgroundTarget } from '../../anchors/ground-truth.ts';
import { sigmoid } from '../../detect/score.ts';
import type { ModelDescription, Readout } from '../../engine/messages.ts';
import type { DenseLossParams } from '../../loss/dense-loss-params.ts';
import { computeDenseLossReference } from '../../loss/reference/dense-loss.ts';
import type { AnchorRow, InspectedLoss } from '../../pipeline/anchor-rows.ts';

/** What the losses of a row depend on besides the row. */
export interface LossContext {
  readonly gamma: number;
  /** Below 0 for none. */
  readonly alpha: number;
  /** What the totals are divided by. */
  readonly normaliser: number;
}

/** An anchor's loss over its K classes. */
export interface RowLoss {
  /** Undivided. */
  readonly sum: number;
  /** Its part of the photo's total. */
  readonly normalised: number;
  /** L2 norm of d loss / d logits, undivided. */
  readonly gradientNorm: number;
}

/** One class of one anchor; losses and gradients undivided. */
export interface ClassFacts {
  readonly classIndex: number;
  readonly isOwn: boolean;
  readonly logit: number;
  readonly p: number;
  /** p for the anchor's own class, 1 − p for the others; undefined for an ignored anchor, as are all after it. */
  readonly pt: number | undefined;
  /** (1 − p_t)^γ */
  readonly modulation: number | undefined;
  readonly crossEntropy: number | undefined;
  readonly focal: number | undefined;
  /** d loss / d logit */
  readonly crossEntropyGradient: number | undefined;
  readonly focalGradient: number | undefined;
}

export interface AnchorFacts {
  readonly row: AnchorRow;
  readonly assignment: 'foreground' | 'background' | 'ignored';
  readonly crossEntropy: RowLoss;
  readonly focal: RowLoss;
  /** Every class, the anchor's own one first, then by falling p. */
  readonly classes: readonly ClassFacts[];
}

/** The losses as the readout in force was computed with. */
export function lossContextOf({ focalParameters, normaliser }: Readout): LossContext {
  const { gamma, alpha } = focalParameters;
  return { gamma, alpha: alpha === 'off' ? -1 : alpha, normaliser };
}

function paramsOf(loss: InspectedLoss, { gamma, alpha }: LossContext): DenseLossParams {
  return loss === 'focal'
    ? { kind: 'focal', gamma, alpha, normaliser: 'none' }
    : { kind: 'cross-entropy', gamma: 0, alpha: -1, normaliser: 'none' };
}

/** One of a row's losses, by the dense loss's own twin. */
export function measureRow(
  { logits, target }: AnchorRow,
  loss: InspectedLoss,
  context: LossContext,
): RowLoss {
  const { perAnchor, gradient } = computeDenseLossReference(
    logits,
    Int32Array.of(target),
    logits.length,
    paramsOf(loss, context),
    { gradient: true },
  );
  const sum = perAnchor[0] ?? 0;
  return { sum, normalised: sum / context.normaliser, gradientNorm: Math.hypot(...(gradient ?? [])) };
}

/** Everything that is said of one anchor. */
export function measureAnchor(row: AnchorRow, context: LossContext): AnchorFacts {
  const { logits, target } = row;
  const assignment = target >= 0 ? 'foreground' : target === backgroundTarget ? 'background' : 'ignored';
  // Each class as an anchor of one class: the twin's sum over it is the element itself.
  const targets = Int32Array.from(logits, (_, index) => (index === target ? 0 : backgroundTarget));
  const measure = (loss: InspectedLoss): ReturnType<typeof computeDenseLossReference> =>
    computeDenseLossReference(logits, targets, 1, paramsOf(loss, context), { gradient: true });
  const [crossEntropy, focal] = [measure('cross-entropy'), measure('focal')];
  const classes = Array.from(logits, (logit, classIndex): ClassFacts => {
    const isOwn = classIndex === target;
    const counts = assignment !== 'ignored';
    const miss = sigmoid(isOwn ? -logit : logit);
    return {
      classIndex,
      isOwn,
      logit,
      p: sigmoid(logit),
      pt: counts ? sigmoid(isOwn ? logit : -logit) : undefined,
      modulation: counts ? miss ** context.gamma : undefined,
      crossEntropy: counts ? crossEntropy.perAnchor[classIndex] : undefined,
      focal: counts ? focal.perAnchor[classIndex] : undefined,
      crossEntropyGradient: counts ? crossEntropy.gradient?.[classIndex] : undefined,
      focalGradient: counts ? focal.gradient?.[classIndex] : undefined,
    };
  });
  classes.sort((first, second) => Number(second.isOwn) - Number(first.isOwn) || second.logit - first.logit);
  return {
    row,
    assignment,
    crossEntropy: measureRow(row, 'cross-entropy', context),
    focal: measureRow(row, 'focal', context),
    classes,
  };
}

/** The anchor with the greatest loss: what makes a place bright. Undefined for no rows. */
export function hardestOf(
  rows: readonly AnchorRow[],
  loss: InspectedLoss,
  context: LossContext,
): number | undefined {
  let found: number | undefined;
  let greatest = -Infinity;
  for (const row of rows) {
    const { sum } = measureRow(row, loss, context);
    if (sum > greatest) [found, greatest] = [row.anchor, sum];
  }
  return found;
}

/** An anchor as JSON, for those who take it elsewhere. Boxes are corners in pixels of the upright original. */
export function describeAnchor(
  facts: AnchorFacts,
  layout: AnchorLayout,
  model: ModelDescription,
  readout: Readout,
): object {
  const { row, assignment, crossEntropy, focal } = facts;
  const place = placeOfAnchor(layout, row.anchor);
  const { gamma, alpha, normaliser } = lossContextOf(readout);
  const name = (classIndex: number): string => model.classes[classIndex] ?? String(classIndex);
  const matched = readout.groundTruth[row.matched];
  const loss = ({ sum, normalised, gradientNorm }: RowLoss): object => ({
    sum,
    normalised,
    gradient_norm: gradientNorm,
  });
  return {
    anchor: row.anchor,
    level: layout.levels[place.level]?.name,
    cell: [place.x, place.y],
    ...shapeFactors(model.anchors, place.shape),
    box: row.box,
    assignment,
    class: row.target >= 0 ? name(row.target) : null,
    matched: matched ? { index: row.matched, class: name(matched.classIndex), box: matched.box } : null,
    best_iou: row.bestIou,
    box_deltas: row.deltas,
    gamma,
    alpha: alpha < 0 ? null : alpha,
    normaliser,
    cross_entropy: loss(crossEntropy),
    focal: loss(focal),
    classes: facts.classes.map((one) => ({
      class: name(one.classIndex),
      own: one.isOwn,
      logit: one.logit,
      p: one.p,
      p_t: one.pt ?? null,
      modulating_factor: one.modulation ?? null,
      cross_entropy: one.crossEntropy ?? null,
      focal: one.focal ?? null,
      cross_entropy_gradient: one.crossEntropyGradient ?? null,
      focal_gradient: one.focalGradient ?? null,
    })),
  };
}
