import Papa from 'papaparse';
import type { AnnotationCategory, AnnotationSet, AnnotationText } from './annotation-set.ts';

function writeRows(rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return '';
  const text = `${Papa.unparse(rows as (string | number)[][], { newline: '\n' })}\n`;
  // A first field that begins with U+FEFF would lose it as a byte order mark.
  return text.startsWith('\uFEFF') ? `\uFEFF${text}` : text;
}

/** The categories' own ids where the format can hold them, else their places in the list. */
function classIds(categories: readonly AnnotationCategory[]): number[] {
  const own = categories.map(({ id }) => id);
  const fit = own.every((id) => typeof id === 'number' && Number.isSafeInteger(id) && id >= 0);
  if (fit && new Set(own).size === own.length) return own as number[];
  return categories.map((_, index) => index);
}

/**
 * Writes a set as keras-retinanet has it: `annotations.csv` and, where there are any classes, the mapping `classes.csv`. Crowds are left out,
 * since they would be trained on as objects.
 */
export function writeCsv(set: AnnotationSet): AnnotationText[] {
  const rows = set.images.flatMap(({ fileName, objects }): (string | number)[][] => {
    const kept = objects.filter(({ crowd }) => !crowd);
    if (kept.length === 0) return [[fileName, '', '', '', '', '']];
    return kept.map(({ box: [x0, y0, x1, y1], categoryName }) => [fileName, x0, y0, x1, y1, categoryName]);
  });
  const categories = [...new Map(set.categories.map((category) => [category.name, category])).values()];
  const ids = classIds(categories);
  const annotations = { fileName: 'annotations.csv', text: writeRows(rows) };
  if (categories.length === 0) return [annotations];
  const classes = writeRows(categories.map(({ name }, index) => [name, ids[index] ?? index]));
  return [annotations, { fileName: 'classes.csv', text: classes }];
}
