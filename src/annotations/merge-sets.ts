import type {
  AnnotatedImage,
  AnnotationCategory,
  AnnotationId,
  AnnotationSet,
  JsonFields,
} from './annotation-set.ts';
import type { WarningList } from './annotation-warnings.ts';

/**
 * Several sets as one: images of one name stay apart, with a warning; categories are united by name. An id that is
 * taken by an earlier set is dropped, so that a writer finds a free one.
 */
export function mergeSets(
  sets: readonly { readonly fileName: string; readonly set: AnnotationSet }[],
  warnings: WarningList,
): AnnotationSet {
  if (sets.length === 1 && sets[0]) return sets[0].set;
  const categories = new Map<string, AnnotationCategory>();
  const categoryIds = new Set<AnnotationId>();
  const names = new Set<string>();
  const imageIds = new Set<AnnotationId>();
  const objectIds = new Set<AnnotationId>();
  const images: AnnotatedImage[] = [];
  const coco: Record<string, unknown> = {};

  const free = <Item extends { readonly id?: AnnotationId }>(item: Item, taken: Set<AnnotationId>): Item => {
    const { id, ...rest } = item;
    if (id === undefined) return item;
    if (taken.has(id)) return rest as unknown as Item;
    taken.add(id);
    return item;
  };
  for (const { fileName, set } of sets) {
    for (const category of set.categories) {
      if (categories.has(category.name)) continue;
      const kept = free(category, categoryIds);
      if (kept !== category) warnings.add('category-renumbered', fileName);
      categories.set(category.name, kept);
    }
    for (const image of set.images) {
      if (names.has(image.fileName)) warnings.add('image-name-duplicate', fileName);
      names.add(image.fileName);
      const objects = image.objects.map((object) => free(object, objectIds));
      images.push({ ...free(image, imageIds), objects });
    }
    for (const [name, value] of Object.entries(set.coco ?? {})) coco[name] ??= value;
  }
  const carried: { coco?: JsonFields } = Object.keys(coco).length > 0 ? { coco } : {};
  return { images, categories: [...categories.values()], ...carried };
}
