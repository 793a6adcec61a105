import { countAnchors } from '../anchors/anchor-grid.ts';
import { FocalScopeError } from '../base/errors.ts';
import { layOutInput } from '../image/input-geometry.ts';
import { offeredInputSizes } from '../image/input-sizes.ts';
import type { DetectorConventions } from '../model/detector-conventions.ts';
import { findExcess, type MemoryNeed, type RunRoom, type RunSize } from '../model/memory-estimate.ts';

/** What of a model's conventions a run's memory follows from. */
export type SizedConventions = Pick<DetectorConventions, 'inputRule' | 'anchors' | 'classes' | 'defaultSide'>;

interface PhotoSize {
  readonly width: number;
  readonly height: number;
}

/** What a photo becomes at an input size. */
export function runSizeOf(photo: PhotoSize, side: number, conventions: SizedConventions): RunSize {
  const { inputRule, anchors, classes } = conventions;
  const { inputWidth, inputHeight } = layOutInput(photo.width, photo.height, side, inputRule);
  return {
    inputWidth,
    inputHeight,
    anchors: countAnchors(anchors, inputWidth, inputHeight),
    classes: classes.length,
  };
}

/**
 * Refuses a run that cannot have the memory it needs, before any of it is asked for.
 *
 * @throws FocalScopeError `run-too-large` with the largest of the sizes on offer that fits, `run-too-large-always`
 * where none does
 */
export function requireMemory(
  photo: PhotoSize,
  side: number,
  conventions: SizedConventions,
  room: RunRoom,
): void {
  const excess = findExcess(runSizeOf(photo, side, conventions), room);
  if (excess) throw excessError(photo, side, conventions, room, excess);
}

/** The input sizes on offer that are smaller than `side`, largest first. */
function sizesBelow(side: number, { defaultSide }: SizedConventions): number[] {
  return [...offeredInputSizes, defaultSide].filter((size) => size < side).toSorted((a, b) => b - a);
}

/**
 * Names the size to try next in the error of a run that ran out of memory all the same: the estimate knows nothing of
 * the network's own maps, but these grow with the input's area, which is half at the most there.
 */
export function adviseSize(
  error: FocalScopeError,
  photo: PhotoSize,
  side: number,
  conventions: SizedConventions,
): FocalScopeError {
  if (conventions.inputRule.resize?.kind === 'fixed') return error;
  const areaOf = (size: number): number => {
    const { inputWidth, inputHeight } = runSizeOf(photo, size, conventions);
    return inputWidth * inputHeight;
  };
  const sizes = sizesBelow(side, conventions);
  const fitting = sizes.find((size) => areaOf(size) <= areaOf(side) / 2) ?? sizes.at(-1);
  if (fitting === undefined) return error;
  return new FocalScopeError(error.code, { ...error.details, fitting }, { cause: error.cause });
}

function excessError(
  photo: PhotoSize,
  side: number,
  conventions: SizedConventions,
  room: RunRoom,
  { place, bytes, limit }: MemoryNeed,
): FocalScopeError {
  const figures = { place, needed: Math.ceil(bytes / 1e6), limit: Math.floor(limit / 1e6) };
  const isFixed = conventions.inputRule.resize?.kind === 'fixed';
  const fitting = isFixed
    ? undefined
    : sizesBelow(side, conventions).find((size) => !findExcess(runSizeOf(photo, size, conventions), room));
  if (fitting !== undefined)
    return new FocalScopeError('run-too-large', { ...figures, size: String(side), fitting });
  const { inputWidth: width, inputHeight: height } = runSizeOf(photo, side, conventions);
  return new FocalScopeError('run-too-large-always', { ...figures, width, height });
}
