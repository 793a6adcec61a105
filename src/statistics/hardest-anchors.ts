import shaderText from '../../shaders/hardest-anchors.wgsl?raw';
import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { InputError, requireBuffer, requireCount } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { requireBindable } from '../gpu/require-room.ts';
import { constantOf, resolveShader } from '../gpu/shader-source.ts';
import { SmallReadBack } from '../gpu/small-read-back.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import { bindAnchors } from '../loss/anchor-chunks.ts';
import type { HardAnchor, HardestAmong } from './reference/hardest-anchors.ts';

const source = resolveShader('hardest-anchors.wgsl', shaderText);

const anchorsPerWorkgroup = constantOf(source, 'THREADS') * constantOf(source, 'ANCHORS_PER_THREAD');
const digitCount = constantOf(source, 'DIGITS');
const valueLevels = constantOf(source, 'VALUE_LEVELS');

/** As in the kernel: the state of the search, the head of the list and an entry. */
const searchBytes = 20;
const listHeadBytes = 8;
const entryBytes = 8;

/** The longest list. */
export const mostHardestAnchors = 1000;

/** What the hardest are found by; both buffers may be larger than `[A]`. */
export interface HardestAnchorsInputs {
  /** float32 `[A]`, a loss or a norm of a gradient: 0 or more. NaN and numbers below 0 are never listed. */
  readonly values: GPUBuffer;
  /** int32 `[A]`: class index, −1 background, −2 ignored, which are never listed. Without it, every anchor is. */
  readonly targets?: GPUBuffer;
}

/** What is looked for. */
export interface HardestAnchorsParams {
  /** `foreground` and `background` need targets. */
  readonly among: HardestAmong;
  /** How many, 1 to `most`. */
  readonly count: number;
}

export interface HardestAnchorsShape {
  /** A */
  readonly anchors: number;
  /** The longest list that will be asked for, 1 to {@link mostHardestAnchors}. */
  readonly most: number;
}

/** Finds the anchors of the largest values. */
export interface HardestAnchors {
  /**
   * Records the search. Allocates nothing where the input buffers are those of an earlier call. One list is kept: of
   * two encodes the later one's is read, so that two lists at a time want two objects.
   *
   * @throws InputError for a count outside [1, most], targets that are needed and not given, buffers too small
   */
  encode(encoder: GPUCommandEncoder, inputs: HardestAnchorsInputs, params: HardestAnchorsParams): void;
  /** The list of what was submitted last, hardest first, equals by index; shorter where fewer anchors take part. */
  read(): Promise<HardAnchor[]>;
  dispose(): void;
}

/**
 * The exact list, by a radix select over the bits of the values; only the list is read back.
 *
 * @throws InputError when the shape is not of whole numbers in their ranges
 * @throws FocalScopeError `webgpu-limit-exceeded` where `[A]` exceeds what can be bound, `shader-invalid`
 */
export async function createHardestAnchors(
  device: GPUDevice,
  shape: HardestAnchorsShape,
): Promise<HardestAnchors> {
  requireCount('anchors', shape.anchors);
  requireCount('most', shape.most);
  if (shape.most > mostHardestAnchors)
    throw new InputError('most', shape.most, `be at most ${mostHardestAnchors}`);
  requireBindable(device, shape.anchors * 4);
  const [countLevel, pickDigit, collectAnchors] = await Promise.all([
    loadKernel(device, source, 'countLevel'),
    loadKernel(device, source, 'pickDigit'),
    loadKernel(device, source, 'collectAnchors'),
  ]);
  return new KernelHardestAnchors(device, shape, { countLevel, pickDigit, collectAnchors });
}

interface HardestKernels {
  readonly countLevel: ComputeKernel;
  readonly pickDigit: ComputeKernel;
  readonly collectAnchors: ComputeKernel;
}

interface HardestBindings {
  readonly countLevel: GPUBindGroup;
  readonly collectAnchors: GPUBindGroup;
}

class KernelHardestAnchors implements HardestAnchors {
  readonly #shape: HardestAnchorsShape;
  readonly #kernels: HardestKernels;
  readonly #resources: GpuResources;
  readonly #params: UniformRing;
  readonly #search: GPUBuffer;
  readonly #counts: GPUBuffer;
  readonly #list: GPUBuffer;
  /** Bound in place of targets that are not there. */
  readonly #placeholder: GPUBuffer;
  readonly #pickDigit: GPUBindGroup;
  readonly #bindings = new BufferTupleCache<HardestBindings>();
  readonly #readBack: SmallReadBack;

  constructor(device: GPUDevice, shape: HardestAnchorsShape, kernels: HardestKernels) {
    const resources = new GpuResources(device, 'hardest anchors');
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const listBytes = listHeadBytes + shape.most * entryBytes;
    this.#shape = shape;
    this.#kernels = kernels;
    this.#resources = resources;
    this.#params = createUniformRing(resources, source, 'params');
    this.#search = resources.createBuffer('search', searchBytes, STORAGE | COPY_DST);
    this.#counts = resources.createBuffer('counts', digitCount * 4, STORAGE | COPY_DST);
    this.#list = resources.createBuffer('list', listBytes, STORAGE | COPY_SRC | COPY_DST);
    this.#placeholder = resources.createBuffer('no targets', 4, STORAGE);
    this.#pickDigit = kernels.pickDigit.bind({ 2: this.#params.buffer, 3: this.#search, 4: this.#counts });
    this.#readBack = new SmallReadBack(resources, this.#list, listBytes);
  }

  encode(encoder: GPUCommandEncoder, inputs: HardestAnchorsInputs, params: HardestAnchorsParams): void {
    const { anchors, most } = this.#shape;
    const { values, targets } = inputs;
    requireCount('count', params.count);
    if (params.count > most) throw new InputError('count', params.count, `be at most ${most}`);
    if (!['all', 'foreground', 'background'].includes(params.among))
      throw new InputError('among', params.among, 'be all, foreground or background');
    if (!targets && params.among !== 'all') throw new InputError('among', params.among, 'have targets');
    requireBuffer('values', values, anchors * 4);
    if (targets) requireBuffer('targets', targets, anchors * 4);
    const indexBytes = Math.max(1, Math.ceil(Math.log2(anchors) / 8));
    const among = targets ? { all: 1, foreground: 2, background: 3 }[params.among] : 0;
    const bindings = this.#bindings.get([values, targets ?? this.#placeholder], () =>
      this.#bind(values, targets),
    );
    const workgroups = Math.ceil(anchors / anchorsPerWorkgroup);

    this.#params.record(encoder, { anchorCount: anchors, wanted: params.count, among, indexBytes });
    encoder.clearBuffer(this.#search);
    encoder.clearBuffer(this.#counts);
    encoder.clearBuffer(this.#list, 0, listHeadBytes);
    for (let level = 0; level < valueLevels + indexBytes; level++) {
      this.#kernels.countLevel.encode(encoder, bindings.countLevel, workgroups);
      this.#kernels.pickDigit.encode(encoder, this.#pickDigit, 1);
    }
    this.#kernels.collectAnchors.encode(encoder, bindings.collectAnchors, workgroups);
  }

  async read(): Promise<HardAnchor[]> {
    const view = new DataView(await this.#readBack.read());
    const count = Math.min(view.getUint32(0, true), this.#shape.most);
    const list = Array.from({ length: count }, (_, index) => {
      const at = listHeadBytes + index * entryBytes;
      return { anchor: view.getUint32(at, true), value: view.getFloat32(at + 4, true) };
    });
    // By difference, infinities would not be equal to each other.
    return list.sort((a, b) => (a.value === b.value ? a.anchor - b.anchor : b.value > a.value ? 1 : -1));
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #bind(values: GPUBuffer, targets: GPUBuffer | undefined): HardestBindings {
    const { anchors } = this.#shape;
    const inputs = {
      0: bindAnchors(values, anchors),
      1: targets ? bindAnchors(targets, anchors) : this.#placeholder,
      2: this.#params.buffer,
      6: this.#search,
    };
    return {
      countLevel: this.#kernels.countLevel.bind({ ...inputs, 4: this.#counts }),
      collectAnchors: this.#kernels.collectAnchors.bind({ ...inputs, 5: this.#list }),
    };
  }
}
