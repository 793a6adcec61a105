import { describe, expect, it, vi } from 'vitest';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { createDenseLoss, type DenseLoss, type DenseLossOptions } from '../../src/loss/dense-loss.ts';
import type { DenseLossParams } from '../../src/loss/dense-loss-params.ts';
import { computeWithKernel } from '../support/dense-loss-kernel.ts';
import {
  computeElements,
  computeWithTwin,
  errorInUnits,
  expectClose,
  makeLossCase,
  promisedError,
  promisedStarError,
  sweepElements,
} from '../support/dense-loss.ts';
import { describeDenseLoss } from '../support/dense-loss-suite.ts';
import { testDevice, withGpu } from '../support/gpu.ts';

const focal: DenseLossParams = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'foreground' };

describeDenseLoss(
  'kernel, a thread an anchor',
  (lossCase, params) =>
    withGpu((device) => computeWithKernel(device, lossCase, params, { lanesPerAnchor: 1 })),
  promisedError,
  promisedStarError,
);

describeDenseLoss(
  'kernel, several threads an anchor',
  (lossCase, params) => withGpu((device) => computeWithKernel(device, lossCase, params)),
  promisedError,
  promisedStarError,
);

describe('kernel: accuracy against the float64 twin', () => {
  it.each([0, 0.5, 1, 2, 3.3, 5, 10])('keeps its promise from -100 to 100 at γ %f', (gamma) =>
    withGpu(async (device) => {
      const elements = sweepElements();
      for (const alpha of [-1, 0.25, 0.75]) {
        const params: DenseLossParams = { kind: 'focal', gamma, alpha, normaliser: 'none' };
        // Both are given the float32 that the kernel can be given.
        const exact = await computeElements(
          computeWithTwin,
          elements,
          { ...params, gamma: Math.fround(gamma) },
          1,
        );
        for (const [classes, lanesPerAnchor] of [
          [1, 1],
          [4, 1],
          [4, 4],
        ] as const) {
          const found = await computeElements(
            (lossCase, given) => computeWithKernel(device, lossCase, given, { lanesPerAnchor }),
            elements,
            params,
            classes,
          );
          const worst = { error: 0, at: '' };
          elements.forEach(({ x, own }, index) => {
            for (const value of ['loss', 'gradient'] as const) {
              const [is, was] = [found[index]![value], exact[index]![value]];
              const error = errorInUnits(is, was, promisedError(x, gamma));
              if (error > worst.error)
                Object.assign(worst, { error, at: `${value} of ${x} ${own}: ${is} for ${was}` });
            }
          });
          expect(worst.error, worst.at).toBeLessThanOrEqual(1);
        }
      }
    }),
  );
});

describe('kernel: shapes', () => {
  it.each([
    [1, 80, 1],
    [63, 80, 4],
    [65, 91, 1],
    [65, 91, 16],
    [1027, 80, 1],
    [130, 3, 2],
    [130, 264, 64],
  ] as const)(
    'agrees with the twin on %i anchors of %i classes, %i lanes',
    (anchors, classes, lanesPerAnchor) =>
      withGpu(async (device) => {
        const lossCase = makeLossCase(anchors, classes, anchors);
        for (const gamma of [0, 2, 1.7]) {
          const params = { ...focal, gamma };
          const exact = await computeWithTwin(lossCase, { ...params, gamma: Math.fround(gamma) });
          const found = await computeWithKernel(device, lossCase, params, { lanesPerAnchor });
          expectClose(found.perAnchor, exact.perAnchor, 8e-6);
          expectClose(found.gradient, exact.gradient, 8e-6);
          expectClose([found.totals.total], [exact.totals.total], 2e-6);
          expect(found.totals.foregroundAnchors).toBe(exact.totals.foregroundAnchors);
        }
      }),
  );

  it.each([80, 3])('reads no word past the tensor, K = %i', (classes) =>
    withGpu(async (device) => {
      const lossCase = makeLossCase(100, classes);
      const found = await computeWithKernel(device, lossCase, focal, { padding: 4096 });
      expect(found).toEqual(await computeWithKernel(device, lossCase, focal));
    }),
  );

  it('has the same bits at every run', () =>
    withGpu(async (device) => {
      const lossCase = makeLossCase(5000, 12);
      const first = await computeWithKernel(device, lossCase, { ...focal, gamma: 2.3 });
      expect(await computeWithKernel(device, lossCase, { ...focal, gamma: 2.3 })).toEqual(first);
    }));

  it.each([
    [1000, 80],
    [1000, 7],
  ])('has the same bits in chunks, %i anchors of %i classes', (anchors, classes) =>
    withGpu(async (device) => {
      const lossCase = makeLossCase(anchors, classes);
      const whole = await computeWithKernel(device, lossCase, focal);
      const chunked = await computeWithKernel(device, lossCase, focal, {
        maxBindingBytes: 150 * classes * 4,
      });
      expect(chunked).toEqual(whole);
    }),
  );

  it('works past 65,535 workgroups', () =>
    withGpu(async (device) => {
      const lossCase = makeLossCase(66_001, 1);
      const params: DenseLossParams = { ...focal, normaliser: 'none' };
      const exact = await computeWithTwin(lossCase, params);
      const found = await computeWithKernel(device, lossCase, params, { lanesPerAnchor: 64 });
      expectClose(found.perAnchor, exact.perAnchor, 2e-6);
      expectClose(found.gradient, exact.gradient, 2e-6);
      expectClose([found.totals.total], [exact.totals.total], 2e-6);
    }));

  it('sums a million anchors', () =>
    withGpu(async (device) => {
      const lossCase = makeLossCase(1_000_000, 1);
      const exact = await computeWithTwin(lossCase, focal);
      const found = await computeWithKernel(device, lossCase, focal, { lanesPerAnchor: 1 });
      expectClose(found.perAnchor, exact.perAnchor, 2e-6);
      expectClose([found.totals.total], [exact.totals.total], 2e-6);
      expect(found.totals.foregroundAnchors).toBe(exact.totals.foregroundAnchors);
    }));

  it('refuses shapes that are none or too large for the device', async () => {
    const device = await testDevice();
    const before = liveResourceCount(device);
    await expect(createDenseLoss(device, { anchors: 0, classes: 80 })).rejects.toThrow(RangeError);
    await expect(createDenseLoss(device, { anchors: 10, classes: 1.5 })).rejects.toThrow(RangeError);
    const tooLarge = createDenseLoss(
      device,
      { anchors: Math.ceil(device.limits.maxBufferSize / 16), classes: 80 },
      { gradient: true },
    );
    await expect(tooLarge).rejects.toMatchObject({ code: 'webgpu-limit-exceeded' });
    const tooWide = createDenseLoss(device, { anchors: 1000, classes: 80 }, { maxBindingBytes: 320 });
    await expect(tooWide).rejects.toMatchObject({ code: 'webgpu-limit-exceeded' });
    expect(liveResourceCount(device)).toBe(before);
  });
});

describe('kernel: made for some losses alone', () => {
  it('compiles their kernels and no other, and has the same bits', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      // Of no other test's K, so that nothing is there yet.
      const shape = { anchors: 90, classes: 11 };
      const { logits, targets } = makeLossCase(shape.anchors, shape.classes);
      const inputs = {
        logits: resources.createBufferWithData('logits', logits),
        targets: resources.createBufferWithData('targets', targets),
      };
      const star: DenseLossParams = { ...focal, kind: 'focal-star', beta: 0.5 };
      const compile = vi.spyOn(device, 'createComputePipelineAsync');
      const compiled = async (options: DenseLossOptions): Promise<[DenseLoss, number]> => {
        compile.mockClear();
        const loss = await createDenseLoss(device, shape, options);
        const passes = compile.mock.calls.filter(([{ compute }]) =>
          /denseLoss|finishRows/.test(compute.entryPoint ?? ''),
        );
        return [loss, passes.length];
      };
      try {
        const [few, two] = await compiled({ gradient: 'always', losses: [focal, { ...focal, alpha: -1 }] });
        const [forward, four] = await compiled({ gradient: false, losses: [star, { ...focal, gamma: 0.7 }] });
        const [all, others] = await compiled({});
        expect([two, four, others]).toEqual([2, 4, 20 - 6]);

        const read = async (buffer: GPUBuffer) => new Float32Array(await readBuffer(device, buffer));
        const run = async (loss: DenseLoss, params: DenseLossParams) => {
          const encoder = device.createCommandEncoder();
          loss.encode(encoder, inputs, params);
          device.queue.submit([encoder.finish()]);
          return { perAnchor: await read(loss.perAnchor), totals: await loss.readTotals() };
        };
        const found = await run(few, focal);
        expect(found).toEqual(await run(all, focal));
        const slopes = await read(few.gradient);
        expect(slopes).toEqual(await read(all.gradient));
        // Any γ that is no whole one serves for all of them.
        const params = { ...focal, gamma: 3.3 };
        expect(await run(forward, params)).toEqual(await run(all, params));

        const encoder = device.createCommandEncoder();
        const kinds = 'without kernels of this kind and γ';
        expect(() => few.encode(encoder, inputs, star)).toThrow(kinds);
        expect(() => few.encode(encoder, inputs, { ...focal, gamma: 1 })).toThrow(kinds);
        expect(() => forward.encode(encoder, inputs, focal)).toThrow(kinds);
        expect(() => few.encode(encoder, inputs, focal, { gradient: false })).toThrow('without kernels that');
        expect(() => few.encode(encoder, inputs, { ...star, gamma: 0 })).toThrow(RangeError);
        for (const owner of [few, forward, all, resources]) owner.dispose();
      } finally {
        compile.mockRestore();
      }
    }));
});

describe('kernel: repeated use', () => {
  it('compiles, binds and allocates nothing when its params move', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const { logits, targets, classes } = makeLossCase(200, 8);
      const inputs = {
        logits: resources.createBufferWithData('logits', logits),
        targets: resources.createBufferWithData('targets', targets),
      };
      const loss = await createDenseLoss(device, { anchors: 200, classes });
      const run = async (gamma: number) => {
        const encoder = device.createCommandEncoder();
        loss.encode(encoder, inputs, { ...focal, gamma });
        device.queue.submit([encoder.finish()]);
        return loss.readTotals();
      };
      const first = await run(2);
      const made: string[] = [];
      const watched = [
        'createBuffer',
        'createBindGroup',
        'createShaderModule',
        'createComputePipelineAsync',
      ] as const;
      for (const name of watched) {
        const original = Reflect.get(device, name) as (...parameters: unknown[]) => unknown;
        const value = (...parameters: unknown[]) => {
          made.push(name);
          return original.apply(device, parameters);
        };
        Object.defineProperty(device, name, { configurable: true, value });
      }
      for (const gamma of [0, 0.5, 1, 2, 10]) await run(gamma);
      const last = await run(2);
      for (const name of watched) Reflect.deleteProperty(device, name);
      expect(made).toEqual([]);
      expect(last).toEqual(first);
      loss.dispose();
      resources.dispose();
    }));

  it('makes a gradient unless told not to, writes it unless told not to, and says so where there is none', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const { logits, targets, classes } = makeLossCase(70, 8);
      const inputs = {
        logits: resources.createBufferWithData('logits', logits),
        targets: resources.createBufferWithData('targets', targets),
      };
      const without = await createDenseLoss(device, { anchors: 70, classes }, { gradient: false });
      const having = await createDenseLoss(device, { anchors: 70, classes });
      const run = (loss: DenseLoss, options?: { gradient: boolean }) => {
        const encoder = device.createCommandEncoder();
        loss.encode(encoder, inputs, focal, options);
        device.queue.submit([encoder.finish()]);
      };
      expect(() => without.gradient).toThrow('without a gradient');
      expect(() => without.gradientNorm).toThrow('without the norm');
      expect(() => run(without, { gradient: true })).toThrow('without a gradient');
      run(without);
      run(having, { gradient: false });
      expect(await without.readTotals()).toEqual(await having.readTotals());
      const read = async () => new Float32Array(await readBuffer(device, having.gradient));
      expect((await read()).every((slope) => slope === 0)).toBe(true);
      run(having);
      expect((await read()).some((slope) => slope > 0)).toBe(true);
      without.dispose();
      having.dispose();
      resources.dispose();
    }));

  it('runs two losses in one submission and overlapping reads', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const lossCase = makeLossCase(300, 8);
      const inputs = {
        logits: resources.createBufferWithData('logits', lossCase.logits),
        targets: resources.createBufferWithData('targets', lossCase.targets),
      };
      const shape = { anchors: 300, classes: 8 };
      const losses = await Promise.all([createDenseLoss(device, shape), createDenseLoss(device, shape)]);
      const params = [focal, { ...focal, kind: 'cross-entropy', alpha: -1 }] as const;
      const encoder = device.createCommandEncoder();
      losses.forEach((loss, index) => loss.encode(encoder, inputs, params[index]!));
      device.queue.submit([encoder.finish()]);
      const totals = await Promise.all([...losses, ...losses].map((loss) => loss.readTotals()));
      for (const [index, found] of totals.entries()) {
        const exact = await computeWithTwin(lossCase, params[index % 2]!);
        expectClose([found.total], [exact.totals.total], 2e-6);
      }
      losses.forEach((loss) => loss.dispose());
      resources.dispose();
    }));
});
