import { mean, std, tinyClasses } from './tiny-manifest.ts';

/** A picture for the tiny models: grey, with patches of a class's colour on cells of its level. */
export interface TinyPatch {
  readonly classIndex: number;
  /** Cell on the class's own level. */
  readonly x: number;
  readonly y: number;
}

/** Box `[x0, y0, x1, y1]` that the model answers a patch with, in pixels of the input. */
export function tinyPatchBox({ classIndex, x, y }: TinyPatch): readonly [number, number, number, number] {
  const { stride } = tinyClasses[classIndex]!;
  return [x * stride, y * stride, (x + 1) * stride, (y + 1) * stride];
}

/** Draws patches on middle grey, RGBA, opaque. */
export function drawTinyPicture(
  width: number,
  height: number,
  patches: readonly TinyPatch[],
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let index = 0; index < width * height; index++) pixels.set([...mean, 255], index * 4);
  for (const patch of patches) {
    const [x0, y0, x1, y1] = tinyPatchBox(patch);
    for (let y = y0; y < Math.min(y1, height); y++) {
      for (let x = x0; x < Math.min(x1, width); x++) {
        pixels.set(tinyClasses[patch.classIndex]!.colour, (y * width + x) * 4);
      }
    }
  }
  return pixels;
}

/** RGBA pixels as the tiny model's input `[3, height, width]`, without resizing or padding. */
export function normaliseTinyPicture(pixels: Uint8ClampedArray): Float32Array<ArrayBuffer> {
  const count = pixels.length / 4;
  return Float32Array.from({ length: count * 3 }, (_, index) => {
    const component = Math.floor(index / count);
    return (pixels[(index % count) * 4 + component]! - mean[component]!) / std[component]!;
  });
}
