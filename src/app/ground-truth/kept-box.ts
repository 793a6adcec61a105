import type { GroundTruthBox } from '../../anchors/ground-truth.ts';
import type { Box } from '../../base/box.ts';

/** One box as it is kept: by the class's name, which outlives a change of model. */
export interface KeptBox {
  readonly box: Box;
  readonly className: string;
  readonly crowd: boolean;
}

export function toKeptBox({ box, classIndex, crowd }: GroundTruthBox, classes: readonly string[]): KeptBox {
  return { box, className: classes[classIndex] ?? String(classIndex), crowd: crowd ?? false };
}

/** Kept boxes as this model's, and those of classes that it does not have. */
export function sortKeptBoxes(
  kept: readonly KeptBox[],
  classes: readonly string[],
): { readonly known: GroundTruthBox[]; readonly foreign: KeptBox[] } {
  const known = kept
    .filter(({ className }) => classes.includes(className))
    .map(({ box, className, crowd }) => ({ box, classIndex: classes.indexOf(className), crowd }));
  return { known, foreign: kept.filter(({ className }) => !classes.includes(className)) };
}
