import type { PixelImage } from '../../image/photo.ts';
import { numbersPerStageBox } from '../box-layout.ts';
import type { PictureColumns } from './stage-picture.ts';

/** One laid-out box; the fields of the shader's struct. */
interface Outline {
  readonly outer: readonly [number, number, number, number];
  readonly colour: readonly [number, number, number];
  readonly alpha: number;
  readonly lineWidth: number;
  readonly casingWidth: number;
  readonly dashLength: number;
  readonly insideAlpha: number;
  readonly labelPlace: readonly [number, number];
  readonly atlasPlace: readonly [number, number];
  readonly labelSize: readonly [number, number];
  readonly gapLength: number;
  readonly casingAlpha: number;
}

function readOutline(layout: Float32Array, index: number): Outline {
  const at = (field: number): number => layout[index * numbersPerStageBox + field] ?? 0;
  return {
    outer: [at(0), at(1), at(2), at(3)],
    colour: [at(4), at(5), at(6)],
    alpha: at(7),
    lineWidth: at(8),
    casingWidth: at(9),
    dashLength: at(10),
    insideAlpha: at(11),
    labelPlace: [at(12), at(13)],
    atlasPlace: [at(14), at(15)],
    labelSize: [at(16), at(17)],
    gapLength: at(18),
    casingAlpha: at(19),
  };
}

/** Blends a colour (0 to 1) over one pixel of an opaque image. */
function blendPixel(image: PixelImage, x: number, y: number, colour: readonly number[], alpha: number): void {
  const start = (y * image.width + x) * 4;
  for (let channel = 0; channel < 3; channel++) {
    const before = image.data[start + channel] ?? 0;
    image.data[start + channel] = before + ((colour[channel] ?? 0) * 255 - before) * alpha;
  }
}

const black = [0, 0, 0] as const;

/** Blends what a box's outline and inside show at a pixel. */
function shadeOutline(image: PixelImage, outline: Outline, x: number, y: number): void {
  const { outer, lineWidth, dashLength, gapLength } = outline;
  const acrossX = Math.min(x + 0.5 - outer[0], outer[2] - x - 0.5);
  const acrossY = Math.min(y + 0.5 - outer[1], outer[3] - y - 0.5);
  const depth = Math.min(acrossX, acrossY);
  const isLine = depth >= 0 && depth < lineWidth;
  const along = (acrossX < acrossY ? y - outer[1] : x - outer[0]) + 0.5;
  const period = dashLength + gapLength;
  const isGap = dashLength > 0 && along - Math.floor(along / period) * period > dashLength;
  if (isLine && !isGap) blendPixel(image, x, y, outline.colour, outline.alpha);
  else if (depth < lineWidth + outline.casingWidth) {
    blendPixel(image, x, y, black, outline.casingAlpha * outline.alpha);
  } else blendPixel(image, x, y, outline.colour, outline.insideAlpha * outline.alpha);
}

/** Shades the pixels of a box that lie on the image: its edges, and its inside where that is tinted. */
function drawOutline(image: PixelImage, outline: Outline, within: PictureColumns): void {
  const { outer, casingWidth } = outline;
  const band = outline.lineWidth + casingWidth;
  const left = Math.max(within.start, outer[0] - casingWidth);
  const right = Math.min(within.end, outer[2] + casingWidth);
  const upper = Math.max(0, outer[1] - casingWidth);
  const lower = Math.min(image.height, outer[3] + casingWidth);
  for (let y = upper; y < lower; y++) {
    const isInside = y >= outer[1] + band && y < outer[3] - band;
    const skipsInside = isInside && outline.insideAlpha === 0;
    const leftEnd = skipsInside ? Math.min(right, Math.max(left, outer[0] + band)) : right;
    for (let x = left; x < leftEnd; x++) shadeOutline(image, outline, x, y);
    const rightStart = Math.max(leftEnd, left, outer[2] - band);
    for (let x = rightStart; x < right; x++) shadeOutline(image, outline, x, y);
  }
}

function drawLabel(image: PixelImage, outline: Outline, atlas: PixelImage, within: PictureColumns): void {
  const [left, upper] = outline.labelPlace;
  const [width, height] = outline.labelSize;
  const lower = Math.min(image.height, upper + height);
  const right = Math.min(within.end, left + width);
  for (let y = upper; y < lower; y++) {
    for (let x = Math.max(within.start, left); x < right; x++) {
      const row = outline.atlasPlace[1] + y - upper;
      const from = (row * atlas.width + outline.atlasPlace[0] + x - left) * 4;
      const colour = [0, 1, 2].map((channel) => (atlas.data[from + channel] ?? 0) / 255);
      blendPixel(image, x, y, colour, ((atlas.data[from + 3] ?? 0) / 255) * outline.alpha);
    }
  }
}

/**
 * Twin of `shaders/stage-boxes.wgsl`, and the boxes of the CPU stage: outlines, then labels, over the picture.
 *
 * @param layout `[count, 20]` from `layoutStageBoxes`
 * @param atlas the labels' pixels, or undefined when there are none
 * @param within the columns to draw; all where left out
 */
export function drawStageBoxes(
  image: PixelImage,
  layout: Float32Array,
  count: number,
  atlas: PixelImage | undefined,
  within: PictureColumns = { start: 0, end: image.width },
): void {
  const outlines = Array.from({ length: count }, (_, index) => readOutline(layout, index));
  for (const outline of outlines) drawOutline(image, outline, within);
  if (!atlas) return;
  for (const outline of outlines) drawLabel(image, outline, atlas, within);
}
