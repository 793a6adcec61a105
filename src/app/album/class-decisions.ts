import type { AnnotatedImage } from '../../annotations/annotation-set.ts';
import { proposeClassMapping, type ClassMapping } from '../../annotations/class-mapping.ts';
import type { ClassChoices } from '../ground-truth/ground-truth-store.ts';
import type { ClassAsked } from './album-state.ts';

export interface ClassDecisions {
  readonly mapping: ClassMapping;
  /** Names that nobody has decided on, the most frequent first. */
  readonly undecided: readonly ClassAsked[];
  /** Names that are not the model's own, decided or not. */
  readonly open: readonly ClassAsked[];
}

/** How many objects of each class there are. */
export function countClasses(images: readonly AnnotatedImage[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { objects } of images)
    for (const { categoryName } of objects) counts.set(categoryName, (counts.get(categoryName) ?? 0) + 1);
  return counts;
}

/**
 * Decides what each class of some annotations is among the model's: the same but for its spelling, else as the person
 * chose before, else a known synonym.
 */
export function decideClasses(
  images: readonly AnnotatedImage[],
  modelClasses: readonly string[],
  choices: ClassChoices,
): ClassDecisions {
  const counts = countClasses(images);
  const mapping = new Map<string, string | null>();
  const open: ClassAsked[] = [];
  for (const { name, kind, classIndex } of proposeClassMapping([...counts.keys()], modelClasses)) {
    const proposed = classIndex === undefined ? undefined : modelClasses[classIndex];
    const chosen = Object.hasOwn(choices, name) ? choices[name] : undefined;
    const isUsable = chosen === null || (chosen !== undefined && modelClasses.includes(chosen));
    const modelClass = kind !== 'exact' && isUsable ? chosen : proposed;
    if (modelClass !== undefined) mapping.set(name, modelClass);
    if (kind !== 'exact') open.push({ name, count: counts.get(name) ?? 0, modelClass });
  }
  open.sort((first, second) => second.count - first.count);
  return { mapping, open, undecided: open.filter(({ modelClass }) => modelClass === undefined) };
}
