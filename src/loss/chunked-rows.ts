import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import type { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer } from '../gpu/input-error.ts';
import type { ShaderSource } from '../gpu/shader-source.ts';
import { createUniformBlock, type UniformValues } from '../gpu/uniform-block.ts';
import {
  bindAnchors,
  bindRows,
  requireFloat32,
  splitIntoChunks,
  type AnchorChunk,
  type DenseLossInputs,
  type DenseLossShape,
} from './anchor-chunks.ts';

export interface ChunkedRowsOptions {
  /** Bytes of logits bound at once; the device's limit unless a test wants chunks. */
  readonly maxBindingBytes?: number;
}

/**
 * The chunks of a pass that reads `[A, K]` float32 logits.
 *
 * @throws InputError (a RangeError) when A or K is not a positive integer, or logits are not float32
 * @throws FocalScopeError `webgpu-limit-exceeded` where the device binds too little at once
 */
export function splitFloat32Rows(
  device: GPUDevice,
  shape: DenseLossShape,
  { maxBindingBytes = Infinity }: ChunkedRowsOptions,
): AnchorChunk[] {
  requireFloat32(shape);
  return splitIntoChunks(shape, Math.min(device.limits.maxStorageBufferBindingSize, maxBindingBytes));
}

/** What a pass over one chunk binds, beside buffers of its own. */
export interface ChunkEntries {
  /** The chunk's rows. */
  readonly logits: GPUBufferBinding;
  /** All `[A]`. */
  readonly targets: GPUBufferBinding;
  readonly uniforms: GPUBuffer;
}

/** A chunk with what its owner bound for it: a group, or several. */
export interface BoundChunk<Groups> {
  readonly chunk: AnchorChunk;
  readonly groups: Groups;
}

/** The rows of a pass over `[A, K]` float32 logits, chunk by chunk: uniforms of each, and bind groups by inputs. */
export class ChunkedRows<Groups> {
  readonly #shape: DenseLossShape;
  readonly #chunks: readonly { readonly chunk: AnchorChunk; readonly uniforms: GPUBuffer }[];
  readonly #bound = new BufferTupleCache<readonly BoundChunk<Groups>[]>();

  /**
   * @param variable the `var<uniform>` of `source` that tells a chunk
   * @param valuesOf its values
   */
  constructor(
    resources: GpuResources,
    source: ShaderSource,
    variable: string,
    shape: DenseLossShape,
    chunks: readonly AnchorChunk[],
    valuesOf: (chunk: AnchorChunk) => UniformValues,
  ) {
    this.#shape = shape;
    this.#chunks = chunks.map((chunk) => {
      const block = createUniformBlock(resources, source, variable);
      block.write(valuesOf(chunk));
      return { chunk, uniforms: block.buffer };
    });
  }

  /** The uniforms of the first chunk, for a pass over what all chunks left. */
  get firstUniforms(): GPUBuffer {
    const [first] = this.#chunks;
    if (!first) throw new Error('a pass over rows has no chunk');
    return first.uniforms;
  }

  /**
   * All chunks in order, bound where the two buffers are new.
   *
   * @throws InputError for a buffer that is too small or not of usage `STORAGE`
   */
  bound(
    inputs: DenseLossInputs,
    bindChunk: (entries: ChunkEntries) => Groups,
  ): readonly BoundChunk<Groups>[] {
    return this.#bound.get([inputs.logits, inputs.targets], () => {
      const { anchors, classes } = this.#shape;
      requireBuffer('logits', inputs.logits, anchors * classes * 4);
      requireBuffer('targets', inputs.targets, anchors * 4);
      const targets = bindAnchors(inputs.targets, anchors);
      return this.#chunks.map(({ chunk, uniforms }) => ({
        chunk,
        groups: bindChunk({ logits: bindRows(inputs.logits, chunk, classes), targets, uniforms }),
      }));
    });
  }
}
