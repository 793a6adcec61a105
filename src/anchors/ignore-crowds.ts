import shaderText from '../../shaders/ignore-crowds.wgsl?raw';
import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';

const source = resolveShader('ignore-crowds.wgsl', shaderText);
const workgroupSize = 64;

/** What is looked at and changed; both buffers may be larger than `[A]`. */
export interface IgnoreCrowdsInputs {
  /** float32 `[A, 4]` corners in pixels of the input */
  readonly anchorBoxes: GPUBuffer;
  /** int32 `[A]`: −1 becomes −2 where a region covers the anchor */
  readonly targets: GPUBuffer;
}

/** Ignores the background anchors that crowd regions cover. Its buffer grows and never shrinks. */
export interface IgnoreCrowds {
  /** @param regions float32 `[C, 4]` corners in pixels of the input; without a call there are none */
  setRegions(regions: Float32Array<ArrayBuffer>): void;
  /**
   * Records one pass, or none where there are no regions. Of two calls of {@link setRegions} before one submit the
   * later holds for both.
   *
   * @throws InputError where a buffer is too small or not of usage `STORAGE`
   */
  encode(encoder: GPUCommandEncoder, inputs: IgnoreCrowdsInputs, anchorCount: number): void;
  dispose(): void;
}

/** @throws FocalScopeError `shader-invalid` */
export async function createIgnoreCrowds(device: GPUDevice): Promise<IgnoreCrowds> {
  return new KernelIgnoreCrowds(device, await loadKernel(device, source, 'ignoreCrowds'));
}

class KernelIgnoreCrowds implements IgnoreCrowds {
  readonly #resources: GpuResources;
  readonly #kernel: ComputeKernel;
  readonly #params: UniformRing;
  #regions: GPUBuffer | undefined;
  #regionCount = 0;
  readonly #bindings = new BufferTupleCache<GPUBindGroup>();

  constructor(device: GPUDevice, kernel: ComputeKernel) {
    this.#resources = new GpuResources(device, 'ignore crowds');
    this.#kernel = kernel;
    this.#params = createUniformRing(this.#resources, source, 'params');
  }

  setRegions(regions: Float32Array<ArrayBuffer>): void {
    this.#regionCount = regions.length / 4;
    if (this.#regionCount === 0) return;
    if (!this.#regions || this.#regions.size < regions.byteLength) {
      this.#resources.release(this.#regions);
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
      const bytes = 16 * 2 ** Math.ceil(Math.log2(this.#regionCount));
      this.#regions = this.#resources.createBuffer('regions', bytes, usage);
    }
    this.#resources.device.queue.writeBuffer(this.#regions, 0, regions);
  }

  encode(
    encoder: GPUCommandEncoder,
    { anchorBoxes, targets }: IgnoreCrowdsInputs,
    anchorCount: number,
  ): void {
    requireBuffer('anchorBoxes', anchorBoxes, anchorCount * 16);
    requireBuffer('targets', targets, anchorCount * 4);
    const regions = this.#regions;
    if (!regions || this.#regionCount === 0) return;
    const group = this.#bindings.get([anchorBoxes, regions, targets], () =>
      this.#kernel.bind({ 0: anchorBoxes, 1: regions, 2: this.#params.buffer, 3: targets }),
    );
    this.#params.record(encoder, { anchorCount, regionCount: this.#regionCount, zero: 0 });
    this.#kernel.encode(encoder, group, Math.ceil(anchorCount / workgroupSize));
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
