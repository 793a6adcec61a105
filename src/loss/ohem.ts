import shaderText from '../../shaders/ohem.wgsl?raw';
import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { createDescendingOrder, type DescendingOrder } from '../gpu/descending-order.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer, requireCount } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { requireBindable } from '../gpu/require-room.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { SmallReadBack } from '../gpu/small-read-back.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import { bindAnchors, workgroupSize } from './anchor-chunks.ts';
import { mostOhemAnchors, resolveOhemParams, type OhemParams, type OhemSelection } from './ohem-params.ts';
import { createOhemSurvivors, type OhemSurvivors } from './ohem-survivors.ts';

const source = resolveShader('ohem.wgsl', shaderText);

/** As in the kernel. */
const stateBytes = 28;
const survivorBytes = 32;
const selectionHeadBytes = 8;

/** What OHEM selects by; all buffers have usage `STORAGE` and may be larger than their tensors. */
export interface OhemInputs {
  /** float32 `[A]`: how hard each anchor is, its cross entropy for instance, 0 or more */
  readonly perAnchor: GPUBuffer;
  /** float32 `[A, 4]`: decoded boxes as corners (x0, y0, x1, y1) in pixels */
  readonly boxes: GPUBuffer;
  /** int32 `[A]`: class index, of however many classes there are, −1 background, −2 ignored */
  readonly targets: GPUBuffer;
}

/** Online hard example mining over A anchors on one device. */
export interface Ohem {
  /**
   * Records the selection. Allocates nothing where the input buffers are those of an earlier call; params belong to
   * the place where they were recorded.
   *
   * @throws InputError for params outside their range, or buffers that are too small or not of usage `STORAGE`
   */
  encode(encoder: GPUCommandEncoder, inputs: OhemInputs, params: OhemParams): void;
  /** uint32 `[A]`: 1 where selected, else 0. */
  readonly selected: GPUBuffer;
  /** int32 `[A]`: the target where selected, −2 elsewhere: what a loss over the selection alone takes. */
  readonly targets: GPUBuffer;
  /** Which anchors those are, of what was submitted last; at most 4 KiB are read back. */
  readSelection(): Promise<OhemSelection>;
  dispose(): void;
}

/**
 * OHEM (Shrivastava et al. 2016) as Lin et al. 2017 compare it with the focal loss in table 1d: anchors are ordered by
 * their loss, equals by index; a box that overlaps a surviving one of larger loss by more than a threshold, whatever
 * the class, is suppressed; of the survivors S the hardest N are selected. Ignored anchors never take part, nor do
 * those whose loss is not finite or whose box has a coordinate that is not, or is beyond 1e7 pixels. A box without area
 * overlaps nothing.
 *
 * OHEM 1:3 (`negativesPerPositive` r = 3) keeps that ratio of positives to negatives among the survivors, so that a
 * selection has positives enough. Here that means: of S, the
 *
 *     a = max(positives among the first N, min(positives in S, ⌈N / (1 + r)⌉))
 *
 * hardest positives and the min(N − a, r·a) hardest negatives. Positives are thus taken from beyond the first N until
 * they make up their share, none that is among the first N is lost, and no positive has more than r negatives. Where
 * there are fewer negatives than that, the selection is smaller. Without any positive in S nothing is selected.
 *
 * Everything runs on the GPU; overlaps are rounded as the matching rounds them, so that all adapters select the same.
 *
 * @example
 * // The loss and gradient of the selected anchors alone, divided by N; zero elsewhere.
 * const crossEntropy = { kind: 'cross-entropy', gamma: 0, alpha: -1, normaliser: 'none' } as const;
 * scoring.encode(encoder, { logits, targets }, crossEntropy);
 * ohem.encode(encoder, { perAnchor: scoring.perAnchor, boxes, targets }, { count: 512, iou: 0.5 });
 * const selection = { logits, targets: ohem.targets };
 * training.encode(encoder, selection, { ...crossEntropy, normaliser: 512 }, { gradient: true });
 *
 * @throws InputError when A is no positive whole number
 * @throws FocalScopeError `webgpu-limit-exceeded` where `[A]` of 32 bytes exceeds what can be bound, `shader-invalid`
 */
export async function createOhem(
  device: GPUDevice,
  { anchors }: { readonly anchors: number },
): Promise<Ohem> {
  requireCount('anchors', anchors);
  requireBindable(device, anchors * survivorBytes);
  const [scoreAnchors, markSelection] = await Promise.all([
    loadKernel(device, source, 'scoreAnchors'),
    loadKernel(device, source, 'markSelection'),
  ]);
  const order = await createDescendingOrder(device, anchors);
  try {
    const survivors = await createOhemSurvivors(device, anchors);
    return new KernelOhem(device, anchors, { scoreAnchors, markSelection }, order, survivors);
  } catch (error) {
    order.dispose();
    throw error;
  }
}

interface OhemKernels {
  readonly scoreAnchors: ComputeKernel;
  readonly markSelection: ComputeKernel;
}

interface OhemBindings {
  readonly scoreAnchors: GPUBindGroup;
  readonly markSelection: GPUBindGroup;
}

class KernelOhem implements Ohem {
  readonly selected: GPUBuffer;
  readonly targets: GPUBuffer;
  readonly #anchors: number;
  readonly #kernels: OhemKernels;
  readonly #order: DescendingOrder;
  readonly #survivors: OhemSurvivors;
  readonly #resources: GpuResources;
  readonly #params: UniformRing;
  readonly #keys: GPUBuffer;
  readonly #state: GPUBuffer;
  readonly #selection: GPUBuffer;
  readonly #bindings = new BufferTupleCache<OhemBindings>();
  readonly #readBack: SmallReadBack;

  constructor(
    device: GPUDevice,
    anchors: number,
    kernels: OhemKernels,
    order: DescendingOrder,
    survivors: OhemSurvivors,
  ) {
    const resources = new GpuResources(device, 'OHEM');
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const selectionBytes = selectionHeadBytes + mostOhemAnchors * 4;
    this.#anchors = anchors;
    this.#kernels = kernels;
    this.#order = order;
    this.#survivors = survivors;
    this.#resources = resources;
    this.selected = resources.createBuffer('selected', anchors * 4, STORAGE | COPY_SRC);
    this.targets = resources.createBuffer('targets', anchors * 4, STORAGE | COPY_SRC);
    this.#params = createUniformRing(resources, source, 'params');
    this.#keys = resources.createBuffer('keys', anchors * 4, STORAGE);
    this.#state = resources.createBuffer('state', stateBytes, STORAGE | COPY_DST);
    this.#selection = resources.createBuffer('selection', selectionBytes, STORAGE | COPY_SRC | COPY_DST);
    this.#readBack = new SmallReadBack(resources, this.#selection, selectionBytes);
  }

  encode(encoder: GPUCommandEncoder, inputs: OhemInputs, params: OhemParams): void {
    const { perAnchor, boxes, targets } = inputs;
    const { count, iou, negativesPerPositive, reach } = resolveOhemParams(params);
    requireBuffer('perAnchor', perAnchor, this.#anchors * 4);
    requireBuffer('boxes', boxes, this.#anchors * 16);
    requireBuffer('targets', targets, this.#anchors * 4);
    const bindings = this.#bindings.get([perAnchor, boxes, targets], () => this.#bind(inputs));
    const workgroups = Math.ceil(this.#anchors / workgroupSize);

    const values = { wanted: count, maxIou: iou, negativesPerPositive, reach, zero: 0 };
    this.#params.record(encoder, { anchorCount: this.#anchors, ...values });
    encoder.clearBuffer(this.#state);
    encoder.clearBuffer(this.#selection, 0, selectionHeadBytes);
    this.#kernels.scoreAnchors.encode(encoder, bindings.scoreAnchors, workgroups);
    this.#order.encode(encoder, this.#keys);
    const shared = { order: this.#order.order, params: this.#params.buffer, state: this.#state };
    this.#survivors.encode(encoder, { boxes, targets, ...shared });
    this.#kernels.markSelection.encode(encoder, bindings.markSelection, workgroups);
  }

  async readSelection(): Promise<OhemSelection> {
    const [foreground = 0, background = 0, ...anchors] = new Uint32Array(await this.#readBack.read());
    return { anchors: anchors.slice(0, foreground + background), foreground, background };
  }

  dispose(): void {
    this.#survivors.dispose();
    this.#order.dispose();
    this.#resources.dispose();
  }

  #bind({ perAnchor, boxes, targets }: OhemInputs): OhemBindings {
    const shared = {
      2: bindAnchors(targets, this.#anchors),
      3: this.#params.buffer,
      5: this.#state,
      12: this.selected,
      13: this.targets,
    };
    return {
      scoreAnchors: this.#kernels.scoreAnchors.bind({
        ...shared,
        0: bindAnchors(perAnchor, this.#anchors),
        1: { buffer: boxes, size: this.#anchors * 16 },
        4: this.#keys,
      }),
      markSelection: this.#kernels.markSelection.bind({
        ...shared,
        7: this.#survivors.survivors,
        14: this.#selection,
      }),
    };
  }
}
