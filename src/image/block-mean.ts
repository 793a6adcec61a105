import type { PixelImage } from './photo.ts';

/**
 * Reduces a tile by whole factors: each target pixel is the mean of a `factor` × `factor` block, or of what is left
 * of one at the right and lower edge. Means are taken of the sRGB values, as Pillow's `Image.reduce` does.
 *
 * @param tile its width and height are multiples of `factor` except at the photo's right and lower edge
 * @param target where the result is written, from (`targetX`, `targetY`) on; it must hold the whole reduced tile
 */
export function reduceTile(
  tile: PixelImage,
  factor: number,
  target: PixelImage,
  targetX: number,
  targetY: number,
): void {
  const source = tile.data;
  const columns = Math.ceil(tile.width / factor);
  const rows = Math.ceil(tile.height / factor);
  for (let row = 0; row < rows; row++) {
    const top = row * factor;
    const bottom = Math.min(tile.height, top + factor);
    let write = ((targetY + row) * target.width + targetX) * 4;
    for (let column = 0; column < columns; column++) {
      const left = column * factor;
      const right = Math.min(tile.width, left + factor);
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let y = top; y < bottom; y++) {
        const rowEnd = (y * tile.width + right) * 4;
        for (let read = (y * tile.width + left) * 4; read < rowEnd; read += 4) {
          red += source[read] ?? 0;
          green += source[read + 1] ?? 0;
          blue += source[read + 2] ?? 0;
        }
      }
      const weight = 1 / ((bottom - top) * (right - left));
      target.data[write] = red * weight;
      target.data[write + 1] = green * weight;
      target.data[write + 2] = blue * weight;
      target.data[write + 3] = 255;
      write += 4;
    }
  }
}
