import { FocalScopeError } from '../base/errors.ts';

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
