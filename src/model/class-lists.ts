import { cocoCategories } from './coco-classes.ts';
import { openImagesClasses } from './open-images-classes.ts';

/** A class list with the data set's own ids. */
export interface ClassList {
  readonly classes: readonly string[];
  readonly categoryIds: readonly number[];
  /** Whether somebody named the classes; else they are numbered. */
  readonly isNamed: boolean;
}

/** What torchvision calls an index that is no class: of 91, the background and ten gaps. */
export const noClass = 'N/A';

const cocoName = new Map(cocoCategories);

/**
 * The classes that K outputs most likely are: 80 are COCO's in a row, 91 COCO's ids from 0 on (torchvision), 90 the
 * ids from 1 on, 264 those of MLPerf. Of any other K they are numbered, for a person to name.
 */
export function classListOf(count: number): ClassList {
  switch (count) {
    case 80:
      return {
        classes: cocoCategories.map(([, name]) => name),
        categoryIds: cocoCategories.map(([id]) => id),
        isNamed: true,
      };
    case 90:
      return idsFrom(1, count);
    case 91:
      return idsFrom(0, count);
    case 264:
      return { classes: openImagesClasses, categoryIds: openImagesClasses.map((_, i) => i), isNamed: true };
    default:
      return {
        classes: Array.from({ length: count }, (_, index) => `class ${index}`),
        categoryIds: Array.from({ length: count }, (_, index) => index),
        isNamed: false,
      };
  }
}

/** The classes that somebody named: those of a known list have its ids, any others are numbered. */
export function classListNamed(names: readonly string[]): ClassList {
  const known = classListOf(names.length);
  if (names.every((name, index) => name === known.classes[index])) return { ...known, isNamed: true };
  return { classes: names, categoryIds: names.map((_, index) => index), isNamed: true };
}

function idsFrom(first: number, count: number): ClassList {
  const categoryIds = Array.from({ length: count }, (_, index) => first + index);
  return { classes: categoryIds.map((id) => cocoName.get(id) ?? noClass), categoryIds, isNamed: true };
}
