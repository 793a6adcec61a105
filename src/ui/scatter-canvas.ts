import type { Coverage } from '../coverage/compute-coverage.ts';

/** How places on the picture follow from lengths. */
export interface ScatterScales {
  readonly x: (width: number) => number;
  readonly y: (height: number) => number;
}

/** Lines below the dots, in pixels of the page. */
export interface ScatterGrid {
  readonly across: readonly number[];
  readonly down: readonly number[];
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly colour: string;
}

/** Dots nearer to each other than this are drawn as one, in pixels: a million boxes cost no more than a full picture. */
const grain = 2;

/** Half of a dot's size: the more dots, the smaller. */
function dotSize(boxes: number): number {
  return boxes > 5000 ? 1.75 : boxes > 500 ? 2.5 : 4;
}

/**
 * Draws each box as a dot of its kind of cover: a disc, a triangle or a cross; what is covered worst on top. Dots are
 * stamped pixel by pixel: as one path, ten thousand of them would hold the page up for a tenth of a second.
 *
 * @param colours of none, low-quality and covered, as `coverKinds`
 * @returns number of dots drawn
 */
export function drawScatter(
  canvas: HTMLCanvasElement,
  size: { readonly width: number; readonly height: number },
  { refusals, covers, inputSizes }: Coverage,
  { x, y }: ScatterScales,
  colours: readonly string[],
  grid: ScatterGrid,
): number {
  const ratio = globalThis.devicePixelRatio;
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round(size.height * ratio);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return 0;
  drawGrid(context, ratio, grid);
  const picture = context.getImageData(0, 0, canvas.width, canvas.height);
  const columns = Math.ceil(size.width / grain);
  const rows = Math.ceil(size.height / grain);
  const half = dotSize(refusals.length);
  let dots = 0;
  for (const kind of [2, 1, 0]) {
    const stamp = createStamp(kind, half, ratio, colours[kind] ?? '');
    const taken = new Uint8Array(columns * rows);
    for (let box = 0; box < refusals.length; box++) {
      if (covers[box] !== kind || refusals[box] !== 0) continue;
      const left = x(inputSizes[box * 2] ?? 1);
      const top = y(inputSizes[box * 2 + 1] ?? 1);
      const cell = Math.floor(top / grain) * columns + Math.floor(left / grain);
      if (taken[cell] !== 0) continue;
      taken[cell] = 1;
      dots++;
      if (stamp) press(picture, stamp, Math.round(left * ratio), Math.round(top * ratio));
    }
  }
  context.putImageData(picture, 0, 0);
  return dots;
}

/** On whole pixels, so that lines stay thin. */
function drawGrid(context: CanvasRenderingContext2D, ratio: number, grid: ScatterGrid): void {
  const thick = Math.max(1, Math.round(ratio));
  const at = (place: number): number => Math.round(place * ratio - thick / 2);
  context.fillStyle = grid.colour;
  for (const x of grid.across)
    context.fillRect(at(x), at(grid.top), thick, Math.round((grid.bottom - grid.top) * ratio));
  for (const y of grid.down)
    context.fillRect(at(grid.left), at(y), Math.round((grid.right - grid.left) * ratio), thick);
}

/** One dot in the middle of a square of an odd number of pixels. */
function createStamp(kind: number, half: number, ratio: number, colour: string): ImageData | undefined {
  const side = 2 * Math.ceil((half + 1.5) * ratio) + 1;
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return undefined;
  context.translate(side / 2, side / 2);
  context.scale(ratio, ratio);
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = Math.max(1, half / 2);
  context.beginPath();
  if (kind === 2) {
    context.globalAlpha = 0.75;
    context.arc(0, 0, half, 0, Math.PI * 2);
    context.fill();
  } else {
    if (kind === 1) {
      context.moveTo(0, -half);
      context.lineTo(half, half);
      context.lineTo(-half, half);
      context.closePath();
    } else {
      context.moveTo(-half, -half);
      context.lineTo(half, half);
      context.moveTo(half, -half);
      context.lineTo(-half, half);
    }
    context.stroke();
  }
  return context.getImageData(0, 0, side, side);
}

/** Lays a stamp over the picture with its middle at a pixel: the "over" of Porter and Duff, alpha not multiplied in. */
function press(picture: ImageData, stamp: ImageData, x: number, y: number): void {
  const { width, height, data } = picture;
  const { width: side, data: ink } = stamp;
  const reach = (side - 1) / 2;
  for (let row = 0; row < side; row++) {
    const py = y + row - reach;
    if (py < 0 || py >= height) continue;
    for (let column = 0; column < side; column++) {
      const px = x + column - reach;
      const from = (row * side + column) * 4;
      const alpha = ink[from + 3] ?? 0;
      if (alpha === 0 || px < 0 || px >= width) continue;
      const to = (py * width + px) * 4;
      const below = ((data[to + 3] ?? 0) * (255 - alpha)) / 255;
      const share = alpha / (alpha + below);
      for (let channel = 0; channel < 3; channel++) {
        const lower = data[to + channel] ?? 0;
        data[to + channel] = lower + ((ink[from + channel] ?? 0) - lower) * share;
      }
      data[to + 3] = alpha + below;
    }
  }
}
