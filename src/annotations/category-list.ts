import type { AnnotationCategory } from './annotation-set.ts';

/** Categories in the order of their first mention, numbered from 0, for the formats that list none. */
export class CategoryList {
  readonly #names = new Set<string>();

  add(name: string): void {
    this.#names.add(name);
  }

  list(): AnnotationCategory[] {
    return [...this.#names].map((name, id) => ({ name, id }));
  }
}
