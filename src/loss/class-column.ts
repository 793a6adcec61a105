import shaderText from '../../shaders/class-column.wgsl?raw';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireWithin } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { requireBindable } from '../gpu/require-room.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import {
  workgroupSize,
  type AnchorChunk,
  type DenseLossInputs,
  type DenseLossShape,
} from './anchor-chunks.ts';
import { ChunkedRows, splitFloat32Rows, type ChunkedRowsOptions } from './chunked-rows.ts';

const source = resolveShader('class-column.wgsl', shaderText);

/** One class of `[A, K]` logits by itself. */
export interface ClassColumn {
  /**
   * Records one pass. Allocates nothing where the two input buffers are those of an earlier call.
   *
   * @throws InputError for a class outside [0, K), and a buffer that is too small or not of usage `STORAGE`
   */
  encode(encoder: GPUCommandEncoder, inputs: DenseLossInputs, classIndex: number): void;
  /** float32 `[A]`, which is `[A, 1]`: what a loss of one class takes. */
  readonly logits: GPUBuffer;
  /** int32 `[A]`: 0 where the anchor has the class, −1 where it has another or is background, −2 ignored. */
  readonly targets: GPUBuffer;
  dispose(): void;
}

/**
 * Driver of `shaders/class-column.wgsl`. A sigmoid loss is a sum over classes that know nothing of each other: the
 * loss of the column with K = 1 is the part of that class. Only what targets decide, such as a normaliser, is to be
 * that of all classes.
 *
 * @throws InputError (a RangeError) when the shape is not of positive integers, or logits are not float32
 * @throws FocalScopeError `webgpu-limit-exceeded`, `shader-invalid`
 */
export async function createClassColumn(
  device: GPUDevice,
  shape: DenseLossShape,
  options: ChunkedRowsOptions = {},
): Promise<ClassColumn> {
  const chunks = splitFloat32Rows(device, shape, options);
  requireBindable(device, shape.anchors * 4);
  return new KernelClassColumn(device, shape, chunks, await loadKernel(device, source, 'takeColumn'));
}

class KernelClassColumn implements ClassColumn {
  readonly logits: GPUBuffer;
  readonly targets: GPUBuffer;
  readonly #classes: number;
  readonly #rows: ChunkedRows<GPUBindGroup>;
  readonly #kernel: ComputeKernel;
  readonly #resources: GpuResources;
  readonly #column: UniformRing;

  constructor(
    device: GPUDevice,
    shape: DenseLossShape,
    chunks: readonly AnchorChunk[],
    kernel: ComputeKernel,
  ) {
    const resources = new GpuResources(device, 'class column');
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    this.#resources = resources;
    this.#classes = shape.classes;
    this.#kernel = kernel;
    this.logits = resources.createBuffer('logits', shape.anchors * 4, usage);
    this.targets = resources.createBuffer('targets', shape.anchors * 4, usage);
    this.#column = createUniformRing(resources, source, 'column');
    this.#rows = new ChunkedRows(resources, source, 'chunk', shape, chunks, (chunk) => ({
      ...chunk,
      classes: shape.classes,
    }));
  }

  encode(encoder: GPUCommandEncoder, inputs: DenseLossInputs, classIndex: number): void {
    requireWithin('classIndex', classIndex, 0, this.#classes - 1);
    const bound = this.#rows.bound(inputs, ({ logits, targets, uniforms }) =>
      this.#kernel.bind({
        0: logits,
        1: targets,
        2: uniforms,
        3: this.#column.buffer,
        4: this.logits,
        5: this.targets,
      }),
    );
    this.#column.record(encoder, { classIndex });
    for (const { chunk, groups } of bound)
      this.#kernel.encode(encoder, groups, Math.ceil(chunk.anchorCount / workgroupSize));
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
