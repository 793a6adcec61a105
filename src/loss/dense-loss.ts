import shaderText from '../../shaders/dense-loss.wgsl?raw';
import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer } from '../gpu/input-error.ts';
import { requireBindable, requireRoom } from '../gpu/require-room.ts';
import { constantOf, resolveShader, withConstants } from '../gpu/shader-source.ts';
import { createUniformBlock } from '../gpu/uniform-block.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import {
  logitBytes,
  readsQuads,
  requireLanes,
  splitIntoChunks,
  workgroupSize,
  type AnchorChunk,
  type DenseLossInputs,
  type DenseLossShape,
  type LaneCount,
} from './anchor-chunks.ts';
import { AnchorSums } from './anchor-sums.ts';
import {
  bindDenseLoss,
  placeholderBytes,
  type DenseLossBindings,
  type DenseLossBuffers,
} from './dense-loss-bindings.ts';
import { loadDenseLossKernels, type DenseLossKernels, type DenseLossVariant } from './dense-loss-kernels.ts';
import {
  lossParamFields,
  lossPowers,
  powerOf,
  resolveLossParams,
  type DenseLossParams,
  type DenseLossTotals,
} from './dense-loss-params.ts';

const source = resolveShader('dense-loss.wgsl', shaderText);

/** Threads that look for rows to finish. */
const finishingThreads = constantOf(source, 'FINISHING_THREADS');

export interface DenseLossOptions {
  /**
   * Allocates the `[A, K]` gradient and compiles the kernels that write it; `'always'`: those alone. Default true.
   */
  readonly gradient?: boolean | 'always';
  /** Makes {@link DenseLoss.gradientNorm}. Default false. */
  readonly gradientNorm?: boolean;
  /**
   * What will be asked for, where that is known: other kernels are not compiled, and one kind with one γ is ready in a
   * fraction of the time. By default kind and γ may be any at every encode.
   */
  readonly losses?: readonly Pick<DenseLossParams, 'kind' | 'gamma'>[];
  /**
   * Threads that share one anchor. By default so many that neighbouring threads read 64 bytes in a row, as a real
   * GPU wants: 4 where K is a multiple of 4 (each reads four logits at once), else 16. 1 needs no barrier, which
   * makes it several times faster on a software adapter: choose it there.
   */
  readonly lanesPerAnchor?: LaneCount;
  /** Bytes of logits, or of their gradient, bound at once; the device's limit unless a test wants chunks. */
  readonly maxBindingBytes?: number;
}

/** A dense loss of fixed shape on one device. */
export interface DenseLoss {
  /**
   * Records the loss of all anchors. Allocates nothing where the two input buffers are those of an earlier call.
   * Each call keeps its own `params`, however many are recorded before a submit (up to `ringSlots`); the results
   * are those of the last one that the GPU has come to.
   *
   * @param options `gradient`: false leaves {@link gradient} as it was; by default it is written where there is one
   * @throws InputError (a RangeError) for params outside their range and buffers that are too small or lack
   * `STORAGE`, before anything is recorded
   * @throws Error for a loss that is not among those it was made for, when a gradient is asked of an object made
   * without one, and when none is to be written by one that always does
   */
  encode(
    encoder: GPUCommandEncoder,
    inputs: DenseLossInputs,
    params: DenseLossParams,
    options?: { readonly gradient?: boolean },
  ): void;
  /** float32 `[A]`, the loss of each anchor over its K classes, divided by the normaliser. */
  readonly perAnchor: GPUBuffer;
  /**
   * float32 `[A, K]` row-major, d loss / d logits, divided by the normaliser.
   *
   * @throws Error where it was made without one
   */
  readonly gradient: GPUBuffer;
  /**
   * float32 `[A]`, the L2 norm of each anchor's row of the gradient, written by every encode, with or without the
   * gradient itself.
   *
   * @throws Error where it was made without one
   */
  readonly gradientNorm: GPUBuffer;
  /** Sums and counts of what was submitted last. */
  readTotals(): Promise<DenseLossTotals>;
  dispose(): void;
}

/**
 * Cross entropy, focal loss and FL* over `[A, K]` logits; equations in `shaders/shared/loss-element.wgsl`. Kernels
 * are compiled once a device and K, and shared; kind and γ pick among them, so that moving γ compiles nothing. Logits of
 * float16 are read as words and need no feature of the adapter, `shader-f16` least of all; everything else is
 * float32 all the same.
 *
 * Every element's loss and gradient is within 2e-6 of its exact value for |x| ≤ 20 and γ of 0, 1 or 2, and within
 * (4 + 2γ)·1e-6 for |x| ≤ 100 and γ up to 10, wherever it is above 1e-30. For FL* it is within
 * 2e-6 + 1.5e-7·(γ|x| + |β|): the rounding of γ·x + β. Results have the same bits at every run on one adapter.
 *
 * @throws InputError (a RangeError) when the shape is not of positive integers, or the lanes are no power of two
 * @throws FocalScopeError `webgpu-limit-exceeded` where the device takes no buffer of that size, `shader-invalid`
 */
export async function createDenseLoss(
  device: GPUDevice,
  shape: DenseLossShape,
  options: DenseLossOptions = {},
): Promise<DenseLoss> {
  const byQuads = readsQuads(shape);
  const lanes = options.lanesPerAnchor ?? (byQuads ? 4 : 16);
  requireLanes(lanes);
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const chunks = splitIntoChunks(
    shape,
    Math.min(maxStorageBufferBindingSize, options.maxBindingBytes ?? Infinity),
  );
  const gradient = options.gradient ?? true;
  const elements = shape.anchors * shape.classes;
  requireRoom(Math.max(elements * logitBytes(shape), gradient ? elements * 4 : 0), maxBufferSize);
  requireBindable(device, shape.anchors * 4);
  const variant: DenseLossVariant = {
    classes: shape.classes,
    lanes,
    byQuads,
    halfLogits: shape.logits === 'f16',
    gradient,
    gradientNorm: options.gradientNorm ?? false,
    powers: new Set(options.losses?.map(({ kind, gamma }) => powerOf(kind, gamma)) ?? lossPowers),
  };
  const sized = withConstants(source, {
    CLASSES: shape.classes,
    QUADS_PER_ROW: byQuads ? shape.classes / 4 : 1,
  });
  const kernels = await loadDenseLossKernels(device, sized, variant);
  return new KernelDenseLoss(device, shape, chunks, variant, kernels);
}

function madeWithout(what: string): Error {
  return new Error(`this dense loss was made without ${what}`);
}

class KernelDenseLoss implements DenseLoss {
  readonly #shape: DenseLossShape;
  readonly #variant: DenseLossVariant;
  readonly #kernels: DenseLossKernels;
  readonly #resources: GpuResources;
  readonly #params: UniformRing;
  readonly #sums: AnchorSums;
  readonly #buffers: DenseLossBuffers;
  readonly #bindings = new BufferTupleCache<DenseLossBindings>();

  constructor(
    device: GPUDevice,
    shape: DenseLossShape,
    chunks: readonly AnchorChunk[],
    variant: DenseLossVariant,
    kernels: DenseLossKernels,
  ) {
    const resources = new GpuResources(device, 'dense loss');
    const { STORAGE, COPY_SRC } = GPUBufferUsage;
    const makeOutput = (name: string, length: number) =>
      resources.createBuffer(name, length * 4, STORAGE | COPY_SRC);
    const { anchors, classes } = shape;
    this.#resources = resources;
    this.#shape = shape;
    this.#variant = variant;
    this.#kernels = kernels;
    this.#params = createUniformRing(resources, source, 'params');
    this.#sums = new AnchorSums(resources, kernels.sums, anchors, classes);
    this.#buffers = {
      params: this.#params.buffer,
      sums: this.#sums,
      chunks: chunks.map((chunk) => {
        const block = createUniformBlock(resources, source, 'chunk');
        block.write({ firstAnchor: chunk.firstAnchor, anchorCount: chunk.anchorCount });
        return { chunk, block };
      }),
      gradient: variant.gradient ? makeOutput('gradient', anchors * classes) : undefined,
      gradientNorm: variant.gradientNorm ? makeOutput('gradient norm', anchors) : undefined,
      placeholder: resources.createBuffer('nothing', 3 * placeholderBytes(shape), STORAGE),
      noQuads: resources.createBuffer('no quads', placeholderBytes(shape), STORAGE),
    };
  }

  get perAnchor(): GPUBuffer {
    return this.#sums.perAnchor;
  }

  get gradient(): GPUBuffer {
    if (!this.#buffers.gradient) throw madeWithout('a gradient');
    return this.#buffers.gradient;
  }

  get gradientNorm(): GPUBuffer {
    if (!this.#buffers.gradientNorm) throw madeWithout('the norm of its gradient');
    return this.#buffers.gradientNorm;
  }

  encode(
    encoder: GPUCommandEncoder,
    inputs: DenseLossInputs,
    params: DenseLossParams,
    options: { readonly gradient?: boolean } = {},
  ): void {
    const { anchors, classes } = this.#shape;
    const resolved = resolveLossParams(params, anchors);
    const inputBytes = Math.ceil((anchors * classes * logitBytes(this.#shape)) / 4) * 4;
    requireBuffer('logits', inputs.logits, inputBytes);
    requireBuffer('targets', inputs.targets, anchors * 4);
    if (!this.#variant.powers.has(resolved.power)) throw madeWithout('kernels of this kind and γ');
    const writesGradient = options.gradient ?? this.#variant.gradient !== false;
    if (writesGradient && !this.#buffers.gradient) throw madeWithout('a gradient');
    if (!writesGradient && !this.#kernels.rows) throw madeWithout('kernels that leave the gradient out');
    const bindings = this.#bindings.get([inputs.logits, inputs.targets], () =>
      bindDenseLoss(this.#shape, this.#variant, this.#kernels, this.#buffers, inputs),
    );
    const kernels = this.#kernels;
    const rows = writesGradient ? kernels.rowsWithGradient : kernels.rows;
    const groups = writesGradient ? bindings.rowsWithGradient : bindings.rows;

    this.#params.record(encoder, lossParamFields(resolved));
    this.#sums.encodeCounts(encoder, bindings.sums);
    for (const [index, { chunk }] of this.#buffers.chunks.entries()) {
      const loss = groups[index]?.loss[resolved.power];
      const finish = groups[index]?.finish[resolved.power];
      const { anchorCount } = chunk;
      const lossWorkgroups = Math.ceil((anchorCount * this.#variant.lanes) / workgroupSize);
      if (loss) rows?.loss[resolved.power]?.encode(encoder, loss, lossWorkgroups);
      if (finish)
        rows?.finish[resolved.power]?.encode(
          encoder,
          finish,
          Math.ceil(Math.min(anchorCount, finishingThreads) / workgroupSize),
        );
    }
    this.#sums.encodeSums(encoder, bindings.sums);
  }

  async readTotals(): Promise<DenseLossTotals> {
    const { total, foreground, background, foregroundAnchors, nonFinite, badTargets } =
      await this.#sums.readTotals();
    return { total, foreground, background, foregroundAnchors, nonFinite, badTargets };
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
