import type { AnnotationFormat } from './annotation-set.ts';
import { pathBase } from './file-path.ts';

/** An annotation format, or a list of classes that goes with one. */
export type AnnotationFileKind = AnnotationFormat | 'yolo-classes' | 'csv-classes';

/** How much of a file is enough to tell its format, in characters. */
export const formatHeadLength = 4096;

const classListName = /^classes\.txt$|\.names$/i;
const yoloLine = /^\s*\d+(?:[ \t]+[+-]?[\d.]\S*){4}\s*$/;

/** What a `.csv` is: two columns with a number in the second are a class mapping. */
function csvKind(line: string): 'csv' | 'csv-classes' {
  return /^(?:"(?:[^"]|"")*"|[^",]*),\s*\d+\s*$/.test(line) ? 'csv-classes' : 'csv';
}

/**
 * The format of a file by its name and how it begins. A telling extension decides, so that a damaged file is reported
 * as what it was meant to be; else the first line does.
 *
 * @returns undefined when it is none of the formats
 */
export function detectAnnotationFormat(fileName: string, head: string): AnnotationFileKind | undefined {
  const base = pathBase(fileName);
  const start = (head.startsWith('\uFEFF') ? head.slice(1) : head).slice(0, formatHeadLength).trimStart();
  const line = start.split(/[\r\n]/, 1)[0] ?? '';
  if (classListName.test(base)) return 'yolo-classes';
  const extension = /\.([a-z]+)$/i.exec(base)?.[1]?.toLowerCase();
  if (extension === 'json') return 'coco';
  if (extension === 'xml') return 'voc';
  if (extension === 'csv') return csvKind(line);
  if (extension === 'txt' && start === '') return 'yolo';
  if (/^labels\.txt$/i.test(base) && !yoloLine.test(line)) return 'yolo-classes';
  if (/^[{[]/.test(start)) return 'coco';
  if (start.startsWith('<')) return 'voc';
  if (yoloLine.test(line)) return 'yolo';
  if (line.split(',').length >= 6) return 'csv';
  return extension === 'txt' && /^[\d.+-]/.test(line) ? 'yolo' : undefined;
}

const otherKind =
  /^(\.ds_store|thumbs\.db|desktop\.ini|notes\.json)$|\.(ya?ml|md|jpe?g|png|webp|gif|bmp|tiff?|avif|py|sh|html?|cache|pbtxt|data|cfg)$/i;
const otherText = /^(readme|license)\b.*\.txt$|^(train|val|valid|test|trainval)\.txt$/i;

/**
 * Whether a file is of those that lie beside annotations without being any: notes, lists of photos, photos, what
 * systems leave in folders. A photo may be called the same, so its labels are told apart by how they begin.
 */
export function isBystander(fileName: string, head: string): boolean {
  const base = pathBase(fileName);
  if (otherKind.test(base) || (base.startsWith('._') && head.charCodeAt(0) < 9)) return true;
  if (!otherText.test(base)) return false;
  const line = head.trimStart().split(/[\r\n]/, 1)[0] ?? '';
  return line !== '' && !yoloLine.test(line);
}
