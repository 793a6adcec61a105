import { computeBoxLossReference } from '../../src/loss/reference/box-loss.ts';
import type { BoxLossParams, BoxLossTotals } from '../../src/loss/box-loss-params.ts';
import { randomNumbers } from './dense-loss.ts';

/** What a box loss is given; A is the number of targets. */
export interface BoxCase {
  readonly deltas: Float32Array<ArrayBuffer>;
  readonly anchorBoxes: Float32Array<ArrayBuffer>;
  readonly targets: Int32Array<ArrayBuffer>;
  readonly matched: Int32Array<ArrayBuffer>;
  readonly groundTruth: Float32Array<ArrayBuffer>;
}

export interface BoxLossResult {
  readonly perAnchor: Float32Array | Float64Array;
  readonly gradient: Float32Array | Float64Array;
  readonly totals: BoxLossTotals;
}

/** Params without the count of boxes, which the case tells. */
export type BoxParams = Omit<BoxLossParams, 'groundTruthCount'> & { readonly groundTruthCount?: number };

/** Computes the loss and its gradient, on whichever path is tested. */
export type ComputeBoxLoss = (boxCase: BoxCase, params: BoxParams) => Promise<BoxLossResult>;

export function completeParams(boxCase: BoxCase, params: BoxParams): BoxLossParams {
  return { groundTruthCount: boxCase.groundTruth.length / 4, ...params };
}

export const computeBoxLossWithTwin: ComputeBoxLoss = (boxCase, params) => {
  const loss = computeBoxLossReference(boxCase, completeParams(boxCase, params), { gradient: true });
  return Promise.resolve({ ...loss, gradient: loss.gradient ?? new Float64Array(0) });
};

/** One foreground anchor for each pair of an anchor and a box of its own. */
export function pairCase(
  pairs: readonly {
    readonly anchor: readonly number[];
    readonly box: readonly number[];
    readonly deltas: readonly number[];
  }[],
): BoxCase {
  return {
    deltas: Float32Array.from(pairs.flatMap(({ deltas }) => deltas)),
    anchorBoxes: Float32Array.from(pairs.flatMap(({ anchor }) => anchor)),
    targets: new Int32Array(pairs.length),
    matched: Int32Array.from(pairs.keys()),
    groundTruth: Float32Array.from(pairs.flatMap(({ box }) => box)),
  };
}

/** A head's boxes as one meets them: a part of the anchors foreground, roughly fitted; sides from 8 to 400 pixels. */
export function makeBoxCase(anchors: number, boxes: number, seed = 1, foregroundShare = 0.3): BoxCase {
  const random = randomNumbers(seed);
  const between = (least: number, most: number) => least + (most - least) * random();
  const makeBox = () => {
    const [x, y] = [between(0, 800), between(0, 800)];
    return [x, y, x + 8 * 50 ** random(), y + 8 * 50 ** random()];
  };
  const groundTruth = new Float32Array(boxes * 4);
  for (let box = 0; box < boxes; box++) groundTruth.set(makeBox(), box * 4);
  const targets = new Int32Array(anchors);
  const matched = new Int32Array(anchors);
  const anchorBoxes = new Float32Array(anchors * 4);
  for (let anchor = 0; anchor < anchors; anchor++) {
    const draw = random();
    targets[anchor] =
      draw < foregroundShare ? Math.floor(random() * 80) : draw < foregroundShare + 0.1 ? -2 : -1;
    matched[anchor] = targets[anchor] === -1 && random() < 0.5 ? -1 : Math.floor(random() * boxes);
    const box = groundTruth.subarray(matched[anchor]! * 4, matched[anchor]! * 4 + 4);
    if (matched[anchor]! < 0) anchorBoxes.set(makeBox(), anchor * 4);
    else
      anchorBoxes.set(
        box.map((corner) => corner + between(-3, 3)),
        anchor * 4,
      );
  }
  const deltas = Float32Array.from({ length: anchors * 4 }, () => between(-0.7, 0.7));
  return { deltas, anchorBoxes, targets, matched, groundTruth };
}
