import { FocalScopeError } from '../base/errors.ts';
import type { AnnotationSet, AnnotationText } from './annotation-set.ts';
import { pathStem, safePath } from './file-path.ts';
import { toYoloText } from './yolo-box.ts';

/** A name as one line of a list holds it. */
export function yoloClassName(name: string): string {
  return name.replace(/[\r\n]+/g, ' ');
}

/**
 * Writes a set as YOLO has it: `labels/NAME.txt` for each photo and `classes.txt`. Crowds are left out, since YOLO
 * would train on them as on objects; boxes are clipped where a fraction would not lie in 0 to 1.
 *
 * @throws FocalScopeError `annotations-image-size-missing` for a photo without a size, `annotations-name-clash` for
 *   two photos whose names differ in the extension alone, which YOLO cannot tell apart
 */
export function writeYolo(set: AnnotationSet): AnnotationText[] {
  const indexOfName = new Map<string, number>();
  set.categories.forEach(({ name }) => {
    if (!indexOfName.has(name)) indexOfName.set(name, indexOfName.size);
  });
  const taken = new Set<string>();
  const files = set.images.map(({ fileName: photo, width, height, objects }): AnnotationText => {
    const fileName = `labels/${pathStem(safePath(photo))}.txt`;
    if (width === undefined || height === undefined)
      throw new FocalScopeError('annotations-image-size-missing', { fileName, image: photo });
    // A photo named "classes" would pass for the list of classes.
    if (taken.has(fileName.toLowerCase()) || /(^|\/)classes\.txt$/i.test(fileName))
      throw new FocalScopeError('annotations-name-clash', { fileName });
    taken.add(fileName.toLowerCase());
    const lines = objects
      .filter(({ crowd }) => !crowd)
      .flatMap(({ box, categoryName }) => {
        const written = toYoloText(box, { width, height });
        return written ? [`${indexOfName.get(categoryName) ?? 0} ${written.text}\n`] : [];
      });
    return { fileName, text: lines.join('') };
  });
  const names = [...indexOfName.keys()].map((name) => `${yoloClassName(name)}\n`).join('');
  // A first name that begins with U+FEFF would lose it as a byte order mark.
  const text = names.startsWith('\uFEFF') ? `\uFEFF${names}` : names;
  return [...files, { fileName: 'classes.txt', text }];
}
