import { describe, expect, it } from 'vitest';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { InputError } from '../../src/gpu/input-error.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { createSoftmaxLoss } from '../../src/loss/softmax-loss.ts';
import type { SoftmaxLossParams } from '../../src/loss/softmax-loss-params.ts';
import { expectClose } from '../support/dense-loss.ts';
import { testDevice, withGpu } from '../support/gpu.ts';
import { computeSoftmaxWithTwin, halfBits, halfValue, makeSoftmaxCase } from '../support/softmax-loss.ts';
import { computeSoftmaxWithKernel, uploadSoftmaxCase } from '../support/softmax-loss-kernel.ts';
import { describeSoftmaxLoss } from '../support/softmax-loss-suite.ts';
import { withWorkgroupLimit } from '../support/tile-device.ts';

/** What the driver promises, relatively: for logits from -100 to 100, and from -20 to 20. */
const promised = 8e-6;
const promisedNear = 4e-6;

const params: SoftmaxLossParams = { background: 'last', normaliser: 'foreground' };

describeSoftmaxLoss(
  'kernel, a thread an anchor',
  (softmaxCase, given) =>
    withGpu((device) => computeSoftmaxWithKernel(device, softmaxCase, given, { lanesPerAnchor: 1 })),
  promised,
);

describeSoftmaxLoss(
  'kernel, sixteen threads an anchor',
  (softmaxCase, given) => withGpu((device) => computeSoftmaxWithKernel(device, softmaxCase, given)),
  promised,
);

describe('kernel: softmax against the twin', () => {
  it.each([
    [1, 1, 1],
    [63, 80, 16],
    [65, 90, 1],
    [65, 90, 16],
    [1027, 20, 4],
    [130, 3, 2],
    [130, 255, 64],
  ] as const)(
    'keeps its promise from -100 to 100: %i anchors of %i classes, %i lanes',
    (anchors, classes, lanes) =>
      withGpu(async (device) => {
        for (const reach of [0.001, 3, 20, 100])
          for (const background of ['first', 'last'] as const) {
            const softmaxCase = makeSoftmaxCase(anchors, classes, anchors + reach, reach);
            const given = { ...params, background, normaliser: 'none' } as const;
            const exact = await computeSoftmaxWithTwin(softmaxCase, given);
            const found = await computeSoftmaxWithKernel(device, softmaxCase, given, {
              lanesPerAnchor: lanes,
            });
            const allowed = reach <= 20 ? promisedNear : promised;
            expectClose(found.perAnchor, exact.perAnchor, allowed);
            expectClose(found.gradient, exact.gradient, allowed);
            expectClose([found.totals.total], [exact.totals.total], 2e-6);
          }
      }),
  );

  it('loses no digit of a loss that is all but nothing', () =>
    withGpu(async (device) => {
      const gaps = Array.from({ length: 640 }, (_, index) => index / 10);
      const logits = Float32Array.from(gaps.flatMap((gap) => [gap, 0, -1]));
      const softmaxCase = { logits, targets: new Int32Array(gaps.length), classes: 2 };
      const exact = await computeSoftmaxWithTwin(softmaxCase, params);
      const found = await computeSoftmaxWithKernel(device, softmaxCase, params);
      expectClose(found.perAnchor, exact.perAnchor, promised);
      expectClose(found.gradient, exact.gradient, promised);
    }));

  it.each([
    [200, 1],
    [200, 2],
    [333, 80],
    [333, 91],
  ])('reads float16, %i anchors of %i classes, whole and in chunks', (anchors, classes) =>
    withGpu(async (device) => {
      const { logits, targets } = makeSoftmaxCase(anchors, classes, 4, 12);
      const rounded = { logits: logits.map((x) => halfValue(halfBits(x))), targets, classes };
      // Small numbers that have no normal float16 are left to the last test.
      rounded.logits.forEach((x, index) => (rounded.logits[index] = Math.abs(x) < 2 ** -14 ? 0 : x));
      const exact = await computeSoftmaxWithTwin(rounded, params);
      const options = { logits: 'f16', lanesPerAnchor: 4 } as const;
      const found = await computeSoftmaxWithKernel(device, rounded, params, options);
      expectClose(found.perAnchor, exact.perAnchor, promised);
      expectClose(found.gradient, exact.gradient, promised);
      const asSingles = await computeSoftmaxWithKernel(device, rounded, params, { lanesPerAnchor: 4 });
      expect(found).toEqual(asSingles);
      const maxBindingBytes = 70 * (classes + 1) * 4;
      const chunked = await computeSoftmaxWithKernel(device, rounded, params, {
        ...options,
        maxBindingBytes,
      });
      expect(chunked).toEqual(found);
    }),
  );

  it('counts the infinities of float16', () =>
    withGpu(async (device) => {
      const logits = Float32Array.of(1, Infinity, 2, -Infinity, NaN, 1, 65504, -65504, 0);
      const softmaxCase = { logits, targets: Int32Array.of(0, 0, 0), classes: 2 };
      const { perAnchor, totals } = await computeSoftmaxWithKernel(
        device,
        softmaxCase,
        { ...params, normaliser: 'none' },
        { logits: 'f16' },
      );
      expect(totals.nonFinite).toBe(3);
      expectClose(perAnchor, [Math.log1p(Math.E), 0, 0], promised);
    }));
});

describe('kernel: softmax in use', () => {
  it('sums 100,000 anchors to a millionth', () =>
    withGpu(async (device) => {
      const softmaxCase = makeSoftmaxCase(100_000, 4, 7);
      const exact = await computeSoftmaxWithTwin(softmaxCase, params);
      const found = await computeSoftmaxWithKernel(device, softmaxCase, params, { lanesPerAnchor: 1 });
      for (const part of ['total', 'foreground', 'background'] as const)
        expectClose([found.totals[part]], [exact.totals[part]], 1e-6);
      expect(found.totals.foregroundAnchors).toBe(exact.totals.foregroundAnchors);
    }));

  it('has the same bits at every run, in longer buffers, tiled and in chunks', () =>
    withGpu(async (device) => {
      for (const classes of [7, 12]) {
        const softmaxCase = makeSoftmaxCase(1000, classes, 3);
        const first = await computeSoftmaxWithKernel(device, softmaxCase, params);
        for (const options of [{}, { padding: 4096 }, { maxBindingBytes: 150 * (classes + 1) * 4 }])
          expect(await computeSoftmaxWithKernel(device, softmaxCase, params, options)).toEqual(first);
        expect(await computeSoftmaxWithKernel(withWorkgroupLimit(device, 16), softmaxCase, params)).toEqual(
          first,
        );
      }
    }));

  it('keeps the params of each encode of one submission, and allocates nothing for the second', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const softmaxCase = makeSoftmaxCase(300, 5);
      const inputs = uploadSoftmaxCase(resources, softmaxCase);
      const loss = await createSoftmaxLoss(device, { anchors: 300, classes: 5 });
      const encoder = device.createCommandEncoder();
      const choices: readonly SoftmaxLossParams[] = [
        params,
        { background: 'first', normaliser: 'anchors' },
        { background: 'first', normaliser: 3 },
      ];
      const kept = choices.map((choice, index) => {
        loss.encode(encoder, inputs, choice);
        const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
        const copy = resources.createBuffer(`kept ${index}`, 1200, usage);
        encoder.copyBufferToBuffer(loss.perAnchor, 0, copy, 0, 1200);
        return copy;
      });
      const before = liveResourceCount(device);
      loss.encode(encoder, inputs, params);
      expect(liveResourceCount(device)).toBe(before);
      device.queue.submit([encoder.finish()]);
      for (const [index, choice] of choices.entries()) {
        const alone = await computeSoftmaxWithKernel(device, softmaxCase, choice);
        expect(new Float32Array(await readBuffer(device, kept[index]!, 1200))).toEqual(alone.perAnchor);
      }
      const totals = await Promise.all([loss.readTotals(), loss.readTotals()]);
      const exact = await computeSoftmaxWithTwin(softmaxCase, params);
      for (const { total } of totals) expectClose([total], [exact.totals.total], 2e-6);
      loss.dispose();
      resources.dispose();
    }));

  it('refuses shapes, buffers and wishes that do not do', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const inputs = uploadSoftmaxCase(resources, makeSoftmaxCase(64, 4));
      const loss = await createSoftmaxLoss(device, { anchors: 64, classes: 4 });
      const encoder = device.createCommandEncoder();
      const tiny = resources.createBuffer('tiny', 16, GPUBufferUsage.STORAGE);
      const wrong = resources.createBuffer('no storage', 4096, GPUBufferUsage.COPY_DST);
      for (const name of ['logits', 'targets'] as const)
        for (const buffer of [tiny, wrong])
          expect(() => loss.encode(encoder, { ...inputs, [name]: buffer }, params), name).toThrow(InputError);
      expect(loss.gradient).toBeUndefined();
      expect(() => loss.encode(encoder, inputs, params, { gradient: true })).toThrow(InputError);
      loss.dispose();
      resources.dispose();
      await expect(createSoftmaxLoss(device, { anchors: 0, classes: 4 })).rejects.toThrow(InputError);
      await expect(createSoftmaxLoss(device, { anchors: 4, classes: 0 })).rejects.toThrow(InputError);
      const anchors = Math.ceil((await testDevice()).limits.maxBufferSize / 16);
      const tooLarge = createSoftmaxLoss(device, { anchors, classes: 80 }, { gradient: true });
      await expect(tooLarge).rejects.toMatchObject({ code: 'webgpu-limit-exceeded' });
    }));
});
