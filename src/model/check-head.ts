import { FocalScopeError } from '../base/errors.ts';
import type { HeadNames } from './model-session.ts';

/** The names of a loaded graph. */
export interface GraphNames {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
}

/**
 * A graph must have the one image input and both heads.
 *
 * @throws FocalScopeError `model-not-a-detector`, naming what is missing and what is there
 */
export function checkGraph(graph: GraphNames, names: HeadNames): void {
  const missing = [
    ...(graph.inputNames.includes(names.inputName) ? [] : [names.inputName]),
    ...[names.logitsName, names.deltasName].filter((name) => !graph.outputNames.includes(name)),
  ];
  if (missing.length === 0 && graph.inputNames.length === 1) return;
  throw new FocalScopeError('model-not-a-detector', {
    missing: missing.join(', '),
    inputs: graph.inputNames.join(', '),
    outputs: graph.outputNames.join(', '),
  });
}

/**
 * The heads must be `[1, A, K]` and `[1, A, 4]`.
 *
 * @returns A
 * @throws FocalScopeError `model-not-a-detector`
 */
export function checkHeadShapes(
  logits: readonly number[],
  deltas: readonly number[],
  names: HeadNames,
): number {
  const anchors = logits[1];
  const fits =
    logits.length === 3 &&
    deltas.length === 3 &&
    logits[0] === 1 &&
    deltas[0] === 1 &&
    logits[2] === names.classes &&
    deltas[2] === 4 &&
    anchors === deltas[1];
  if (fits && anchors !== undefined) return anchors;
  throw new FocalScopeError('model-not-a-detector', {
    missing: `[1, A, ${names.classes}], [1, A, 4]`,
    inputs: '',
    outputs: `[${logits.join(', ')}], [${deltas.join(', ')}]`,
  });
}

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
