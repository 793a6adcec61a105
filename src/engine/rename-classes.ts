import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import { proposeClassMapping } from '../annotations/class-mapping.ts';

/**
 * Boxes in another model's classes, by their names; those of classes that it does not have are left out.
 *
 * @param from undefined: they are in those classes already
 */
export function renameClasses(
  boxes: readonly GroundTruthBox[] | undefined,
  from: readonly string[] | undefined,
  to: readonly string[],
): readonly GroundTruthBox[] | undefined {
  if (!boxes || !from) return boxes;
  if (from === to || (from.length === to.length && from.every((name, index) => name === to[index])))
    return boxes;
  const indices = proposeClassMapping(from, to).map(({ classIndex }) => classIndex);
  return boxes.flatMap((box) => {
    const classIndex = indices[box.classIndex];
    return classIndex === undefined ? [] : [{ ...box, classIndex }];
  });
}
