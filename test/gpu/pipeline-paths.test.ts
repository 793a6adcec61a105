import { describe, expect, it } from 'vitest';
import { admitGroundTruth } from '../../src/anchors/admit-ground-truth.ts';
import { createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import type { Box } from '../../src/base/box.ts';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { createInputGeometry } from '../../src/image/input-geometry.ts';
import type { Photo } from '../../src/image/photo.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import type { HeadOutputs } from '../../src/model/model-session.ts';
import type {
  AnalysisPath,
  AnsweredPhoto,
  LossReadings,
  SideReading,
} from '../../src/pipeline/analysis-path.ts';
import { createCpuPath } from '../../src/pipeline/cpu-path.ts';
import { createGpuPath } from '../../src/pipeline/gpu-path.ts';
import {
  isOfMarks,
  lossChoices,
  lossSpecOf,
  ofClass,
  quantitySpecOf,
  type LossChoice,
  type LossComparison,
  type LossSpec,
} from '../../src/pipeline/loss-spec.ts';
import { heatmapModes } from '../../src/stage/scene.ts';
import { anchorMarks } from '../../src/statistics/anchor-mark-values.ts';
import { testDevice, withGpu } from '../support/gpu.ts';
import { createTestScene, fitView, testHeatmap } from '../support/stage-fixtures.ts';
import { createTinyRetinaNet } from '../support/tiny-models.ts';
import { drawTinyPicture, normaliseTinyPicture } from '../support/tiny-picture.ts';

const model = createTinyRetinaNet();
const manifest = parseManifest(model.manifest);
const patches = [
  { classIndex: 0, x: 1, y: 1 },
  { classIndex: 1, x: 5, y: 2 },
] as const;
const annotations = [{ box: [30, 30, 66, 64] as Box, classIndex: 0 }];

interface Answer extends AnsweredPhoto {
  readonly logits: Float32Array<ArrayBuffer>;
  readonly deltas: Float32Array<ArrayBuffer>;
}

/** A picture at its own size with what the tiny model says of it. */
function answerOf(width: number, height: number): Answer {
  const data = drawTinyPicture(width, height, patches);
  const photo: Photo = { fileName: 'tiny.png', width, height, pixels: { width, height, data } };
  const geometry = createInputGeometry(width, height, Math.max(width, height), 32);
  const grid = createAnchorGrid(manifest.anchors, geometry.inputWidth, geometry.inputHeight);
  const head = model.computeHead(normaliseTinyPicture(data), width, height);
  const [logits, deltas] = [Float32Array.from(head.logits), Float32Array.from(head.deltas)];
  return { photo, geometry, grid, logits, deltas };
}

const wide = answerOf(128, 96);
const square = answerOf(128, 128);

/** Counts how often heads are released. */
function cpuHead({ grid, logits, deltas }: Answer, releases: string[] = []): HeadOutputs {
  const shape = { anchors: grid.anchorCount, classes: model.classes };
  return { place: 'cpu', ...shape, logits, deltas, release: () => void releases.push('cpu') };
}

function gpuHead({ grid, logits, deltas }: Answer, device: GPUDevice, releases: string[] = []): HeadOutputs {
  const resources = new GpuResources(device, 'a session’s outputs');
  return {
    place: 'gpu',
    anchors: grid.anchorCount,
    classes: model.classes,
    logits: resources.createBufferWithData('logits', logits),
    deltas: resources.createBufferWithData('deltas', deltas),
    release: () => {
      releases.push('gpu');
      resources.dispose();
    },
  };
}

const createPath = (device: GPUDevice): Promise<AnalysisPath> =>
  createGpuPath(device, new OffscreenCanvas(1, 1), {
    presenter: '2d-canvas',
    lossOptions: { lanesPerAnchor: 1 },
  });

interface Outcome {
  readonly pairs: string[];
  readonly logits: number[];
  readonly deltas: number[];
  readonly losses: LossReadings;
  readonly pixels: ImageData;
  readonly scaleMaximum: number;
}

/** The line from head to picture. */
async function follow(path: AnalysisPath, head: HeadOutputs, answer: Answer): Promise<Outcome> {
  await path.acceptHead(head, answer);
  const candidates = await path.selectCandidates(0.05);
  const admitted = admitGroundTruth(annotations, answer.geometry, answer.photo);
  await path.setTargets(admitted, manifest.matching);
  await path.setFocal({ gamma: 2, alpha: 0.25 });
  path.showAnswered();
  await path.render(createTestScene(fitView(answer.photo, 320, 240)));
  // The kernels and the twin list candidates in orders of their own.
  const order = [...candidates.anchors.keys()].sort(
    (first, second) =>
      candidates.anchors[first]! - candidates.anchors[second]! ||
      candidates.classes[first]! - candidates.classes[second]!,
  );
  return {
    pairs: order.map((at) => `${candidates.anchors[at]} ${candidates.classes[at]}`),
    logits: order.map((at) => candidates.logits[at]!),
    deltas: order.flatMap((at) => [...candidates.deltas.subarray(at * 4, at * 4 + 4)]),
    losses: await path.readLosses(),
    pixels: await path.readPixels(),
    scaleMaximum: (await path.readScaleRange()).maximum,
  };
}

function expectClose(actual: number, expected: number, tolerance = 1e-5): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected) + 1e-12);
}

function comparisonOf(left: LossChoice, right: LossChoice, gamma = 2): LossComparison {
  const numbers = { gamma, alpha: 0.25, starGamma: 2, starBeta: 1, ohemCount: 128, ohemIou: 0.5 };
  return { left: lossSpecOf(left, numbers), right: lossSpecOf(right, numbers) };
}

function expectSame(actual: Outcome, expected: Outcome): void {
  expect(expected.pairs.length).toBeGreaterThan(1);
  expect(actual.pairs).toEqual(expected.pairs);
  expect(actual.logits).toEqual(expected.logits);
  expect(actual.deltas).toEqual(expected.deltas);
  expect(actual.losses.counts).toEqual(expected.losses.counts);
  expect(expected.losses.counts.foreground).toBeGreaterThan(0);
  for (const loss of ['crossEntropy', 'focal'] as const) {
    const [mine, other] = [actual.losses[loss], expected.losses[loss]];
    expectClose(mine.total, other.total);
    mine.byLevel.forEach((value, level) => expectClose(value, other.byLevel[level]!));
    for (const [category, value] of Object.entries(mine.byCategory))
      expectClose(value, other.byCategory[category as keyof typeof other.byCategory]);
  }
  expectClose(actual.scaleMaximum, expected.scaleMaximum);
  expect(actual.pixels.width).toBe(expected.pixels.width);
  const far = actual.pixels.data.filter((value, at) => Math.abs(value - expected.pixels.data[at]!) > 2);
  expect(far.length / actual.pixels.data.length).toBeLessThan(1e-3);
}

describe('the two paths', () => {
  it('make the same of one head, whether it was uploaded or lies on the GPU', () =>
    withGpu(async (device) => {
      const cpu = createCpuPath(new OffscreenCanvas(1, 1));
      const expected = await follow(cpu, cpuHead(wide), wide);
      const releases: string[] = [];
      const gpu = await createPath(device);
      expectSame(await follow(gpu, cpuHead(wide, releases), wide), expected);
      expectSame(await follow(gpu, gpuHead(wide, device, releases), wide), expected);
      // The uploaded one at once, the one on the GPU when the path is done with it.
      expect(releases).toEqual(['cpu']);
      gpu.dispose();
      cpu.dispose();
      expect(releases).toEqual(['cpu', 'gpu']);
    }));

  it('take a head of another shape, and one of the first shape again', () =>
    withGpu(async (device) => {
      const cpu = createCpuPath(new OffscreenCanvas(1, 1));
      const gpu = await createPath(device);
      const releases: string[] = [];
      for (const answer of [wide, square, wide]) {
        const expected = await follow(cpu, cpuHead(answer), answer);
        expectSame(await follow(gpu, gpuHead(answer, device, releases), answer), expected);
        expect(gpu.answered).toMatchObject({ grid: { anchorCount: answer.grid.anchorCount } });
      }
      expect(releases).toHaveLength(2);
      gpu.dispose();
      cpu.dispose();
    }));

  it('compare any two losses alike, in every mode', () =>
    withGpu(async (device) => {
      const cpu = createCpuPath(new OffscreenCanvas(1, 1));
      const gpu = await createPath(device);
      await follow(cpu, cpuHead(wide), wide);
      await follow(gpu, gpuHead(wide, device), wide);
      const totals = new Map<string, number>();
      for (const [index, choice] of lossChoices.entries()) {
        const other = lossChoices[(index + 1) % lossChoices.length]!;
        const focal = { gamma: 2, alpha: 0.25, comparison: comparisonOf(choice, other) };
        const mode = heatmapModes[index % heatmapModes.length]!;
        const heatmap = { ...testHeatmap, mode, divider: 0.4, scale: 'log' as const };
        const view = fitView(wide.photo, 320, 240);
        const [fromCpu, fromGpu] = await Promise.all(
          [cpu, gpu].map(async (path) => {
            await path.setFocal(focal);
            await path.render(createTestScene({ ...view, offsetX: view.offsetX + 0.137 }, { heatmap }));
            return { losses: await path.readLosses(), pixels: await path.readPixels() };
          }),
        );
        const [mine, twin] = [fromGpu!.losses.comparison!, fromCpu!.losses.comparison!];
        for (const side of ['left', 'right'] as const) {
          const name = `${side} of ${choice} and ${other}`;
          expect(mine[side].spec, name).toEqual(focal.comparison[side]);
          expect(mine[side].selected, name).toEqual(twin[side].selected);
          expectClose(mine[side].breakdown.total, twin[side].breakdown.total, 1e-4);
          mine[side].breakdown.byLevel.forEach((value, level) =>
            expectClose(value, twin[side].breakdown.byLevel[level]!, 1e-4),
          );
          expect(twin[side].breakdown.total, name).toBeGreaterThan(0);
        }
        totals.set(choice, mine.left.breakdown.total);
        const far = fromGpu!.pixels.data.filter(
          (value, at) => Math.abs(value - fromCpu!.pixels.data[at]!) > 2,
        );
        expect(far.length / fromGpu!.pixels.data.length, `${mode} of ${choice}`).toBeLessThan(2e-3);
      }
      const { crossEntropy, focal } = await gpu.readLosses();
      expect(totals.get('cross-entropy')).toBe(crossEntropy.total);
      expect(totals.get('alpha-focal')).toBe(focal.total);
      // Ten losses, none of them another's.
      expect(new Set(totals.values()).size).toBe(lossChoices.length);
      gpu.dispose();
      cpu.dispose();
    }));

  it('map gradients, overlaps and box losses alike, and compare nothing then', () =>
    withGpu(async (device) => {
      const cpu = createCpuPath(new OffscreenCanvas(1, 1));
      const gpu = await createPath(device);
      await follow(cpu, cpuHead(wide), wide);
      await follow(gpu, gpuHead(wide, device), wide);
      const view = fitView(wide.photo, 320, 240);
      const tops = new Set<number>();
      for (const quantity of ['gradient', 'iou', 'box-loss'] as const) {
        for (const shown of ['cross-entropy', 'focal'] as const) {
          const parameters = { gamma: 2, alpha: 0.25 };
          const left = quantitySpecOf(quantity, shown, parameters);
          const heatmap = { ...testHeatmap, shown: 'left' as const, reduce: 'max' as const };
          const [fromCpu, fromGpu] = await Promise.all(
            [cpu, gpu].map(async (path) => {
              await path.setFocal({ ...parameters, comparison: { left } });
              await path.render(createTestScene({ ...view, offsetX: view.offsetX + 0.137 }, { heatmap }));
              expect((await path.readLosses()).comparison).toBeUndefined();
              const { maximum } = await path.readScaleRange();
              return { pixels: await path.readPixels(), maximum };
            }),
          );
          expect(fromCpu!.maximum).toBeGreaterThan(0);
          expectClose(fromGpu!.maximum, fromCpu!.maximum, 1e-4);
          const far = fromGpu!.pixels.data.filter(
            (value, at) => Math.abs(value - fromCpu!.pixels.data[at]!) > 2,
          );
          expect(far.length / fromGpu!.pixels.data.length, quantity).toBeLessThan(2e-3);
          tops.add(fromGpu!.maximum);
        }
      }
      // A gradient of either loss, an overlap and a box loss.
      expect(tops.size).toBe(4);
      for (const path of [cpu, gpu]) {
        const foreground = { ...testHeatmap, anchorKind: 'foreground' as const };
        const topNow = async (): Promise<number> => {
          await path.render(createTestScene(view, { heatmap: foreground }));
          return (await path.readScaleRange()).maximum;
        };
        expect(await topNow()).toBeGreaterThan(0);
        // The stage counts by the targets of now.
        await path.setTargets(admitGroundTruth([], wide.geometry, wide.photo), manifest.matching);
        await path.setFocal({ gamma: 2, alpha: 0.25 });
        expect(await topNow()).toBe(0);
      }
      gpu.dispose();
      cpu.dispose();
    }));

  it('map p_t, assignment and OHEM’s selection alike, and every map of one class', () =>
    withGpu(async (device) => {
      const cpu = createCpuPath(new OffscreenCanvas(1, 1));
      const gpu = await createPath(device);
      await follow(cpu, cpuHead(wide), wide);
      await follow(gpu, gpuHead(wide, device), wide);
      const view = fitView(wide.photo, 320, 240);
      const numbers = { gamma: 2, alpha: 0.25, ohemCount: 128, ohemIou: 0.5 };
      const counts = (await gpu.readLosses()).counts;
      const readings = new Map<string, SideReading>();
      const show = async (name: string, left: LossSpec): Promise<void> => {
        const marks = isOfMarks(left);
        const heatmap = { ...testHeatmap, shown: 'left' as const, reduce: 'max' as const, marks };
        const [fromCpu, fromGpu] = await Promise.all(
          [cpu, gpu].map(async (path) => {
            await path.setFocal({ ...numbers, comparison: { left } });
            await path.render(createTestScene({ ...view, offsetX: view.offsetX + 0.137 }, { heatmap }));
            const { map } = await path.readLosses();
            return { map: map!, pixels: await path.readPixels() };
          }),
        );
        expect(fromGpu!.map.spec, name).toEqual(left);
        expect(fromGpu!.map.selected, name).toEqual(fromCpu!.map.selected);
        expectClose(fromGpu!.map.breakdown.total, fromCpu!.map.breakdown.total, 1e-4);
        const far = fromGpu!.pixels.data.filter(
          (value, at) => Math.abs(value - fromCpu!.pixels.data[at]!) > 2,
        );
        expect(far.length / fromGpu!.pixels.data.length, name).toBeLessThan(2e-3);
        readings.set(name, fromGpu!.map);
      };
      for (const quantity of ['p-t', 'assignment', 'ohem', 'ohem-1-3'] as const)
        await show(quantity, quantitySpecOf(quantity, 'focal', numbers));
      const byCategory = (name: string) => readings.get(name)!.breakdown.byCategory;
      // All of a kind have one mark.
      expect(byCategory('assignment').foreground).toBe(anchorMarks.foreground * counts.foreground);
      expect(byCategory('assignment').ignored).toBe(anchorMarks.ignored * counts.ignored);
      const { foreground, background } = readings.get('ohem')!.selected!;
      expect(foreground + background).toBeGreaterThan(1);
      expect(byCategory('ohem').foreground).toBe(
        anchorMarks.foreground * foreground + anchorMarks.unselected * (counts.foreground - foreground),
      );

      const loss = lossSpecOf('alpha-focal', { ...numbers, starGamma: 2, starBeta: 1 });
      const sums = { loss: 0, assignment: 0, 'box-loss': 0 };
      for (let classIndex = 0; classIndex < model.classes; classIndex++) {
        await show('loss', ofClass(loss, classIndex));
        sums.loss += readings.get('loss')!.breakdown.total;
        for (const quantity of ['assignment', 'box-loss'] as const) {
          await show(quantity, ofClass(quantitySpecOf(quantity, 'focal', numbers), classIndex));
          sums[quantity] += readings.get(quantity)!.breakdown.total;
        }
      }
      for (const quantity of ['gradient', 'p-t', 'iou', 'ohem'] as const)
        await show(quantity, ofClass(quantitySpecOf(quantity, 'focal', numbers), 0));
      // The classes’ parts make the whole; those by anchors, the foreground of it.
      expectClose(sums.loss, (await gpu.readLosses()).focal.total, 1e-4);
      expect(sums.assignment).toBe(anchorMarks.foreground * counts.foreground);
      await show('box-loss', quantitySpecOf('box-loss', 'focal', numbers));
      expectClose(sums['box-loss'], readings.get('box-loss')!.breakdown.total, 1e-4);
      // A class that the head has not is none at all.
      for (const path of [cpu, gpu]) {
        await path.setFocal({ ...numbers, comparison: { left: ofClass({ kind: 'iou' }, 999) } });
        expect((await path.readLosses()).map!.spec).toEqual({ kind: 'iou' });
      }
      gpu.dispose();
      cpu.dispose();
    }));

  it('compare as the targets and the numbers are now, and not at all when no longer asked', () =>
    withGpu(async (device) => {
      const cpu = createCpuPath(new OffscreenCanvas(1, 1));
      const gpu = await createPath(device);
      for (const path of [cpu, gpu]) {
        await follow(path, path === cpu ? cpuHead(wide) : gpuHead(wide, device), wide);
        const comparison = comparisonOf('ohem', 'focal');
        await path.setFocal({ gamma: 2, alpha: 0.25, comparison });
        const before = (await path.readLosses()).comparison!;
        const { foreground, background } = before.left.selected!;
        expect(foreground + background).toBeGreaterThan(1);
        expect(foreground + background).toBeLessThanOrEqual(128);
        await path.setTargets(admitGroundTruth([], wide.geometry, wide.photo), manifest.matching);
        await path.setFocal({ gamma: 3, alpha: 0.25, comparison: comparisonOf('ohem', 'focal', 3) });
        const after = (await path.readLosses()).comparison!;
        expect(after.left.selected!.foreground).toBe(0);
        expect(after.right.breakdown.byCategory.foreground).toBe(0);
        expect(after.right.spec).toMatchObject({ gamma: 3 });
        await path.setFocal({ gamma: 3, alpha: 0.25 });
        expect((await path.readLosses()).comparison).toBeUndefined();
      }
      gpu.dispose();
      cpu.dispose();
    }));

  it('count the same elements by margin, for the targets that were set last', () =>
    withGpu(async (device) => {
      const cpu = createCpuPath(new OffscreenCanvas(1, 1));
      const gpu = await createPath(device);
      for (const answer of [wide, square]) {
        await follow(cpu, cpuHead(answer), answer);
        await follow(gpu, gpuHead(answer, device), answer);
        const [fromCpu, fromGpu] = await Promise.all(
          [cpu, gpu].map((path) => path.queries.elementHistogram()),
        );
        for (const part of ['foreground', 'background'] as const)
          expect(fromGpu![part].every((count, bin) => count === fromCpu![part][bin])).toBe(true);
        const foreground = fromGpu!.foreground.reduce((sum, count) => sum + count, 0);
        expect(foreground).toBe((await gpu.readLosses()).counts.foreground);
        const all = fromGpu!.background.reduce((sum, count) => sum + count, foreground);
        const { ignored } = (await gpu.readLosses()).counts;
        expect(all).toBe((answer.grid.anchorCount - ignored) * model.classes);
      }
      gpu.dispose();
      cpu.dispose();
    }));

  it('prepare the same input for the model', () =>
    withGpu(async (device) => {
      const cpu = createCpuPath(new OffscreenCanvas(1, 1));
      const gpu = await createPath(device);
      const geometry = createInputGeometry(128, 96, 64, 32);
      const [fromCpu, fromGpu] = await Promise.all(
        [cpu, gpu].map((path) => path.prepareInput(wide.photo, geometry, manifest.inputRule, 'wasm')),
      );
      if (fromCpu?.place !== 'cpu' || fromGpu?.place !== 'cpu') throw new Error('not where WASM reads it');
      expect(fromGpu.data).toHaveLength(3 * 64 * 64);
      expect(fromGpu.data).toHaveLength(fromCpu.data.length);
      const worst = fromGpu.data.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - fromCpu.data[at]!)),
        0,
      );
      // In units of the normalised input: 2/255 of the range over the smallest deviation.
      expect(worst).toBeLessThan(2 / 56);
      const onGpu = await gpu.prepareInput(wide.photo, geometry, manifest.inputRule, 'webgpu');
      expect(onGpu).toMatchObject({ place: 'gpu', width: 64, height: 64 });
      gpu.dispose();
      cpu.dispose();
    }));
});

describe('the path through the kernels', () => {
  it('makes no object on the slider path', () =>
    withGpu(async (device) => {
      const path = await createPath(device);
      await follow(path, gpuHead(wide, device), wide);
      const scene = createTestScene(fitView(wide.photo, 320, 240));
      const turn = async (gamma: number): Promise<void> => {
        await path.setFocal({ gamma, alpha: 0.25 });
        await path.render(scene);
        await path.readLosses();
        await path.readScaleRange();
      };
      await turn(1);
      const before = liveResourceCount(device);
      const made = countCreations(device);
      for (const gamma of [0, 1, 2, 3.3]) await turn(gamma);
      expect(made.stop()).toEqual([]);
      expect(liveResourceCount(device)).toBe(before);
      const swipe = { ...testHeatmap, mode: 'swipe' as const };
      const compare = async (gamma: number, divider: number): Promise<void> => {
        const comparison = comparisonOf('ohem', 'focal', gamma);
        await path.setFocal({ gamma, alpha: 0.25, comparison });
        await path.render(createTestScene(scene.view, { heatmap: { ...swipe, divider } }));
        await path.readLosses();
      };
      await compare(1, 0.5);
      const beforeComparing = liveResourceCount(device);
      const madeComparing = countCreations(device);
      for (const gamma of [0, 1, 2, 3.3]) await compare(gamma, gamma / 5);
      expect(madeComparing.stop()).toEqual([]);
      expect(liveResourceCount(device)).toBe(beforeComparing);
      // The count itself sees what is made: a larger stage has a larger frame.
      const control = countCreations(device);
      await path.render(createTestScene(fitView(wide.photo, 400, 300)));
      expect(control.stop()).toContain('createTexture');
      path.dispose();
    }));

  it('releases a head that it has no room for, and keeps the one before', () =>
    withGpu(async (device) => {
      const path = await createPath(device);
      const releases: string[] = [];
      const first = await follow(path, gpuHead(wide, device), wide);
      const before = liveResourceCount(device);
      const shape = { ...gpuHead(square, device, releases), classes: 0.5 };
      await expect(path.acceptHead(shape, square)).rejects.toBeInstanceOf(RangeError);
      expect(releases).toEqual(['gpu']);
      expect(liveResourceCount(device)).toBe(before);
      expect(path.answered?.grid).toBe(wide.grid);
      await path.setFocal({ gamma: 2, alpha: 0.25 });
      expect(await path.readLosses()).toEqual(first.losses);
      path.dispose();
    }));

  it('refuses every step before the first head', async () => {
    const path = await createPath(await testDevice());
    const none = admitGroundTruth([], wide.geometry, wide.photo);
    expect(() => path.setTargets(none, manifest.matching)).toThrow(
      expect.objectContaining({ code: 'internal' }),
    );
    expect(() => path.readLosses()).toThrow(expect.objectContaining({ code: 'internal' }));
    path.dispose();
  });
});

/** Names the `device.create…` calls from now on, command encoders apart: every frame records into a new one. */
function countCreations(device: GPUDevice): { stop(): string[] } {
  const calls: string[] = [];
  const names = Object.getOwnPropertyNames(GPUDevice.prototype).filter(
    (name) => name.startsWith('create') && name !== 'createCommandEncoder',
  ) as ('createBuffer' | 'createBindGroup')[];
  expect(names).toContain('createBuffer');
  for (const name of names) {
    const create = device[name].bind(device) as (descriptor: unknown) => unknown;
    Object.defineProperty(device, name, {
      configurable: true,
      value: (descriptor: unknown) => {
        calls.push(name);
        return create(descriptor);
      },
    });
  }
  return {
    stop: () => {
      for (const name of names) Reflect.deleteProperty(device, name);
      return calls;
    },
  };
}
