import type { PixelImage } from '../../image/photo.ts';
import {
  allColormapColours,
  colormapSize,
  contrastFraction,
  heatFraction,
  leastHotMark,
  markSteps,
} from '../colormap.ts';
import { coldOpacity, type PicturePlan } from '../picture-plan.ts';

/** A heatmap's cells and the top of its colour scale. */
export interface PictureHeat {
  /** `[plan.mapSize[1], plan.mapSize[0]]` */
  readonly values: Float64Array;
  readonly top: number;
  /** What `values` are compared with, where the plan's `contrast` asks for it. */
  readonly others?: Float64Array;
}

/** Columns of the canvas to draw, `start` to `end − 1`. */
export interface PictureColumns {
  readonly start: number;
  readonly end: number;
}

/** One axis of the canvas: which pixels lie on the photo, and what each of them samples. */
interface AxisPlan {
  /** Canvas pixels `start` to `end − 1` lie on the photo. */
  readonly start: number;
  readonly end: number;
  /** Per canvas pixel: the two samples of the photo's level, the second's weight, the heatmap's cell. */
  readonly near: Int32Array;
  readonly far: Int32Array;
  readonly weight: Float64Array;
  readonly cell: Int32Array;
}

function planAxis(plan: PicturePlan, axis: 0 | 1, length: number): AxisPlan {
  const near = new Int32Array(length);
  const far = new Int32Array(length);
  const weight = new Float64Array(length);
  const cell = new Int32Array(length);
  const last = plan.levelSize[axis] - 1;
  let start = length;
  let end = 0;
  for (let pixel = 0; pixel < length; pixel++) {
    const position = (pixel + 0.5 - plan.offset[axis]) * plan.photoPerPixel;
    if (position < 0 || position >= plan.photoSize[axis]) continue;
    start = Math.min(start, pixel);
    end = pixel + 1;
    const texel = position * plan.texelsPerPhotoPixel[axis] - 0.5;
    const lower = Math.floor(texel);
    near[pixel] = Math.min(last, Math.max(0, lower));
    far[pixel] = Math.min(last, Math.max(0, lower + 1));
    weight[pixel] = texel - lower;
    cell[pixel] = Math.min(plan.mapSize[axis] - 1, Math.floor(position * plan.cellsPerPhotoPixel[axis]));
  }
  return { start, end, near, far, weight, cell };
}

/**
 * Per cell what its blend adds to a photo's pixel and what it keeps of it: `[cells, 4]` red, green, blue (0 to 255,
 * times the cell's opacity) and the share kept. Without heat one cell that keeps everything.
 */
function blendCells(plan: PicturePlan, heat: PictureHeat | undefined): Float64Array {
  if (!heat) return new Float64Array([0, 0, 0, 1]);
  const colours = allColormapColours();
  const scale = plan.isLogarithmic === 1 ? 'log' : 'linear';
  const mode = ([undefined, 'difference', 'ratio'] as const)[plan.contrast];
  const count = plan.mapSize[0] * plan.mapSize[1];
  const blends = new Float64Array(count * 4);
  for (let cell = 0; cell < count; cell++) {
    const value = heat.values[cell] ?? 0;
    let [fraction, share] = [0, 0];
    if (plan.contrast === 3) {
      fraction = value >= leastHotMark ? 1 : 0;
      share = Math.min(1, value / markSteps);
    } else if (mode) {
      const contrast = contrastFraction(value, heat.others?.[cell] ?? 0, heat.top, scale, mode);
      fraction = Math.abs(contrast);
      share = 0.5 + 0.5 * contrast;
    } else fraction = share = heatFraction(value, heat.top, scale);
    // A cell without a mark is one without an anchor that counts: the photo alone.
    const isMarked = plan.contrast !== 3 || value > 0;
    const opacity = isMarked ? plan.opacity * (coldOpacity + (1 - coldOpacity) * fraction) : 0;
    const place = share * (colormapSize - 1);
    const entry = Math.floor(place);
    const lower = (plan.firstColour + entry) * 4;
    const upper = (plan.firstColour + Math.min(colormapSize - 1, entry + 1)) * 4;
    for (let channel = 0; channel < 3; channel++) {
      const below = colours[lower + channel] ?? 0;
      const above = colours[upper + channel] ?? 0;
      blends[cell * 4 + channel] = opacity * (below + (above - below) * (place - entry));
    }
    blends[cell * 4 + 3] = 1 - opacity;
  }
  return blends;
}

/** Vertical half of the bilinear sampling: texels `from` to `to` of a row between two, `[levelWidth, 3]`. */
function blendRows(
  image: PixelImage,
  rows: AxisPlan,
  y: number,
  from: number,
  to: number,
  target: Float64Array,
): void {
  const pixels = image.data;
  const weight = rows.weight[y] ?? 0;
  let near = ((rows.near[y] ?? 0) * image.width + from) * 4;
  let far = ((rows.far[y] ?? 0) * image.width + from) * 4;
  let next = from * 3;
  for (let x = from; x <= to; x++, near += 4, far += 4, next += 3) {
    const red = pixels[near] ?? 0;
    const green = pixels[near + 1] ?? 0;
    const blue = pixels[near + 2] ?? 0;
    target[next] = red + ((pixels[far] ?? 0) - red) * weight;
    target[next + 1] = green + ((pixels[far + 1] ?? 0) - green) * weight;
    target[next + 2] = blue + ((pixels[far + 2] ?? 0) - blue) * weight;
  }
}

/** One colour as the little-endian word of its RGBA bytes, opaque. */
function packColour(red: number, green: number, blue: number): number {
  return ((255 << 24) | ((blue + 0.5) << 16) | ((green + 0.5) << 8) | (red + 0.5)) >>> 0;
}

/**
 * Twin of `shaders/stage-picture.wgsl`, and the picture of the CPU stage. Each row of the photo is interpolated down
 * once and then across, and each heatmap cell is coloured once, so that a frame takes milliseconds.
 *
 * @param level the level of the photo's pyramid that `plan` names; undefined without a photo
 * @param target `[height, width]` words of RGBA bytes
 * @param within the columns to draw; all where left out
 */
export function drawPicture(
  plan: PicturePlan,
  level: PixelImage | undefined,
  heat: PictureHeat | undefined,
  target: Uint32Array,
  width: number,
  height: number,
  within: PictureColumns = { start: 0, end: width },
): void {
  const fill = (value: number, y: number, from: number, to: number): void => {
    const [first, last] = [Math.max(within.start, from), Math.min(within.end, to)];
    if (last > first) target.fill(value, y * width + first, y * width + last);
  };
  const [red, green, blue] = plan.background;
  const background = packColour(red * 255, green * 255, blue * 255);
  const columns = planAxis(plan, 0, width);
  const rows = planAxis(plan, 1, height);
  const start = Math.max(within.start, columns.start);
  const end = Math.min(within.end, columns.end);
  if (!level || end <= start || rows.end <= rows.start) {
    for (let y = 0; y < height; y++) fill(background, y, 0, width);
    return;
  }
  const blends = blendCells(plan, heat);
  const line = new Float64Array(level.width * 3);
  const from = columns.near[start] ?? 0;
  const to = columns.far[end - 1] ?? 0;
  const mapWidth = heat ? plan.mapSize[0] : 0;
  const { near: nearColumns, far: farColumns, weight: weights, cell: cellColumns } = columns;
  for (let y = 0; y < rows.start; y++) fill(background, y, 0, width);
  for (let y = rows.end; y < height; y++) fill(background, y, 0, width);
  for (let y = rows.start; y < rows.end; y++) {
    blendRows(level, rows, y, from, to, line);
    const row = y * width;
    const cellRow = (rows.cell[y] ?? 0) * mapWidth;
    fill(background, y, 0, start);
    fill(background, y, end, width);
    for (let x = start; x < end; x++) {
      const near = (nearColumns[x] ?? 0) * 3;
      const far = (farColumns[x] ?? 0) * 3;
      const weight = weights[x] ?? 0;
      const blend = heat ? (cellRow + (cellColumns[x] ?? 0)) * 4 : 0;
      const keep = blends[blend + 3] ?? 0;
      const left = line[near] ?? 0;
      const leftGreen = line[near + 1] ?? 0;
      const leftBlue = line[near + 2] ?? 0;
      target[row + x] = packColour(
        (left + ((line[far] ?? 0) - left) * weight) * keep + (blends[blend] ?? 0),
        (leftGreen + ((line[far + 1] ?? 0) - leftGreen) * weight) * keep + (blends[blend + 1] ?? 0),
        (leftBlue + ((line[far + 2] ?? 0) - leftBlue) * weight) * keep + (blends[blend + 2] ?? 0),
      );
    }
  }
}
