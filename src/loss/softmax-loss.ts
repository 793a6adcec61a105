import shaderText from '../../shaders/softmax-loss.wgsl?raw';
import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { InputError, requireBuffer, requireCount } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { requireBindable, requireRoom } from '../gpu/require-room.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformBlock, type UniformBlock } from '../gpu/uniform-block.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import {
  requireLanes,
  splitIntoChunks,
  workgroupSize,
  type AnchorChunk,
  type DenseLossInputs,
  type DenseLossShape,
  type LaneCount,
} from './anchor-chunks.ts';
import {
  AnchorSums,
  loadAnchorSumKernels,
  type AnchorSumBindings,
  type AnchorSumKernels,
} from './anchor-sums.ts';
import type { DenseLossTotals } from './dense-loss-params.ts';
import { resolveSoftmaxLossParams, type SoftmaxLossParams } from './softmax-loss-params.ts';

const source = resolveShader('softmax-loss.wgsl', shaderText);

/** What storage bindings begin at multiples of, on every device that keeps to the default. */
const bindingStep = 256;

/** A anchors and K classes, the background not counted. */
export interface SoftmaxLossShape extends DenseLossShape {
  /** How the `[A, K + 1]` logits are stored, float16 two a word without gaps between rows. Default f32. */
  readonly logits?: 'f32' | 'f16';
}

export interface SoftmaxLossOptions {
  /** Allocates the `[A, K + 1]` gradient and compiles the kernel that writes it. Default false. */
  readonly gradient?: boolean;
  /** Threads that share one anchor: 16 by default, as a real GPU wants; 1 is faster on a software adapter. */
  readonly lanesPerAnchor?: LaneCount;
  /** Bytes of float32 logits bound at once; the device's limit unless a test wants chunks. */
  readonly maxBindingBytes?: number;
}

/** A softmax loss of fixed shape on one device. */
export interface SoftmaxLoss {
  /**
   * Records the loss of all anchors. Every encode keeps its own params, however many share a submission. Allocates
   * nothing where the two input buffers are those of an earlier call.
   *
   * @param inputs `logits` `[A, K + 1]` row-major, `targets` int32 `[A]`; both may be larger
   * @param options `gradient`: write {@link gradient} too; without it that buffer keeps what it held
   * @throws InputError for params or buffers that do not do, before anything is recorded
   */
  encode(
    encoder: GPUCommandEncoder,
    inputs: DenseLossInputs,
    params: SoftmaxLossParams,
    options?: { readonly gradient?: boolean },
  ): void;
  /** float32 `[A]`, divided by the normaliser; exactly 0 for ignored anchors. */
  readonly perAnchor: GPUBuffer;
  /** float32 `[A, K + 1]`, d loss / d logits, divided by the normaliser; undefined unless asked for at creation. */
  readonly gradient: GPUBuffer | undefined;
  /**
   * Sums and counts of what was submitted last. A logit that is not finite or beyond 1e30 is counted and left out of
   * its row's sum; where it is the anchor's own, the anchor is left out.
   */
  readTotals(): Promise<DenseLossTotals>;
  dispose(): void;
}

interface SoftmaxLossKernels {
  readonly sums: AnchorSumKernels;
  readonly loss: ComputeKernel;
  readonly lossWithGradient: ComputeKernel | undefined;
}

/** Bind groups of one pair of input buffers; those of the loss by chunk. */
interface InputBindings {
  readonly sums: AnchorSumBindings;
  readonly loss: readonly GPUBindGroup[];
  readonly lossWithGradient: readonly GPUBindGroup[];
}

interface SoftmaxChunk extends AnchorChunk {
  readonly block: UniformBlock;
  /** Bytes at which its logits are bound, and how many; rows of float16 may begin behind that. */
  readonly offset: number;
  readonly size: number;
}

/**
 * Cross entropy of a softmax over K classes and a background column.
 *
 * With up to 256 columns every loss and derivative is within 4e-6 of its exact value, relatively, for logits in
 * [−20, 20], and within 8e-6 in [−100, 100], wherever without the normaliser it is above 1e-30. Results have the same bits at every run on one
 * adapter.
 *
 * @throws InputError when A or K is no whole number above 0
 * @throws FocalScopeError `webgpu-limit-exceeded` where the device takes no buffer of that size, `shader-invalid`
 */
export async function createSoftmaxLoss(
  device: GPUDevice,
  shape: SoftmaxLossShape,
  options: SoftmaxLossOptions = {},
): Promise<SoftmaxLoss> {
  requireCount('anchors', shape.anchors);
  requireCount('classes', shape.classes);
  const lanes = options.lanesPerAnchor ?? 16;
  requireLanes(lanes);
  const columns = shape.classes + 1;
  const limit = Math.min(device.limits.maxStorageBufferBindingSize, options.maxBindingBytes ?? Infinity);
  // Chunks fit as float32 whatever the logits are: the gradient is.
  const chunks = splitIntoChunks({ anchors: shape.anchors, classes: columns }, limit);
  const withGradient = options.gradient === true;
  requireBindable(device, shape.anchors * 4);
  if (withGradient) requireRoom(shape.anchors * columns * 4, device.limits.maxBufferSize);
  const load = (writes: boolean) =>
    loadKernel(device, source, 'softmaxLoss', {
      LANES_PER_ANCHOR: lanes,
      WRITES_GRADIENT: Number(writes),
      HALVES: Number(shape.logits === 'f16'),
    });
  const [sums, loss, lossWithGradient] = await Promise.all([
    loadAnchorSumKernels(device, source),
    load(false),
    withGradient ? load(true) : undefined,
  ]);
  return new KernelSoftmaxLoss(device, shape, chunks, lanes, { sums, loss, lossWithGradient });
}

class KernelSoftmaxLoss implements SoftmaxLoss {
  readonly gradient: GPUBuffer | undefined;
  readonly #anchors: number;
  readonly #columns: number;
  readonly #logitBytes: number;
  readonly #lanes: LaneCount;
  readonly #kernels: SoftmaxLossKernels;
  readonly #resources: GpuResources;
  readonly #params: UniformRing;
  readonly #sums: AnchorSums;
  /** Bound in place of a gradient that is not written. */
  readonly #placeholder: GPUBuffer;
  readonly #chunks: readonly SoftmaxChunk[];
  readonly #bindings = new BufferTupleCache<InputBindings>();

  constructor(
    device: GPUDevice,
    { anchors, classes, logits }: SoftmaxLossShape,
    chunks: readonly AnchorChunk[],
    lanes: LaneCount,
    kernels: SoftmaxLossKernels,
  ) {
    this.#resources = new GpuResources(device, 'softmax loss');
    this.#anchors = anchors;
    this.#columns = classes + 1;
    this.#lanes = lanes;
    this.#kernels = kernels;
    this.#params = createUniformRing(this.#resources, source, 'params');
    this.#sums = new AnchorSums(this.#resources, kernels.sums, anchors, classes);
    const bytes = logits === 'f16' ? 2 : 4;
    this.#logitBytes = Math.ceil((anchors * this.#columns * bytes) / 4) * 4;
    this.#chunks = chunks.map(({ firstAnchor, anchorCount }) => {
      const start = firstAnchor * this.#columns * bytes;
      const offset = Math.floor(start / bindingStep) * bindingStep;
      const end = Math.ceil((start + anchorCount * this.#columns * bytes) / 4) * 4;
      const block = createUniformBlock(this.#resources, source, 'chunk');
      block.write({ firstAnchor, anchorCount, firstLogit: (start - offset) / bytes });
      return { firstAnchor, anchorCount, block, offset, size: end - offset };
    });
    const output = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    this.#placeholder = this.#resources.createBuffer('no gradient', 16, GPUBufferUsage.STORAGE);
    this.gradient = kernels.lossWithGradient
      ? this.#resources.createBuffer('gradient', anchors * this.#columns * 4, output)
      : undefined;
  }

  get perAnchor(): GPUBuffer {
    return this.#sums.perAnchor;
  }

  encode(
    encoder: GPUCommandEncoder,
    inputs: DenseLossInputs,
    params: SoftmaxLossParams,
    options: { readonly gradient?: boolean } = {},
  ): void {
    const writesGradient = options.gradient === true;
    if (writesGradient && !this.gradient)
      throw new InputError('gradient', 'true', 'be left out of a softmax loss made without one');
    const { backgroundFirst, normaliser } = resolveSoftmaxLossParams(params, this.#anchors);
    requireBuffer('logits', inputs.logits, this.#logitBytes);
    requireBuffer('targets', inputs.targets, this.#anchors * 4);
    const bindings = this.#bindings.get([inputs.logits, inputs.targets], () => this.#bind(inputs));
    this.#params.record(encoder, {
      backgroundFirst: Number(backgroundFirst),
      scale: normaliser === undefined ? 0 : 1 / normaliser,
    });
    const kernel = writesGradient ? this.#kernels.lossWithGradient : this.#kernels.loss;
    const groups = writesGradient ? bindings.lossWithGradient : bindings.loss;
    this.#sums.encodeCounts(encoder, bindings.sums);
    for (const [index, { anchorCount }] of this.#chunks.entries()) {
      const group = groups[index];
      if (group) kernel?.encode(encoder, group, Math.ceil((anchorCount * this.#lanes) / workgroupSize));
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

  #bind({ logits, targets }: DenseLossInputs): InputBindings {
    const { gradient } = this;
    const rowBytes = this.#columns * 4;
    const entriesOf = ({ block, offset, size }: SoftmaxChunk) => ({
      ...this.#sums.lossEntries(targets),
      0: { buffer: logits, offset, size },
      1: this.#params.buffer,
      2: block.buffer,
    });
    return {
      sums: this.#sums.bind(targets),
      loss: this.#chunks.map((chunk) =>
        this.#kernels.loss.bind({ ...entriesOf(chunk), 3: this.#placeholder }),
      ),
      lossWithGradient: this.#chunks.flatMap((chunk) => {
        if (!gradient || !this.#kernels.lossWithGradient) return [];
        const offset = chunk.firstAnchor * rowBytes;
        const rows = { buffer: gradient, offset, size: chunk.anchorCount * rowBytes };
        return this.#kernels.lossWithGradient.bind({ ...entriesOf(chunk), 3: rows });
      }),
    };
  }
}
