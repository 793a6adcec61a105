import { describe, expect, it } from 'vitest';
import { FocalScopeError } from '../../src/base/errors.ts';
import { GpuResources } from '../../src/gpu/gpu-resources.ts';
import { InputError } from '../../src/gpu/input-error.ts';
import { createDenseLoss } from '../../src/loss/dense-loss.ts';
import type { DenseLossParams } from '../../src/loss/dense-loss-params.ts';
import { createAnchorCategories } from '../../src/statistics/anchor-categories.ts';
import { createElementHistogram } from '../../src/statistics/element-histogram.ts';
import { createLossByClass, type LossByClassOptions } from '../../src/statistics/loss-by-class.ts';
import { computeLossByClassReference } from '../../src/statistics/reference/loss-by-class.ts';
import { expectClose, makeLossCase, type LossCase } from '../support/dense-loss.ts';
import { withGpu } from '../support/gpu.ts';
import { describeLossByClass, type ComputeByClass } from '../support/loss-by-class-suite.ts';

const focal: DenseLossParams = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'foreground' };

function uploadCase(resources: GpuResources, { logits, targets }: LossCase, padding = 0) {
  const paddedLogits = new Float32Array(logits.length + padding).fill(50);
  const paddedTargets = new Int32Array(targets.length + padding);
  paddedLogits.set(logits);
  paddedTargets.set(targets);
  return {
    logits: resources.createBufferWithData('logits', paddedLogits),
    targets: resources.createBufferWithData('targets', paddedTargets),
  };
}

const computeWithKernels: ComputeByClass = (lossCase, params) =>
  withGpu(async (device) => {
    const shape = { anchors: lossCase.targets.length, classes: lossCase.classes };
    const resources = new GpuResources(device, 'test');
    const loss = await createDenseLoss(device, shape, { gradient: false, losses: [params] });
    const byClass = await createLossByClass(device, shape);
    try {
      const inputs = uploadCase(resources, lossCase);
      const encoder = device.createCommandEncoder();
      loss.encode(encoder, inputs, params);
      byClass.encode(encoder, inputs, params);
      device.queue.submit([encoder.finish()]);
      return { reading: await byClass.read(), totals: await loss.readTotals() };
    } finally {
      for (const owner of [loss, byClass, resources]) owner.dispose();
    }
  });

/** Encodes all of `params` before one submit; what is read is the last. */
async function sumWithKernel(
  device: GPUDevice,
  lossCase: LossCase,
  params: readonly DenseLossParams[],
  { padding = 0, ...options }: LossByClassOptions & { readonly padding?: number } = {},
) {
  const resources = new GpuResources(device, 'test');
  const shape = { anchors: lossCase.targets.length, classes: lossCase.classes };
  const byClass = await createLossByClass(device, shape, options);
  const inputs = uploadCase(resources, lossCase, padding);
  const encoder = device.createCommandEncoder();
  for (const choice of params) byClass.encode(encoder, inputs, choice);
  device.queue.submit([encoder.finish()]);
  const reading = await byClass.read();
  byClass.dispose();
  resources.dispose();
  return reading;
}

describeLossByClass('kernel', computeWithKernels);

describe('kernel: as the twin', () => {
  it.each([
    [2000, 80],
    [1001, 7],
    [300, 130],
  ])('has the sums of %i anchors and %i classes, in chunks and larger buffers too', (anchors, classes) =>
    withGpu(async (device) => {
      const lossCase = makeLossCase(anchors, classes);
      for (const gamma of [0, 1, 2, 4.4]) {
        const params = { ...focal, gamma };
        const exact = computeLossByClassReference(lossCase.logits, lossCase.targets, classes, params);
        const chunked = { maxBindingBytes: 130 * classes * 4, padding: 700 };
        for (const options of [{}, chunked]) {
          const found = await sumWithKernel(device, lossCase, [params], options);
          expectClose(found.own, exact.own, 2e-6 + gamma * 2e-6);
          expectClose(found.others, exact.others, 2e-6 + gamma * 2e-6);
          expect([...found.foregroundAnchors]).toEqual([...exact.foregroundAnchors]);
        }
      }
    }),
  );

  it('has the same bits at every run', () =>
    withGpu(async (device) => {
      const lossCase = makeLossCase(3000, 20);
      const first = await sumWithKernel(device, lossCase, [focal]);
      expect(await sumWithKernel(device, lossCase, [focal])).toEqual(first);
      expect(await sumWithKernel(device, lossCase, [focal, focal], { padding: 99 })).toEqual(first);
    }));

  it('keeps to each encode its own params before one submit', () =>
    withGpu(async (device) => {
      const lossCase = makeLossCase(500, 6);
      const others = [
        { ...focal, gamma: 5, alpha: -1, normaliser: 'none' },
        { ...focal, kind: 'cross-entropy', normaliser: 'anchors' },
      ] as const;
      const resources = new GpuResources(device, 'test');
      const inputs = uploadCase(resources, lossCase);
      const byClass = await createLossByClass(device, { anchors: 500, classes: 6 });
      const encoders = others.map((params) => {
        const encoder = device.createCommandEncoder();
        byClass.encode(encoder, inputs, params);
        return encoder.finish();
      });
      device.queue.submit([encoders[0]!]);
      const first = await byClass.read();
      device.queue.submit([encoders[1]!]);
      const second = await byClass.read();
      byClass.dispose();
      resources.dispose();
      expect(first).toEqual(await sumWithKernel(device, lossCase, [others[0]]));
      expect(second).toEqual(await sumWithKernel(device, lossCase, [others[1]]));
    }));
});

describe('kernel: refusals', () => {
  it('names the buffer that is too small, and finds no room for rows that are too long', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const inputs = uploadCase(resources, makeLossCase(64, 8));
      const byClass = await createLossByClass(device, { anchors: 65, classes: 8 });
      expect(() => {
        byClass.encode(device.createCommandEncoder(), inputs, focal);
      }).toThrow(InputError);
      byClass.dispose();
      resources.dispose();
      const tooLong = createLossByClass(device, { anchors: 1000, classes: 80 }, { maxBindingBytes: 1000 });
      await expect(tooLong).rejects.toThrow(FocalScopeError);
    }));
});

it.each([
  ['sums by class', createLossByClass],
  ['element histograms', createElementHistogram],
  ['anchor categories', createAnchorCategories],
] as const)('%s refuse float16 logits, which they would read as something else', async (_, create) => {
  await withGpu(async (device) => {
    const shape = { anchors: 8, classes: 4, logits: 'f16' } as const;
    await expect(create(device, shape)).rejects.toThrow(/f16/);
  });
});
