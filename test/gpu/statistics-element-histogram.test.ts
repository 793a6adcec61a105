import { describe, expect, it } from 'vitest';
import { FocalScopeError } from '../../src/base/errors.ts';
import { GpuResources } from '../../src/gpu/gpu-resources.ts';
import { InputError } from '../../src/gpu/input-error.ts';
import { createElementHistogram } from '../../src/statistics/element-histogram.ts';
import type { ElementHistogram } from '../../src/statistics/element-histogram-reading.ts';
import { marginBinCount, marginsOfBin } from '../../src/statistics/margin-bins.ts';
import { computeElementHistogramReference } from '../../src/statistics/reference/element-histogram.ts';
import { makeLossCase, type LossCase } from '../support/dense-loss.ts';
import { describeElementHistogram } from '../support/element-histogram-suite.ts';
import { withGpu } from '../support/gpu.ts';

/** Counts twice in one submission, of which the second must not add to the first. */
async function countWithKernel(
  device: GPUDevice,
  { logits, targets, classes }: LossCase,
  { maxBindingBytes = Infinity, padding = 0 } = {},
): Promise<ElementHistogram> {
  const resources = new GpuResources(device, 'test');
  const histogram = await createElementHistogram(
    device,
    { anchors: targets.length, classes },
    { maxBindingBytes },
  );
  try {
    const paddedLogits = new Float32Array(logits.length + padding).fill(-3);
    const paddedTargets = new Int32Array(targets.length + padding);
    paddedLogits.set(logits);
    paddedTargets.set(targets);
    const inputs = {
      logits: resources.createBufferWithData('logits', paddedLogits),
      targets: resources.createBufferWithData('targets', paddedTargets),
    };
    const encoder = device.createCommandEncoder();
    histogram.encode(encoder, inputs);
    histogram.encode(encoder, inputs);
    device.queue.submit([encoder.finish()]);
    return await histogram.read();
  } finally {
    histogram.dispose();
    resources.dispose();
  }
}

/** Bins whose counts differ, the first few; comparing the arrays at once would be slow to explain itself. */
function differences(found: ElementHistogram, exact: ElementHistogram): string[] {
  const faults: string[] = [];
  for (const part of ['foreground', 'background'] as const) {
    expect(found[part].length).toBe(marginBinCount);
    for (let bin = 0; bin < marginBinCount && faults.length < 5; bin++)
      if (found[part][bin] !== exact[part][bin])
        faults.push(`${part} ${bin}: ${found[part][bin]} for ${exact[part][bin]}`);
  }
  if (found.nonFinite !== exact.nonFinite) faults.push(`left out: ${found.nonFinite}`);
  return faults;
}

const countWithTwin = ({ logits, targets, classes }: LossCase) =>
  computeElementHistogramReference(logits, targets, classes);

describeElementHistogram('kernel', (lossCase) => withGpu((device) => countWithKernel(device, lossCase)));

describe('kernel: as the twin', () => {
  it.each([
    [3000, 80],
    [1001, 7],
    [1, 1],
  ])(
    'has the same counts for %i anchors of %i classes, in chunks and larger buffers too',
    (anchors, classes) =>
      withGpu(async (device) => {
        const lossCase = makeLossCase(anchors, classes);
        [NaN, Infinity, -1e30, 1e30].forEach((odd, index) => (lossCase.logits[index * classes * 9] = odd));
        const exact = countWithTwin(lossCase);
        expect(differences(await countWithKernel(device, lossCase), exact)).toEqual([]);
        const chunked = { maxBindingBytes: 130 * classes * 4, padding: 500 };
        expect(differences(await countWithKernel(device, lossCase, chunked), exact)).toEqual([]);
      }),
  );

  it.each([1, 4])('has the same bins at their edges, among %i classes', (classes) =>
    withGpu(async (device) => {
      const floats = new Float32Array(1);
      const bits = new Uint32Array(floats.buffer);
      const logits: number[] = [0, -0, 1e-45, -1e-45, 1.1e-38, -1.1e-38, 128, -128, 1e30, -1e30];
      for (let bin = 0; bin < marginBinCount; bin += 11) {
        floats[0] = marginsOfBin(bin).smallest;
        const edge = bits[0]!;
        for (const near of [edge - 1, edge, edge + 1]) {
          bits[0] = near;
          logits.push(floats[0], -floats[0]);
        }
      }
      while (logits.length % classes !== 0) logits.push(0);
      const targets = new Int32Array(logits.length / classes).map((_, anchor) => (anchor % 3) - 1);
      const lossCase = { logits: Float32Array.from(logits), targets, classes };
      expect(differences(await countWithKernel(device, lossCase), countWithTwin(lossCase))).toEqual([]);
    }),
  );

  it('has the same counts where all logits are alike, on more than one workgroup', () =>
    withGpu(async (device) => {
      const lossCase = makeLossCase(5000, 8);
      lossCase.logits.fill(-4.595);
      expect(differences(await countWithKernel(device, lossCase), countWithTwin(lossCase))).toEqual([]);
    }));
});

describe('kernel: refusals', () => {
  it('names the buffer that is too small', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const histogram = await createElementHistogram(device, { anchors: 100, classes: 8 });
      const encoder = device.createCommandEncoder();
      const logits = resources.createBufferWithData('logits', new Float32Array(800));
      const targets = resources.createBufferWithData('targets', new Int32Array(80));
      expect(() => {
        histogram.encode(encoder, { logits, targets });
      }).toThrow(InputError);
      expect(() => {
        histogram.encode(encoder, { logits: targets, targets: logits });
      }).toThrow(/logits\.size/);
      histogram.dispose();
      resources.dispose();
    }));

  it('finds no room for rows that are too long, and no sense in other shapes', () =>
    withGpu(async (device) => {
      const shape = { anchors: 1000, classes: 80 };
      const tooLong = createElementHistogram(device, shape, { maxBindingBytes: 1000 });
      await expect(tooLong).rejects.toThrow(FocalScopeError);
      await expect(createElementHistogram(device, { anchors: 0, classes: 80 })).rejects.toThrow(RangeError);
    }));
});
