import { FocalScopeError } from '../base/errors.ts';
import type {
  AnnotatedImage,
  AnnotationCategory,
  AnnotationFormat,
  AnnotationSet,
  AnnotationText,
} from './annotation-set.ts';
import { WarningList, type AnnotationWarning } from './annotation-warnings.ts';
import { CategoryList } from './category-list.ts';
import {
  checkAnnotationLength,
  decodeAnnotationText,
  largestAnnotationFile,
  largestAnnotationTotal,
  withoutByteOrderMark,
} from './decode-text.ts';
import {
  detectAnnotationFormat,
  formatHeadLength,
  isBystander,
  type AnnotationFileKind,
} from './detect-format.ts';
import { mergeSets } from './merge-sets.ts';
import { readCoco } from './read-coco.ts';
import type { ImageSizeLookUp, ReadContext } from './read-context.ts';
import { readCsv, readCsvClasses } from './read-csv.ts';
import { ReadPace } from './read-pace.ts';
import { readVoc } from './read-voc.ts';
import { readYolo, readYoloClasses } from './read-yolo.ts';
import type { VocConvention } from './voc-edge.ts';

/** A file as it was opened. */
export interface AnnotationFile {
  /** With its folders, where they are known. */
  readonly name: string;
  readonly content: string | Blob;
}

export interface ReadOptions {
  /** Sizes of photos by name; YOLO cannot be read without, CSV has none of its own. */
  readonly imageSize?: ImageSizeLookUp;
  /** YOLO's class names by index, where no list of them lies among the files. */
  readonly classNames?: readonly string[];
  readonly voc?: VocConvention;
  /** Told now and then how much is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

export interface AnnotationReading {
  readonly set: AnnotationSet;
  readonly format: AnnotationFormat;
  readonly warnings: readonly AnnotationWarning[];
}

interface OpenFile {
  readonly kind: AnnotationFileKind;
  readonly file: AnnotationFile;
  readonly length: number;
}

function formatOf(kind: AnnotationFileKind): AnnotationFormat {
  if (kind === 'yolo-classes') return 'yolo';
  return kind === 'csv-classes' ? 'csv' : kind;
}

function lengthOf({ content }: AnnotationFile): number {
  return typeof content === 'string' ? content.length : content.size;
}

async function readHead({ content }: AnnotationFile): Promise<string> {
  if (typeof content === 'string') return content.slice(0, formatHeadLength);
  const bytes = new Uint8Array(await content.slice(0, formatHeadLength).arrayBuffer());
  const utf16 = bytes[0] === 0xff || bytes[1] === 0 ? 'utf-16le' : 'utf-16be';
  return new TextDecoder(bytes[0] === 0xfe || bytes.includes(0) ? utf16 : 'utf-8').decode(bytes);
}

async function readText({ name, content }: AnnotationFile): Promise<AnnotationText> {
  const text =
    typeof content === 'string'
      ? withoutByteOrderMark(content)
      : decodeAnnotationText(name, new Uint8Array(await content.arrayBuffer()));
  return { fileName: name, text };
}

/** Tells the files' formats and refuses what cannot be read, before anything is. */
async function sortFiles(
  files: readonly AnnotationFile[],
  { warnings, pace }: ReadContext,
): Promise<OpenFile[]> {
  const open: OpenFile[] = [];
  let total = 0;
  for (const file of files) {
    pace.check();
    const head = await readHead(file);
    if (isBystander(file.name, head) && files.length > 1) {
      warnings.add('file-skipped', file.name);
      continue;
    }
    const length = lengthOf(file);
    const kind = detectAnnotationFormat(file.name, head);
    // An empty file of labels says that a photo has no objects, an empty list that there are no classes.
    if (length === 0 && kind !== 'yolo' && kind !== 'yolo-classes')
      throw new FocalScopeError('annotations-file-empty', { fileName: file.name });
    if (kind === undefined) throw new FocalScopeError('annotations-format-unknown', { fileName: file.name });
    const format = formatOf(kind);
    const expected = open[0] ? formatOf(open[0].kind) : format;
    if (format !== expected) {
      const found = format.toUpperCase();
      const details = { fileName: file.name, expected: expected.toUpperCase(), found };
      throw new FocalScopeError('annotations-formats-mixed', details);
    }
    checkAnnotationLength(file.name, length, largestAnnotationFile[format]);
    total += length;
    checkAnnotationLength(file.name, total, largestAnnotationTotal);
    open.push({ kind, file, length });
    await pace.breathe(0);
  }
  return open;
}

/** The one list of classes among the files. */
async function findClasses<List>(
  open: readonly OpenFile[],
  kind: AnnotationFileKind,
  read: (source: AnnotationText) => List,
): Promise<List | undefined> {
  let first: List | undefined;
  for (const { file } of open.filter((entry) => entry.kind === kind)) {
    const list = read(await readText(file));
    if (first !== undefined && JSON.stringify(first) !== JSON.stringify(list))
      throw new FocalScopeError('annotations-duplicate', {
        fileName: file.name,
        place: '1:1',
        expected: '',
        found: file.name,
      });
    first = list;
  }
  return first;
}

/**
 * Reads annotation files of one format: one COCO or CSV file or several, or a folder of VOC or YOLO files with their
 * list of classes. All of them or none: whatever is wrong with one of them is thrown, and nothing is kept.
 *
 * Run it in a worker: it pauses between files and every few hundred entries, but `JSON.parse` cannot.
 *
 * @throws FocalScopeError with a code of `annotations-…`, the file's name and the place in it; the signal's reason
 *   when it was aborted
 */
export async function readAnnotations(
  files: readonly AnnotationFile[],
  options: ReadOptions = {},
): Promise<AnnotationReading> {
  const { imageSize = () => undefined, onProgress, signal } = options;
  const warnings = new WarningList();
  const context: ReadContext = { warnings, pace: new ReadPace(onProgress, signal), imageSize };
  const open = await sortFiles(files, context);
  const fileName = files[0]?.name ?? '';
  if (!open[0]) throw new FocalScopeError('annotations-format-unknown', { fileName });
  const format = formatOf(open[0].kind);
  const sources = open.filter(({ kind }) => kind === format);
  // A list of classes alone annotates nothing.
  if (!sources[0]) throw new FocalScopeError('annotations-format-unknown', { fileName: open[0].file.name });

  const yoloNames =
    (await findClasses(open, 'yolo-classes', readYoloClasses)) ?? options.classNames ?? undefined;
  const csvClasses: AnnotationCategory[] | undefined = await findClasses(open, 'csv-classes', readCsvClasses);
  if (format === 'yolo' && !yoloNames)
    throw new FocalScopeError('annotations-classes-missing', { fileName: sources[0].file.name });

  const total = sources.reduce((sum, { length }) => sum + length + 1, 0);
  const categories = new CategoryList();
  const images: AnnotatedImage[] = [];
  const sets: { fileName: string; set: AnnotationSet }[] = [];
  let done = 0;
  for (const { file, length } of sources) {
    context.pace.check();
    context.pace.enter(done / total, (done + length + 1) / total);
    await context.pace.breathe(0);
    const source = await readText(file);
    if (source.text.trim() === '' && format !== 'yolo')
      throw new FocalScopeError('annotations-file-empty', { fileName: file.name });
    if (format === 'coco') sets.push({ fileName: file.name, set: await readCoco(source, context) });
    else if (format === 'csv')
      sets.push({ fileName: file.name, set: await readCsv(source, context, csvClasses) });
    else if (format === 'voc') images.push(readVoc(source, context, categories, options.voc));
    else images.push(await readYolo(source, context, yoloNames ?? []));
    done += length + 1;
  }
  if (format === 'voc' || format === 'yolo') {
    for (const name of format === 'yolo' ? (yoloNames ?? []) : []) categories.add(name);
    sets.push({ fileName, set: { images, categories: categories.list() } });
    const names = new Set<string>();
    for (const image of images) {
      if (names.has(image.fileName)) warnings.add('image-name-duplicate', image.fileName);
      names.add(image.fileName);
    }
  }
  const set = mergeSets(sets, warnings);
  context.pace.check();
  onProgress?.(1);
  return { set, format, warnings: warnings.list() };
}
