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

function excessError(
  photo: PhotoSize,
  side: number,
  conventions: SizedConventions,
  room: RunRoom,
  { place, bytes, limit }: MemoryNeed,
): FocalScopeError {
  const figures = { place, needed: Math.ceil(bytes / 1e6), limit: Math.floor(limit / 1e6) };
  const isFixed = conventions.inputRule.resize?.kind === 'fixed';
  const sizes = [...offeredInputSizes, conventions.defaultSide].filter((size) => size < side);
  const fitting = isFixed
    ? undefined
    : sizes
        .toSorted((first, second) => second - first)
        .find((size) => !findExcess(runSizeOf(photo, size, conventions), room));
  if (fitting !== undefined)
    return new FocalScopeError('run-too-large', { ...figures, size: String(side), fitting });
  const { inputWidth: width, inputHeight: height } = runSizeOf(photo, side, conventions);
  return new FocalScopeError('run-too-large-always', { ...figures, width, height });
}
