import shaderText from '../../shaders/dense-loss.wgsl?raw';
import { FocalScopeError } from '../base/errors.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer } from '../gpu/input-error.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { SmallReadBack } from '../gpu/small-read-back.ts';
import { createUniformBlock, type UniformBlock } from '../gpu/uniform-block.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import {
  bindAnchors,
  bindRows,
  InputCache,
  logitBytes,
  readsQuads,
  splitIntoChunks,
  workgroupSize,
  type AnchorChunk,
  type DenseLossInputs,
  type DenseLossShape,
  type LaneCount,
} from './anchor-chunks.ts';
import {
  loadDenseLossKernels,
  type DenseLossKernels,
  type DenseLossVariant,
  type RowKernels,
} from './dense-loss-kernels.ts';
import {
  lossParamFields,
  resolveLossParams,
  type DenseLossParams,
  type DenseLossTotals,
} from './dense-loss-params.ts';

const source = resolveShader('dense-loss.wgsl', shaderText);

/** As in the kernel: threads of the sums over anchors, bytes of a partial sum, of the tally and of the totals. */
const summingThreads = 1024;
const partialBytes = 32;
const tallyBytes = 12;
const totalsBytes = 24;

export interface DenseLossOptions {
  /** Allocates the `[A, K]` gradient and compiles the kernels that write it. Default true. */
  readonly gradient?: boolean;
  /** Makes {@link DenseLoss.gradientNorm}. Default false. */
  readonly gradientNorm?: boolean;
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

/** Bind groups of the passes over the rows of a chunk, by power. */
interface RowGroups {
  readonly loss: readonly GPUBindGroup[];
  readonly finish: readonly GPUBindGroup[];
}

/** Bind groups of one pair of input buffers; rows by chunk. */
interface InputBindings {
  readonly countTargets: GPUBindGroup;
  readonly rows: readonly RowGroups[];
  readonly rowsWithGradient: readonly RowGroups[];
  readonly sumAnchors: GPUBindGroup;
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
 * @throws InputError (a RangeError) when the shape is not of positive integers
 * @throws FocalScopeError `webgpu-limit-exceeded` where the device takes no buffer of that size, `shader-invalid`
 */
export async function createDenseLoss(
  device: GPUDevice,
  shape: DenseLossShape,
  options: DenseLossOptions = {},
): Promise<DenseLoss> {
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const chunks = splitIntoChunks(
    shape,
    Math.min(maxStorageBufferBindingSize, options.maxBindingBytes ?? Infinity),
  );
  const gradient = options.gradient ?? true;
  const elements = shape.anchors * shape.classes;
  requireRoom(Math.max(elements * logitBytes(shape), gradient ? elements * 4 : 0), maxBufferSize);
  requireRoom(shape.anchors * 4, Math.min(maxBufferSize, maxStorageBufferBindingSize));
  const byQuads = readsQuads(shape);
  const variant: DenseLossVariant = {
    classes: shape.classes,
    lanes: options.lanesPerAnchor ?? (byQuads ? 4 : 16),
    byQuads,
    halfLogits: shape.logits === 'f16',
    gradient,
    gradientNorm: options.gradientNorm ?? false,
  };
  const kernels = await loadDenseLossKernels(device, source, variant);
  return new KernelDenseLoss(device, shape, chunks, variant, kernels);
}

function requireRoom(needed: number, limit: number): void {
  if (needed > limit) throw new FocalScopeError('webgpu-limit-exceeded', { needed, limit });
}

function madeWithout(what: string): Error {
  return new Error(`this dense loss was made without ${what}`);
}

class KernelDenseLoss implements DenseLoss {
  readonly perAnchor: GPUBuffer;
  readonly #gradient: GPUBuffer | undefined;
  readonly #gradientNorm: GPUBuffer | undefined;
  readonly #shape: DenseLossShape;
  readonly #variant: DenseLossVariant;
  readonly #chunks: readonly { readonly chunk: AnchorChunk; readonly block: UniformBlock }[];
  readonly #kernels: DenseLossKernels;
  readonly #resources: GpuResources;
  readonly #params: UniformRing;
  readonly #shapeBlock: UniformBlock;
  readonly #tally: GPUBuffer;
  readonly #partials: GPUBuffer;
  /** Bound in place of outputs that are not there; each takes a part of its own. */
  readonly #placeholder: GPUBuffer;
  readonly #sumTotals: GPUBindGroup;
  readonly #bindings = new InputCache<InputBindings>();
  readonly #readBack: SmallReadBack;

  constructor(
    device: GPUDevice,
    shape: DenseLossShape,
    chunks: readonly AnchorChunk[],
    variant: DenseLossVariant,
    kernels: DenseLossKernels,
  ) {
    const resources = new GpuResources(device, 'dense loss');
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const makeOutput = (name: string, length: number) =>
      resources.createBuffer(name, length * 4, STORAGE | COPY_SRC);
    this.#resources = resources;
    this.#shape = shape;
    this.#variant = variant;
    this.#kernels = kernels;
    this.perAnchor = makeOutput('per anchor', shape.anchors);
    if (variant.gradient) this.#gradient = makeOutput('gradient', shape.anchors * shape.classes);
    if (variant.gradientNorm) this.#gradientNorm = makeOutput('gradient norm', shape.anchors);
    this.#placeholder = resources.createBuffer('nothing', 3 * 256, STORAGE);
    this.#tally = resources.createBuffer('tally', tallyBytes, STORAGE | COPY_DST);
    this.#partials = resources.createBuffer('partial sums', summingThreads * partialBytes, STORAGE);
    const totals = makeOutput('totals', totalsBytes / 4);
    this.#readBack = new SmallReadBack(resources, totals, totalsBytes);
    this.#params = createUniformRing(resources, source, 'params');
    this.#shapeBlock = createUniformBlock(resources, source, 'shape');
    this.#shapeBlock.write({ anchors: shape.anchors, classes: shape.classes });
    this.#chunks = chunks.map((chunk) => {
      const block = createUniformBlock(resources, source, 'chunk');
      block.write({ firstAnchor: chunk.firstAnchor, anchorCount: chunk.anchorCount });
      return { chunk, block };
    });
    this.#sumTotals = kernels.sumTotals.bind({ 10: this.#tally, 11: this.#partials, 12: totals });
  }

  get gradient(): GPUBuffer {
    if (!this.#gradient) throw madeWithout('a gradient');
    return this.#gradient;
  }

  get gradientNorm(): GPUBuffer {
    if (!this.#gradientNorm) throw madeWithout('the norm of its gradient');
    return this.#gradientNorm;
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
    const writesGradient = options.gradient ?? this.#variant.gradient;
    if (writesGradient && !this.#gradient) throw madeWithout('a gradient');
    const bindings = this.#bindings.get(inputs.logits, inputs.targets, () => this.#bind(inputs));
    const kernels = this.#kernels;
    const rows = writesGradient ? kernels.rowsWithGradient : kernels.rows;
    const groups = writesGradient ? bindings.rowsWithGradient : bindings.rows;
    const summingWorkgroups = summingThreads / workgroupSize;

    this.#params.record(encoder, lossParamFields(resolved));
    encoder.clearBuffer(this.#tally);
    kernels.countTargets.encode(encoder, bindings.countTargets, summingWorkgroups);
    for (const [index, { chunk }] of this.#chunks.entries()) {
      const loss = groups[index]?.loss[resolved.power];
      const finish = groups[index]?.finish[resolved.power];
      const { anchorCount } = chunk;
      const lossWorkgroups = Math.ceil((anchorCount * this.#variant.lanes) / workgroupSize);
      if (loss) rows?.loss[resolved.power]?.encode(encoder, loss, lossWorkgroups);
      if (finish)
        rows?.finish[resolved.power]?.encode(encoder, finish, Math.ceil(anchorCount / workgroupSize));
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

  #bind(inputs: DenseLossInputs): InputBindings {
    const { anchors, classes } = this.#shape;
    const { byQuads, halfLogits } = this.#variant;
    const kernels = this.#kernels;
    const targets = bindAnchors(inputs.targets, anchors);
    const nothing = (part: number) => ({ buffer: this.#placeholder, offset: part * 256, size: 256 });
    const bindRowPasses = (rows: RowKernels, gradient: GPUBuffer | undefined): RowGroups[] =>
      this.#chunks.map(({ chunk, block }) => {
        const logits = bindRows(inputs.logits, chunk, classes, logitBytes(this.#shape));
        const slopes = gradient && bindRows(gradient, chunk, classes);
        const entries = {
          0: logits,
          2: targets,
          3: this.#params.buffer,
          5: block.buffer,
          6: this.perAnchor,
          7: slopes && !byQuads ? slopes : nothing(0),
          8: slopes && byQuads ? slopes : nothing(1),
          9: this.#gradientNorm ?? nothing(2),
          10: this.#tally,
        };
        // Any other buffer that this pass only reads does for quads that are not there.
        const quads = byQuads && !halfLogits ? logits : this.#partials;
        return {
          loss: rows.loss.map((kernel) => kernel.bind({ ...entries, 1: quads })),
          finish: rows.finish.map((kernel) => kernel.bind(entries)),
        };
      });
    return {
      countTargets: kernels.countTargets.bind({ 2: targets, 4: this.#shapeBlock.buffer, 10: this.#tally }),
      rows: bindRowPasses(kernels.rows, undefined),
      rowsWithGradient: kernels.rowsWithGradient
        ? bindRowPasses(kernels.rowsWithGradient, this.#gradient)
        : [],
      sumAnchors: kernels.sumAnchors.bind({
        2: targets,
        4: this.#shapeBlock.buffer,
        6: this.perAnchor,
        11: this.#partials,
      }),
    };
  }
}
