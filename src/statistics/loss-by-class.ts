import shaderText from '../../shaders/loss-by-class.wgsl?raw';
import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { requireBindable } from '../gpu/require-room.ts';
import { constantOf, resolveShader } from '../gpu/shader-source.ts';
import { SmallReadBack } from '../gpu/small-read-back.ts';
import { createUniformBlock } from '../gpu/uniform-block.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import {
  bindAnchors,
  bindRows,
  requireFloat32,
  splitIntoChunks,
  workgroupSize,
  type AnchorChunk,
  type DenseLossInputs,
  type DenseLossShape,
} from '../loss/anchor-chunks.ts';
import {
  lossParamFields,
  lossPowers,
  resolveLossParams,
  type DenseLossParams,
} from '../loss/dense-loss-params.ts';
import { normaliseClassSums, type LossByClassReading } from './loss-by-class-reading.ts';

const source = resolveShader('loss-by-class.wgsl', shaderText);

/** Threads that sum one class. */
const stripes = constantOf(source, 'STRIPES');

/** As in the kernel: a partial sum, the header and a class's sums. */
const partialBytes = 48;
const headerBytes = 8;
const classBytes = 12;

export interface LossByClassOptions {
  /** Bytes of logits bound at once; the device's limit unless a test wants chunks. */
  readonly maxBindingBytes?: number;
}

/** The sums of a dense loss by class, for when a person asks: it costs another pass over the logits. */
export interface LossByClass {
  /**
   * Records the sums of all anchors. Several may wait for one submit, each with its own params; what is read is the
   * last. Allocates nothing where the two input buffers are those of an earlier call.
   *
   * @throws RangeError for params outside their range, and for a buffer that is too small or not of usage `STORAGE`
   */
  encode(encoder: GPUCommandEncoder, inputs: DenseLossInputs, params: DenseLossParams): void;
  /** Reads back 12 bytes a class, as they are after everything submitted so far. */
  read(): Promise<LossByClassReading>;
  dispose(): void;
}

/** The kernels; `sumStripes` by power. */
interface LossByClassKernels {
  readonly sumStripes: readonly ComputeKernel[];
  readonly joinStripes: ComputeKernel;
}

/**
 * Sums by class, within a relative 2e-6 + the error of an element (see `createDenseLoss`) of the exact sum, the same
 * bits at every run on one adapter.
 *
 * @throws RangeError when the shape is not of positive integers
 * @throws FocalScopeError `webgpu-limit-exceeded` where the device binds too little at once, `shader-invalid`
 */
export async function createLossByClass(
  device: GPUDevice,
  shape: DenseLossShape,
  options: LossByClassOptions = {},
): Promise<LossByClass> {
  requireFloat32(shape);
  const limit = Math.min(device.limits.maxStorageBufferBindingSize, options.maxBindingBytes ?? Infinity);
  const chunks = splitIntoChunks(shape, limit);
  requireBindable(device, stripes * shape.classes * partialBytes);
  requireBindable(device, shape.anchors * 4);
  const [joinStripes, ...sumStripes] = await Promise.all([
    loadKernel(device, source, 'joinStripes'),
    ...lossPowers.map((power) => loadKernel(device, source, 'sumStripes', { POWER: power })),
  ]);
  return new KernelLossByClass(device, shape, chunks, { sumStripes, joinStripes });
}

class KernelLossByClass implements LossByClass {
  readonly #shape: DenseLossShape;
  readonly #chunks: readonly { readonly chunk: AnchorChunk; readonly uniforms: GPUBuffer }[];
  readonly #kernels: LossByClassKernels;
  readonly #resources: GpuResources;
  readonly #params: UniformRing;
  readonly #partials: GPUBuffer;
  readonly #found: GPUBuffer;
  readonly #faults: GPUBuffer;
  readonly #joinGroup: GPUBindGroup;
  /** By chunk, then by power. */
  readonly #bindings = new BufferTupleCache<readonly (readonly GPUBindGroup[])[]>();
  readonly #readBack: SmallReadBack;

  constructor(
    device: GPUDevice,
    shape: DenseLossShape,
    chunks: readonly AnchorChunk[],
    kernels: LossByClassKernels,
  ) {
    const resources = new GpuResources(device, 'loss by class');
    this.#resources = resources;
    this.#shape = shape;
    this.#kernels = kernels;
    const { classes } = shape;
    this.#params = createUniformRing(resources, source, 'params');
    this.#partials = resources.createBuffer(
      'partial sums',
      stripes * classes * partialBytes,
      GPUBufferUsage.STORAGE,
    );
    const bytes = headerBytes + classes * classBytes;
    this.#found = resources.createBuffer('sums', bytes, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC);
    this.#faults = resources.createBuffer('faults', 4, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
    this.#readBack = new SmallReadBack(resources, this.#found, bytes);
    this.#chunks = chunks.map((chunk) => {
      const block = createUniformBlock(resources, source, 'shape');
      block.write({ ...chunk, classes, continues: Number(chunk.firstAnchor > 0) });
      return { chunk, uniforms: block.buffer };
    });
    this.#joinGroup = kernels.joinStripes.bind({
      2: this.#params.buffer,
      3: this.#chunks[0]?.uniforms ?? this.#params.buffer,
      4: this.#partials,
      5: this.#found,
      6: this.#faults,
    });
  }

  encode(encoder: GPUCommandEncoder, inputs: DenseLossInputs, params: DenseLossParams): void {
    const resolved = resolveLossParams(params, this.#shape.anchors);
    const groups = this.#bindings.get([inputs.logits, inputs.targets], () => this.#bind(inputs));
    this.#params.record(encoder, lossParamFields(resolved));
    const { power } = resolved;
    const { classes } = this.#shape;
    encoder.clearBuffer(this.#faults);
    for (const ofChunk of groups) {
      const group = ofChunk[power];
      const workgroups = Math.ceil((stripes * classes) / workgroupSize);
      if (group) this.#kernels.sumStripes[power]?.encode(encoder, group, workgroups);
    }
    this.#kernels.joinStripes.encode(encoder, this.#joinGroup, Math.ceil(classes / workgroupSize));
  }

  async read(): Promise<LossByClassReading> {
    const view = new DataView(await this.#readBack.read());
    const scale = view.getFloat32(0, true);
    const byClass = Array.from({ length: this.#shape.classes }, (_, column) => {
      const at = headerBytes + column * classBytes;
      return {
        own: view.getFloat32(at, true),
        others: view.getFloat32(at + 4, true),
        foreground: view.getUint32(at + 8, true),
      };
    });
    return normaliseClassSums({
      own: Float64Array.from(byClass, ({ own }) => own),
      others: Float64Array.from(byClass, ({ others }) => others),
      foregroundAnchors: Uint32Array.from(byClass, ({ foreground }) => foreground),
      nonFinite: view.getUint32(4, true),
      normaliser: scale > 0 ? 1 / scale : undefined,
    });
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #bind(inputs: DenseLossInputs): readonly (readonly GPUBindGroup[])[] {
    const { anchors, classes } = this.#shape;
    requireBuffer('logits', inputs.logits, anchors * classes * 4);
    requireBuffer('targets', inputs.targets, anchors * 4);
    return this.#chunks.map(({ chunk, uniforms }) =>
      this.#kernels.sumStripes.map((kernel) =>
        kernel.bind({
          0: bindRows(inputs.logits, chunk, classes),
          1: bindAnchors(inputs.targets, anchors),
          2: this.#params.buffer,
          3: uniforms,
          4: this.#partials,
          6: this.#faults,
        }),
      ),
    );
  }
}
