import { anchorBox, type AnchorGrid } from '../anchors/anchor-grid.ts';
import { anchorsUnder, type AnchorLayout } from '../anchors/anchor-cells.ts';
import type { Box } from '../base/box.ts';
import { InputError, requireCount, requireWithin } from '../gpu/input-error.ts';
import type { InputGeometry } from '../image/input-geometry.ts';
import type { DenseLossParams } from '../loss/dense-loss-params.ts';
import type { LossNormaliser } from '../loss/normaliser.ts';
import type { HardAnchor, HardestAmong } from '../statistics/reference/hardest-anchors.ts';

/** The most anchors whose rows are asked for at once. */
export const mostAnchorRows = 64;

/** The longest list of the hardest, as the kernel has it. */
export const mostHardestRows = 1000;

/** Which anchors: by their index, or all whose cell lies under a point of the photo, in its pixels. */
export type AnchorsQuery =
  | { readonly name: 'anchors'; readonly anchors: readonly number[] }
  | {
      readonly name: 'anchors-at';
      readonly x: number;
      readonly y: number;
      /** Index of the level, or all of them. */
      readonly level: number | 'all';
    };

export type InspectedLoss = 'cross-entropy' | 'focal';

/** The hardest anchors by a loss, or by the L2 norm of its gradient with respect to their K logits. */
export interface HardestQuery {
  readonly name: 'hardest';
  readonly loss: InspectedLoss;
  readonly by: 'loss' | 'gradient';
  readonly among: HardestAmong;
  /** 1 to 1000 */
  readonly count: number;
}

/** One anchor with all that the model and the matching say of it. */
export interface AnchorRow {
  readonly anchor: number;
  /** Corners in pixels of the upright original; an anchor may reach beyond it. */
  readonly box: Box;
  /** Class index, −1 background, −2 ignored. */
  readonly target: number;
  /** The box of the ground truth that it overlaps most, as an index into the readout's list; −1 for none. */
  readonly matched: number;
  readonly bestIou: number;
  /** float32 `[K]` */
  readonly logits: Float32Array;
  /** As the head gives them: dx, dy, dw, dh. */
  readonly deltas: readonly [number, number, number, number];
}

export interface AnchorRows {
  readonly layout: AnchorLayout;
  readonly rows: readonly AnchorRow[];
}

/** One line of the list of the hardest. */
export interface HardestRow {
  readonly anchor: number;
  readonly box: Box;
  /** The anchor's loss, divided by the normaliser as in the totals, whatever the list is ordered by. */
  readonly loss: number;
  /** What the list is ordered by. */
  readonly value: number;
  readonly target: number;
  readonly bestIou: number;
  /** The class of the greatest logit, and that logit. */
  readonly topClass: number;
  readonly topLogit: number;
}

export interface HardestRows {
  readonly layout: AnchorLayout;
  /** Hardest first. */
  readonly rows: readonly HardestRow[];
}

/** Every anchor of the photo, in columns. The arrays belong to whoever asked. */
export interface AnchorTable {
  readonly layout: AnchorLayout;
  /** What the focal loss is computed with; α below 0 is none. */
  readonly gamma: number;
  readonly alpha: number;
  /** float32 `[A, 4]` corners in pixels of the upright original. */
  readonly boxes: Float32Array<ArrayBuffer>;
  /** int32 `[A]`: class index, −1 background, −2 ignored. */
  readonly targets: Int32Array<ArrayBuffer>;
  /** int32 `[A]`: index into the readout's ground truth, −1 for none. */
  readonly matched: Int32Array<ArrayBuffer>;
  /** float32 `[A]` each, losses divided by the normaliser: they add up to the totals. */
  readonly bestIou: Float32Array<ArrayBuffer>;
  readonly crossEntropy: Float32Array<ArrayBuffer>;
  readonly focal: Float32Array<ArrayBuffer>;
  /** float32 `[A]`: L2 norm of the focal loss's gradient with respect to the anchor's K logits. */
  readonly gradientNorm: Float32Array<ArrayBuffer>;
}

/** γ, and the foreground's weight α, below 0 for none. */
export interface InspectedFocal {
  readonly gamma: number;
  readonly alpha: number;
}

/** What both paths know of the anchors without their head. */
export interface AnchorContext {
  readonly grid: AnchorGrid;
  readonly geometry: InputGeometry;
  /** `[G]`: where each admitted box stands in the ground truth it came from. */
  readonly sources: Int32Array;
  readonly focal: InspectedFocal;
  /** What the losses are divided by. */
  readonly normaliser: LossNormaliser;
}

/** Rows as they are gathered: `logits [N, K]`, `deltas [N, 4]`, the others `[N]`. */
export interface GatheredHead {
  readonly logits: Float32Array;
  readonly deltas: Float32Array;
  readonly targets: Int32Array;
  readonly matched: Int32Array;
  readonly bestIou: Float32Array;
}

/** Rows of the list: `logits [N, K]`, the others `[N]`. */
export interface GatheredHardest {
  readonly logits: Float32Array;
  readonly targets: Int32Array;
  readonly bestIou: Float32Array;
  readonly losses: Float32Array;
}

/** The standing losses as the kernels and twins take them. */
export function inspectedLossParams(
  loss: InspectedLoss,
  { focal: { gamma, alpha }, normaliser }: Pick<AnchorContext, 'focal' | 'normaliser'>,
): DenseLossParams {
  return loss === 'focal'
    ? { kind: 'focal', gamma, alpha, normaliser }
    : { kind: 'cross-entropy', gamma: 0, alpha: -1, normaliser };
}

/**
 * The anchors that a query is about.
 *
 * @throws InputError for an anchor that is none, or more than {@link mostAnchorRows}
 */
export function anchorsOfQuery(query: AnchorsQuery, { grid, geometry }: AnchorContext): readonly number[] {
  if (query.name === 'anchors-at')
    return anchorsUnder(grid, query.x * geometry.scaleX, query.y * geometry.scaleY, query.level);
  requireWithin('anchors.length', query.anchors.length, 0, mostAnchorRows);
  for (const anchor of query.anchors) {
    requireCount('anchor', anchor, 0);
    if (anchor >= grid.anchorCount) throw new InputError('anchor', anchor, `be below ${grid.anchorCount}`);
  }
  return query.anchors;
}

export function describeRows(
  anchors: readonly number[],
  gathered: GatheredHead,
  context: AnchorContext,
): AnchorRows {
  const classes = gathered.logits.length / Math.max(1, anchors.length);
  const rows = anchors.map((anchor, place): AnchorRow => {
    const [dx = 0, dy = 0, dw = 0, dh = 0] = gathered.deltas.subarray(place * 4);
    return {
      anchor,
      box: photoBox(context, anchor),
      target: gathered.targets[place] ?? -2,
      matched: sourceOf(context, gathered.matched[place] ?? -1),
      bestIou: gathered.bestIou[place] ?? 0,
      logits: gathered.logits.slice(place * classes, (place + 1) * classes),
      deltas: [dx, dy, dw, dh],
    };
  });
  return { layout: layoutOf(context), rows };
}

export function describeHardest(
  list: readonly HardAnchor[],
  gathered: GatheredHardest,
  context: AnchorContext,
): HardestRows {
  const classes = gathered.logits.length / Math.max(1, list.length);
  const rows = list.map(({ anchor, value }, place): HardestRow => {
    const logits = gathered.logits.subarray(place * classes, (place + 1) * classes);
    const topClass = indexOfGreatest(logits);
    return {
      anchor,
      box: photoBox(context, anchor),
      loss: gathered.losses[place] ?? 0,
      value,
      target: gathered.targets[place] ?? -2,
      bestIou: gathered.bestIou[place] ?? 0,
      topClass,
      topLogit: logits[topClass] ?? 0,
    };
  });
  return { layout: layoutOf(context), rows };
}

/** @param columns are handed over, `matched` as indices into the admitted boxes */
export function describeTable(
  columns: Omit<AnchorTable, 'layout' | 'gamma' | 'alpha' | 'boxes'>,
  context: AnchorContext,
): AnchorTable {
  const { grid, geometry, focal } = context;
  const { scaleX, scaleY } = geometry;
  const boxes = grid.boxes.map((value, at) => value / (at % 2 === 0 ? scaleX : scaleY));
  const matched = columns.matched.map((box) => sourceOf(context, box));
  return { ...columns, layout: layoutOf(context), gamma: focal.gamma, alpha: focal.alpha, boxes, matched };
}

/** What can be handed over instead of copied: whoever answers has no use for it any more. */
export function buffersOfTable(table: AnchorTable): ArrayBuffer[] {
  const { boxes, targets, matched, bestIou, crossEntropy, focal, gradientNorm } = table;
  return [boxes, targets, matched, bestIou, crossEntropy, focal, gradientNorm].map(({ buffer }) => buffer);
}

function layoutOf({ grid }: AnchorContext): AnchorLayout {
  const { levels, anchorsPerCell, anchorCount } = grid;
  return { levels, anchorsPerCell, anchorCount };
}

function photoBox({ grid, geometry }: AnchorContext, anchor: number): Box {
  const [x0, y0, x1, y1] = anchorBox(grid, anchor);
  const { scaleX, scaleY } = geometry;
  return [x0 / scaleX, y0 / scaleY, x1 / scaleX, y1 / scaleY];
}

function sourceOf({ sources }: AnchorContext, admitted: number): number {
  return admitted < 0 ? -1 : (sources[admitted] ?? -1);
}

function indexOfGreatest(values: Float32Array): number {
  let found = 0;
  for (let index = 1; index < values.length; index++)
    if ((values[index] ?? 0) > (values[found] ?? 0)) found = index;
  return found;
}
