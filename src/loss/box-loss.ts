import { boxCodingUniform } from '../anchors/box-coding.ts';
import shaderText from '../../shaders/box-loss.wgsl?raw';
import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { InputError, requireBuffer, requireCount } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { requireBindable } from '../gpu/require-room.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import { bindAnchors, workgroupSize } from './anchor-chunks.ts';
import {
  AnchorSums,
  loadAnchorSumKernels,
  type AnchorSumBindings,
  type AnchorSumKernels,
} from './anchor-sums.ts';
import { resolveBoxLossParams, type BoxLossParams, type BoxLossTotals } from './box-loss-params.ts';

const source = resolveShader('box-loss.wgsl', shaderText);

/** What a box loss reads, usage `STORAGE`; all buffers may be larger than their tensors. */
export interface BoxLossInputs {
  /** float32 `[A, 4]`: dx, dy, dw, dh as the head gives them. */
  readonly deltas: GPUBuffer;
  /** float32 `[A, 4]`: corners in pixels of the input. */
  readonly anchorBoxes: GPUBuffer;
  /** int32 `[A]`: class index, −1 background, −2 ignored. */
  readonly targets: GPUBuffer;
  /** int32 `[A]`: index of the anchor's box among those of the ground truth, −1 for none. */
  readonly matched: GPUBuffer;
  /** float32 `[G, 4]`: corners in pixels of the input. */
  readonly groundTruth: GPUBuffer;
}

export interface BoxLossShape {
  /** A */
  readonly anchors: number;
}

export interface BoxLossOptions {
  /** Allocates the `[A, 4]` gradient and compiles the kernel that writes it. Default false. */
  readonly gradient?: boolean;
}

/** A box loss of fixed shape on one device. */
export interface BoxLoss {
  /**
   * Records the loss of all foreground anchors; the others have none. Every encode keeps its own params, however many
   * share a submission. Allocates nothing where the input buffers are those of an earlier call.
   *
   * @param options `gradient`: write {@link gradient} too; without it that buffer keeps what it held
   * @throws InputError for params or buffers that do not do, before anything is recorded
   */
  encode(
    encoder: GPUCommandEncoder,
    inputs: BoxLossInputs,
    params: BoxLossParams,
    options?: { readonly gradient?: boolean },
  ): void;
  /** float32 `[A]`, divided by the normaliser; exactly 0 where there is no box to fit. */
  readonly perAnchor: GPUBuffer;
  /** float32 `[A, 4]`, d loss / d deltas, divided by the normaliser; undefined unless asked for at creation. */
  readonly gradient: GPUBuffer | undefined;
  /** Sum and counts of what was submitted last. */
  readTotals(): Promise<BoxLossTotals>;
  dispose(): void;
}

interface BoxLossKernels {
  readonly sums: AnchorSumKernels;
  readonly loss: ComputeKernel;
  readonly lossWithGradient: ComputeKernel | undefined;
}

interface InputBindings {
  readonly sums: AnchorSumBindings;
  readonly loss: GPUBindGroup;
  readonly lossWithGradient: GPUBindGroup | undefined;
}

/**
 * L1, smooth L1 and GIoU losses of box deltas, over foreground anchors. What follows is said of `plainBoxCoding`.
 *
 * Without the normaliser, L1 and smooth L1 are within 1e-6 · (1 + Σ |δ| + |target δ|) of their exact value and GIoU
 * within 1e-6 · (1 + the largest |δ|); derivatives away from where they jump within 4e-6 · (1 + |derivative|), and
 * those of smooth L1 with a β below 1/9 within 4e-7 / β. That holds for anchors and boxes whose sides and distances
 * differ by up to a factor of 100. Results have the same bits at every run on one adapter.
 *
 * @throws InputError when A is no whole number above 0
 * @throws FocalScopeError `webgpu-limit-exceeded` where the device binds no buffer of that size, `shader-invalid`
 */
export async function createBoxLoss(
  device: GPUDevice,
  { anchors }: BoxLossShape,
  options: BoxLossOptions = {},
): Promise<BoxLoss> {
  requireCount('anchors', anchors);
  requireBindable(device, anchors * 16);
  const withGradient = options.gradient === true;
  const load = (writes: boolean) =>
    loadKernel(device, source, 'boxLoss', { WRITES_GRADIENT: Number(writes) });
  const [sums, loss, lossWithGradient] = await Promise.all([
    loadAnchorSumKernels(device, source),
    load(false),
    withGradient ? load(true) : undefined,
  ]);
  return new KernelBoxLoss(device, anchors, { sums, loss, lossWithGradient });
}

class KernelBoxLoss implements BoxLoss {
  readonly gradient: GPUBuffer | undefined;
  readonly #anchors: number;
  readonly #kernels: BoxLossKernels;
  readonly #resources: GpuResources;
  readonly #params: UniformRing;
  readonly #sums: AnchorSums;
  /** Bound in place of a gradient that is not written. */
  readonly #placeholder: GPUBuffer;
  readonly #bindings = new BufferTupleCache<InputBindings>();

  constructor(device: GPUDevice, anchors: number, kernels: BoxLossKernels) {
    this.#resources = new GpuResources(device, 'box loss');
    this.#anchors = anchors;
    this.#kernels = kernels;
    this.#params = createUniformRing(this.#resources, source, 'params');
    this.#sums = new AnchorSums(this.#resources, kernels.sums, anchors, 0);
    const output = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    this.#placeholder = this.#resources.createBuffer('no gradient', 16, GPUBufferUsage.STORAGE);
    this.gradient = kernels.lossWithGradient
      ? this.#resources.createBuffer('gradient', anchors * 16, output)
      : undefined;
  }

  get perAnchor(): GPUBuffer {
    return this.#sums.perAnchor;
  }

  encode(
    encoder: GPUCommandEncoder,
    inputs: BoxLossInputs,
    params: BoxLossParams,
    options: { readonly gradient?: boolean } = {},
  ): void {
    const writesGradient = options.gradient === true;
    if (writesGradient && !this.gradient)
      throw new InputError('gradient', 'true', 'be left out of a box loss made without one');
    const resolved = resolveBoxLossParams(params, this.#anchors);
    this.#checkInputs(inputs, params.groundTruthCount);
    const { deltas, anchorBoxes, targets, matched, groundTruth } = inputs;
    const bindings = this.#bindings.get([deltas, anchorBoxes, targets, matched, groundTruth], () =>
      this.#bind(inputs),
    );
    const beta = Math.fround(resolved.beta);
    this.#params.record(encoder, {
      coding: boxCodingUniform(resolved.coding),
      kind: Number(resolved.isGiou),
      beta,
      inverseBeta: beta === 0 ? 0 : 1 / beta,
      scale: resolved.normaliser === undefined ? 0 : 1 / resolved.normaliser,
      groundTruthCount: params.groundTruthCount,
    });
    const kernel = writesGradient ? this.#kernels.lossWithGradient : this.#kernels.loss;
    const group = writesGradient ? bindings.lossWithGradient : bindings.loss;
    this.#sums.encodeCounts(encoder, bindings.sums);
    if (group) kernel?.encode(encoder, group, Math.ceil(this.#anchors / workgroupSize));
    this.#sums.encodeSums(encoder, bindings.sums);
  }

  async readTotals(): Promise<BoxLossTotals> {
    const { total, foregroundAnchors, nonFinite, badTargets, badBoxes } = await this.#sums.readTotals();
    return { total, foregroundAnchors, nonFinite, badTargets, badBoxes };
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #checkInputs(inputs: BoxLossInputs, groundTruthCount: number): void {
    requireBuffer('deltas', inputs.deltas, this.#anchors * 16);
    requireBuffer('anchorBoxes', inputs.anchorBoxes, this.#anchors * 16);
    requireBuffer('targets', inputs.targets, this.#anchors * 4);
    requireBuffer('matched', inputs.matched, this.#anchors * 4);
    requireBuffer('groundTruth', inputs.groundTruth, Math.max(1, groundTruthCount) * 16);
  }

  #bind(inputs: BoxLossInputs): InputBindings {
    const size = this.#anchors * 16;
    const limit = this.#resources.device.limits.maxStorageBufferBindingSize;
    const params = { 4: this.#params.buffer };
    const matched = { 2: bindAnchors(inputs.matched, this.#anchors) };
    const entries = {
      ...this.#sums.lossEntries(inputs.targets),
      0: { buffer: inputs.deltas, size },
      1: { buffer: inputs.anchorBoxes, size },
      ...matched,
      3: { buffer: inputs.groundTruth, size: Math.floor(Math.min(inputs.groundTruth.size, limit) / 16) * 16 },
      ...params,
    };
    return {
      sums: this.#sums.bind(inputs.targets, { ...matched, ...params }),
      loss: this.#kernels.loss.bind({ ...entries, 5: this.#placeholder }),
      lossWithGradient:
        this.gradient &&
        this.#kernels.lossWithGradient?.bind({ ...entries, 5: { buffer: this.gradient, size } }),
    };
  }
}
