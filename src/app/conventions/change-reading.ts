import { FocalScopeError } from '../../base/errors.ts';
import type { KeptModel } from '../../library/kept-model.ts';
import { classListNamed } from '../../model/class-lists.ts';
import type { DetectorConventions } from '../../model/detector-conventions.ts';
import { readLabels } from '../../model/read-labels.ts';
import { readSidecar, writeSidecar } from '../../model/sidecar.ts';
import type { ConventionsFiles, ModelReading } from './conventions-state.ts';

/**
 * How a model is read once files about it were opened. It must have as many classes as before, where the graph tells
 * how many it has.
 *
 * @throws FocalScopeError `sidecar-invalid`, `labels-invalid`
 */
export function readWithFiles(
  { conventions, facts }: Pick<ModelReading, 'conventions' | 'facts'>,
  { sidecar, labels }: ConventionsFiles,
): DetectorConventions {
  const count = facts?.classes;
  let next = conventions;
  if (sidecar !== undefined) {
    next = readSidecar(sidecar);
    const { length } = next.classes;
    if (count !== undefined && length !== count)
      throw new FocalScopeError('sidecar-invalid', { path: 'classes', reason: `${length} ≠ K = ${count}` });
  }
  if (labels === undefined) return next;
  const names = readLabels(labels, count);
  if (sidecar !== undefined && names.length === next.classes.length) return { ...next, classes: names };
  const { classes, categoryIds } = classListNamed(names);
  return { ...next, classes, categoryIds };
}

/** What is noted with a kept model. Names of its classes are in the sidecar then. */
export function asKept(
  { conventions, foundBy }: ModelReading,
  fileName: string,
): Pick<KeptModel, 'sidecar' | 'labels' | 'foundBy'> {
  return { sidecar: JSON.parse(writeSidecar(conventions, fileName)) as unknown, labels: undefined, foundBy };
}
