import type {
  AnnotatedImage,
  AnnotatedObject,
  AnnotationCategory,
  AnnotationSet,
  AnnotationText,
} from './annotation-set.ts';
import { annotationFault } from './annotation-fault.ts';
import { CategoryList } from './category-list.ts';
import { checkBox } from './check-box.ts';
import { columnOf, readCsvRows, type CsvRow } from './csv-rows.ts';
import { readPlainNumber } from './plain-number.ts';
import type { ReadContext } from './read-context.ts';

const columns = ['path', 'x1', 'y1', 'x2', 'y2', 'class_name'] as const;
const rowsPerLook = 512;

function placeOf(row: CsvRow, position: number): { line: number; column: number } {
  return { line: row.line, column: columnOf(row, position) };
}

/**
 * Reads a class mapping, lines of `name,id`.
 *
 * @throws FocalScopeError `annotations-syntax`, `annotations-value`, `annotations-duplicate`
 */
export function readCsvClasses(source: AnnotationText): AnnotationCategory[] {
  const { fileName } = source;
  const categories: AnnotationCategory[] = [];
  const names = new Set<string>();
  const ids = new Set<number>();
  for (const row of readCsvRows(source)) {
    const [name = '', idText = ''] = row.fields;
    if (row.fields.length !== 2 || name === '')
      throw annotationFault('annotations-value', fileName, placeOf(row, 0), 'name,id', row.fields.join(','));
    const id = readPlainNumber(idText);
    if (id === undefined || !Number.isInteger(id) || id < 0)
      throw annotationFault('annotations-value', fileName, placeOf(row, 1), '0, 1, 2 …', idText);
    if (names.has(name)) throw annotationFault('annotations-duplicate', fileName, placeOf(row, 0), '', name);
    if (ids.has(id)) throw annotationFault('annotations-duplicate', fileName, placeOf(row, 1), '', id);
    names.add(name);
    ids.add(id);
    categories.push({ name, id });
  }
  return categories;
}

/** Column names, which the format does not have but some files do. */
function isHeader({ fields }: CsvRow): boolean {
  return fields.length === columns.length && /^\s*(x1|xmin|x_min)\s*$/i.test(fields[1] ?? '');
}

function readObject(row: CsvRow, fileName: string): AnnotatedObject | undefined {
  const { fields } = row;
  const value = (position: number, expected: string): Error =>
    annotationFault('annotations-value', fileName, placeOf(row, position), expected, fields[position] ?? '');
  if (fields.length !== columns.length)
    throw annotationFault(
      'annotations-value',
      fileName,
      placeOf(row, 0),
      columns.join(','),
      fields.join(','),
    );
  if (fields[0] === '') throw value(0, 'path');
  if (fields.slice(1).every((field) => field === '')) return undefined;
  const corner = (position: number): number => {
    const number = readPlainNumber(fields[position] ?? '');
    if (number === undefined) throw value(position, 'number');
    return number;
  };
  const box = [corner(1), corner(2), corner(3), corner(4)] as const;
  if (box[2] < box[0]) throw value(3, 'x1 ≤ x2');
  if (box[3] < box[1]) throw value(4, 'y1 ≤ y2');
  const categoryName = fields[5] ?? '';
  if (categoryName === '') throw value(5, 'class_name');
  return { box, categoryName, crowd: false };
}

/**
 * Reads annotations as keras-retinanet has them: lines of `path,x1,y1,x2,y2,class_name`, edges in pixels from 0;
 * `path,,,,,` for a photo without objects. Lines of one photo need not follow one another.
 *
 * @param classes the class mapping; without one, classes are numbered as they come
 * @param context its `imageSize` is asked for every path; a photo that it does not know has no size
 * @throws FocalScopeError `annotations-syntax`, `annotations-value`, `annotations-class-unnamed` for a class that the
 *   mapping lacks
 */
export async function readCsv(
  source: AnnotationText,
  context: ReadContext,
  classes?: readonly AnnotationCategory[],
): Promise<AnnotationSet> {
  const { fileName } = source;
  const names = classes && new Set(classes.map(({ name }) => name));
  const seen = new CategoryList();
  const images = new Map<string, Omit<AnnotatedImage, 'objects'> & { objects: AnnotatedObject[] }>();
  let rows = 0;
  for (const row of readCsvRows(source)) {
    if (rows++ % rowsPerLook === 0) await context.pace.breathe(row.share);
    if (rows === 1 && isHeader(row)) {
      context.warnings.add('header-skipped', fileName, () => '1:1');
      continue;
    }
    const object = readObject(row, fileName);
    const path = row.fields[0] ?? '';
    let image = images.get(path);
    if (!image) {
      const size = await context.imageSize(path);
      image = { fileName: path, ...(size && { width: size.width, height: size.height }), objects: [] };
      images.set(path, image);
    }
    if (!object) continue;
    if (names && !names.has(object.categoryName))
      throw annotationFault(
        'annotations-class-unnamed',
        fileName,
        placeOf(row, 5),
        'name',
        object.categoryName,
      );
    checkBox(object.box, image, fileName, context.warnings, () => `${row.line}:1`);
    seen.add(object.categoryName);
    image.objects.push(object);
  }
  return { images: [...images.values()], categories: classes ?? seen.list() };
}
