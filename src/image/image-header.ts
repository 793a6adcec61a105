import { FocalScopeError } from '../base/errors.ts';
import { readLatin1, sniffImageFormat, type ImageFormat } from './image-format.ts';

/** What a file says of itself before anything is decoded. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** In pixels as stored, before the EXIF orientation. */
  readonly width: number;
  readonly height: number;
}

type Size = readonly [width: number, height: number];

/** The largest photo that is decoded, in pixels: 100 megapixels. */
export const maximumPixels = 100_000_000;

/** The longest side that is decoded, in pixels. */
export const maximumSide = 30_000;

/**
 * Reads format and size from a file's bytes.
 *
 * @param bytes the whole file for JPEG and AVIF, whose size may stand anywhere; else at least its first 64 bytes
 * @throws FocalScopeError as {@link sniffImageFormat}; `image-broken` where the header ends early or gives no size
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader {
  const format = sniffImageFormat(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const size = sizeReaders[format](view, bytes);
    if (size && size[0] > 0 && size[1] > 0) return { format, width: size[0], height: size[1] };
  } catch (error) {
    // DataView throws it past the end of the file.
    if (!(error instanceof RangeError)) throw error;
  }
  throw new FocalScopeError('image-broken', { format, reason: 'its header gives no size' });
}

/**
 * Refuses what is too large to decode.
 *
 * @throws FocalScopeError `image-too-large` with `width`, `height`, `megapixels` and the limits
 */
export function checkImageSize(width: number, height: number): void {
  if (width * height <= maximumPixels && Math.max(width, height) <= maximumSide) return;
  throw new FocalScopeError('image-too-large', {
    width,
    height,
    megapixels: Math.round((width * height) / 1e6),
    maximumMegapixels: maximumPixels / 1e6,
    maximumSide,
  });
}

/**
 * Whether a JPEG has an end-of-image marker after the start of its scan data. Without one the file was cut short,
 * which some browsers decode to a half grey picture. Bytes that follow the marker (motion photos, panoramas) are fine.
 */
export function hasJpegEnd(bytes: Uint8Array): boolean {
  let position = findJpegMarker(bytes, (marker) => marker === 0xda)?.offset ?? 0;
  while ((position = bytes.indexOf(0xff, position)) >= 0) {
    if (bytes[position + 1] === 0xd9) return true;
    position++;
  }
  return false;
}

const sizeReaders: Readonly<Record<ImageFormat, (view: DataView, bytes: Uint8Array) => Size | undefined>> = {
  JPEG: readJpegSize,
  PNG: readPngSize,
  GIF: (view) => [view.getUint16(6, true), view.getUint16(8, true)],
  WebP: readWebpSize,
  AVIF: (view, bytes) => readAvifSize(view, bytes, 0, bytes.length),
  BMP: readBmpSize,
};

/** ITU T.81 B.2.2: marker, length, precision, height, width. */
function readJpegSize(view: DataView, bytes: Uint8Array): Size | undefined {
  const frame = findJpegMarker(bytes, isStartOfFrame);
  return frame && [view.getUint16(frame.offset + 7), view.getUint16(frame.offset + 5)];
}

/** SOF0 to SOF15 without DHT (C4), JPG (C8) and DAC (CC), which lie among them. */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** The first segment of a JPEG that `wanted` accepts, or undefined where the scan data or the file's end come first. */
function findJpegMarker(
  bytes: Uint8Array,
  wanted: (marker: number) => boolean,
): { readonly offset: number } | undefined {
  let offset = 2;
  while (offset + 3 < bytes.length) {
    if (bytes[offset] !== 0xff) return undefined;
    const marker = bytes[offset + 1] ?? 0;
    if (wanted(marker)) return { offset };
    const isFill = marker === 0xff;
    const standsAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    if (isFill) offset += 1;
    else if (standsAlone) offset += 2;
    else if (marker === 0xda || marker === 0xd9) return undefined;
    else offset += 2 + Math.max(2, ((bytes[offset + 2] ?? 0) << 8) | (bytes[offset + 3] ?? 0));
  }
  return undefined;
}

function readPngSize(view: DataView, bytes: Uint8Array): Size | undefined {
  return readLatin1(bytes, 12, 16) === 'IHDR' ? [view.getUint32(16), view.getUint32(20)] : undefined;
}

/** The three kinds of first chunk: RFC 9649 sections 2.5 to 2.7. */
function readWebpSize(view: DataView, bytes: Uint8Array): Size | undefined {
  switch (readLatin1(bytes, 12, 16)) {
    case 'VP8 ':
      if ((view.getUint32(22) & 0xffffff) !== 0x9d012a) return undefined;
      return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
    case 'VP8L': {
      if (view.getUint8(20) !== 0x2f) return undefined;
      const packed = view.getUint32(21, true);
      return [(packed & 0x3fff) + 1, ((packed >>> 14) & 0x3fff) + 1];
    }
    case 'VP8X':
      return [(view.getUint32(23, true) >>> 8) + 1, (view.getUint32(26, true) >>> 8) + 1];
    default:
      return undefined;
  }
}

function readBmpSize(view: DataView): Size {
  const isCoreHeader = view.getUint32(14, true) === 12;
  if (isCoreHeader) return [view.getUint16(18, true), view.getUint16(20, true)];
  // A negative height says that the rows run from the top.
  return [Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true))];
}

/** Boxes that lead to `ispe`, with the bytes that precede their children. */
const avifContainers: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0 };

/** The largest `ispe` (ISO/IEC 23008-12, 6.5.3): thumbnails and tiles of a grid have theirs too. */
function readAvifSize(view: DataView, bytes: Uint8Array, start: number, end: number): Size | undefined {
  let largest: Size | undefined;
  const offer = (size: Size | undefined): void => {
    if (size && (!largest || size[0] * size[1] > largest[0] * largest[1])) largest = size;
  };
  let offset = start;
  while (offset + 8 <= end) {
    const shortLength = view.getUint32(offset);
    const type = readLatin1(bytes, offset + 4, offset + 8);
    const isLong = shortLength === 1;
    const length = isLong ? Number(view.getBigUint64(offset + 8)) : shortLength || end - offset;
    const body = offset + (isLong ? 16 : 8);
    const boxEnd = Math.min(end, offset + length);
    if (boxEnd < body) return largest;
    const skipped = avifContainers[type];
    if (type === 'ispe') offer([view.getUint32(body + 4), view.getUint32(body + 8)]);
    else if (skipped !== undefined) offer(readAvifSize(view, bytes, body + skipped, boxEnd));
    offset = boxEnd;
  }
  return largest;
}
