import shaderText from '../../shaders/element-histogram.wgsl?raw';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireWithin } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { readBuffer } from '../gpu/read-buffer.ts';
import { requireBindable } from '../gpu/require-room.ts';
import { constantOf, resolveShader } from '../gpu/shader-source.ts';
import {
  readsQuads,
  workgroupSize,
  type AnchorChunk,
  type DenseLossInputs,
  type DenseLossShape,
} from '../loss/anchor-chunks.ts';
import { ChunkedRows, splitFloat32Rows, type ChunkedRowsOptions } from '../loss/chunked-rows.ts';
import { histogramWords, readElementHistogram, type ElementHistogram } from './element-histogram-reading.ts';

const source = resolveShader('element-histogram.wgsl', shaderText);

/** Loads of one thread. */
const stepsPerThread = constantOf(source, 'STEPS');

export type ElementHistogramOptions = ChunkedRowsOptions;

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
  const chunks = splitFloat32Rows(device, shape, options);
  requireWithin('anchors × classes', shape.anchors * shape.classes, 1, 2 ** 32 - 1);
  requireBindable(device, shape.anchors * 4);
  const kernel = await loadKernel(device, source, readsQuads(shape) ? 'countByQuads' : 'countBySingles');
  return new KernelElementHistograms(device, shape, chunks, kernel);
}

class KernelElementHistograms implements ElementHistograms {
  readonly #shape: DenseLossShape;
  readonly #rows: ChunkedRows<GPUBindGroup>;
  readonly #kernel: ComputeKernel;
  readonly #resources: GpuResources;
  readonly #counts: GPUBuffer;

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
    this.#rows = new ChunkedRows(resources, source, 'chunk', shape, chunks, (chunk) => ({
      ...chunk,
      classes: shape.classes,
    }));
  }

  encode(encoder: GPUCommandEncoder, inputs: DenseLossInputs): void {
    const bound = this.#rows.bound(inputs, ({ logits, targets, uniforms }) =>
      this.#kernel.bind({
        [readsQuads(this.#shape) ? 1 : 0]: logits,
        2: targets,
        3: uniforms,
        4: this.#counts,
      }),
    );
    const loadsPerRow = readsQuads(this.#shape) ? this.#shape.classes / 4 : this.#shape.classes;
    encoder.clearBuffer(this.#counts);
    for (const { chunk, groups } of bound) {
      const loads = chunk.anchorCount * loadsPerRow;
      this.#kernel.encode(encoder, groups, Math.ceil(loads / (workgroupSize * stepsPerThread)));
    }
  }

  async read(): Promise<ElementHistogram> {
    const bytes = await readBuffer(this.#resources.device, this.#counts, histogramWords * 4);
    return readElementHistogram(new Uint32Array(bytes));
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
