import { FocalScopeError } from '../base/errors.ts';
import type { LevelSize } from './head-layout.ts';

/** A head that answers an input with another number of anchors than the manifest's grid has there. */
export function anchorCountError(
  expected: number,
  actual: number,
  inputWidth: number,
  inputHeight: number,
): FocalScopeError {
  return new FocalScopeError('model-not-a-detector', {
    missing: `A = ${expected}`,
    inputs: `${inputWidth} × ${inputHeight}`,
    outputs: `A = ${actual}`,
  });
}

/** A head whose levels have other sizes than the conventions' grid has there, though as many anchors. */
export function levelSizesError(
  expected: readonly LevelSize[],
  actual: readonly LevelSize[],
  inputWidth: number,
  inputHeight: number,
): FocalScopeError {
  const list = (sizes: readonly LevelSize[]): string =>
    sizes.map(({ width, height }) => `${width} × ${height}`).join(', ');
  return new FocalScopeError('model-not-a-detector', {
    missing: list(expected),
    inputs: `${inputWidth} × ${inputHeight}`,
    outputs: list(actual),
  });
}
