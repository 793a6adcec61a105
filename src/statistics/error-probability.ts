import shaderText from '../../shaders/error-probability.wgsl?raw';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { requireBindable } from '../gpu/require-room.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import {
  workgroupSize,
  type AnchorChunk,
  type DenseLossInputs,
  type DenseLossShape,
} from '../loss/anchor-chunks.ts';
import { ChunkedRows, splitFloat32Rows, type ChunkedRowsOptions } from '../loss/chunked-rows.ts';

const source = resolveShader('error-probability.wgsl', shaderText);

/** How wrong each anchor is. */
export interface ErrorProbability {
  /**
   * Records one pass. Allocates nothing where the two input buffers are those of an earlier call.
   *
   * @throws InputError for a buffer that is too small or not of usage `STORAGE`
   */
  encode(encoder: GPUCommandEncoder, inputs: DenseLossInputs): void;
  /**
   * float32 `[A]`, 1 − p_t: of the own class for foreground, of the class with the smallest p_t for background, 0 for
   * ignored anchors and where no logit is a number.
   */
  readonly errors: GPUBuffer;
  dispose(): void;
}

/**
 * Driver of `shaders/error-probability.wgsl`.
 *
 * @throws InputError (a RangeError) when the shape is not of positive integers, or logits are not float32
 * @throws FocalScopeError `webgpu-limit-exceeded`, `shader-invalid`
 */
export async function createErrorProbability(
  device: GPUDevice,
  shape: DenseLossShape,
  options: ChunkedRowsOptions = {},
): Promise<ErrorProbability> {
  const chunks = splitFloat32Rows(device, shape, options);
  requireBindable(device, shape.anchors * 4);
  return new KernelErrorProbability(device, shape, chunks, await loadKernel(device, source, 'findErrors'));
}

class KernelErrorProbability implements ErrorProbability {
  readonly errors: GPUBuffer;
  readonly #rows: ChunkedRows<GPUBindGroup>;
  readonly #kernel: ComputeKernel;
  readonly #resources: GpuResources;

  constructor(
    device: GPUDevice,
    shape: DenseLossShape,
    chunks: readonly AnchorChunk[],
    kernel: ComputeKernel,
  ) {
    const resources = new GpuResources(device, 'error probability');
    this.#resources = resources;
    this.#kernel = kernel;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    this.errors = resources.createBuffer('errors', shape.anchors * 4, usage);
    this.#rows = new ChunkedRows(resources, source, 'chunk', shape, chunks, (chunk) => ({
      ...chunk,
      classes: shape.classes,
    }));
  }

  encode(encoder: GPUCommandEncoder, inputs: DenseLossInputs): void {
    const bound = this.#rows.bound(inputs, ({ logits, targets, uniforms }) =>
      this.#kernel.bind({ 0: logits, 1: targets, 2: uniforms, 3: this.errors }),
    );
    for (const { chunk, groups } of bound)
      this.#kernel.encode(encoder, groups, Math.ceil(chunk.anchorCount / workgroupSize));
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
