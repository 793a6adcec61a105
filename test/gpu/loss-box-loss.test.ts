import { describe, expect, it } from 'vitest';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { InputError } from '../../src/gpu/input-error.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { createBoxLoss } from '../../src/loss/box-loss.ts';
import type { BoxLossKind } from '../../src/loss/box-loss-params.ts';
import { completeParams, computeBoxLossWithTwin, makeBoxCase, type BoxParams } from '../support/box-loss.ts';
import { computeBoxLossWithKernel, uploadBoxCase } from '../support/box-loss-kernel.ts';
import { describeBoxLoss } from '../support/box-loss-suite.ts';
import { expectClose } from '../support/dense-loss.ts';
import { testDevice, withGpu } from '../support/gpu.ts';
import { withWorkgroupLimit } from '../support/tile-device.ts';

const kinds: readonly BoxLossKind[] = ['l1', 'smooth-l1', 'giou'];
const paramsOf = (kind: BoxLossKind): BoxParams => ({ kind, beta: 0.25, normaliser: 'foreground' });

describeBoxLoss(
  'kernel',
  (boxCase, params) => withGpu((device) => computeBoxLossWithKernel(device, boxCase, params)),
  4e-6,
  4e-7,
);

describe('kernel: box losses', () => {
  it.each([1, 63, 64, 65, 1027])('keeps its promise against the twin on %i anchors', (anchors) =>
    withGpu(async (device) => {
      const boxCase = makeBoxCase(anchors, 7, anchors, 0.8);
      for (const kind of kinds) {
        const params: BoxParams = { ...paramsOf(kind), normaliser: 'none' };
        const exact = await computeBoxLossWithTwin(boxCase, params);
        const found = await computeBoxLossWithKernel(device, boxCase, params);
        let worst = 0;
        for (let anchor = 0; anchor < anchors; anchor++) {
          const sizes = boxCase.deltas.subarray(anchor * 4, anchor * 4 + 4).map(Math.abs);
          const loss = exact.perAnchor[anchor]!;
          // For L1 and smooth L1 the loss is at least |target δ| - |δ| - β in sum.
          const bound =
            kind === 'giou'
              ? 1e-6 * (1 + Math.max(...sizes))
              : 1e-6 * (1 + loss + 2 * sizes.reduce((a, b) => a + b));
          worst = Math.max(worst, Math.abs(found.perAnchor[anchor]! - loss) / bound);
        }
        expect(worst, kind).toBeLessThanOrEqual(1);
        let worstSlope = 0;
        for (const [index, slope] of exact.gradient.entries())
          worstSlope = Math.max(worstSlope, Math.abs(found.gradient[index]! - slope) / (1 + Math.abs(slope)));
        expect(worstSlope, kind).toBeLessThanOrEqual(4e-6);
      }
    }),
  );

  it.each(kinds)('sums 100,000 anchors to a millionth: %s', (kind) =>
    withGpu(async (device) => {
      const boxCase = makeBoxCase(100_000, 50, 5, 0.9);
      const exact = await computeBoxLossWithTwin(boxCase, paramsOf(kind));
      const found = await computeBoxLossWithKernel(device, boxCase, paramsOf(kind));
      expectClose([found.totals.total], [exact.totals.total], 1e-6);
      expect({ ...found.totals, total: 0 }).toEqual({ ...exact.totals, total: 0 });
    }),
  );

  it('reads no word past its tensors, and has the same bits at every run and when tiled', () =>
    withGpu(async (device) => {
      const boxCase = makeBoxCase(700, 9, 8, 0.5);
      for (const kind of kinds) {
        const first = await computeBoxLossWithKernel(device, boxCase, paramsOf(kind));
        expect(await computeBoxLossWithKernel(device, boxCase, paramsOf(kind), 4096)).toEqual(first);
        expect(await computeBoxLossWithKernel(device, boxCase, paramsOf(kind))).toEqual(first);
        const tiled = withWorkgroupLimit(device, 4);
        expect(await computeBoxLossWithKernel(tiled, boxCase, paramsOf(kind))).toEqual(first);
      }
    }));

  it('keeps the params of each encode of one submission, and allocates nothing for the second', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const boxCase = makeBoxCase(300, 4, 3, 0.6);
      const inputs = uploadBoxCase(resources, boxCase);
      const loss = await createBoxLoss(device, { anchors: 300 }, { gradient: true });
      const encoder = device.createCommandEncoder();
      const kept = kinds.map((kind) => {
        loss.encode(encoder, inputs, completeParams(boxCase, paramsOf(kind)));
        const copy = resources.createBuffer(kind, 1200, GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC);
        encoder.copyBufferToBuffer(loss.perAnchor, 0, copy, 0, 1200);
        return copy;
      });
      const before = liveResourceCount(device);
      loss.encode(encoder, inputs, completeParams(boxCase, paramsOf('giou')));
      expect(liveResourceCount(device)).toBe(before);
      device.queue.submit([encoder.finish()]);
      for (const [index, kind] of kinds.entries()) {
        const alone = await computeBoxLossWithKernel(device, boxCase, paramsOf(kind));
        expect(new Float32Array(await readBuffer(device, kept[index]!, 1200))).toEqual(alone.perAnchor);
      }
      loss.dispose();
      resources.dispose();
    }));

  it('refuses shapes, buffers and wishes that do not do', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const boxCase = makeBoxCase(64, 4);
      const inputs = uploadBoxCase(resources, boxCase);
      const params = completeParams(boxCase, paramsOf('l1'));
      const loss = await createBoxLoss(device, { anchors: 64 });
      const encoder = device.createCommandEncoder();
      const tiny = resources.createBuffer('tiny', 16, GPUBufferUsage.STORAGE);
      const wrong = resources.createBuffer('no storage', 4096, GPUBufferUsage.COPY_DST);
      for (const name of ['deltas', 'anchorBoxes', 'targets', 'matched', 'groundTruth'] as const)
        for (const buffer of [tiny, wrong])
          expect(() => loss.encode(encoder, { ...inputs, [name]: buffer }, params), name).toThrow(InputError);
      expect(() => loss.encode(encoder, inputs, { ...params, groundTruthCount: 5 })).toThrow(InputError);
      expect(loss.gradient).toBeUndefined();
      expect(() => loss.encode(encoder, inputs, params, { gradient: true })).toThrow(InputError);
      loss.dispose();
      resources.dispose();
      await expect(createBoxLoss(device, { anchors: 0 })).rejects.toThrow(InputError);
      const tooMany = Math.floor((await testDevice()).limits.maxBufferSize / 16) + 1;
      await expect(createBoxLoss(device, { anchors: tooMany })).rejects.toMatchObject({
        code: 'webgpu-limit-exceeded',
      });
    }));
});
