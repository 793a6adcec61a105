import { loadDenseLossSimd, type DenseLossSimdRun } from '../loss/dense-loss-simd.ts';
import { benchmarkParams, gatherRows } from './benchmark-case.ts';
import type { ContenderEntry } from './contender.ts';

/** The project's own loss in WebAssembly SIMD, on the thread of its caller. */
export const simdContender: ContenderEntry = {
  name: 'FocalScope SIMD',
  backend: 'WASM',
  role: 'loop',
  modes: ['gradient', 'forward'],
  // Its promise is the kernel's: 2e-6 an element.
  tolerance: { relative: 2.5e-6, absolute: 1e-12 },
  prepare: async ({ benchmarkCase }) => {
    const { anchors, classes, logits, targets, spots } = benchmarkCase;
    const simd = await loadDenseLossSimd();
    const perAnchor = new Float32Array(anchors);
    const gradient = new Float32Array(anchors * classes);
    let last: DenseLossSimdRun | undefined;
    return {
      run: (mode, times) => {
        for (let turn = 0; turn < times; turn++) {
          const outputs = mode === 'gradient' ? { perAnchor, gradient } : { perAnchor };
          last = simd.prepare(logits, targets, classes, benchmarkParams, outputs);
          last.run(0, anchors);
        }
        return Promise.resolve();
      },
      read: (mode) =>
        Promise.resolve({
          total: last?.totals().total ?? NaN,
          perAnchor: gatherRows(perAnchor, spots, 1),
          ...(mode === 'gradient' ? { gradient: gatherRows(gradient, spots, classes) } : {}),
        }),
      dispose: () => simd.dispose(),
    };
  },
};
