import { FocalScopeError, toFocalScopeError } from '../base/errors.ts';
import { mediaTypes, sniffedLength, sniffImageFormat } from './image-format.ts';
import { checkImageSize, hasJpegEnd, readImageHeader, type ImageHeader } from './image-header.ts';
import type { Photo } from './photo.ts';
import { readPixels } from './read-pixels.ts';

/**
 * Decodes a photo with the browser's own decoders: upright, in sRGB, flattened on white, an animation's first frame.
 * Needs no document, so it runs in a worker. What is no photo or too large is refused from the first bytes, before
 * anything is decoded.
 *
 * @param fileName for messages alone; the format is read from the bytes
 * @throws FocalScopeError with `fileName` in its details: `image-empty`, `image-not-an-image`, `image-vector`,
 * `image-unsupported-format` (`format`), `image-too-large` (`width`, `height`, `megapixels`, `maximumMegapixels`,
 * `maximumSide`), `image-broken` (`format`, `reason`), `image-no-memory`; or the signal's reason
 */
export async function decodePhoto(blob: Blob, fileName: string, signal?: AbortSignal): Promise<Photo> {
  signal?.throwIfAborted();
  try {
    const header = await inspectFile(blob);
    signal?.throwIfAborted();
    const bitmap = await decodeBitmap(blob, header);
    try {
      signal?.throwIfAborted();
      checkImageSize(bitmap.width, bitmap.height);
      const { width, height } = bitmap;
      return { fileName, width, height, pixels: await readPixels(bitmap, signal) };
    } finally {
      bitmap.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    // What the engine throws where it cannot allocate an array.
    const typed = toFocalScopeError(error, error instanceof RangeError ? 'image-no-memory' : 'internal');
    throw new FocalScopeError(typed.code, { fileName, ...typed.details }, { cause: typed.cause });
  }
}

/** Reads the header, and of a JPEG whether it is whole; refuses what is too large. */
async function inspectFile(blob: Blob): Promise<ImageHeader> {
  const start = await readBytes(blob.slice(0, sniffedLength));
  const format = sniffImageFormat(start);
  const isSizeFarIn = format === 'JPEG' || format === 'AVIF';
  const bytes = isSizeFarIn && blob.size > start.length ? await readBytes(blob) : start;
  const header = readImageHeader(bytes);
  checkImageSize(header.width, header.height);
  if (format === 'JPEG' && !hasJpegEnd(bytes)) {
    throw new FocalScopeError('image-broken', { format, reason: 'the file ends before its picture does' });
  }
  return header;
}

/** A file that was picked may be gone or unreadable by now. */
async function readBytes(blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new FocalScopeError('image-broken', { reason: messageOf(error) }, { cause: error });
  }
}

async function decodeBitmap(blob: Blob, { format, width, height }: ImageHeader): Promise<ImageBitmap> {
  const typed = blob.slice(0, blob.size, mediaTypes[format]);
  try {
    return await createImageBitmap(typed, { imageOrientation: 'from-image' });
  } catch (error) {
    const reason = messageOf(error);
    // Chromium tells both failures apart by their words alone.
    if (/allocat/i.test(reason)) throw new FocalScopeError('image-no-memory', {}, { cause: error });
    throw new FocalScopeError('image-broken', { format, width, height, reason }, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
