import type { InputGeometry, InputRule } from '../../src/image/input-geometry.ts';
import type { PixelImage } from '../../src/image/photo.ts';
import fixtures from '../fixtures/image/resize.json';

/** A picture of `resize.json`: deflated RGB bytes in base64. */
interface PackedPicture {
  readonly width: number;
  readonly height: number;
  readonly rgb: string;
}

/** What Pillow's BILINEAR makes of a picture at one size. */
export interface ResizeCase {
  readonly name: string;
  readonly source: PixelImage;
  readonly resized: PixelImage;
}

/** What Pillow's `reduce` makes of a picture. */
export interface ReduceCase {
  readonly factor: number;
  readonly source: PixelImage;
  readonly reduced: PixelImage;
}

async function unpackPicture({ width, height, rgb }: PackedPicture): Promise<PixelImage> {
  const packed = Uint8Array.from(atob(rgb), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) data.set(bytes.subarray(i * 3, i * 3 + 3), i * 4);
  return { width, height, data };
}

/** Ten sizes up and down, of two pictures. */
export async function loadResizeCases(): Promise<ResizeCase[]> {
  const cases = fixtures.resizes.flatMap(({ source, resized }) =>
    resized.map(async (result): Promise<ResizeCase> => ({
      name: `${source.width} × ${source.height} to ${result.width} × ${result.height}`,
      source: await unpackPicture(source),
      resized: await unpackPicture(result),
    })),
  );
  return Promise.all(cases);
}

export async function loadReduceCases(): Promise<ReduceCase[]> {
  const { source, reduced } = fixtures.reductions;
  return Promise.all(
    reduced.map(async (result) => ({
      factor: result.factor,
      source: await unpackPicture(source),
      reduced: await unpackPicture(result),
    })),
  );
}

/** The geometry that makes the input exactly `resized`, padded to multiples of `padToMultiple`. */
export function geometryOf(source: PixelImage, resized: PixelImage, padToMultiple: number): InputGeometry {
  const pad = (length: number): number => Math.ceil(length / padToMultiple) * padToMultiple;
  return {
    inputWidth: pad(resized.width),
    inputHeight: pad(resized.height),
    resizedWidth: resized.width,
    resizedHeight: resized.height,
    scaleX: resized.width / source.width,
    scaleY: resized.height / source.height,
  };
}

/** Different numbers for every channel, so that no mix-up goes unnoticed. */
export const oddRule: InputRule = {
  padToMultiple: 32,
  padValue: -0.75,
  channelOrder: 'RGB',
  mean: [123.675, 116.28, 103.53],
  std: [58.395, 57.12, 57.375],
};

/**
 * The largest difference between an input `[1, 3, H, W]` and the picture it should hold, in steps of 8-bit colour,
 * and whether all its padding is the rule's.
 */
export function compareInput(
  input: Float32Array,
  picture: PixelImage,
  geometry: InputGeometry,
  rule: InputRule,
): { readonly worst: number; readonly isPadded: boolean } {
  const { inputWidth, inputHeight } = geometry;
  let worst = input.length === 3 * inputWidth * inputHeight ? 0 : Infinity;
  let isPadded = true;
  for (let channel = 0; channel < 3; channel++) {
    const colour = rule.channelOrder === 'RGB' ? channel : 2 - channel;
    for (let y = 0; y < inputHeight; y++) {
      for (let x = 0; x < inputWidth; x++) {
        const value = input[(channel * inputHeight + y) * inputWidth + x]!;
        if (x >= picture.width || y >= picture.height) {
          isPadded &&= value === rule.padValue;
          continue;
        }
        const expected = picture.data[(y * picture.width + x) * 4 + colour]!;
        worst = Math.max(worst, Math.abs(value * rule.std[channel]! + rule.mean[channel]! - expected));
      }
    }
  }
  return { worst, isPadded };
}
