import { FocalScopeError } from '../base/errors.ts';
import type { AnnotatedImage, AnnotatedObject, AnnotationText } from './annotation-set.ts';
import { annotationFault } from './annotation-fault.ts';
import { checkBox } from './check-box.ts';
import { pathStem } from './file-path.ts';
import { readPlainNumber } from './plain-number.ts';
import type { ReadContext } from './read-context.ts';
import { fromYoloFractions, type YoloFractions } from './yolo-box.ts';

/** How far a fraction may lie outside 0 to 1 for having been rounded. */
const toleratedRounding = 1e-6;
const linesPerLook = 512;

/**
 * Reads a list of class names, one a line; the line's number, from 0, is the class index. Empty lines may end it.
 *
 * @throws FocalScopeError `annotations-value` for a line without a name, `annotations-duplicate`
 */
export function readYoloClasses({ fileName, text }: AnnotationText): string[] {
  const names = text.split(/\r\n?|\n/);
  while (names.at(-1)?.trim() === '') names.pop();
  const seen = new Set<string>();
  names.forEach((name, index) => {
    const place = { line: index + 1, column: 1 };
    if (name.trim() === '') throw annotationFault('annotations-value', fileName, place, 'name', '');
    if (seen.has(name)) throw annotationFault('annotations-duplicate', fileName, place, '', name);
    seen.add(name);
  });
  return names;
}

function readLine(
  line: string,
  lineNumber: number,
  fileName: string,
): { index: number; fractions: YoloFractions } {
  const fields = [...line.matchAll(/[^ \t]+/g)];
  const at = (column: number): { line: number; column: number } => ({ line: lineNumber, column });
  if (fields.length !== 5)
    throw annotationFault('annotations-value', fileName, at(1), 'class cx cy w h', line.trim());
  const values = fields.map(({ 0: field, index: offset }, position) => {
    const value = readPlainNumber(field);
    const column = offset + 1;
    if (value === undefined)
      throw annotationFault('annotations-value', fileName, at(column), 'number', field);
    if (position === 0 ? !Number.isInteger(value) || value < 0 : false)
      throw annotationFault('annotations-value', fileName, at(column), '0, 1, 2 …', field);
    if (position > 0 && (value < -toleratedRounding || value > 1 + toleratedRounding))
      throw annotationFault('annotations-value', fileName, at(column), '0 … 1', field);
    return value;
  });
  const [index = 0, cx = 0, cy = 0, width = 0, height = 0] = values;
  return { index, fractions: [cx, cy, width, height] };
}

/**
 * Reads the annotations of one photo as YOLO has them: lines of `class cx cy width height`, the last four as
 * fractions of the image. An empty file says that there are no objects.
 *
 * @param classNames names by class index
 * @param context its `imageSize` is asked for the path without extension and without a `labels` folder
 * @throws FocalScopeError `annotations-image-size-missing`, `annotations-value`, `annotations-class-unnamed`
 */
export async function readYolo(
  { fileName, text }: AnnotationText,
  context: ReadContext,
  classNames: readonly string[],
): Promise<AnnotatedImage> {
  const stem = pathStem(fileName).replace(/(^|[\\/])labels[\\/]/, '$1');
  const size = await context.imageSize(stem);
  if (!size || !(size.width > 0) || !(size.height > 0))
    throw new FocalScopeError('annotations-image-size-missing', { fileName, image: stem });
  const { width, height } = size;

  const objects: AnnotatedObject[] = [];
  const lines = text.split(/\r\n?|\n/);
  for (const [lineIndex, line] of lines.entries()) {
    if (lineIndex % linesPerLook === 0) await context.pace.breathe(lineIndex / lines.length);
    if (line.trim() === '') continue;
    const { index, fractions } = readLine(line, lineIndex + 1, fileName);
    const categoryName = classNames[index];
    if (categoryName === undefined) {
      const place = { line: lineIndex + 1, column: 1 };
      throw annotationFault(
        'annotations-class-unnamed',
        fileName,
        place,
        `0 … ${classNames.length - 1}`,
        index,
      );
    }
    const box = fromYoloFractions(fractions, size);
    checkBox(box, size, fileName, context.warnings, () => `${lineIndex + 1}:1`);
    objects.push({ box, categoryName, crowd: false });
  }
  return { fileName: size.fileName ?? stem, width, height, objects };
}
