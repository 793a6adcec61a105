import { describe, expect, it, vi } from 'vitest';
import { GpuResources } from '../../src/gpu/gpu-resources.ts';
import { startPassTimer } from '../../src/gpu/pass-timer.ts';
import { createDenseLoss } from '../../src/loss/dense-loss.ts';
import { withGpu } from '../support/gpu.ts';

const [anchors, classes] = [3000, 80];
const params = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'foreground' } as const;

/** Submits the loss once, and hands `look` what each of its passes was begun with. */
async function runLoss(
  device: GPUDevice,
  times: number,
  look: (passes: readonly GPUComputePassDescriptor[]) => Promise<void> | void,
): Promise<void> {
  const resources = new GpuResources(device, 'pass timer test');
  const loss = await createDenseLoss(device, { anchors, classes }, { gradient: false, losses: [params] });
  const begun: GPUComputePassDescriptor[] = [];
  try {
    const logits = resources.createBufferWithData('logits', new Float32Array(anchors * classes).fill(-4));
    const targets = resources.createBufferWithData('targets', new Int32Array(anchors).fill(-1));
    for (let turn = 0; turn < times; turn++) {
      const encoder = device.createCommandEncoder();
      const begin = encoder.beginComputePass.bind(encoder);
      vi.spyOn(encoder, 'beginComputePass').mockImplementation((descriptor) => {
        begun.push(descriptor!);
        return begin(descriptor);
      });
      loss.encode(encoder, { logits, targets }, params);
      device.queue.submit([encoder.finish()]);
    }
    await look(begun);
  } finally {
    loss.dispose();
    resources.dispose();
  }
}

describe('the timing of passes', () => {
  it('labels and times every pass, in order', () =>
    withGpu(async (device) => {
      const timer = startPassTimer(device)!;
      await runLoss(device, 2, async (begun) => {
        const { passes, untimed } = await timer.read();
        expect(untimed).toBe(0);
        expect(passes.map(({ label }) => label)).toEqual(begun.map(({ label }) => label));
        expect(passes.length).toBeGreaterThan(4);
        expect(passes.map(({ label }) => label)).toContain('dense-loss.wgsl denseLoss');
        for (const { label, workgroups, nanoseconds } of passes) {
          expect(nanoseconds, label).toBeGreaterThanOrEqual(0);
          expect(nanoseconds, label).toBeLessThan(60e9);
          expect(workgroups, label).toBeGreaterThan(0);
        }
        // 240,000 logits take a software adapter far longer than its clock's finest step.
        expect(passes.find(({ label }) => label.endsWith('denseLoss'))?.nanoseconds).toBeGreaterThan(0);
      });
      timer.dispose();
    }));

  it('leaves the rest untimed when there are more passes than queries, and they still run', () =>
    withGpu(async (device) => {
      const timer = startPassTimer(device, 3)!;
      await runLoss(device, 1, async (begun) => {
        const { passes, untimed } = await timer.read();
        expect(passes).toHaveLength(3);
        expect(untimed).toBe(begun.length - 3);
        expect(begun.filter(({ timestampWrites }) => timestampWrites)).toHaveLength(3);
      });
      timer.dispose();
    }));

  it('stamps nothing while it is off', () =>
    withGpu(async (device) => {
      await runLoss(device, 1, (begun) => {
        expect(begun.length).toBeGreaterThan(4);
        for (const descriptor of begun) expect(Object.keys(descriptor)).toEqual(['label']);
      });
    }));
});
