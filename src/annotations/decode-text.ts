import { FocalScopeError } from '../base/errors.ts';
import type { AnnotationFormat } from './annotation-set.ts';
import { annotationFault, placeAt } from './annotation-fault.ts';

const mebibyte = 2 ** 20;

/**
 * Largest file of each format, in bytes. `JSON.parse` wants the whole text and its objects in memory at once, about
 * five times the file; VOC and YOLO files speak of one photo each.
 */
export const largestAnnotationFile: Readonly<Record<AnnotationFormat, number>> = {
  coco: 256 * mebibyte,
  csv: 256 * mebibyte,
  voc: 16 * mebibyte,
  yolo: 16 * mebibyte,
};

/** Most bytes of annotation files read at once, all together. */
export const largestAnnotationTotal = 512 * mebibyte;

/** @throws FocalScopeError `annotations-file-too-large` */
export function checkAnnotationLength(fileName: string, bytes: number, maximum: number): void {
  if (bytes <= maximum) return;
  const megabytes = Math.ceil(bytes / mebibyte);
  const maximumMegabytes = Math.floor(maximum / mebibyte);
  throw new FocalScopeError('annotations-file-too-large', { fileName, megabytes, maximumMegabytes });
}

/** By its byte order mark, or by where the zeros of its first two characters lie, which in annotations are ASCII. */
function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first = -1, second = -1] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (bytes.length >= 4 && second === 0 && bytes[3] === 0 && first > 0) return 'utf-16le';
  if (bytes.length >= 4 && first === 0 && bytes[2] === 0 && second > 0) return 'utf-16be';
  return 'utf-8';
}

/**
 * The text of an annotation file: UTF-8, or UTF-16 with or without its byte order mark, which is taken off.
 *
 * @throws FocalScopeError `annotations-encoding` with the line of the first byte that is neither
 */
export function decodeAnnotationText(fileName: string, bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    const text = new TextDecoder(encoding).decode(bytes);
    const place = placeAt(text, Math.max(0, text.indexOf('\uFFFD')));
    throw annotationFault('annotations-encoding', fileName, place, 'UTF-8', encoding);
  }
}

/** A string without the byte order mark that it may begin with. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
