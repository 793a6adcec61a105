import { createDenseLoss } from '../loss/dense-loss.ts';
import { benchmarkParams } from './benchmark-case.ts';
import type { ContenderEntry } from './contender.ts';
import { readRows, submitTimes } from './gpu-runs.ts';

/** The project's own fused kernel, in the form that the page uses. */
export const kernelContender: ContenderEntry = {
  name: 'FocalScope kernel',
  backend: 'WebGPU',
  role: 'ours',
  modes: ['gradient', 'forward'],
  // The kernel's promise is 2e-6 an element; sums of positive losses keep it.
  tolerance: { relative: 2.5e-6, absolute: 1e-12 },
  prepare: async ({ device, isSoftware, benchmarkCase, logits, targets }) => {
    const { anchors, classes, spots } = benchmarkCase;
    const loss = await createDenseLoss(
      device,
      { anchors, classes },
      { losses: [benchmarkParams], ...(isSoftware && { lanesPerAnchor: 1 }) },
    );
    return {
      run: (mode, times) =>
        submitTimes(device, times, (encoder) =>
          loss.encode(encoder, { logits, targets }, benchmarkParams, { gradient: mode === 'gradient' }),
        ),
      read: async (mode) => ({
        total: (await loss.readTotals()).total,
        perAnchor: await readRows(device, loss.perAnchor, spots, 1),
        ...(mode === 'gradient' ? { gradient: await readRows(device, loss.gradient, spots, classes) } : {}),
      }),
      dispose: () => loss.dispose(),
    };
  },
};
