import { describe, expect, it } from 'vitest';
import { GpuResources } from '../../src/gpu/gpu-resources.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { createAnchorCategories } from '../../src/statistics/anchor-categories.ts';
import { createLossStatistics } from '../../src/statistics/loss-statistics.ts';
import { categoriseAnchorsReference } from '../../src/statistics/reference/anchor-categories.ts';
import { computeLossStatisticsReference } from '../../src/statistics/reference/loss-statistics.ts';
import { expectClose, makeLossCase, type LossCase } from '../support/dense-loss.ts';
import { withGpu } from '../support/gpu.ts';
import {
  describeAnchorCategories,
  describeLossStatistics,
  type ComputeStatistics,
} from '../support/loss-statistics-suite.ts';

async function categoriseWithKernel(
  device: GPUDevice,
  { logits, targets, classes }: LossCase,
  maxBindingBytes = Infinity,
): Promise<Uint32Array> {
  const resources = new GpuResources(device, 'test');
  const shape = { anchors: targets.length, classes };
  const categories = await createAnchorCategories(device, shape, { maxBindingBytes });
  const inputs = {
    logits: resources.createBufferWithData('logits', new Float32Array([...logits, ...logits])),
    targets: resources.createBufferWithData('targets', new Int32Array([...targets, ...targets])),
  };
  const encoder = device.createCommandEncoder();
  categories.encode(encoder, inputs);
  device.queue.submit([encoder.finish()]);
  const found = new Uint32Array(await readBuffer(device, categories.categories, targets.length * 4));
  categories.dispose();
  resources.dispose();
  return found;
}

const computeWithKernel: ComputeStatistics = (perAnchor, categories, levels) =>
  withGpu(async (device) => {
    const statistics = await createLossStatistics(device, levels);
    const resources = new GpuResources(device, 'test');
    const inputs = {
      perAnchor: resources.createBufferWithData('per anchor', perAnchor),
      categories: resources.createBufferWithData('categories', categories),
    };
    const encoder = device.createCommandEncoder();
    statistics.encode(encoder, inputs);
    device.queue.submit([encoder.finish()]);
    const [first, second] = await Promise.all([statistics.read(), statistics.read()]);
    expect(second).toEqual(first);
    statistics.dispose();
    resources.dispose();
    return first;
  });

describeAnchorCategories('kernel', (lossCase) => withGpu((device) => categoriseWithKernel(device, lossCase)));

describeLossStatistics('kernel', computeWithKernel);

describe('kernel: as the twin', () => {
  it.each([
    [1000, 80],
    [1001, 7],
  ])('puts %i anchors of %i classes into the same categories, in chunks too', (anchors, classes) =>
    withGpu(async (device) => {
      const lossCase = makeLossCase(anchors, classes);
      lossCase.logits.forEach((logit, index) => (lossCase.logits[index] = logit - 2));
      const exact = categoriseAnchorsReference(lossCase.logits, lossCase.targets, classes);
      expect(new Set(exact)).toEqual(new Set([0, 1, 2, 3]));
      expect(await categoriseWithKernel(device, lossCase)).toEqual(exact);
      expect(await categoriseWithKernel(device, lossCase, 130 * classes * 4)).toEqual(exact);
    }),
  );

  it('has the same statistics to float32, and the same bits at every run', async () => {
    const { logits, targets } = makeLossCase(40_000, 1);
    const perAnchor = logits.map(Math.abs);
    const categories = categoriseAnchorsReference(logits, targets, 1) as Uint32Array<ArrayBuffer>;
    const levels = [
      { firstAnchor: 0, anchorCount: 30_000 },
      { firstAnchor: 30_000, anchorCount: 10_000 },
    ];
    const exact = computeLossStatisticsReference(perAnchor, categories, levels);
    const found = await computeWithKernel(perAnchor, categories, levels);
    expectClose(Object.values(found.breakdown.byCategory), Object.values(exact.breakdown.byCategory), 2e-7);
    expectClose(found.breakdown.byLevel, exact.breakdown.byLevel, 2e-7);
    expect(found.counts).toEqual(exact.counts);
    expect(await computeWithKernel(perAnchor, categories, levels)).toEqual(found);
  });
});

describe('kernel: refusals', () => {
  it('names the buffer that is too small', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const [small, large] = [10, 40].map((anchors) =>
        resources.createBufferWithData('words', new Uint32Array(anchors)),
      ) as [GPUBuffer, GPUBuffer];
      const statistics = await createLossStatistics(device, [{ firstAnchor: 0, anchorCount: 40 }]);
      const categories = await createAnchorCategories(device, { anchors: 40, classes: 1 });
      const encoder = device.createCommandEncoder();
      expect(() => {
        statistics.encode(encoder, { perAnchor: large, categories: small });
      }).toThrow(/categories\.size/);
      expect(() => {
        statistics.encode(encoder, { perAnchor: small, categories: large });
      }).toThrow(/perAnchor\.size/);
      expect(() => {
        categories.encode(encoder, { logits: small, targets: large });
      }).toThrow(/logits\.size/);
      for (const owner of [statistics, categories, resources]) owner.dispose();
    }));
});
