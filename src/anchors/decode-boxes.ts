import shaderText from '../../shaders/decode-boxes.wgsl?raw';
import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer, requireCount } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { requireBindable } from '../gpu/require-room.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import { boxCodingUniform, plainBoxCoding, type BoxCoding } from './box-coding.ts';

const source = resolveShader('decode-boxes.wgsl', shaderText);

/** As in the kernel. */
const workgroupSize = 64;

/** What is decoded; both buffers may be larger than their tensors. */
export interface DecodeBoxesInputs {
  /** float32 `[A, 4]`: as the head gives them, dx, dy, dw, dh in the plain coding; usage `STORAGE` */
  readonly deltas: GPUBuffer;
  /** float32 `[A, 4]`: corners in pixels of the input; usage `STORAGE` */
  readonly anchorBoxes: GPUBuffer;
}

/** Decodes the boxes of a fixed number of anchors on one device. */
export interface BoxDecoder {
  /**
   * float32 `[A, 4]`: corners in pixels of the input, not cut at its edges. An anchor with a delta that is not finite
   * or beyond 1e30 gets an empty box at the origin, which overlaps nothing.
   */
  readonly boxes: GPUBuffer;
  /**
   * Records the decoding. Allocates nothing where the two input buffers are those of an earlier call.
   *
   * @param coding default `plainBoxCoding`; every encode keeps its own
   * @throws InputError when a buffer is too small or lacks its usage
   */
  encode(encoder: GPUCommandEncoder, inputs: DecodeBoxesInputs, coding?: BoxCoding): void;
  dispose(): void;
}

/**
 * Boxes by a head's coding; in the plain one centre + δ · size, size · exp(min(δ, log(1000 / 16))). Every corner is within
 * 1e-6 · (|anchor's corners| + size · (|δ| + growth)) of its exact value, of each axis by itself.
 *
 * @throws InputError when A is no whole number above 0
 * @throws FocalScopeError `webgpu-limit-exceeded` where the device binds no buffer of that size, `shader-invalid`
 */
export async function createDecodeBoxes(
  device: GPUDevice,
  { anchors }: { readonly anchors: number },
): Promise<BoxDecoder> {
  requireCount('anchors', anchors);
  requireBindable(device, anchors * 16);
  return new KernelBoxDecoder(device, anchors, await loadKernel(device, source, 'decodeBoxes'));
}

class KernelBoxDecoder implements BoxDecoder {
  readonly boxes: GPUBuffer;
  readonly #anchors: number;
  readonly #kernel: ComputeKernel;
  readonly #resources: GpuResources;
  readonly #params: UniformRing;
  readonly #bindings = new BufferTupleCache<GPUBindGroup>();

  constructor(device: GPUDevice, anchors: number, kernel: ComputeKernel) {
    this.#resources = new GpuResources(device, 'box decoder');
    this.#anchors = anchors;
    this.#kernel = kernel;
    const output = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    this.boxes = this.#resources.createBuffer('boxes', anchors * 16, output);
    this.#params = createUniformRing(this.#resources, source, 'params');
  }

  encode(encoder: GPUCommandEncoder, inputs: DecodeBoxesInputs, coding = plainBoxCoding): void {
    const group = this.#bindings.get([inputs.deltas, inputs.anchorBoxes], () => this.#bind(inputs));
    this.#params.record(encoder, { anchors: this.#anchors, coding: boxCodingUniform(coding) });
    this.#kernel.encode(encoder, group, Math.ceil(this.#anchors / workgroupSize));
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #bind({ deltas, anchorBoxes }: DecodeBoxesInputs): GPUBindGroup {
    const size = this.#anchors * 16;
    requireBuffer('deltas', deltas, size);
    requireBuffer('anchorBoxes', anchorBoxes, size);
    return this.#kernel.bind({
      0: { buffer: deltas, size },
      1: { buffer: anchorBoxes, size },
      2: this.#params.buffer,
      3: { buffer: this.boxes, size },
    });
  }
}
