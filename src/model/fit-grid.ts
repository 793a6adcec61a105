import type { AnchorConfiguration } from '../anchors/anchor-grid.ts';
import { octaveScales, type ExporterConventions } from './exporters/exporter.ts';

/** An input size, and how many anchors a head answered it with. */
export interface AnsweredSize {
  readonly inputWidth: number;
  readonly inputHeight: number;
  /** A */
  readonly anchors: number;
}

/** Cells of all levels together. */
function countCells(
  strides: readonly number[],
  levelShape: 'ceil' | 'floor',
  { inputWidth, inputHeight }: AnsweredSize,
): number {
  const round = levelShape === 'ceil' ? Math.ceil : Math.floor;
  return strides.reduce(
    (sum, stride) => sum + Math.max(1, round(inputWidth / stride)) * Math.max(1, round(inputHeight / stride)),
    0,
  );
}

/** Pyramids to try, the usual one first: P3 to P7, P2 to P6, P3 to P6, P4 to P7. */
const pyramids = [
  [8, 16, 32, 64, 128],
  [4, 8, 16, 32, 64],
  [8, 16, 32, 64],
  [16, 32, 64, 128],
] as const;

/** The most anchors a cell that are worth guessing shapes for. */
const mostPerCell = 32;

/**
 * Levels and shapes that give a head's number of anchors: the configuration's own with sides rounded up, or down, or
 * another pyramid; where a cell has not nine anchors, as many scales an octave as it takes for three ratios.
 *
 * @returns undefined where nothing does
 */
export function fitAnchors(
  own: AnchorConfiguration,
  answered: AnsweredSize,
): AnchorConfiguration | undefined {
  const ownPerCell = own.scales.length * own.ratios.length;
  const attempts = [own.strides, ...pyramids].flatMap((strides) =>
    (['ceil', 'floor'] as const).map((levelShape) => ({
      strides,
      levelShape,
      perCell: answered.anchors / countCells(strides, levelShape, answered),
    })),
  );
  const found =
    attempts.find(({ perCell }) => perCell === ownPerCell) ??
    attempts.find(({ perCell }) => Number.isInteger(perCell) && perCell >= 1 && perCell <= mostPerCell);
  if (!found) return undefined;
  const { strides, levelShape, perCell } = found;
  const firstLevel = Math.round(Math.log2(strides[0] ?? 1));
  const levels = { strides, levelShape, firstLevel };
  if (perCell === ownPerCell) return { ...own, ...levels };
  const ratios = perCell % 3 === 0 ? own.ratios : [1];
  const count = perCell / ratios.length;
  const scales = count === 3 ? octaveScales : Array.from({ length: count }, (_, i) => 2 ** (i / count));
  return { ...own, ...levels, ratios: ratios.length === 3 ? ratios : [1], scales };
}

/** An exporter's conventions with anchors that the head's number of them agrees with, or undefined. */
export function fitConventions(
  conventions: ExporterConventions,
  answered: AnsweredSize,
): ExporterConventions | undefined {
  const anchors = fitAnchors(conventions.anchors, answered);
  return anchors && { ...conventions, anchors };
}
