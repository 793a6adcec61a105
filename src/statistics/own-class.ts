import shaderText from '../../shaders/own-class.wgsl?raw';
import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer, requireCount } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { requireBindable } from '../gpu/require-room.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import { bindAnchors, workgroupSize } from '../loss/anchor-chunks.ts';

const source = resolveShader('own-class.wgsl', shaderText);

/** What is kept or not; both buffers may be longer, and have usage `STORAGE`. */
export interface OwnClassInputs {
  /** int32 `[A]`: class index, −1 background, −2 ignored */
  readonly targets: GPUBuffer;
  /** float32 `[A]` */
  readonly values: GPUBuffer;
}

/** Keeps the values of the anchors of one class. */
export interface OwnClass {
  /**
   * Records one pass. Allocates nothing where the buffers are those of an earlier call.
   *
   * @throws InputError for a buffer that is too small or not of usage `STORAGE`
   */
  encode(encoder: GPUCommandEncoder, inputs: OwnClassInputs, classIndex: number): void;
  /** float32 `[A]`: the value of each anchor whose target is the class, 0 of all others. */
  readonly kept: GPUBuffer;
  dispose(): void;
}

/**
 * Driver of `shaders/own-class.wgsl`.
 *
 * @throws InputError when A is no positive whole number
 * @throws FocalScopeError `webgpu-limit-exceeded`, `shader-invalid`
 */
export async function createOwnClass(
  device: GPUDevice,
  { anchors }: { readonly anchors: number },
): Promise<OwnClass> {
  requireCount('anchors', anchors);
  requireBindable(device, anchors * 4);
  return new KernelOwnClass(device, anchors, await loadKernel(device, source, 'keepOwnClass'));
}

class KernelOwnClass implements OwnClass {
  readonly kept: GPUBuffer;
  readonly #anchors: number;
  readonly #kernel: ComputeKernel;
  readonly #resources: GpuResources;
  readonly #params: UniformRing;
  readonly #bindings = new BufferTupleCache<GPUBindGroup>();

  constructor(device: GPUDevice, anchors: number, kernel: ComputeKernel) {
    this.#anchors = anchors;
    this.#kernel = kernel;
    this.#resources = new GpuResources(device, 'own class');
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    this.kept = this.#resources.createBuffer('kept', anchors * 4, usage);
    this.#params = createUniformRing(this.#resources, source, 'ownClass');
  }

  encode(encoder: GPUCommandEncoder, { targets, values }: OwnClassInputs, classIndex: number): void {
    const anchors = this.#anchors;
    requireCount('classIndex', classIndex, 0);
    requireBuffer('targets', targets, anchors * 4);
    requireBuffer('values', values, anchors * 4);
    const group = this.#bindings.get([targets, values], () =>
      this.#kernel.bind({
        0: this.#params.buffer,
        1: bindAnchors(targets, anchors),
        2: bindAnchors(values, anchors),
        3: this.kept,
      }),
    );
    this.#params.record(encoder, { anchorCount: anchors, classIndex });
    this.#kernel.encode(encoder, group, Math.ceil(anchors / workgroupSize));
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
