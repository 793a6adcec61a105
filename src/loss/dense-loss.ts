import shaderText from '../../shaders/dense-loss.wgsl?raw';
import { FocalScopeError } from '../base/errors.ts';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformBlock, type UniformBlock } from '../gpu/uniform-block.ts';
import {
  bindAnchors,
  bindRows,
  InputCache,
  readsQuads,
  splitIntoChunks,
  workgroupSize,
  type AnchorChunk,
  type DenseLossInputs,
  type DenseLossShape,
  type LaneCount,
} from './anchor-chunks.ts';
import {
  keepTwelveBits,
  resolveLossParams,
  type DenseLossParams,
  type DenseLossTotals,
} from './dense-loss-params.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { SmallReadBack } from '../gpu/small-read-back.ts';

const source = resolveShader('dense-loss.wgsl', shaderText);

/** As in the kernel: threads of the sums over anchors, bytes of a partial sum and of the totals. */
const summingThreads = 1024;
const partialBytes = 32;
const totalsBytes = 24;

export interface DenseLossOptions {
  /** Allocates the `[A, K]` gradient and compiles the kernels that write it. Default false. */
  readonly gradient?: boolean;
  /**
   * Threads that share one anchor. By default so many that neighbouring threads read 64 bytes in a row, as a real
   * GPU wants: 4 where K is a multiple of 4 (each reads four logits at once), else 16. 1 needs no barrier, which
   * makes it several times faster on a software adapter: choose it there.
   */
  readonly lanesPerAnchor?: LaneCount;
  /** Bytes of logits bound at once; the device's limit unless a test wants chunks. */
  readonly maxBindingBytes?: number;
}

/** A dense loss of fixed shape on one device. */
export interface DenseLoss {
  /**
   * Records the loss of all anchors. Allocates nothing where the two input buffers are those of an earlier call.
   *
   * `params` lie in one uniform buffer that is written at once: submit before encoding this same object again
   * with other params (use two objects for two losses in one submission).
   *
   * @param options `gradient`: write {@link gradient} too; without it that buffer keeps what it held
   * @throws RangeError for params outside their range
   * @throws Error when a gradient is asked of an object made without one
   */
  encode(
    encoder: GPUCommandEncoder,
    inputs: DenseLossInputs,
    params: DenseLossParams,
    options?: { readonly gradient?: boolean },
  ): void;
  /** float32 `[A]`, the loss of each anchor over its K classes, divided by the normaliser. */
  readonly perAnchor: GPUBuffer;
  /** float32 `[A, K]`, d loss / d logits, divided by the normaliser; undefined unless asked for at creation. */
  readonly gradient: GPUBuffer | undefined;
  /** Sums and counts of what was submitted last. */
  readTotals(): Promise<DenseLossTotals>;
  dispose(): void;
}

/** The kernels of one choice of lanes; `loss` by exponent: 0, 1, 2 and any other. */
interface DenseLossKernels {
  readonly countTargets: ComputeKernel;
  readonly loss: readonly ComputeKernel[];
  readonly lossWithGradient: readonly ComputeKernel[];
  readonly sumAnchors: ComputeKernel;
  readonly sumTotals: ComputeKernel;
}

/** Bind groups of one pair of input buffers; by chunk, then by exponent. */
interface InputBindings {
  readonly countTargets: GPUBindGroup;
  readonly loss: readonly (readonly GPUBindGroup[])[];
  readonly lossWithGradient: readonly (readonly GPUBindGroup[])[];
  readonly sumAnchors: GPUBindGroup;
}

async function loadKernels(
  device: GPUDevice,
  entryPoint: 'denseLossByQuads' | 'denseLossBySingles',
  lanes: LaneCount,
  withGradient: boolean,
): Promise<DenseLossKernels> {
  const load = (name: string) => loadKernel(device, source, name);
  const loadLosses = (gradient: boolean) =>
    Promise.all(
      [0, 1, 2, 3].map((power) =>
        loadKernel(device, source, entryPoint, {
          LANES_PER_ANCHOR: lanes,
          POWER: power,
          WRITES_GRADIENT: Number(gradient),
        }),
      ),
    );
  const [countTargets, sumAnchors, sumTotals, loss, lossWithGradient] = await Promise.all([
    load('countTargets'),
    load('sumAnchors'),
    load('sumTotals'),
    loadLosses(false),
    withGradient ? loadLosses(true) : [],
  ]);
  return { countTargets, loss, lossWithGradient, sumAnchors, sumTotals };
}

/**
 * Cross entropy and focal loss over float32 `[A, K]` logits. Kernels are compiled once a device and shared; γ picks
 * among them, so that moving it compiles nothing.
 *
 * Every element's loss and gradient is within 2e-6 of its exact value for |x| ≤ 20 and γ of 0, 1 or 2, and within
 * (4 + 2γ)·1e-6 for |x| ≤ 100 and γ up to 10, wherever it is above 1e-30. Results have the same bits at every run
 * on one adapter.
 *
 * @throws RangeError when the shape is not of positive integers
 * @throws FocalScopeError `webgpu-limit-exceeded` where the device takes no buffer of that size, `shader-invalid`
 */
export async function createDenseLoss(
  device: GPUDevice,
  shape: DenseLossShape,
  options: DenseLossOptions = {},
): Promise<DenseLoss> {
  const limit = Math.min(device.limits.maxStorageBufferBindingSize, options.maxBindingBytes ?? Infinity);
  const chunks = splitIntoChunks(shape, limit);
  const gradientBytes = options.gradient === true ? shape.anchors * shape.classes * 4 : 0;
  const largest = Math.max(gradientBytes, shape.anchors * 4);
  if (largest > device.limits.maxBufferSize)
    throw new FocalScopeError('webgpu-limit-exceeded', {
      needed: largest,
      limit: device.limits.maxBufferSize,
    });
  const byQuads = readsQuads(shape);
  const lanes = options.lanesPerAnchor ?? (byQuads ? 4 : 16);
  const entryPoint = byQuads ? 'denseLossByQuads' : 'denseLossBySingles';
  const kernels = await loadKernels(device, entryPoint, lanes, options.gradient === true);
  return new KernelDenseLoss(device, shape, chunks, lanes, gradientBytes, kernels);
}

class KernelDenseLoss implements DenseLoss {
  readonly perAnchor: GPUBuffer;
  readonly gradient: GPUBuffer | undefined;
  readonly #shape: DenseLossShape;
  readonly #chunks: readonly { readonly chunk: AnchorChunk; readonly block: UniformBlock }[];
  readonly #lanes: LaneCount;
  readonly #kernels: DenseLossKernels;
  readonly #resources: GpuResources;
  readonly #params: UniformBlock;
  readonly #shapeBlock: UniformBlock;
  readonly #counts: GPUBuffer;
  readonly #faults: GPUBuffer;
  readonly #partials: GPUBuffer;
  /** Bound in place of a gradient that is not there. */
  readonly #placeholder: GPUBuffer;
  readonly #sumTotals: GPUBindGroup;
  readonly #bindings = new InputCache<InputBindings>();
  readonly #readBack: SmallReadBack;

  constructor(
    device: GPUDevice,
    shape: DenseLossShape,
    chunks: readonly AnchorChunk[],
    lanes: LaneCount,
    gradientBytes: number,
    kernels: DenseLossKernels,
  ) {
    const resources = new GpuResources(device, 'dense loss');
    const output = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    const cleared = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    this.#resources = resources;
    this.#shape = shape;
    this.#lanes = lanes;
    this.#kernels = kernels;
    this.perAnchor = resources.createBuffer('per anchor', shape.anchors * 4, output);
    this.gradient = gradientBytes > 0 ? resources.createBuffer('gradient', gradientBytes, output) : undefined;
    this.#placeholder = resources.createBuffer('no gradient', 16, GPUBufferUsage.STORAGE);
    this.#counts = resources.createBuffer('target counts', 8, cleared);
    this.#faults = resources.createBuffer('faults', 4, cleared);
    this.#partials = resources.createBuffer(
      'partial sums',
      summingThreads * partialBytes,
      GPUBufferUsage.STORAGE,
    );
    const totals = resources.createBuffer('totals', totalsBytes, output);
    this.#readBack = new SmallReadBack(resources, totals, totalsBytes);
    this.#params = createUniformBlock(resources, source, 'params');
    this.#shapeBlock = createUniformBlock(resources, source, 'shape');
    this.#shapeBlock.write({ anchors: shape.anchors, classes: shape.classes });
    this.#chunks = chunks.map((chunk) => {
      const block = createUniformBlock(resources, source, 'chunk');
      block.write({ firstAnchor: chunk.firstAnchor, anchorCount: chunk.anchorCount });
      return { chunk, block };
    });
    this.#sumTotals = kernels.sumTotals.bind({
      10: this.#counts,
      11: this.#faults,
      12: this.#partials,
      13: totals,
    });
  }

  encode(
    encoder: GPUCommandEncoder,
    inputs: DenseLossInputs,
    params: DenseLossParams,
    options: { readonly gradient?: boolean } = {},
  ): void {
    const writesGradient = options.gradient === true;
    if (writesGradient && !this.gradient) throw new Error('this dense loss was made without a gradient');
    const gamma = this.#writeParams(params);
    const power = gamma === 0 || gamma === 1 || gamma === 2 ? gamma : 3;
    const bindings = this.#bindings.get(inputs.logits, inputs.targets, () => this.#bind(inputs));
    const kernels = this.#kernels;
    const losses = writesGradient ? kernels.lossWithGradient : kernels.loss;
    const lossGroups = writesGradient ? bindings.lossWithGradient : bindings.loss;
    const summingWorkgroups = summingThreads / workgroupSize;

    encoder.clearBuffer(this.#counts);
    encoder.clearBuffer(this.#faults);
    kernels.countTargets.encode(encoder, bindings.countTargets, summingWorkgroups);
    for (const [index, { chunk }] of this.#chunks.entries()) {
      const group = lossGroups[index]?.[power];
      const workgroups = Math.ceil((chunk.anchorCount * this.#lanes) / workgroupSize);
      if (group) losses[power]?.encode(encoder, group, workgroups);
    }
    kernels.sumAnchors.encode(encoder, bindings.sumAnchors, summingWorkgroups);
    kernels.sumTotals.encode(encoder, this.#sumTotals, 1);
  }

  async readTotals(): Promise<DenseLossTotals> {
    const view = new DataView(await this.#readBack.read());
    return {
      total: view.getFloat32(0, true),
      foreground: view.getFloat32(4, true),
      background: view.getFloat32(8, true),
      foregroundAnchors: view.getUint32(12, true),
      nonFinite: view.getUint32(16, true),
      badTargets: view.getUint32(20, true),
    };
  }

  dispose(): void {
    this.#resources.dispose();
  }

  /** @returns γ as float32, 0 for cross entropy */
  #writeParams(params: DenseLossParams): number {
    const resolved = resolveLossParams(params, this.#shape.anchors);
    const gamma = Math.fround(resolved.gamma);
    const gammaHigh = keepTwelveBits(gamma);
    this.#params.write({
      gamma,
      gammaHigh,
      gammaLow: gamma - gammaHigh,
      positiveWeight: resolved.positiveWeight,
      negativeWeight: resolved.negativeWeight,
      scale: resolved.normaliser === undefined ? 0 : 1 / resolved.normaliser,
    });
    return gamma;
  }

  #bind(inputs: DenseLossInputs): InputBindings {
    const { anchors, classes } = this.#shape;
    const byQuads = readsQuads(this.#shape);
    const kernels = this.#kernels;
    const targets = bindAnchors(inputs.targets, anchors);
    const bindLosses = (choices: readonly ComputeKernel[], gradient: GPUBuffer | undefined) =>
      this.#chunks.map(({ chunk, block }) =>
        choices.map((kernel) =>
          kernel.bind({
            [byQuads ? 1 : 0]: bindRows(inputs.logits, chunk, classes),
            2: targets,
            3: this.#params.buffer,
            4: this.#shapeBlock.buffer,
            5: block.buffer,
            6: this.perAnchor,
            [byQuads ? 8 : 7]: gradient ? bindRows(gradient, chunk, classes) : this.#placeholder,
            10: this.#counts,
            11: this.#faults,
          }),
        ),
      );
    return {
      countTargets: kernels.countTargets.bind({ 2: targets, 4: this.#shapeBlock.buffer, 9: this.#counts }),
      loss: bindLosses(kernels.loss, undefined),
      lossWithGradient: bindLosses(kernels.lossWithGradient, this.gradient),
      sumAnchors: kernels.sumAnchors.bind({
        2: targets,
        4: this.#shapeBlock.buffer,
        6: this.perAnchor,
        12: this.#partials,
      }),
    };
  }
}
