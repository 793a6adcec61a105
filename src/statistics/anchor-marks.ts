import shaderText from '../../shaders/anchor-marks.wgsl?raw';
import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer, requireCount } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { requireBindable } from '../gpu/require-room.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import { bindAnchors, workgroupSize } from '../loss/anchor-chunks.ts';
import type { TargetMarks } from './anchor-mark-values.ts';

const source = resolveShader('anchor-marks.wgsl', shaderText);

/** Marks A anchors by their targets. */
export interface AnchorMarks {
  /**
   * Records one pass. Allocates nothing where the buffer is that of an earlier call.
   *
   * @param targets int32 `[A]`, or longer: class index, −1 background, −2 ignored; usage `STORAGE`
   * @throws InputError for a buffer that is too small or not of usage `STORAGE`
   */
  encode(encoder: GPUCommandEncoder, targets: GPUBuffer, marks: TargetMarks): void;
  /** float32 `[A]` */
  readonly marks: GPUBuffer;
  dispose(): void;
}

/**
 * Driver of `shaders/anchor-marks.wgsl`.
 *
 * @throws InputError when A is no positive whole number
 * @throws FocalScopeError `webgpu-limit-exceeded`, `shader-invalid`
 */
export async function createAnchorMarks(
  device: GPUDevice,
  { anchors }: { readonly anchors: number },
): Promise<AnchorMarks> {
  requireCount('anchors', anchors);
  requireBindable(device, anchors * 4);
  return new KernelAnchorMarks(device, anchors, await loadKernel(device, source, 'markAnchors'));
}

class KernelAnchorMarks implements AnchorMarks {
  readonly marks: GPUBuffer;
  readonly #anchors: number;
  readonly #kernel: ComputeKernel;
  readonly #resources: GpuResources;
  readonly #params: UniformRing;
  readonly #bindings = new BufferTupleCache<GPUBindGroup>();

  constructor(device: GPUDevice, anchors: number, kernel: ComputeKernel) {
    this.#anchors = anchors;
    this.#kernel = kernel;
    this.#resources = new GpuResources(device, 'anchor marks');
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    this.marks = this.#resources.createBuffer('marks', anchors * 4, usage);
    this.#params = createUniformRing(this.#resources, source, 'marks');
  }

  encode(encoder: GPUCommandEncoder, targets: GPUBuffer, marks: TargetMarks): void {
    requireBuffer('targets', targets, this.#anchors * 4);
    const group = this.#bindings.get([targets], () =>
      this.#kernel.bind({ 0: this.#params.buffer, 1: bindAnchors(targets, this.#anchors), 2: this.marks }),
    );
    this.#params.record(encoder, { anchorCount: this.#anchors, ...marks });
    this.#kernel.encode(encoder, group, Math.ceil(this.#anchors / workgroupSize));
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
