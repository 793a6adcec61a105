import { describe, expect, it } from 'vitest';
import { computeWithKernel } from '../support/dense-loss-kernel.ts';
import { expectCare, makeCareCase } from '../support/dense-loss-care.ts';
import { withGpu } from '../support/gpu.ts';

describe('kernel: rows that need care', () => {
  it.each([
    [1, 1],
    [1, 16],
    [5, 4],
    [80, 1],
    [80, 4],
    [80, 64],
    [91, 16],
    [264, 64],
    [8194, 64],
    [9000, 4],
  ] as const)('are right whichever of their lanes find out, K = %i, %i lanes', (classes, lanesPerAnchor) =>
    withGpu((device) =>
      expectCare(
        (lossCase, params) => computeWithKernel(device, lossCase, params, { lanesPerAnchor }),
        classes,
      ),
    ),
  );

  it('are refused a number of lanes that no workgroup divides into', () =>
    withGpu(async (device) => {
      const params = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'none' } as const;
      for (const lanes of [0, 3, 128, NaN]) {
        const attempt = computeWithKernel(device, makeCareCase(4, 4), params, { lanesPerAnchor: lanes as 1 });
        await expect(attempt).rejects.toMatchObject({ parameter: 'lanesPerAnchor', value: lanes });
      }
    }));
});
