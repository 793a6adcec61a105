import { FocalScopeError } from '../base/errors.ts';
import { yieldTask } from '../base/yield-task.ts';
import { reduceTile } from './block-mean.ts';
import type { PixelImage } from './photo.ts';

/** Longest side of the pixels that are worked on: within every adapter's texture limit, and 64 MiB at most. */
export const maximumWorkingSide = 4096;

/** Longest side of a tile: far below the canvas limits of all browsers, and some 20 ms of work. */
export const maximumTileSide = 1024;

/**
 * Reads a bitmap's pixels, flattened on white, tile by tile; between tiles the thread is free for other work. A
 * bitmap whose longest side exceeds {@link maximumWorkingSide} is reduced on the way by the smallest whole factor that
 * brings it within.
 *
 * @throws FocalScopeError `image-no-memory`; RangeError where an array is refused; the signal's reason
 */
export async function readPixels(bitmap: ImageBitmap, signal?: AbortSignal): Promise<PixelImage> {
  const factor = Math.ceil(Math.max(bitmap.width, bitmap.height) / maximumWorkingSide);
  const tileSide = Math.floor(maximumTileSide / factor) * factor;
  const readTile = createTileReader(bitmap, tileSide);
  if (factor === 1 && bitmap.width <= tileSide && bitmap.height <= tileSide) {
    return readTile(0, 0, bitmap.width, bitmap.height);
  }
  const width = Math.ceil(bitmap.width / factor);
  const height = Math.ceil(bitmap.height / factor);
  const pixels = { width, height, data: new Uint8ClampedArray(width * height * 4) };
  for (let top = 0; top < bitmap.height; top += tileSide) {
    for (let left = 0; left < bitmap.width; left += tileSide) {
      await yieldTask(signal);
      const tileWidth = Math.min(tileSide, bitmap.width - left);
      const tileHeight = Math.min(tileSide, bitmap.height - top);
      const tile = readTile(left, top, tileWidth, tileHeight);
      if (factor === 1) copyTile(tile, pixels, left, top);
      else reduceTile(tile, factor, pixels, left / factor, top / factor);
    }
  }
  return pixels;
}

type TileReader = (left: number, top: number, width: number, height: number) => PixelImage;

function createTileReader(bitmap: ImageBitmap, tileSide: number): TileReader {
  const canvas = new OffscreenCanvas(Math.min(tileSide, bitmap.width), Math.min(tileSide, bitmap.height));
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) throw new FocalScopeError('image-no-memory');
  context.imageSmoothingEnabled = false;
  context.fillStyle = '#fff';
  return (left, top, width, height) => {
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, left, top, width, height, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  };
}

function copyTile(tile: PixelImage, target: PixelImage, left: number, top: number): void {
  for (let y = 0; y < tile.height; y++) {
    const row = tile.data.subarray(y * tile.width * 4, (y + 1) * tile.width * 4);
    target.data.set(row, ((top + y) * target.width + left) * 4);
  }
}
