import { describe, expect, it } from 'vitest';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { createCpuStage } from '../../src/stage/cpu-stage.ts';
import { createGpuStage } from '../../src/stage/gpu-stage.ts';
import { colormapNames, heatmapModes, type HeatmapSettings, type StageScene } from '../../src/stage/scene.ts';
import type { StageRenderer } from '../../src/stage/stage-renderer.ts';
import { withGpu } from '../support/gpu.ts';
import {
  createRandom,
  createTestGrid,
  createTestLosses,
  createTestPhoto,
  createTestScene,
  fitView,
  testBoxes,
  testHeatmap,
} from '../support/stage-fixtures.ts';

const photo = createTestPhoto(203, 151);
const { grid, geometry } = createTestGrid(photo, 320);
const crossEntropy = createTestLosses(grid.anchorCount, 11);
const focal = crossEntropy.map((loss) => loss * loss);
/** Every third anchor foreground, some ignored. */
const targets = Int32Array.from(crossEntropy, (_, anchor) =>
  anchor % 3 === 0 ? anchor % 7 : -1 - (anchor % 2),
);

interface Stages {
  readonly device: GPUDevice;
  readonly gpu: StageRenderer<GPUBuffer>;
  readonly cpu: StageRenderer<Float32Array>;
  readonly gpuCanvas: OffscreenCanvas;
  readonly cpuCanvas: OffscreenCanvas;
  /** Draws a scene on both; resolves to both frames. */
  readonly draw: (scene: StageScene) => Promise<[ImageData, ImageData]>;
}

/** Runs `body` with both stages, the same photo and the same losses on each. */
function withStages(body: (stages: Stages) => Promise<void>): Promise<void> {
  return withGpu(async (device) => {
    const resources = new GpuResources(device, 'losses');
    const gpuCanvas = new OffscreenCanvas(1, 1);
    const cpuCanvas = new OffscreenCanvas(1, 1);
    const gpu = await createGpuStage(device, gpuCanvas, '2d-canvas');
    const cpu = createCpuStage(cpuCanvas);
    gpu.setPhoto(photo);
    cpu.setPhoto(photo);
    gpu.setLossMaps({
      crossEntropy: resources.createBufferWithData('cross entropy', crossEntropy),
      focal: resources.createBufferWithData('focal', focal),
      targets: resources.createBufferWithData('targets', targets),
      grid,
      geometry,
    });
    cpu.setLossMaps({ crossEntropy, focal, targets, grid, geometry });
    const draw = async (scene: StageScene): Promise<[ImageData, ImageData]> => {
      await Promise.all([gpu.render(scene), cpu.render(scene)]);
      return Promise.all([gpu.readPixels(), cpu.readPixels()]);
    };
    await body({ device, gpu, cpu, gpuCanvas, cpuCanvas, draw });
    gpu.dispose();
    cpu.dispose();
    resources.dispose();
  });
}

/** How many bytes lie more than `tolerance` apart. */
function countDifferences(first: ImageData, second: ImageData, tolerance: number): number {
  let count = 0;
  for (let i = 0; i < first.data.length; i++) {
    if (Math.abs(first.data[i]! - second.data[i]!) > tolerance) count++;
  }
  return count;
}

/** Colours at twenty places away from the edges of cells, where float32 may fall on the other side. */
function coloursAtPlaces(image: ImageData, scene: StageScene): number[][] {
  const random = createRandom(3);
  const { scale, offsetX, offsetY } = scene.view;
  const stride = grid.levels[scene.heatmap.level === 'all' ? 0 : scene.heatmap.level]!.stride;
  const places: number[][] = [];
  while (places.length < 20) {
    const x = Math.floor(random() * image.width);
    const y = Math.floor(random() * image.height);
    const photoX = (x + 0.5 - offsetX) / scale;
    const photoY = (y + 0.5 - offsetY) / scale;
    const cellX = (photoX * geometry.scaleX) / stride;
    const cellY = (photoY * geometry.scaleY) / stride;
    const isOnPhoto = photoX > 0.01 && photoY > 0.01 && photoX < photo.width && photoY < photo.height;
    const isNearEdge = [cellX, cellY].some((cell) => Math.abs(cell - Math.round(cell)) < 1e-3);
    if (!isOnPhoto || isNearEdge) continue;
    const start = (y * image.width + x) * 4;
    places.push([...image.data.subarray(start, start + 4)]);
  }
  return places;
}

describe('stage: GPU and twin', () => {
  // Shifted so that no row of pixels has its middles right on the edges of cells, where rounding decides.
  const fitted = fitView(photo, 330, 260);
  const view = { ...fitted, offsetX: fitted.offsetX + 0.137, offsetY: fitted.offsetY + 0.211 };
  const settings: Partial<HeatmapSettings>[] = [
    ...colormapNames.flatMap((colormap) =>
      (['linear', 'log'] as const).map((scale) => ({ colormap, scale })),
    ),
    ...[0, 1, 2, 3, 4].map((level) => ({ level, scale: 'log' as const })),
    { reduce: 'max' },
    { marks: true, reduce: 'max' },
    { reduce: 'max', level: 2, scale: 'log' },
    { shown: 'cross-entropy', scale: 'log' },
    { shown: 'focal', lockScale: false },
    { shown: 'cross-entropy', lockScale: false, opacity: 1 },
    { opacity: 0 },
    ...heatmapModes.flatMap((mode) => [
      { mode, divider: 0.31 },
      { mode, scale: 'log' as const, reduce: 'max' as const },
    ]),
    { anchorKind: 'foreground', scale: 'log' },
    { anchorKind: 'background', reduce: 'max' },
    { anchorShape: 4, level: 2 },
    { anchorShape: 0, anchorKind: 'foreground', mode: 'swipe' },
    { mode: 'swipe', divider: 0 },
    { mode: 'swipe', divider: 1, level: 1 },
  ];

  it('agree within 2/255 for every colormap, scale and level, and on the ends of the scale', () =>
    withStages(async ({ gpu, cpu, draw }) => {
      for (const change of settings) {
        const scene = createTestScene(view, { heatmap: { ...testHeatmap, ...change } });
        const [fromGpu, fromCpu] = await draw(scene);
        const name = JSON.stringify(change);
        const places = coloursAtPlaces(fromGpu, scene);
        for (const [index, colour] of coloursAtPlaces(fromCpu, scene).entries()) {
          for (const channel of [0, 1, 2, 3]) {
            expect(Math.abs(colour[channel]! - places[index]![channel]!), name).toBeLessThanOrEqual(2);
          }
        }
        // Whole frames too, but for pixels that straddle a cell's edge.
        expect(countDifferences(fromGpu, fromCpu, 2), name).toBeLessThan(fromGpu.data.length * 0.002);
        const [gpuRange, cpuRange] = [await gpu.readScaleRange(), await cpu.readScaleRange()];
        expect(gpuRange.maximum / cpuRange.maximum, name).toBeCloseTo(1, 5);
        if (change.mode === 'ratio') expect(gpuRange).toEqual({ minimum: 1e-4, maximum: 1e4 });
        else if (change.mode === 'difference') expect(gpuRange.minimum).toBe(-gpuRange.maximum);
        else if (change.scale === 'log') expect(gpuRange.minimum).toBeCloseTo(gpuRange.maximum * 1e-5, 12);
        else expect(gpuRange.minimum).toBe(0);
      }
    }));

  it('agree zoomed in, zoomed out and without photo or losses', () =>
    withStages(async ({ gpu, cpu, draw }) => {
      const views = [
        { ...view, scale: 7.3, offsetX: -310.4, offsetY: -205.7 },
        { ...view, scale: 0.21, offsetX: 40.25, offsetY: 33.5 },
        { ...view, scale: 1, offsetX: 500, offsetY: 0 },
      ];
      for (const changed of views) {
        const [fromGpu, fromCpu] = await draw(createTestScene(changed));
        expect(countDifferences(fromGpu, fromCpu, 2)).toBeLessThan(fromGpu.data.length * 0.002);
      }
      gpu.setLossMaps(undefined);
      cpu.setLossMaps(undefined);
      const [fromGpu, fromCpu] = await draw(createTestScene(view));
      expect(countDifferences(fromGpu, fromCpu, 2)).toBe(0);
      expect(await gpu.readScaleRange()).toEqual({ minimum: 0, maximum: 0 });
    }));

  it('draw the same boxes and labels, highlighted and not, over and past the edges', () =>
    withStages(async ({ gpu, cpu, draw }) => {
      gpu.setLossMaps(undefined);
      cpu.setLossMaps(undefined);
      const zoomed = { ...view, scale: 4.7, offsetX: -160, offsetY: -190, pixelRatio: 2 };
      for (const changed of [view, zoomed]) {
        for (const highlighted of [undefined, 0]) {
          const scene = createTestScene(changed, { boxes: testBoxes, highlighted });
          const [fromGpu, fromCpu] = await draw(scene);
          expect(countDifferences(fromGpu, fromCpu, 2)).toBe(0);
          const [bare] = await draw({ ...scene, boxes: [], highlighted: undefined });
          expect(countDifferences(fromGpu, bare, 20)).toBeGreaterThan(2000);
        }
      }
    }));
});

describe('stage: frames', () => {
  it('puts the frame it holds on the 2-D canvas, and resizes the canvas to the view', () =>
    withStages(async ({ gpuCanvas, cpuCanvas, draw }) => {
      for (const [width, height] of [
        [200, 100],
        [131, 177],
      ] as const) {
        const frames = await draw(createTestScene(fitView(photo, width, height), { boxes: testBoxes }));
        for (const [index, canvas] of [gpuCanvas, cpuCanvas].entries()) {
          expect([canvas.width, canvas.height]).toEqual([width, height]);
          const shown = canvas.getContext('2d')!.getImageData(0, 0, width, height);
          expect(shown.data).toEqual(frames[index]!.data);
        }
      }
    }));

  it('skips frames of no size, and keeps the last one', () =>
    withStages(async ({ gpu, cpu, draw }) => {
      const scene = createTestScene(fitView(photo, 64, 48));
      const [before] = await draw(scene);
      await gpu.render({ ...scene, view: { ...scene.view, width: 0, height: 0 } });
      await cpu.render({ ...scene, view: { ...scene.view, width: 0, height: 0 } });
      expect((await gpu.readPixels()).data).toEqual(before.data);
      expect((await cpu.readPixels()).width).toBe(64);
    }));

  it('allocates nothing when sliders, zoom, pan or the highlight change', () =>
    withStages(async ({ device, gpu }) => {
      const scene = createTestScene(fitView(photo, 120, 90), { boxes: testBoxes });
      await gpu.render(scene);
      const before = liveResourceCount(device);
      const created = countCalls(device);
      await Promise.all([
        gpu.render({ ...scene, heatmap: { ...testHeatmap, colormap: 'magma', scale: 'log', opacity: 0.3 } }),
        gpu.render({
          ...scene,
          heatmap: { ...testHeatmap, shown: 'cross-entropy', level: 3, reduce: 'max' },
        }),
        gpu.render({ ...scene, highlighted: 1 }),
        gpu.render({ ...scene, view: { ...scene.view, scale: 3.3, offsetX: -50 } }),
        gpu.readScaleRange(),
      ]);
      expect(created.restore()).toBe(0);
      expect(liveResourceCount(device)).toBe(before);
    }));

  it('draws overlapping calls one after the other, and nothing after it was disposed of', () =>
    withStages(async ({ gpu }) => {
      const small = createTestScene(fitView(photo, 40, 30));
      const large = createTestScene(fitView(photo, 80, 60));
      const sizes = await Promise.all([
        gpu.render(small),
        gpu.readPixels().then((frame) => frame.width),
        gpu.render(large),
        gpu.readPixels().then((frame) => frame.width),
      ]);
      expect([sizes[1], sizes[3]]).toEqual([40, 80]);
      const late = gpu.render(small);
      gpu.dispose();
      await late;
      await gpu.render(large);
    }));
});

/** Counts buffers, textures, bindings and pipelines made on a device until restored. */
function countCalls(device: GPUDevice): { restore: () => number } {
  let count = 0;
  const names = [
    'createBuffer',
    'createTexture',
    'createBindGroup',
    'createComputePipelineAsync',
    'createRenderPipelineAsync',
  ] as const;
  for (const name of names) {
    const original = (device[name] as (descriptor: unknown) => unknown).bind(device);
    Object.defineProperty(device, name, {
      configurable: true,
      value: (descriptor: unknown) => {
        count++;
        return original(descriptor);
      },
    });
  }
  return {
    restore: () => {
      for (const name of names) Reflect.deleteProperty(device, name);
      return count;
    },
  };
}
