import {
  createAnchorGrid,
  type AnchorConfiguration,
  type AnchorGrid,
} from '../../src/anchors/anchor-grid.ts';
import { createInputGeometry } from '../../src/image/input-geometry.ts';
import type { Photo } from '../../src/image/photo.ts';
import type { HeatmapSettings, StageBox, StageScene, StageView } from '../../src/stage/scene.ts';
import { classColour } from '../../src/stage/class-colour.ts';

/** Five levels and nine shapes, as RetinaNet has. */
export const anchorConfiguration: AnchorConfiguration = {
  strides: [8, 16, 32, 64, 128],
  firstLevel: 3,
  baseSizeInStrides: 4,
  scales: [1, 1.26, 1.59],
  ratios: [0.5, 1, 2],
  order: 'ratio-outer',
  centreOffset: 0.5,
};

/** The same numbers at every run, 0 to 1 (Park and Miller's generator). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** A photo of smooth shapes with some fine grain. */
export function createTestPhoto(width: number, height: number): Photo {
  const random = createRandom(7);
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const start = (y * width + x) * 4;
      data[start] = 128 + 100 * Math.sin(x / 9) + 20 * random();
      data[start + 1] = 128 + 100 * Math.cos(y / 13) + 20 * random();
      data[start + 2] = (255 * (x + y)) / (width + height);
      data[start + 3] = 255;
    }
  }
  return { fileName: 'test.png', width, height, pixels: { width, height, data } };
}

/** Losses over many decades, mostly tiny, as a detector's are. */
export function createTestLosses(anchorCount: number, seed: number): Float32Array<ArrayBuffer> {
  const random = createRandom(seed);
  return Float32Array.from({ length: anchorCount }, () => 10 ** (-7 * random()) * random());
}

/** A grid and geometry as a model of that input side would give for a photo. */
export function createTestGrid(
  photo: Photo,
  side: number,
): { readonly grid: AnchorGrid; readonly geometry: ReturnType<typeof createInputGeometry> } {
  const geometry = createInputGeometry(photo.width, photo.height, side, 32);
  return { grid: createAnchorGrid(anchorConfiguration, geometry.inputWidth, geometry.inputHeight), geometry };
}

export const testHeatmap: HeatmapSettings = {
  shown: 'focal',
  level: 'all',
  reduce: 'sum',
  colormap: 'viridis',
  opacity: 0.8,
  scale: 'linear',
  lockScale: true,
};

export const testBoxes: readonly StageBox[] = [
  { box: [20, 30, 120, 140], label: 'dog 0.93', colour: classColour(16), kind: 'detection' },
  { box: [60, 10, 190, 90], label: 'bicycle 0.71', colour: classColour(1), kind: 'detection' },
  { box: [25, 26, 118, 138], label: 'dog', colour: classColour(16), kind: 'ground-truth' },
];

/** The photo in the middle of the canvas, whole, with a margin. */
export function fitView(photo: Photo, width: number, height: number, pixelRatio = 1): StageView {
  const scale = Math.min((width - 20) / photo.width, (height - 20) / photo.height);
  const offsetX = (width - photo.width * scale) / 2;
  const offsetY = (height - photo.height * scale) / 2;
  return { width, height, scale, offsetX, offsetY, pixelRatio };
}

export function createTestScene(view: StageView, changes: Partial<StageScene> = {}): StageScene {
  return {
    view,
    heatmap: testHeatmap,
    boxes: [],
    highlighted: undefined,
    theme: { background: [0.1, 0.12, 0.15] },
    ...changes,
  };
}

/** A PNG of an image, for looking at a test's result by eye. */
export async function encodePng(image: ImageData): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
}
