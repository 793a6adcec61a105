import { resolveBoxCoding, type ResolvedBoxCoding } from '../../anchors/box-coding.ts';
import {
  largestCorner,
  resolveBoxLossParams,
  smallestSide,
  type BoxLossParams,
  type BoxLossTotals,
} from '../box-loss-params.ts';
import { largestLogit } from '../dense-loss-params.ts';

/** What a box loss reads, as for the kernel; A is the number of targets. */
export interface BoxLossReferenceInputs {
  /** `[A, 4]`; float64 is for differences as small as derivatives need. */
  readonly deltas: Float32Array | Float64Array;
  /** `[A, 4]` corners in pixels of the input. */
  readonly anchorBoxes: Float32Array;
  readonly targets: Int32Array;
  readonly matched: Int32Array;
  /** `[G, 4]` corners in pixels of the input. */
  readonly groundTruth: Float32Array;
}

export interface BoxLossReference {
  /** `[A]`, divided by the normaliser. */
  readonly perAnchor: Float64Array;
  /** `[A, 4]` d loss / d deltas, divided by the normaliser, where it was asked for. */
  readonly gradient: Float64Array | undefined;
  readonly totals: BoxLossTotals;
}

/** Row `index` of a `[N, 4]` tensor. */
type Row = readonly [number, number, number, number];

function readRow(values: Float32Array | Float64Array, index: number): Row {
  const at = index * 4;
  return [values[at] ?? NaN, values[at + 1] ?? NaN, values[at + 2] ?? NaN, values[at + 3] ?? NaN];
}

function isFitBox(box: Row): boolean {
  return (
    box.every((corner) => Math.abs(corner) <= largestCorner) &&
    Math.fround(box[2] - box[0]) >= smallestSide &&
    Math.fround(box[3] - box[1]) >= smallestSide
  );
}

/** One axis of an anchor, its deltas and the box to fit; corners in pixels of the input. */
interface Axis {
  /** The axis' two deltas as the head gives them, and what they are divided by. */
  readonly first: number;
  readonly second: number;
  readonly firstWeight: number;
  readonly secondWeight: number;
  readonly coding: ResolvedBoxCoding;
  readonly low: number;
  readonly size: number;
  readonly aimLow: number;
  readonly aimHigh: number;
}

/** Loss of one anchor's deltas and its derivatives by dx, dy, dw, dh, without the normaliser. */
interface BoxTerms {
  readonly loss: number;
  readonly slope: Row;
}

type LossOfBox = (x: Axis, y: Axis) => BoxTerms;

/** Girshick 2015, equation 3, with its bend at β; target deltas as torchvision's BoxCoder encodes them. */
const createSmoothL1 = (beta: number): LossOfBox => {
  const termOf = (difference: number): number => {
    const size = Math.abs(difference);
    return size < beta ? (size * size) / (2 * beta) : size - beta / 2;
  };
  const slopeOf = (difference: number): number =>
    Math.abs(difference) < beta ? difference / beta : Math.sign(difference);
  const byFirst = ({ first, firstWeight, coding, low, size, aimLow, aimHigh }: Axis): number => {
    const shift = coding.corners ? aimLow - low : (aimLow - low + (aimHigh - (low + size))) / 2;
    return first - (firstWeight * shift) / size;
  };
  const bySecond = ({ second, secondWeight, coding, low, size, aimLow, aimHigh }: Axis): number => {
    const aim = coding.corners ? (aimHigh - (low + size)) / size : Math.log((aimHigh - aimLow) / size);
    return second - secondWeight * aim;
  };
  return (x, y) => {
    const [dx, dy, dw, dh] = [byFirst(x), byFirst(y), bySecond(x), bySecond(y)];
    return {
      loss: termOf(dx) + termOf(dy) + termOf(dw) + termOf(dh),
      slope: [slopeOf(dx), slopeOf(dy), slopeOf(dw), slopeOf(dh)],
    };
  };
};

/** 1 where the gap is open, 0 where it is passed, half where two edges meet. */
const openness = (gap: number): number => (1 + Math.sign(gap)) / 2;

/** One axis of a decoded box and the one to fit, in units of the anchor's size. */
interface Side {
  readonly size: number;
  readonly aimSize: number;
  readonly overlap: number;
  readonly hull: number;
  /** How far the decoded box reaches beyond the other, and the other beyond it. */
  readonly over: number;
  readonly under: number;
  /** d overlap / d centre and d overlap / d half size. */
  readonly byCentre: number;
  readonly byHalf: number;
  /** d half size / d log size. */
  readonly growth: number;
  readonly axis: Axis;
}

/** The decoded box of one axis in units of the anchor's size, from its centre. */
function decodeAxis({
  first,
  second,
  firstWeight,
  secondWeight,
  coding,
}: Axis): [start: number, end: number] {
  const [one, other] = [first / firstWeight, second / secondWeight];
  // Corners that have changed places are a box without area.
  if (coding.corners) return [one - 0.5, Math.max(one - 0.5, other + 0.5)];
  const half = Math.exp(Math.max(Math.min(other, coding.maxLogSize), coding.minLogSize)) / 2;
  return [one - half, one + half];
}

function compareSides(axis: Axis): Side {
  const { second, secondWeight, coding, low, size, aimLow, aimHigh } = axis;
  const [start, end] = decodeAxis(axis);
  const logSize = second / secondWeight;
  const isWithin = logSize <= coding.maxLogSize && logSize >= coding.minLogSize;
  const aimStart = (aimLow - low) / size - 0.5;
  const aimEnd = (aimHigh - low) / size - 0.5;
  const [lowGap, highGap] = [start - aimStart, aimEnd - end];
  return {
    size: end - start,
    aimSize: aimEnd - aimStart,
    overlap: Math.min(end, aimEnd) - Math.max(start, aimStart),
    hull: Math.max(end, aimEnd) - Math.min(start, aimStart),
    over: Math.max(-lowGap, 0) + Math.max(-highGap, 0),
    under: Math.max(lowGap, 0) + Math.max(highGap, 0),
    byCentre: openness(highGap) - openness(lowGap),
    byHalf: openness(highGap) + openness(lowGap),
    growth: isWithin ? (end - start) / 2 : 0,
    axis,
  };
}

/** Rezatofighi et al. 2019: 1 - I/U + (C - U)/C, areas being those of intersection, union and hull. */
const computeGiou: LossOfBox = (axisX, axisY) => {
  const [x, y] = [compareSides(axisX), compareSides(axisY)];
  const overlaps = x.overlap > 0 && y.overlap > 0;
  const intersection = overlaps ? x.overlap * y.overlap : 0;
  const own = overlaps ? x.overlap * y.over + x.over * y.overlap + x.over * y.over : x.size * y.size;
  const others = overlaps
    ? x.overlap * y.under + x.under * y.overlap + x.under * y.under
    : x.aimSize * y.aimSize;
  const union = intersection + own + others;
  const hull = x.hull * y.hull;
  const slack = overlaps ? x.over * y.under + x.under * y.over : hull - union;
  /** From how fast the overlap and the size of one side change, `other` staying as it is. */
  const slopeOf = (byOverlap: number, bySize: number, other: Side): number => {
    const dIntersection = overlaps ? other.overlap * byOverlap : 0;
    const dUnion = bySize * other.size - dIntersection;
    const dHull = other.hull * (bySize - byOverlap);
    return (
      ((dUnion / union) * intersection) / union -
      dIntersection / union -
      dUnion / hull +
      ((dHull / hull) * union) / hull
    );
  };
  return {
    loss: (own + others) / union + slack / hull,
    slope: slopesOfDeltas(
      [slopeOf(x.byCentre, 0, y), slopeOf(x.byHalf, 2, y), x],
      [slopeOf(y.byCentre, 0, x), slopeOf(y.byHalf, 2, x), y],
    ),
  };
};

/** Derivatives by dx, dy and what follows them, from those by centre and half size of each axis. */
function slopesOfDeltas(...axes: readonly (readonly [byCentre: number, byHalf: number, side: Side])[]): Row {
  const [x, y] = axes.map(([byCentre, byHalf, { axis, growth }]) => {
    const { coding, firstWeight, secondWeight } = axis;
    const [first, second] = coding.corners
      ? [(byCentre - byHalf) / 2, (byCentre + byHalf) / 2]
      : [byCentre, byHalf * growth];
    return [first / firstWeight, second / secondWeight] as const;
  });
  return [x?.[0] ?? 0, y?.[0] ?? 0, x?.[1] ?? 0, y?.[1] ?? 0];
}

/**
 * The float64 twin of the kernel `box-loss`.
 *
 * @param options `gradient`: compute it as well
 * @throws InputError for params outside their range
 */
export function computeBoxLossReference(
  { deltas, anchorBoxes, targets, matched, groundTruth }: BoxLossReferenceInputs,
  params: BoxLossParams,
  options: { readonly gradient?: boolean } = {},
): BoxLossReference {
  const anchors = targets.length;
  const { isGiou, beta, normaliser, coding: given } = resolveBoxLossParams(params, anchors);
  const coding = resolveBoxCoding(given);
  const { extraPixel: extra, weights } = coding;
  const lossOfBox = isGiou ? computeGiou : createSmoothL1(beta);
  const perAnchor = new Float64Array(anchors);
  const gradient = options.gradient === true ? new Float64Array(anchors * 4) : undefined;
  const counts = { foregroundAnchors: 0, nonFinite: 0, badTargets: 0, badBoxes: 0 };
  for (const [anchor, label] of targets.entries()) {
    const index = matched[anchor] ?? -1;
    const hasBox = index >= 0 && index < params.groundTruthCount;
    if (label < -2 || (label >= 0 && !hasBox)) counts.badTargets++;
    if (label < 0 || !hasBox) continue;
    counts.foregroundAnchors++;
    const [dx, dy, dw, dh] = readRow(deltas, anchor);
    const [corners, box] = [readRow(anchorBoxes, anchor), readRow(groundTruth, index)];
    if (![dx, dy, dw, dh].every((delta) => Math.abs(delta) <= largestLogit)) counts.nonFinite++;
    else if (!isFitBox(corners) || !isFitBox(box)) counts.badBoxes++;
    else {
      const [x0, y0, x1, y1] = corners;
      const { loss, slope } = lossOfBox(
        {
          ...{ first: dx, second: dw, firstWeight: weights[0], secondWeight: weights[2], coding },
          ...{ low: x0, size: x1 - x0 + extra, aimLow: box[0], aimHigh: box[2] + extra },
        },
        {
          ...{ first: dy, second: dh, firstWeight: weights[1], secondWeight: weights[3], coding },
          ...{ low: y0, size: y1 - y0 + extra, aimLow: box[1], aimHigh: box[3] + extra },
        },
      );
      perAnchor[anchor] = loss;
      gradient?.set(slope, anchor * 4);
    }
  }
  const scale = 1 / (normaliser ?? Math.max(1, counts.foregroundAnchors));
  let total = 0;
  for (const [anchor, loss] of perAnchor.entries()) total += perAnchor[anchor] = loss * scale;
  if (gradient) for (const [index, slope] of gradient.entries()) gradient[index] = slope * scale;
  return { perAnchor, gradient, totals: { total, ...counts } };
}
