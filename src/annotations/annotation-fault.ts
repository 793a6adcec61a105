import { FocalScopeError, type FocalScopeErrorCode } from '../base/errors.ts';

/** Where a fault lies: in a text by line and column, both from 1, or in a JSON value by its path. */
export type FaultPlace = { readonly line: number; readonly column: number } | { readonly path: string };

const longestShown = 60;

/** A value as a fault shows it: short, and as text whatever it is. */
export function showValue(value: unknown): string {
  let text: string;
  if (typeof value === 'string') text = value;
  else if (Array.isArray(value)) text = `[… ${value.length}]`;
  else if (typeof value === 'object' && value !== null) text = '{…}';
  else text = String(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

/** `3:14` for a line and column, the path itself for a path. */
export function placeText(place: FaultPlace): string {
  return 'path' in place ? place.path : `${place.line}:${place.column}`;
}

/** The line and column of an offset into a text; lines end in LF, CR or both. */
export function placeAt(text: string, offset: number): { line: number; column: number } {
  const end = Math.min(offset, text.length);
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== 10 && code !== 13) continue;
    if (code === 13 && text.charCodeAt(at + 1) === 10) {
      if (at + 1 >= end) break;
      at++;
    }
    line++;
    lineStart = at + 1;
  }
  return { line, column: end - lineStart + 1 };
}

/**
 * An error of an annotation file, with its place: `place` for reading, `line` and `column` or `path` for programs.
 *
 * @param expected in the format's own terms (`number`, `</name>`), which no language changes
 */
export function annotationFault(
  code: FocalScopeErrorCode,
  fileName: string,
  place: FaultPlace,
  expected: string,
  found: unknown,
): FocalScopeError {
  // Nothing found is the end of the file, or an empty field.
  const shown = showValue(found) || '∅';
  return new FocalScopeError(code, { fileName, place: placeText(place), ...place, expected, found: shown });
}
