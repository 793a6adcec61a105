import type { Coverage } from '../coverage/compute-coverage.ts';

/** How places on the picture follow from lengths. */
export interface ScatterScales {
  readonly x: (width: number) => number;
  readonly y: (height: number) => number;
}

/** Dots nearer to each other than this are drawn as one, in pixels: a million boxes cost no more than a full picture. */
const grain = 2;

/** Half of a dot's size: the more dots, the smaller. */
function dotSize(boxes: number): number {
  return boxes > 5000 ? 1.75 : boxes > 500 ? 2.5 : 4;
}

/**
 * Draws each box as a dot of its kind of cover: a disc, a triangle or a cross; what is covered worst on top.
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
): number {
  const ratio = globalThis.devicePixelRatio;
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round(size.height * ratio);
  const context = canvas.getContext('2d');
  if (!context) return 0;
  context.scale(ratio, ratio);
  context.clearRect(0, 0, size.width, size.height);
  const columns = Math.ceil(size.width / grain);
  const rows = Math.ceil(size.height / grain);
  const half = dotSize(refusals.length);
  let dots = 0;
  for (const kind of [2, 1, 0]) {
    const taken = new Uint8Array(columns * rows);
    const path = new Path2D();
    for (let box = 0; box < refusals.length; box++) {
      if (covers[box] !== kind || refusals[box] !== 0) continue;
      const left = x(inputSizes[box * 2] ?? 1);
      const top = y(inputSizes[box * 2 + 1] ?? 1);
      const cell = Math.floor(top / grain) * columns + Math.floor(left / grain);
      if (taken[cell] !== 0) continue;
      taken[cell] = 1;
      dots++;
      addDot(path, kind, left, top, half);
    }
    context.fillStyle = colours[kind] ?? '';
    context.strokeStyle = colours[kind] ?? '';
    context.globalAlpha = kind === 2 ? 0.75 : 1;
    context.lineWidth = Math.max(1, half / 2);
    if (kind === 2) context.fill(path);
    else context.stroke(path);
  }
  return dots;
}

function addDot(path: Path2D, kind: number, x: number, y: number, half: number): void {
  if (kind === 2) {
    path.moveTo(x + half, y);
    path.arc(x, y, half, 0, Math.PI * 2);
  } else if (kind === 1) {
    path.moveTo(x, y - half);
    path.lineTo(x + half, y + half);
    path.lineTo(x - half, y + half);
    path.closePath();
  } else {
    path.moveTo(x - half, y - half);
    path.lineTo(x + half, y + half);
    path.moveTo(x + half, y - half);
    path.lineTo(x - half, y + half);
  }
}
