import shaderText from '../../shaders/anchor-categories.wgsl?raw';
import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer } from '../gpu/input-error.ts';
import { requireBindable } from '../gpu/require-room.ts';
import { resolveShader } from '../gpu/shader-source.ts';
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
import { hardLogit } from './hard-logit.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';

const source = resolveShader('anchor-categories.wgsl', shaderText);

export interface AnchorCategoriesOptions {
  /** Bytes of logits bound at once; the device's limit unless a test wants chunks. */
  readonly maxBindingBytes?: number;
}

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
  requireFloat32(shape);
  const limit = Math.min(device.limits.maxStorageBufferBindingSize, options.maxBindingBytes ?? Infinity);
  const chunks = splitIntoChunks(shape, limit);
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
  readonly #chunks: readonly { readonly chunk: AnchorChunk; readonly uniforms: GPUBuffer }[];
  readonly #kernel: ComputeKernel;
  readonly #resources: GpuResources;
  readonly #bindings = new BufferTupleCache<readonly GPUBindGroup[]>();

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
    this.#chunks = chunks.map((chunk) => {
      const block = createUniformBlock(resources, source, 'chunk');
      block.write({ ...chunk, classes: shape.classes, hardLogit });
      return { chunk, uniforms: block.buffer };
    });
  }

  encode(encoder: GPUCommandEncoder, inputs: DenseLossInputs): void {
    const groups = this.#bindings.get([inputs.logits, inputs.targets], () => this.#bind(inputs));
    for (const [index, { chunk }] of this.#chunks.entries()) {
      const group = groups[index];
      if (group) this.#kernel.encode(encoder, group, Math.ceil(chunk.anchorCount / workgroupSize));
    }
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
        4: this.categories,
      }),
    );
  }
}
