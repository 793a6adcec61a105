import { GpuResources } from '../../src/gpu/gpu-resources.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import type { DenseLossInputs } from '../../src/loss/anchor-chunks.ts';
import { createSoftmaxLoss, type SoftmaxLossOptions } from '../../src/loss/softmax-loss.ts';
import type { SoftmaxLossParams } from '../../src/loss/softmax-loss-params.ts';
import { halfBits, type SoftmaxCase, type SoftmaxResult } from './softmax-loss.ts';

export interface SoftmaxKernelOptions extends SoftmaxLossOptions {
  /** Words of rubbish added to both inputs. */
  readonly padding?: number;
  readonly logits?: 'f32' | 'f16';
}

export function uploadSoftmaxCase(
  resources: GpuResources,
  { logits, targets }: SoftmaxCase,
  { padding = 0, logits: format = 'f32' }: SoftmaxKernelOptions = {},
): DenseLossInputs {
  const words = new Float32Array(
    (format === 'f16' ? Math.ceil(logits.length / 2) : logits.length) + padding,
  ).fill(50);
  if (format === 'f16') new Uint16Array(words.buffer).set(Uint16Array.from(logits, halfBits));
  else words.set(logits);
  const paddedTargets = new Int32Array(targets.length + padding);
  paddedTargets.set(targets);
  return {
    logits: resources.createBufferWithData('logits', words),
    targets: resources.createBufferWithData('targets', paddedTargets),
  };
}

/** Runs the kernel once in buffers of its own. */
export async function computeSoftmaxWithKernel(
  device: GPUDevice,
  softmaxCase: SoftmaxCase,
  params: SoftmaxLossParams,
  options: SoftmaxKernelOptions = {},
): Promise<SoftmaxResult> {
  const anchors = softmaxCase.targets.length;
  const resources = new GpuResources(device, 'softmax loss test');
  const shape = { anchors, classes: softmaxCase.classes, logits: options.logits ?? 'f32' };
  const loss = await createSoftmaxLoss(device, shape, { gradient: true, ...options });
  try {
    const encoder = device.createCommandEncoder();
    loss.encode(encoder, uploadSoftmaxCase(resources, softmaxCase, options), params, { gradient: true });
    device.queue.submit([encoder.finish()]);
    const gradientBytes = anchors * 4 * (softmaxCase.classes + 1);
    return {
      perAnchor: new Float32Array(await readBuffer(device, loss.perAnchor, anchors * 4)),
      gradient: new Float32Array(await readBuffer(device, loss.gradient!, gradientBytes)),
      totals: await loss.readTotals(),
    };
  } finally {
    loss.dispose();
    resources.dispose();
  }
}
