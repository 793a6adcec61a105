import type { FocalScopeErrorCode } from '../../src/base/errors.ts';
import { createClassifier } from './not-detectors.ts';
import { createTinyRetinaNet } from './tiny-models.ts';

/** A file that a person may drop and that must be refused with a clear message. */
export interface BadFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly expectedErrorCode: FocalScopeErrorCode;
}

/** A whole greyscale JPEG of 32 × 24 pixels, 333 bytes. */
const smallJpeg =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1R' +
  'V19iZ2hnPk1xeXBkeFxlZ2P/wAALCAAYACABAREA/8QAGAAAAwEBAAAAAAAAAAAAAAAAAgMEBQH/xAAlEAACAQMEAgEFAAAA' +
  'AAAAAAABAgMABBEFEhMhQWGBMXGRwfH/2gAIAQEAAD8AHTSrWCSFgqKMBh2e/wC0YDTsxZsKDt3L5PnNW2IgkHFLyZDYVtuV' +
  '+/qh1LR3htpbm3mRkiUsWZCG/NZ0zR6ZE0cZEcQGTnvr5qC0vZX5p9ruhboFQR8futK0u5ETtsBQDgoMH1T7m7M0TwMxETjD' +
  'BTjIrmtWjXli0cYG4kH6d4BodMs+KHYUKD2MZ91YLOIHO0ZpFzbRg5AFf//Z';

/** A whole GIF of 24 × 18 pixels, 231 bytes. */
const smallGif =
  'R0lGODdhGAASAIEAAAAAAP8AAAD/AP///ywAAAAAGAASAEAIwAADBBAwAACAAQIEDlgoMEBBAAEACJDo0GDBgREfJiRIMSJE' +
  'jBETUnxoUMBEghMpojR5cOKAkAhNkmRZMOXLihZDGmx5EiLLgzUPwiQZM+HLkSJ9DjzpUCbCgRIXmtx48SDEqAxvAr2ZECNK' +
  'qAQXioUK8SVKqWY7StxZ1mRIt2JrSt24VKZBrxg1ni2olSFPnR4xAlXJN6VHizvlhr0I9eXRqVYPi2w4FyFfhw65DnTs2Orl' +
  'iF7Flk3rsqXElQACAgA7';

const text = (content: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(content);

const fromBase64 = (content: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(content), (character) => character.charCodeAt(0));

/** The first part of a file, as an upload that broke off leaves it. */
export function cutFile(bytes: Uint8Array, share: number): Uint8Array<ArrayBuffer> {
  return bytes.slice(0, Math.floor(bytes.length * share));
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function bigEndian32(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value);
  return new Uint8Array(view.buffer);
}

/** CRC-32 as PNG uses it (W3C PNG, annex D). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** Adler-32 as zlib uses it (RFC 1950). */
function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}

function pngChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const content = join([text(type), data]);
  return join([bigEndian32(data.length), content, bigEndian32(crc32(content))]);
}

/**
 * A PNG in 8-bit RGB whose header and checksums are right, over the pixels of `rows` alone.
 *
 * @param rows RGB bytes per row; at most 65,535 bytes in all, filter bytes included
 */
export function writePng(
  width: number,
  height: number,
  rows: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const raw = join(rows.flatMap((row) => [Uint8Array.of(0), row]));
  // One stored block: a two-byte header, the last-block flag, the length and its complement, all little-endian.
  const { length } = raw;
  const stored = Uint8Array.of(0x78, 0x01, 1, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255);
  return join([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk('IHDR', join([bigEndian32(width, height), Uint8Array.of(8, 2, 0, 0, 0)])),
    pngChunk('IDAT', join([stored, raw, bigEndian32(adler32(raw))])),
    pngChunk('IEND', new Uint8Array()),
  ]);
}

/** A JPEG's first bytes over numbers that mean nothing. */
function createJpegHeaderOverNoise(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4096);
  let state = 12345;
  for (let index = 0; index < bytes.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[index] = state >>> 24;
  }
  bytes.set([0xff, 0xd8, 0xff, 0xe0, 0, 16, ...text('JFIF'), 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
  return bytes;
}

/** The first box of a HEIC file, which tells its brand, and an empty rest. */
function createHeicHeader(): Uint8Array<ArrayBuffer> {
  return join([bigEndian32(24), text('ftypheic'), bigEndian32(0), text('mif1heic'), new Uint8Array(512)]);
}

const svg = `<?xml version="1.0"?>
<!-- a picture that would run a program -->
<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64">
  <script>globalThis.wasRunBySvg = true;</script>
  <rect width="64" height="64" fill="red"/>
</svg>`;

/** A good picture, to show that the same way accepts what it should. */
export function createGoodImage(): { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> } {
  return { name: 'good.jpg', bytes: fromBase64(smallJpeg) };
}

/** Files that are no picture, or none that can be opened. */
export function createBadImages(): BadFile[] {
  const jpeg = fromBase64(smallJpeg);
  const row = new Uint8Array(65535).fill(128);
  return [
    {
      name: 'notes.jpg',
      bytes: text('These are notes, not a photo.\n'),
      expectedErrorCode: 'image-not-an-image',
    },
    { name: 'cut-scan.jpg', bytes: cutFile(jpeg, 0.8), expectedErrorCode: 'image-broken' },
    { name: 'cut-before-scan.jpg', bytes: cutFile(jpeg, 0.4), expectedErrorCode: 'image-broken' },
    { name: 'empty.png', bytes: new Uint8Array(), expectedErrorCode: 'image-empty' },
    {
      name: 'four-gigapixels.png',
      bytes: writePng(65535, 65535, [row.subarray(0, 300)]),
      expectedErrorCode: 'image-too-large',
    },
    {
      name: 'two-lines.png',
      bytes: writePng(2 ** 31 - 1, 2, [row.subarray(0, 300)]),
      expectedErrorCode: 'image-too-large',
    },
    { name: 'script.svg', bytes: text(svg), expectedErrorCode: 'image-vector' },
    { name: 'svg-named.png', bytes: text(svg), expectedErrorCode: 'image-vector' },
    {
      name: 'page.png',
      bytes: text('<!doctype html><html lang="en"><title>404</title><h1>Not found</h1></html>'),
      expectedErrorCode: 'image-not-an-image',
    },
    { name: 'phone.heic', bytes: createHeicHeader(), expectedErrorCode: 'image-unsupported-format' },
    { name: 'phone-renamed.jpg', bytes: createHeicHeader(), expectedErrorCode: 'image-unsupported-format' },
    { name: 'cut.gif', bytes: cutFile(fromBase64(smallGif), 0.5), expectedErrorCode: 'image-broken' },
    {
      name: 'cut.png',
      bytes: cutFile(
        writePng(
          64,
          64,
          Array.from({ length: 64 }, () => row.subarray(0, 192)),
        ),
        0.004,
      ),
      expectedErrorCode: 'image-broken',
    },
    { name: 'noise.jpg', bytes: createJpegHeaderOverNoise(), expectedErrorCode: 'image-broken' },
    { name: 'model.jpg', bytes: createClassifier(), expectedErrorCode: 'image-not-an-image' },
  ];
}

/** Files that are no model, or none of a detector. */
export function createBadModels(): BadFile[] {
  return [
    { name: 'empty.onnx', bytes: new Uint8Array(), expectedErrorCode: 'model-not-readable' },
    { name: 'notes.onnx', bytes: text('not a model'), expectedErrorCode: 'model-not-readable' },
    {
      name: 'cut.onnx',
      bytes: cutFile(createTinyRetinaNet().bytes, 0.4),
      expectedErrorCode: 'model-not-readable',
    },
    { name: 'classifier.onnx', bytes: createClassifier(), expectedErrorCode: 'model-not-a-detector' },
  ];
}
