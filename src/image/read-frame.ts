import { FocalScopeError } from '../base/errors.ts';
import type { Photo } from './photo.ts';

/** A frame of a camera or a video, as the page hands it over. */
export type LiveFrame = VideoFrame | ImageBitmap;

/** Longest side of the pixels of a frame: more than a network sees of it costs frames a second, and shows nothing. */
export const maximumFrameSide = 1280;

/** The canvas of the last frame: the next one is most likely as large. */
let canvas: OffscreenCanvas | undefined;

/**
 * Reads a frame's pixels, without a file in between. Sizes are the frame's own, whatever its pixels were reduced to.
 *
 * @throws FocalScopeError `image-no-memory` where the browser gives no canvas
 */
export function readFrame(frame: LiveFrame, fileName: string): Photo {
  const [width, height] =
    'displayWidth' in frame ? [frame.displayWidth, frame.displayHeight] : [frame.width, frame.height];
  const scale = Math.min(1, maximumFrameSide / Math.max(width, height));
  const [columns, rows] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  if (canvas?.width !== columns || canvas.height !== rows) canvas = new OffscreenCanvas(columns, rows);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) throw new FocalScopeError('image-no-memory', { fileName });
  context.drawImage(frame, 0, 0, columns, rows);
  return { fileName, width, height, pixels: context.getImageData(0, 0, columns, rows) };
}
