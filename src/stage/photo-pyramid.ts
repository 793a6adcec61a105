import type { PixelImage } from '../image/photo.ts';

/** Taps of one axis of a halving: up to three source samples a destination sample, and their weights. */
interface AxisTaps {
  readonly length: number;
  /** `[length, 3]` source indices; unused taps repeat the first. */
  readonly sources: Int32Array;
  /** `[length, 3]`, each row adding up to 1. */
  readonly weights: Float64Array;
}

/**
 * Area weights of halving `length` samples, rounded down as a texture's mip levels are. Where `length` is odd, each
 * new sample covers a little more than two old ones, so that the picture does not shift from level to level.
 */
function halvingTaps(length: number): AxisTaps {
  const half = Math.max(1, Math.floor(length / 2));
  const sources = new Int32Array(half * 3);
  const weights = new Float64Array(half * 3);
  for (let i = 0; i < half; i++) {
    const first = Math.min(2 * i, length - 1);
    const isOdd = length % 2 === 1;
    sources.set(length === 1 ? [0, 0, 0] : [first, first + 1, isOdd ? first + 2 : first], i * 3);
    if (length === 1) weights.set([1, 0, 0], i * 3);
    else if (isOdd)
      weights.set(
        [half - i, half, i + 1].map((weight) => weight / length),
        i * 3,
      );
    else weights.set([0.5, 0.5, 0], i * 3);
  }
  return { length: half, sources, weights };
}

/** Half of an image whose sides are both even: means of 2 × 2 pixels. */
function halveEven(image: PixelImage): PixelImage {
  const width = image.width / 2;
  const height = image.height / 2;
  const source = image.data;
  const data = new Uint8ClampedArray(width * height * 4);
  const stride = image.width * 4;
  let next = 0;
  for (let y = 0; y < height; y++) {
    let from = 2 * y * stride;
    for (let x = 0; x < width; x++, from += 8) {
      for (let channel = from; channel < from + 4; channel++) {
        const below = channel + stride;
        const sum =
          (source[channel] ?? 0) +
          (source[channel + 4] ?? 0) +
          (source[below] ?? 0) +
          (source[below + 4] ?? 0);
        data[next++] = (sum + 2) >> 2;
      }
    }
  }
  return { width, height, data };
}

function halveAny(image: PixelImage): PixelImage {
  const across = halvingTaps(image.width);
  const down = halvingTaps(image.height);
  const data = new Uint8ClampedArray(across.length * down.length * 4);
  const stride = image.width * 4;
  const row = new Float64Array(stride);
  let next = 0;
  for (let y = 0; y < down.length; y++) {
    row.fill(0);
    for (let tap = y * 3; tap < y * 3 + 3; tap++) {
      const weight = down.weights[tap] ?? 0;
      if (weight === 0) continue;
      const start = (down.sources[tap] ?? 0) * stride;
      for (let i = 0; i < stride; i++) row[i] = (row[i] ?? 0) + weight * (image.data[start + i] ?? 0);
    }
    for (let x = 0; x < across.length; x++) {
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0;
        for (let tap = x * 3; tap < x * 3 + 3; tap++) {
          sum += (across.weights[tap] ?? 0) * (row[(across.sources[tap] ?? 0) * 4 + channel] ?? 0);
        }
        data[next++] = sum;
      }
    }
  }
  return { width: across.length, height: down.length, data };
}

/**
 * An image and its successive halves down to one pixel, as box averages of the sRGB values; sizes are those of a
 * texture's mip levels. Both stages sample these same pixels.
 *
 * @returns level 0 is `image` itself
 */
export function buildPhotoPyramid(image: PixelImage): readonly PixelImage[] {
  const levels = [image];
  let last = image;
  while (last.width > 1 || last.height > 1) {
    last = last.width % 2 === 0 && last.height % 2 === 0 ? halveEven(last) : halveAny(last);
    levels.push(last);
  }
  return levels;
}

/**
 * The level to sample: the one whose pixels are nearest in size to the canvas's.
 *
 * @param texelsPerPixel pixels of level 0 per device pixel
 */
export function choosePyramidLevel(texelsPerPixel: number, levelCount: number): number {
  const level = Math.round(Math.log2(Math.max(1, texelsPerPixel)));
  return Math.min(levelCount - 1, level);
}
