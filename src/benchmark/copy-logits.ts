import shaderText from '../../shaders/benchmark/copy-logits.wgsl?raw';
import { FocalScopeError } from '../base/errors.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformBlock } from '../gpu/uniform-block.ts';
import { gatherRows, type BenchmarkShape } from './benchmark-case.ts';
import type { ContenderEntry } from './contender.ts';
import { readRows, submitTimes } from './gpu-runs.ts';

const source = resolveShader('benchmark/copy-logits.wgsl', shaderText);

/** As in the kernel. */
const workgroupSize = 64;

/** Copies of `[A, K]` logits: the bytes of a loss with its gradient, moved and no more. */
export interface CopyLogits {
  /** float32 `[A, K]` */
  readonly copies: GPUBuffer;
  encode(encoder: GPUCommandEncoder): void;
  dispose(): void;
}

/** @throws FocalScopeError `webgpu-limit-exceeded` when `[A, K]` cannot be bound as a whole */
export function requireOneBinding(device: GPUDevice, { anchors, classes }: BenchmarkShape): void {
  const needed = anchors * classes * Float32Array.BYTES_PER_ELEMENT;
  const limit = Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize);
  if (needed > limit) throw new FocalScopeError('webgpu-limit-exceeded', { needed, limit });
}

/**
 * @param logits float32 `[A, K]`; usage `STORAGE`
 * @throws FocalScopeError `webgpu-limit-exceeded`, `shader-invalid`
 */
export async function createCopyLogits(
  device: GPUDevice,
  shape: BenchmarkShape,
  logits: GPUBuffer,
): Promise<CopyLogits> {
  requireOneBinding(device, shape);
  const kernel = await loadKernel(device, source, 'copyLogits');
  const resources = new GpuResources(device, 'benchmark copy');
  const quads = Math.ceil((shape.anchors * shape.classes) / 4);
  const size = createUniformBlock(resources, source, 'size');
  size.write({ quads });
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
  const copies = resources.createBuffer('copies', quads * 16, usage);
  const group = kernel.bind({ 0: { buffer: logits, size: quads * 16 }, 1: size.buffer, 2: copies });
  return {
    copies,
    encode: (encoder) => kernel.encode(encoder, group, Math.ceil(quads / workgroupSize)),
    dispose: () => resources.dispose(),
  };
}

/** A kernel that moves the bytes of a loss with its gradient. */
export const copyContender: ContenderEntry = {
  name: 'copy of the same bytes',
  backend: 'WebGPU',
  role: 'copy',
  modes: ['gradient'],
  tolerance: { relative: 0, absolute: 0 },
  expect: ({ logits, spots, classes }) => ({ gradient: gatherRows(logits, spots, classes) }),
  prepare: async ({ device, benchmarkCase, logits }) => {
    const copy = await createCopyLogits(device, benchmarkCase, logits);
    return {
      run: (_, times) => submitTimes(device, times, (encoder) => copy.encode(encoder)),
      read: async () => ({
        gradient: await readRows(device, copy.copies, benchmarkCase.spots, benchmarkCase.classes),
      }),
      dispose: () => copy.dispose(),
    };
  },
};
