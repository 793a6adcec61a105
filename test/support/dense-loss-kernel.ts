import { GpuResources } from '../../src/gpu/gpu-resources.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { createDenseLoss, type DenseLossOptions } from '../../src/loss/dense-loss.ts';
import type { DenseLossParams } from '../../src/loss/dense-loss-params.ts';
import type { LossCase, LossResult } from './dense-loss.ts';

/**
 * Runs the kernel once in buffers of its own, and compiles nothing but what that takes; `padding` words are added to
 * both inputs.
 */
export async function computeWithKernel(
  device: GPUDevice,
  { logits, targets, classes }: LossCase,
  params: DenseLossParams,
  options: DenseLossOptions & { readonly padding?: number } = {},
): Promise<LossResult> {
  const resources = new GpuResources(device, 'dense loss test');
  const shape = { anchors: targets.length, classes };
  const loss = await createDenseLoss(device, shape, { gradient: 'always', losses: [params], ...options });
  try {
    const padding = options.padding ?? 0;
    const paddedLogits = new Float32Array(logits.length + padding).fill(50);
    const paddedTargets = new Int32Array(targets.length + padding);
    paddedLogits.set(logits);
    paddedTargets.set(targets);
    const inputs = {
      logits: resources.createBufferWithData('logits', paddedLogits),
      targets: resources.createBufferWithData('targets', paddedTargets),
    };
    const encoder = device.createCommandEncoder();
    loss.encode(encoder, inputs, params);
    device.queue.submit([encoder.finish()]);
    const bytes = targets.length * 4;
    return {
      perAnchor: new Float32Array(await readBuffer(device, loss.perAnchor, bytes)),
      gradient: new Float32Array(await readBuffer(device, loss.gradient, bytes * classes)),
      totals: await loss.readTotals(),
    };
  } finally {
    loss.dispose();
    resources.dispose();
  }
}
