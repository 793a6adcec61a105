import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import type { DenseLossSimd } from '../../src/loss/dense-loss-simd.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { CpuLosses, type CpuLossesOptions } from '../../src/pipeline/cpu-losses.ts';
import { expectClose, makeLossCase } from '../support/dense-loss.ts';
import { loadDenseLossSimdFromDisk } from '../support/dense-loss-simd.ts';
import { createTinyManifest } from '../support/tiny-manifest.ts';

const classes = 5;
const grid = createAnchorGrid(parseManifest(createTinyManifest(1)).anchors, 512, 384);
const { logits, targets } = makeLossCase(grid.anchorCount, classes);
const otherTargets = makeLossCase(grid.anchorCount, classes, 2).targets;
const focal = { gamma: 2, alpha: 0.25 };

let simd: DenseLossSimd;
beforeEach(async () => {
  simd = await loadDenseLossSimdFromDisk();
});

const create = (options?: CpuLossesOptions): CpuLosses => new CpuLosses(logits, classes, grid, options);

async function compute(options?: CpuLossesOptions): Promise<CpuLosses> {
  const losses = create(options);
  await losses.setTargets(targets);
  await losses.setFocal(focal);
  return losses;
}

function expectSame(found: CpuLosses, expected: CpuLosses): void {
  expect(found.readings.counts).toEqual(expected.readings.counts);
  for (const loss of ['crossEntropy', 'focal'] as const) {
    expectClose(found.maps[loss], expected.maps[loss], 3e-6);
    const [mine, other] = [found.readings[loss], expected.readings[loss]];
    expectClose([mine.total, ...mine.byLevel], [other.total, ...other.byLevel], 1e-6);
    expectClose(Object.values(mine.byCategory), Object.values(other.byCategory), 1e-6);
  }
}

describe('losses on the CPU', () => {
  it('are those of the twins by SIMD, whether the focal loss was foreseen or not', async () => {
    const expected = await compute();
    expect(expected.readings.counts.foreground).toBeGreaterThan(0);
    expectSame(await compute({ simd }), expected);
    expectSame(await compute({ simd: Promise.resolve(simd), focal }), expected);
    expectSame(await compute({ simd, focal: { gamma: 0.5, alpha: -1 } }), expected);
  });

  it('come from the twins where there is no SIMD', async () => {
    expectSame(await compute({ simd: Promise.resolve(undefined), focal }), await compute());
  });

  it('take one pass for both where the focal loss was foreseen', async () => {
    const prepare = vi.spyOn(simd, 'prepare');
    const losses = await compute({ simd, focal });
    expect(prepare).toHaveBeenCalledTimes(1);
    await losses.setFocal({ ...focal, gamma: 3 });
    expect(prepare).toHaveBeenCalledTimes(2);
    await losses.setTargets(otherTargets);
    await losses.setFocal({ ...focal, gamma: 3 });
    expect(prepare).toHaveBeenCalledTimes(3);
  });

  it('follow new targets and new parameters', async () => {
    const follow = async (options?: CpuLossesOptions): Promise<CpuLosses> => {
      const losses = await compute(options);
      await losses.setTargets(otherTargets);
      await losses.setFocal(focal);
      await losses.setFocal({ gamma: 1.5, alpha: -1 });
      return losses;
    };
    expectSame(await follow({ simd, focal }), await follow());
  });

  it.each(['SIMD', 'twins'])('are computed again after one that was given up, by %s', async (by) => {
    const options = by === 'SIMD' ? { simd, focal } : {};
    const losses = create(options);
    const gone = AbortSignal.abort();
    await expect(losses.setTargets(otherTargets, gone)).rejects.toThrow();
    await losses.setTargets(targets);
    await losses.setFocal(focal);
    await expect(losses.setFocal({ gamma: 5, alpha: 0.5 }, gone)).rejects.toThrow();
    await losses.setFocal(focal);
    expectSame(losses, await compute());
  });

  it('are refused before there are targets', async () => {
    await expect(create({ simd }).setFocal(focal)).rejects.toMatchObject({ code: 'internal' });
    expect(() => create().readings).toThrow(expect.objectContaining({ code: 'internal' }));
  });
});
