import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { InputError } from '../../src/gpu/input-error.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { createDenseLoss, type DenseLossOptions } from '../../src/loss/dense-loss.ts';
import type { DenseLossParams } from '../../src/loss/dense-loss-params.ts';
import { computeDenseLossReference } from '../../src/loss/reference/dense-loss.ts';
import { computeWithKernel } from '../support/dense-loss-kernel.ts';
import {
  computeWithTwin,
  errorInUnits,
  expectClose,
  makeLossCase,
  promisedError,
  promisedStarError,
  randomNumbers,
  type LossCase,
} from '../support/dense-loss.ts';
import { testDevice, withGpu } from '../support/gpu.ts';
import { makeHalfLogits } from '../support/half-logits.ts';

const focal: DenseLossParams = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'foreground' };
const star: DenseLossParams = { ...focal, kind: 'focal-star', gamma: 1.5, beta: 0.5 };

/** A case in buffers of the owner's. */
function upload(resources: GpuResources, { logits, targets }: LossCase) {
  return {
    logits: resources.createBufferWithData('logits', logits),
    targets: resources.createBufferWithData('targets', targets),
  };
}

const readFloats = async (device: GPUDevice, buffer: GPUBuffer, length: number) =>
  new Float32Array(await readBuffer(device, buffer, length * 4));

describe('kernel: any case', () => {
  it('keeps its promise for logits of -100 to 100, any params, targets and shape', () =>
    withGpu(async (device) => {
      const cases = fc.record({
        anchors: fc.integer({ min: 1, max: 70 }),
        classes: fc.constantFrom(1, 3, 4, 5, 8, 20),
        seed: fc.nat(),
        reach: fc.constantFrom(2, 20, 60, 100),
        objects: fc.constantFrom(0, 0.3, 1),
        ignored: fc.constantFrom(0, 0.2, 1),
        kind: fc.constantFrom('cross-entropy', 'focal', 'focal-star'),
        gamma: fc.oneof(fc.constantFrom(1, 2, 10), fc.float({ min: Math.fround(0.1), max: 10, noNaN: true })),
        alpha: fc.constantFrom(-1, 0, 0.25, 0.75, 1),
        beta: fc.float({ min: -5, max: 5, noNaN: true }),
        lanesPerAnchor: fc.constantFrom(1, 4),
      });
      await fc.assert(
        fc.asyncProperty(cases, async (made) => {
          const { anchors, classes, kind, gamma, beta } = made;
          const random = randomNumbers(made.seed);
          const logits = Float32Array.from(
            { length: anchors * classes },
            () => (random() * 2 - 1) * made.reach,
          );
          const targets = Int32Array.from({ length: anchors }, () => {
            if (random() < made.ignored) return -2;
            return random() < made.objects ? Math.floor(random() * classes) : -1;
          });
          const params = { kind, gamma, alpha: made.alpha, beta, normaliser: 'none' } as const;
          const lossCase = { logits, targets, classes };
          const exact = await computeWithTwin(lossCase, params);
          const found = await computeWithKernel(device, lossCase, params, made);
          const allowed = (x: number) =>
            kind === 'focal-star'
              ? promisedStarError(x, gamma, beta)
              : promisedError(x, kind === 'focal' ? gamma : 0);
          let worst = 0;
          exact.gradient.forEach((slope, index) => {
            worst = Math.max(worst, errorInUnits(found.gradient[index]!, slope, allowed(logits[index]!)));
          });
          expect(worst).toBeLessThanOrEqual(1);
          const largest = logits.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
          expectClose(found.perAnchor, exact.perAnchor, allowed(largest) + 5e-7);
          expectClose([found.totals.total], [exact.totals.total], allowed(largest) + 1e-6);
          expect(found.totals).toMatchObject({
            foregroundAnchors: exact.totals.foregroundAnchors,
            nonFinite: 0,
            badTargets: 0,
          });
        }),
        { numRuns: 60 },
      );
    }));

  it('sums 100,000 anchors of 80 classes to within 1e-6', () =>
    withGpu(async (device) => {
      const lossCase = makeLossCase(100_000, 80);
      for (const params of [focal, star]) {
        const { logits, targets, classes } = lossCase;
        const exact = computeDenseLossReference(logits, targets, classes, params).totals();
        const { totals } = await computeWithKernel(device, lossCase, params, { lanesPerAnchor: 1 });
        for (const share of ['total', 'foreground', 'background'] as const)
          expect(errorInUnits(totals[share], exact[share], 1e-6)).toBeLessThanOrEqual(1);
      }
    }));
});

describe('kernel: the norm of the gradient', () => {
  it.each([
    [80, 1],
    [80, 4],
    [7, 1],
    [7, 16],
  ] as const)(
    'is that of the row, with and without the gradient, K = %i, %i lanes',
    (classes, lanesPerAnchor) =>
      withGpu(async (device) => {
        const resources = new GpuResources(device, 'test');
        const anchors = 150;
        const lossCase = makeLossCase(anchors, classes);
        // Rows whose slopes have no squares in float32, and rows that need care.
        lossCase.logits.fill(-18, 0, 30 * classes);
        lossCase.logits.fill(95, 30 * classes, 31 * classes);
        lossCase.logits[40 * classes] = NaN;
        const inputs = upload(resources, lossCase);
        for (const params of [focal, { ...focal, gamma: 0.7 }, star]) {
          const exact = await computeWithTwin(lossCase, params);
          const norms = Array.from({ length: anchors }, (_, anchor) =>
            Math.hypot(...exact.gradient.subarray(anchor * classes, (anchor + 1) * classes)),
          );
          for (const gradient of [true, false]) {
            const loss = await createDenseLoss(
              device,
              { anchors, classes },
              { gradient: gradient && 'always', gradientNorm: true, lanesPerAnchor, losses: [params] },
            );
            const encoder = device.createCommandEncoder();
            loss.encode(encoder, inputs, params);
            device.queue.submit([encoder.finish()]);
            expectClose(await readFloats(device, loss.gradientNorm, anchors), norms, 2e-5);
            loss.dispose();
          }
        }
        resources.dispose();
      }),
  );
});

describe('kernel: float16 logits', () => {
  it.each([
    [1, 1, 1],
    [1, 4, 1],
    [3, 5, 1],
    [67, 7, 16],
    [65, 12, 1],
    [300, 80, 4],
  ] as const)(
    'has the bits of the same float32 logits, %i × %i, %i lanes',
    (anchors, classes, lanesPerAnchor) =>
      withGpu(async (device) => {
        const resources = new GpuResources(device, 'test');
        const { halves, floats } = makeHalfLogits(anchors * classes, anchors);
        for (const [index, fault] of [0x7c00, 0xfc00, 0x7e01].entries())
          if (anchors > 3) {
            halves[(index * 20 + 1) * classes] = fault;
            floats[(index * 20 + 1) * classes] = NaN;
          }
        const { targets } = makeLossCase(anchors, classes, 3);
        for (let anchor = 1; anchor < anchors; anchor += 20) targets[anchor] = -1;
        const inputs = {
          logits: resources.createBufferWithData('logits', halves),
          targets: resources.createBufferWithData('targets', targets),
        };
        const chunked = anchors === 300 ? { maxBindingBytes: 130 * classes * 4 } : {};
        const losses = [focal, { ...focal, gamma: 0.5 }, star];
        const options: DenseLossOptions = { gradient: 'always', losses, lanesPerAnchor, ...chunked };
        const loss = await createDenseLoss(device, { anchors, classes, logits: 'f16' }, options);
        for (const params of losses) {
          const expected = await computeWithKernel(device, { logits: floats, targets, classes }, params, {
            lanesPerAnchor,
          });
          const encoder = device.createCommandEncoder();
          loss.encode(encoder, inputs, params);
          device.queue.submit([encoder.finish()]);
          const perAnchor = await readFloats(device, loss.perAnchor, anchors);
          const gradient = await readFloats(device, loss.gradient, anchors * classes);
          expect(perAnchor.every((value, index) => value === expected.perAnchor[index])).toBe(true);
          expect(gradient.every((value, index) => value === expected.gradient[index])).toBe(true);
          expect(await loss.readTotals()).toEqual(expected.totals);
          expect(expected.totals.nonFinite).toBe(anchors > 3 ? 3 : 0);
        }
        loss.dispose();
        resources.dispose();
      }),
  );
});

describe('kernel: params and inputs', () => {
  it('keeps the params of each encode, several in one submission', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const lossCase = makeLossCase(200, 8);
      const inputs = upload(resources, lossCase);
      const loss = await createDenseLoss(device, { anchors: 200, classes: 8 });
      const all: DenseLossParams[] = [focal, { ...focal, gamma: 0.5, normaliser: 3 }, star];
      const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
      const copies = all.map(() => resources.createBuffer('copy', 800, usage));
      const encoder = device.createCommandEncoder();
      all.forEach((params, index) => {
        loss.encode(encoder, inputs, params);
        encoder.copyBufferToBuffer(loss.perAnchor, 0, copies[index]!, 0, 800);
      });
      device.queue.submit([encoder.finish()]);
      for (const [index, params] of all.entries()) {
        const exact = await computeWithTwin(lossCase, params);
        expectClose(await readFloats(device, copies[index]!, 200), exact.perAnchor, 5e-6);
      }
      loss.dispose();
      resources.dispose();
    }));

  it('refuses params and buffers before it allocates or records anything', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const lossCase = makeLossCase(64, 8);
      const inputs = upload(resources, lossCase);
      const short = resources.createBuffer('short', 64 * 8 * 4 - 16, GPUBufferUsage.STORAGE);
      const useless = resources.createBuffer('useless', 64 * 8 * 4, GPUBufferUsage.COPY_DST);
      const loss = await createDenseLoss(device, { anchors: 64, classes: 8 });
      const before = liveResourceCount(device);
      // Everything that can be done with it throws: whatever is refused later than at once fails the test.
      const untouchable = new Proxy({} as GPUCommandEncoder, {
        get: (_, name) => {
          throw new Error(`the encoder's ${String(name)} was used`);
        },
      });
      const attempts: [Partial<typeof inputs>, Partial<DenseLossParams>, string, number | string][] = [
        [{ logits: short }, {}, 'logits.size', short.size],
        [{ logits: useless }, {}, 'logits.usage', GPUBufferUsage.COPY_DST],
        [{ targets: resources.createBuffer('few', 240, GPUBufferUsage.STORAGE) }, {}, 'targets.size', 240],
        [{ targets: useless }, {}, 'targets.usage', GPUBufferUsage.COPY_DST],
        [{}, { gamma: -1 }, 'gamma', -1],
        [{}, { gamma: 11 }, 'gamma', 11],
        [{}, { kind: 'focal-star', gamma: 0 }, 'gamma', 0],
        [{}, { kind: 'focal-star', beta: -Infinity }, 'beta', -Infinity],
        [{}, { alpha: 1.25 }, 'alpha', 1.25],
        [{}, { normaliser: -2 }, 'normaliser', -2],
      ];
      for (const [input, params, parameter, value] of attempts) {
        let thrown: unknown;
        try {
          loss.encode(untouchable, { ...inputs, ...input }, { ...focal, ...params });
        } catch (error) {
          thrown = error;
        }
        expect(thrown).toBeInstanceOf(InputError);
        expect(thrown).toMatchObject({ parameter, value });
      }
      expect(liveResourceCount(device)).toBe(before + 1);
      loss.dispose();
      resources.dispose();
    }));

  it('refuses shapes with the number at fault, and allocates nothing for them', async () => {
    const device = await testDevice();
    const before = liveResourceCount(device);
    const { maxBufferSize } = device.limits;
    for (const [shape, fault] of [
      [
        { anchors: 0, classes: 80 },
        { parameter: 'anchors', value: 0 },
      ],
      [
        { anchors: 10, classes: 2.5 },
        { parameter: 'classes', value: 2.5 },
      ],
      [
        { anchors: maxBufferSize / 256, classes: 128 },
        { code: 'webgpu-limit-exceeded', details: { needed: maxBufferSize * 2, limit: maxBufferSize } },
      ],
    ] as const)
      await expect(createDenseLoss(device, shape)).rejects.toMatchObject(fault);
    expect(liveResourceCount(device)).toBe(before);
  });
});
