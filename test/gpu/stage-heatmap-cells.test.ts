import { describe, expect, it } from 'vitest';
import { createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import { GpuResources } from '../../src/gpu/gpu-resources.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { createInputGeometry } from '../../src/image/input-geometry.ts';
import { HeatmapCells } from '../../src/stage/heatmap-cells.ts';
import { computeHeatmapCells } from '../../src/stage/reference/heatmap-cells.ts';
import { hardestCount } from '../../src/stage/hardest-share-reading.ts';
import { computeHardestShareReference } from '../../src/stage/reference/hardest-share.ts';
import type { HeatmapSettings } from '../../src/stage/scene.ts';
import { withGpu } from '../support/gpu.ts';
import { anchorConfiguration, createTestLosses, testHeatmap } from '../support/stage-fixtures.ts';

const sizes = [
  [1, 1],
  [200, 136],
  [129, 255],
  [640, 480],
] as const;

/** Makes one loss's map and the top on the GPU. */
async function computeOnGpu(
  device: GPUDevice,
  heatmap: HeatmapCells,
  settings: HeatmapSettings,
): Promise<{ readonly values: Float32Array; readonly top: number }> {
  const encoder = device.createCommandEncoder();
  const layout = heatmap.encode(encoder, settings)!;
  device.queue.submit([encoder.finish()]);
  const cells = heatmap.cellsOf(settings.shown)!;
  const values = new Float32Array(await readBuffer(device, cells, layout.width * layout.height * 4));
  return { values, top: new Float32Array(await readBuffer(device, heatmap.top, 4))[0]! };
}

describe('HeatmapCells', () => {
  it('gives the twin’s maps and tops for every level, reduction and size, the same bits at every run', () =>
    withGpu(async (device) => {
      const heatmap = await HeatmapCells.create(device);
      for (const [width, height] of sizes) {
        const grid = createAnchorGrid(anchorConfiguration, width, height);
        const crossEntropy = createTestLosses(grid.anchorCount, 21);
        const focal = crossEntropy.map((loss) => loss * loss * 1.7);
        const resources = new GpuResources(device, 'losses');
        heatmap.setLossMaps({
          crossEntropy: resources.createBufferWithData('cross entropy', crossEntropy),
          focal: resources.createBufferWithData('focal', focal),
          grid,
          geometry: createInputGeometry(width, height, Math.max(width, height), 1),
        });
        for (const level of ['all', 0, 1, 2, 3, 4] as const) {
          for (const reduce of ['sum', 'max'] as const) {
            const settings = { ...testHeatmap, level, reduce };
            const locked = await computeOnGpu(device, heatmap, settings);
            const unlocked = await computeOnGpu(device, heatmap, { ...settings, lockScale: false });
            const shown = computeHeatmapCells(focal, grid, level, reduce);
            const other = computeHeatmapCells(crossEntropy, grid, level, reduce);
            const name = `${width} × ${height}, ${level}, ${reduce}`;
            expect(locked.values.length, name).toBe(shown.values.length);
            for (const [cell, value] of locked.values.entries()) {
              const expected = shown.values[cell]!;
              if (Math.abs(value - expected) > 2e-6 * expected)
                expect(value, `${name}, ${cell}`).toBe(expected);
            }
            expect(locked.top / Math.max(shown.top, other.top), name).toBeCloseTo(1, 5);
            expect(unlocked.top / shown.top, name).toBeCloseTo(1, 5);
            expect(unlocked.values, name).toEqual(locked.values);
          }
        }
        resources.dispose();
      }
      heatmap.dispose();
    }));

  it('counts the hardest share of all anchors, by its own values or by another loss', () =>
    withGpu(async (device) => {
      const heatmap = await HeatmapCells.create(device);
      const resources = new GpuResources(device, 'losses');
      const grid = createAnchorGrid(anchorConfiguration, 200, 136);
      const [crossEntropy, focal, left] = [21, 4, 9].map((seed) => createTestLosses(grid.anchorCount, seed));
      const upload = (values: Float32Array<ArrayBuffer>): GPUBuffer =>
        resources.createBufferWithData('losses', values);
      heatmap.setLossMaps({
        crossEntropy: upload(crossEntropy!),
        focal: upload(focal!),
        left: upload(left!),
        grid,
        geometry: createInputGeometry(200, 136, 200, 1),
      });
      const share = 0.01;
      expect(() =>
        heatmap.encode(device.createCommandEncoder(), { ...testHeatmap, hardestShare: share }),
      ).toThrow('prepared');
      const cases = [
        [{ shown: 'focal' }, focal, focal],
        [{ shown: 'left' }, left, left],
        [{ shown: 'left', rankedBy: 'focal' }, left, focal],
        // A comparison ranks each side by itself, and everything counts again without a share.
        [{ shown: 'left', mode: 'swipe', rankedBy: 'focal' }, left, left],
        [{ shown: 'focal', hardestShare: 1 }, focal, undefined],
      ] as const;
      for (const [changes, values, ranking] of cases) {
        const settings = { ...testHeatmap, lockScale: false, hardestShare: share, ...changes };
        await heatmap.prepare(settings);
        const found = await computeOnGpu(device, heatmap, settings);
        const count = hardestCount(share, grid.anchorCount);
        const { least } = computeHardestShareReference(ranking ?? values!, count);
        const filter = ranking ? { hardest: { ranking, least } } : {};
        const expected = computeHeatmapCells(values!, grid, 'all', 'sum', filter);
        expect(found.values.length).toBe(expected.values.length);
        found.values.forEach((value, cell) => {
          const wanted = expected.values[cell]!;
          if (Math.abs(value - wanted) > 2e-6 * wanted) expect(value, JSON.stringify(changes)).toBe(wanted);
        });
      }
      heatmap.dispose();
      resources.dispose();
    }));

  it('sets no scale by values that are not finite', () =>
    withGpu(async (device) => {
      const heatmap = await HeatmapCells.create(device);
      const resources = new GpuResources(device, 'losses');
      const grid = createAnchorGrid(anchorConfiguration, 64, 64);
      const losses = new Float32Array(grid.anchorCount);
      losses[0] = Infinity;
      losses[9] = 0.5;
      const buffer = resources.createBufferWithData('losses', losses);
      const geometry = createInputGeometry(64, 64, 64, 1);
      heatmap.setLossMaps({ crossEntropy: buffer, focal: buffer, grid, geometry });
      expect((await computeOnGpu(device, heatmap, { ...testHeatmap, level: 0 })).top).toBe(0.5);
      expect(() => heatmap.encode(device.createCommandEncoder(), { ...testHeatmap, level: 7 })).toThrow(
        RangeError,
      );
      heatmap.dispose();
      resources.dispose();
    }));
});
