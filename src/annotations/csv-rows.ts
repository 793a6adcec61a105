import Papa from 'papaparse';
import type { AnnotationText } from './annotation-set.ts';
import { annotationFault, placeAt } from './annotation-fault.ts';

/** Characters parsed at a time; no row is as long as that. */
const sliceLength = 2 ** 18;

/** A row of a CSV file. */
export interface CsvRow {
  readonly fields: readonly string[];
  /** From 1; where the row begins. */
  readonly line: number;
  /** How much of the file is done, from 0 to 1. */
  readonly share: number;
}

/** The column, from 1, that a field begins in; 1 in a row with quotes, whose lengths are not those of the text. */
export function columnOf({ fields }: CsvRow, position: number): number {
  if (fields.some((field) => /[",\n]/.test(field))) return 1;
  return fields.slice(0, position).reduce((column, field) => column + field.length + 1, 1);
}

interface ParserResult {
  readonly data: readonly string[][];
  readonly errors: readonly { readonly index?: number }[];
  readonly meta: { readonly cursor: number };
}

// The typings describe what the parser's callbacks are handed, not the parser.
const Parser = Papa.Parser as unknown as new (settings: { delimiter: string; newline: string }) => {
  parse(text: string, base: number, ignoreLastRow: boolean): ParserResult;
};

/**
 * The rows of a CSV file (RFC 4180), a slice at a time so that its reader can pause: quotes, doubled quotes and line
 * breaks inside them, line ends of any kind (those inside quotes become LF). Empty lines are left out.
 *
 * @throws FocalScopeError `annotations-syntax` at a quote that is not closed, or closed before the field ends
 */
export function* readCsvRows({ fileName, text: source }: AnnotationText): Generator<CsvRow> {
  const text = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
  const refuse = (offset: number): Error =>
    annotationFault(
      'annotations-syntax',
      fileName,
      placeAt(text, offset),
      '"',
      text.slice(offset, offset + 40),
    );

  let line = 1;
  let begin = 0;
  while (begin < text.length) {
    const isLast = begin + sliceLength >= text.length;
    const slice = text.slice(begin, begin + sliceLength);
    const parser = new Parser({ delimiter: ',', newline: '\n' });
    const { data, errors, meta } = parser.parse(slice, 0, !isLast);
    const quoted = slice.includes('"');
    const fault = errors[0];
    // A quoted field cut off by the slice's end looks wrong only when its row is complete.
    if (fault && (isLast || (fault.index ?? 0) < meta.cursor)) throw refuse(begin + (fault.index ?? 0));
    for (const [index, fields] of data.entries()) {
      const share = (begin + (meta.cursor * index) / data.length) / text.length;
      if (fields.length > 1 || fields[0] !== '') yield { fields, line, share };
      line++;
      if (quoted) for (const field of fields) line += field.split('\n').length - 1;
    }
    if (isLast) return;
    if (meta.cursor === 0) throw refuse(begin);
    begin += meta.cursor;
  }
}
