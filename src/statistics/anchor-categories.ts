import shaderText from '../../shaders/anchor-categories.wgsl?raw';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { requireBindable } from '../gpu/require-room.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import {
  readsQuads,
  workgroupSize,
  type AnchorChunk,
  type DenseLossInputs,
  type DenseLossShape,
} from '../loss/anchor-chunks.ts';
import { ChunkedRows, splitFloat32Rows, type ChunkedRowsOptions } from '../loss/chunked-rows.ts';
import { hardLogit } from './hard-logit.ts';

const source = resolveShader('anchor-categories.wgsl', shaderText);

export type AnchorCategoriesOptions = ChunkedRowsOptions;

/** The categories of all anchors, for breaking down losses; they change with logits and targets alone. */
export interface AnchorCategories {
  /**
   * Records one pass. Allocates nothing where the two input buffers are those of an earlier call.
   *
   * @throws InputError for a buffer that is too small or not of usage `STORAGE`
   */
  encode(encoder: GPUCommandEncoder, inputs: DenseLossInputs): void;
  /** uint32 `[A]`: an index into `anchorCategories` of `loss-statistics-types.ts`. */
  readonly categories: GPUBuffer;
  dispose(): void;
}

/**
 * Tells foreground, ignored, easy and hard background anchors apart. Logits that are not finite decide nothing, and
 * anchors with a target outside [-2, K) are ignored.
 *
 * @throws RangeError when the shape is not of positive integers
 * @throws FocalScopeError `webgpu-limit-exceeded` where the device takes no buffer of that size, `shader-invalid`
 */
export async function createAnchorCategories(
  device: GPUDevice,
  shape: DenseLossShape,
  options: AnchorCategoriesOptions = {},
): Promise<AnchorCategories> {
  const chunks = splitFloat32Rows(device, shape, options);
  requireBindable(device, shape.anchors * 4);
  const kernel = await loadKernel(
    device,
    source,
    readsQuads(shape) ? 'categoriseByQuads' : 'categoriseBySingles',
  );
  return new KernelAnchorCategories(device, shape, chunks, kernel);
}

class KernelAnchorCategories implements AnchorCategories {
  readonly categories: GPUBuffer;
  readonly #shape: DenseLossShape;
  readonly #rows: ChunkedRows<GPUBindGroup>;
  readonly #kernel: ComputeKernel;
  readonly #resources: GpuResources;

  constructor(
    device: GPUDevice,
    shape: DenseLossShape,
    chunks: readonly AnchorChunk[],
    kernel: ComputeKernel,
  ) {
    const resources = new GpuResources(device, 'anchor categories');
    this.#resources = resources;
    this.#shape = shape;
    this.#kernel = kernel;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    this.categories = resources.createBuffer('categories', shape.anchors * 4, usage);
    this.#rows = new ChunkedRows(resources, source, 'chunk', shape, chunks, (chunk) => ({
      ...chunk,
      classes: shape.classes,
      hardLogit,
    }));
  }

  encode(encoder: GPUCommandEncoder, inputs: DenseLossInputs): void {
    const bound = this.#rows.bound(inputs, ({ logits, targets, uniforms }) =>
      this.#kernel.bind({
        [readsQuads(this.#shape) ? 1 : 0]: logits,
        2: targets,
        3: uniforms,
        4: this.categories,
      }),
    );
    for (const { chunk, groups } of bound)
      this.#kernel.encode(encoder, groups, Math.ceil(chunk.anchorCount / workgroupSize));
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
