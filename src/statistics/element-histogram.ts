import shaderText from '../../shaders/element-histogram.wgsl?raw';
import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer, requireWithin } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { readBuffer } from '../gpu/read-buffer.ts';
import { requireBindable } from '../gpu/require-room.ts';
import { constantOf, resolveShader } from '../gpu/shader-source.ts';
import { createUniformBlock } from '../gpu/uniform-block.ts';
import {
  bindAnchors,
  bindRows,
  readsQuads,
  requireFloat32,
  splitIntoChunks,
  workgroupSize,
  type AnchorChunk,
  type DenseLossInputs,
  type DenseLossShape,
} from '../loss/anchor-chunks.ts';
import { histogramWords, readElementHistogram, type ElementHistogram } from './element-histogram-reading.ts';

const source = resolveShader('element-histogram.wgsl', shaderText);

/** Loads of one thread. */
const stepsPerThread = constantOf(source, 'STEPS');

export interface ElementHistogramOptions {
  /** Bytes of logits bound at once; the device's limit unless a test wants chunks. */
  readonly maxBindingBytes?: number;
}

/** Counts of elements by margin, from which `cumulative-loss.ts` draws the curve of any loss. */
export interface ElementHistograms {
  /**
   * Counts all elements anew, in one pass over the logits; they change with logits and targets alone, so that no
   * slider of a loss needs another. Allocates nothing where the two input buffers are those of an earlier call.
   *
   * @throws InputError for a buffer that is too small or not of usage `STORAGE`
   */
  encode(encoder: GPUCommandEncoder, inputs: DenseLossInputs): void;
  /** Reads back 2.6 MB, as they are after everything submitted so far. */
  read(): Promise<ElementHistogram>;
  dispose(): void;
}

/**
 * Counts by integer atomics: the same counts at every run, on every adapter, and from the twin. The bins are those of
 * `margin-bins.ts`, so fine that the atomics of a photo's logits seldom meet. A software adapter pays for every
 * atomic: where logits are at hand on the CPU, the twin is quicker there.
 *
 * @throws RangeError when the shape is not of positive integers, or its elements are more than a uint32 counts
 * @throws FocalScopeError `webgpu-limit-exceeded` where the device binds too little at once, `shader-invalid`
 */
export async function createElementHistogram(
  device: GPUDevice,
  shape: DenseLossShape,
  options: ElementHistogramOptions = {},
): Promise<ElementHistograms> {
  requireFloat32(shape);
  const limit = Math.min(device.limits.maxStorageBufferBindingSize, options.maxBindingBytes ?? Infinity);
  const chunks = splitIntoChunks(shape, limit);
  requireWithin('anchors × classes', shape.anchors * shape.classes, 1, 2 ** 32 - 1);
  requireBindable(device, shape.anchors * 4);
  const kernel = await loadKernel(device, source, readsQuads(shape) ? 'countByQuads' : 'countBySingles');
  return new KernelElementHistograms(device, shape, chunks, kernel);
}

class KernelElementHistograms implements ElementHistograms {
  readonly #shape: DenseLossShape;
  readonly #chunks: readonly { readonly chunk: AnchorChunk; readonly uniforms: GPUBuffer }[];
  readonly #kernel: ComputeKernel;
  readonly #resources: GpuResources;
  readonly #counts: GPUBuffer;
  readonly #bindings = new BufferTupleCache<readonly GPUBindGroup[]>();

  constructor(
    device: GPUDevice,
    shape: DenseLossShape,
    chunks: readonly AnchorChunk[],
    kernel: ComputeKernel,
  ) {
    const resources = new GpuResources(device, 'element histogram');
    this.#resources = resources;
    this.#shape = shape;
    this.#kernel = kernel;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    this.#counts = resources.createBuffer('counts', histogramWords * 4, usage);
    this.#chunks = chunks.map((chunk) => {
      const block = createUniformBlock(resources, source, 'chunk');
      block.write({ ...chunk, classes: shape.classes });
      return { chunk, uniforms: block.buffer };
    });
  }

  encode(encoder: GPUCommandEncoder, inputs: DenseLossInputs): void {
    const groups = this.#bindings.get([inputs.logits, inputs.targets], () => this.#bind(inputs));
    const loadsPerRow = readsQuads(this.#shape) ? this.#shape.classes / 4 : this.#shape.classes;
    encoder.clearBuffer(this.#counts);
    for (const [index, { chunk }] of this.#chunks.entries()) {
      const group = groups[index];
      const loads = chunk.anchorCount * loadsPerRow;
      if (group) this.#kernel.encode(encoder, group, Math.ceil(loads / (workgroupSize * stepsPerThread)));
    }
  }

  async read(): Promise<ElementHistogram> {
    const bytes = await readBuffer(this.#resources.device, this.#counts, histogramWords * 4);
    return readElementHistogram(new Uint32Array(bytes));
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #bind(inputs: DenseLossInputs): readonly GPUBindGroup[] {
    const { anchors, classes } = this.#shape;
    requireBuffer('logits', inputs.logits, anchors * classes * 4);
    requireBuffer('targets', inputs.targets, anchors * 4);
    return this.#chunks.map(({ chunk, uniforms }) =>
      this.#kernel.bind({
        [readsQuads(this.#shape) ? 1 : 0]: bindRows(inputs.logits, chunk, classes),
        2: bindAnchors(inputs.targets, anchors),
        3: uniforms,
        4: this.#counts,
      }),
    );
  }
}
