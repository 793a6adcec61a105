import { coverKinds, type CoverKind } from '../../coverage/compute-coverage.ts';
import { boxRefusals, type BoxRefusal } from '../../coverage/coverage-boxes.ts';
import { levelName } from '../../coverage/anchor-settings.ts';
import { csvOf } from '../csv.ts';
import type { CoverageInput } from './coverage-input.ts';
import type { MeasuredInput } from './coverage-state.ts';

/** What the boxes can be sorted by. */
export const boxColumns = ['file', 'class', 'size', 'iou', 'anchors'] as const;
export type BoxColumn = (typeof boxColumns)[number];

export interface BoxOrder {
  readonly column: BoxColumn;
  readonly isFalling: boolean;
}

/** One line of the table. */
export interface BoxRow {
  /** Its place among the given boxes. */
  readonly box: number;
  readonly fileName: string;
  readonly className: string;
  /** In pixels of its image. */
  readonly width: number;
  readonly height: number;
  readonly bestIou: number;
  /** At the foreground threshold or above, and by level. */
  readonly anchors: number;
  readonly levelAnchors: readonly number[];
  readonly cover: CoverKind;
  readonly refusal: BoxRefusal;
}

/** As many as can be told apart in what a double has left beside 32 bits. */
const mostBoxes = 2 ** 21;

/** Places of the boxes in the order wished for; equals stay in the order of the file. */
export function orderBoxes({ input, coverage }: MeasuredInput, { column, isFalling }: BoxOrder): Uint32Array {
  const { boxes, classes } = input;
  const count = classes.length;
  const keys = new Float32Array(count);
  const names = column === 'file' ? input.imageNames : input.classNames;
  const ranks = new Float64Array(names.length);
  if (column === 'file' || column === 'class') {
    const sorted = [...names.keys()].sort((first, second) => (names[first] ?? '').localeCompare(names[second] ?? '')); // prettier-ignore
    for (const [rank, index] of sorted.entries()) ranks[index] = rank;
  }
  for (let box = 0; box < count; box++) {
    if (column === 'file') keys[box] = ranks[boxes.images[box] ?? 0] ?? 0;
    else if (column === 'class') keys[box] = (ranks[classes[box] ?? -1] ?? -1) + 1;
    else if (column === 'size') keys[box] = areaOf(input, box);
    else if (column === 'iou') keys[box] = coverage.bestIou[box] ?? 0;
    else keys[box] = coverage.anchors[box] ?? 0;
  }
  // Of figures that are not negative the bits are in the same order. With the place below them each is one number,
  // and numbers are sorted far quicker than by a comparison of ours.
  const bits = new Uint32Array(keys.buffer);
  const most = 2 ** 32 - 1;
  const keyOf = (box: number): number => (isFalling ? most - (bits[box] ?? 0) : (bits[box] ?? 0));
  const all = Uint32Array.from({ length: count }, (_, box) => box);
  if (count > mostBoxes) return all.sort((first, second) => keyOf(first) - keyOf(second) || first - second);
  const packed = Float64Array.from(all, (box) => keyOf(box) * mostBoxes + box).sort();
  return Uint32Array.from(packed, (each) => each % mostBoxes);
}

function areaOf({ boxes: { corners } }: CoverageInput, box: number): number {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = corners.subarray(box * 4, box * 4 + 4);
  const area = (x1 - x0) * (y1 - y0);
  return area > 0 && area < Infinity ? area : 0;
}

export function rowOf({ input, coverage }: MeasuredInput, box: number): BoxRow {
  const { boxes, classes } = input;
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = boxes.corners.subarray(box * 4, box * 4 + 4);
  const levels = coverage.settings.strides.length;
  return {
    box,
    fileName: input.imageNames[boxes.images[box] ?? 0] ?? '',
    className: input.classNames[classes[box] ?? -1] ?? '',
    width: x1 - x0,
    height: y1 - y0,
    bestIou: coverage.bestIou[box] ?? 0,
    anchors: coverage.anchors[box] ?? 0,
    levelAnchors: [...coverage.levelAnchors.subarray(box * levels, (box + 1) * levels)],
    cover: coverKinds[coverage.covers[box] ?? 0] ?? 'none',
    refusal: boxRefusals[coverage.refusals[box] ?? 0] ?? 'none',
  };
}

/** All boxes, in the order given, as a table for other programs: names of columns are the same in every language. */
export function boxesCsv(measured: MeasuredInput, order: Uint32Array): string {
  const { settings } = measured.coverage;
  const levels = settings.strides.map((_, level) => `anchors_${levelName(settings, level)}`);
  const head = ['file', 'class', 'width', 'height', 'best_iou', 'anchors', ...levels, 'cover', 'refusal'];
  const lines = Array.from(order, (box) => {
    const { fileName, className, width, height, bestIou, anchors, levelAnchors, cover, refusal } = rowOf(measured, box); // prettier-ignore
    const iou = Number(bestIou.toFixed(6));
    return [fileName, className, width, height, iou, anchors, ...levelAnchors, cover, refusal];
  });
  return csvOf([head, ...lines]);
}
