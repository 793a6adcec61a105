import type { AnnotationId, AnnotationSet, AnnotationText } from './annotation-set.ts';
import { cocoBoxArea, toCocoBox } from './coco-box.ts';

/** Hands out each id that is there once, and free whole numbers to all else. */
function assignIds(items: readonly { readonly id?: AnnotationId }[]): AnnotationId[] {
  const taken = new Set<AnnotationId>();
  const kept = items.map(({ id }) => {
    if (id === undefined || taken.has(id)) return undefined;
    taken.add(id);
    return id;
  });
  let next = 1;
  return kept.map((id) => {
    if (id !== undefined) return id;
    while (taken.has(next)) next++;
    return next++;
  });
}

function writeList(name: string, entries: readonly string[]): string {
  return entries.length === 0 ? `"${name}": []` : `"${name}": [\n    ${entries.join(',\n    ')}\n  ]`;
}

/**
 * Writes a set as one COCO "instances" file, an entry a line. What came from COCO keeps its ids and all members that
 * were carried along; the rest is numbered from 1. Objects without a mask get the box's area.
 */
export function writeCoco(set: AnnotationSet, fileName = 'annotations.json'): AnnotationText[] {
  const categoryIds = assignIds(set.categories);
  const idOfName = new Map<string, AnnotationId>();
  const categories = set.categories.map(({ name, coco }, index) => {
    const id = categoryIds[index] ?? index;
    if (!idOfName.has(name)) idOfName.set(name, id);
    return JSON.stringify({ id, name, ...coco });
  });
  const imageIds = assignIds(set.images);
  const images = set.images.map(({ fileName: file_name, width, height, coco }, index) =>
    JSON.stringify({ id: imageIds[index], file_name, width, height, ...coco }),
  );
  const annotationIds = assignIds(set.images.flatMap(({ objects }) => objects));
  const annotations: string[] = [];
  set.images.forEach(({ objects }, index) => {
    for (const { box, categoryName, crowd, difficult, coco } of objects) {
      const bbox = toCocoBox(box);
      annotations.push(
        JSON.stringify({
          id: annotationIds[annotations.length],
          image_id: imageIds[index],
          category_id: idOfName.get(categoryName),
          bbox,
          area: cocoBoxArea(bbox[2], bbox[3]),
          iscrowd: crowd ? 1 : 0,
          difficult: difficult && 1,
          ...coco,
        }),
      );
    }
  });
  const rest = Object.entries(set.coco ?? {}).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  const parts = [
    ...rest,
    writeList('images', images),
    writeList('annotations', annotations),
    writeList('categories', categories),
  ];
  return [{ fileName, text: `{\n  ${parts.join(',\n  ')}\n}\n` }];
}
