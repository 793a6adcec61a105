import shaderText from '../../shaders/loss-by-class.wgsl?raw';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { requireBindable } from '../gpu/require-room.ts';
import { constantOf, resolveShader } from '../gpu/shader-source.ts';
import { SmallReadBack } from '../gpu/small-read-back.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import {
  workgroupSize,
  type AnchorChunk,
  type DenseLossInputs,
  type DenseLossShape,
} from '../loss/anchor-chunks.ts';
import { ChunkedRows, splitFloat32Rows, type ChunkedRowsOptions } from '../loss/chunked-rows.ts';
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

export type LossByClassOptions = ChunkedRowsOptions;

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
  const chunks = splitFloat32Rows(device, shape, options);
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
  /** Groups by power. */
  readonly #rows: ChunkedRows<readonly GPUBindGroup[]>;
  readonly #kernels: LossByClassKernels;
  readonly #resources: GpuResources;
  readonly #params: UniformRing;
  readonly #partials: GPUBuffer;
  readonly #found: GPUBuffer;
  readonly #faults: GPUBuffer;
  readonly #joinGroup: GPUBindGroup;
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
    this.#rows = new ChunkedRows(resources, source, 'shape', shape, chunks, (chunk) => ({
      ...chunk,
      classes,
      continues: Number(chunk.firstAnchor > 0),
    }));
    this.#joinGroup = kernels.joinStripes.bind({
      2: this.#params.buffer,
      3: this.#rows.firstUniforms,
      4: this.#partials,
      5: this.#found,
      6: this.#faults,
    });
  }

  encode(encoder: GPUCommandEncoder, inputs: DenseLossInputs, params: DenseLossParams): void {
    const resolved = resolveLossParams(params, this.#shape.anchors);
    const bound = this.#rows.bound(inputs, ({ logits, targets, uniforms }) =>
      this.#kernels.sumStripes.map((kernel) =>
        kernel.bind({
          0: logits,
          1: targets,
          2: this.#params.buffer,
          3: uniforms,
          4: this.#partials,
          6: this.#faults,
        }),
      ),
    );
    this.#params.record(encoder, lossParamFields(resolved));
    const { power } = resolved;
    const { classes } = this.#shape;
    encoder.clearBuffer(this.#faults);
    for (const { groups } of bound) {
      const group = groups[power];
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
}
