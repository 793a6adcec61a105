import shaderText from '../../shaders/ohem-survivors.wgsl?raw';
import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { constantOf, resolveShader } from '../gpu/shader-source.ts';

const source = resolveShader('ohem-survivors.wgsl', shaderText);

const threads = constantOf(source, 'THREADS');
const smallestBlock = constantOf(source, 'SMALLEST_BLOCK');
const largestBlock = constantOf(source, 'LARGEST_BLOCK');
const blockWords = constantOf(source, 'BLOCK_WORDS');
const gridCells = constantOf(source, 'GRID') ** 2;

/** As in `shared/ohem-records.wgsl`. */
const survivorBytes = 32;

/** Workgroups that compare a block with itself, each a number of tiles: few, since later blocks are mostly skipped. */
const comparingWorkgroups = 128;

/** What the suppression reads; layouts as in `shared/ohem-records.wgsl`. */
export interface OhemSurvivorsInputs {
  /** float32 `[A, 4]` corners in pixels */
  readonly boxes: GPUBuffer;
  /** int32 `[A]` */
  readonly targets: GPUBuffer;
  /** uint32 `[A]`: anchors, hardest first, those that take part before all others */
  readonly order: GPUBuffer;
  /** The uniform `params`. */
  readonly params: GPUBuffer;
  /** How many take part; what it says of the progress is zero. */
  readonly state: GPUBuffer;
}

/** Greedy suppression in a given order, as far as a selection needs it. */
export interface OhemSurvivors {
  /**
   * Records three passes for each block of the order, of which those after the last that is needed do nothing.
   * Allocates nothing where the inputs are those of an earlier call. Nothing is checked here: `createOhem` does.
   */
  encode(encoder: GPUCommandEncoder, inputs: OhemSurvivorsInputs): void;
  /** `[A]` of 32 bytes, hardest first; the state says how many there are. */
  readonly survivors: GPUBuffer;
  dispose(): void;
}

/**
 * @param anchors A
 * @throws FocalScopeError `shader-invalid`
 */
export async function createOhemSurvivors(device: GPUDevice, anchors: number): Promise<OhemSurvivors> {
  const [checkBlock, compareBlock, settleBlock] = await Promise.all([
    loadKernel(device, source, 'checkBlock'),
    loadKernel(device, source, 'compareBlock'),
    loadKernel(device, source, 'settleBlock'),
  ]);
  return new KernelOhemSurvivors(device, anchors, { checkBlock, compareBlock, settleBlock });
}

/** Sizes of the blocks that cover `anchors` places, as the kernel works them out. */
function splitIntoBlocks(anchors: number): number[] {
  const sizes: number[] = [];
  for (let first = 0; first < anchors;) {
    const size = Math.min(Math.max(first, smallestBlock), largestBlock);
    sizes.push(Math.min(size, anchors - first));
    first += size;
  }
  return sizes;
}

interface SurvivorKernels {
  readonly checkBlock: ComputeKernel;
  readonly compareBlock: ComputeKernel;
  readonly settleBlock: ComputeKernel;
}

interface SurvivorBindings {
  readonly checkBlock: GPUBindGroup;
  readonly compareBlock: GPUBindGroup;
  readonly settleBlock: GPUBindGroup;
}

class KernelOhemSurvivors implements OhemSurvivors {
  readonly survivors: GPUBuffer;
  readonly #anchors: number;
  readonly #blocks: readonly number[];
  readonly #kernels: SurvivorKernels;
  readonly #resources: GpuResources;
  readonly #cells: GPUBuffer;
  readonly #blockBoxes: GPUBuffer;
  readonly #alive: GPUBuffer;
  readonly #overlaps: GPUBuffer;
  readonly #bindings = new BufferTupleCache<SurvivorBindings>();

  constructor(device: GPUDevice, anchors: number, kernels: SurvivorKernels) {
    const resources = new GpuResources(device, 'OHEM survivors');
    const { STORAGE, COPY_DST } = GPUBufferUsage;
    this.#anchors = anchors;
    this.#blocks = splitIntoBlocks(anchors);
    this.#kernels = kernels;
    this.#resources = resources;
    this.survivors = resources.createBuffer('survivors', anchors * survivorBytes, STORAGE);
    this.#cells = resources.createBuffer('cells', gridCells * 4, STORAGE | COPY_DST);
    this.#blockBoxes = resources.createBuffer('boxes of a block', largestBlock * 16, STORAGE);
    this.#alive = resources.createBuffer('alive', blockWords * 4, STORAGE | COPY_DST);
    this.#overlaps = resources.createBuffer('overlaps', blockWords * largestBlock * 4, STORAGE);
  }

  encode(encoder: GPUCommandEncoder, inputs: OhemSurvivorsInputs): void {
    const { boxes, targets, order, params, state } = inputs;
    const bindings = this.#bindings.get([boxes, targets, order, params, state], () => this.#bind(inputs));
    encoder.clearBuffer(this.#cells);
    encoder.clearBuffer(this.#alive);
    const { checkBlock, compareBlock, settleBlock } = this.#kernels;
    for (const size of this.#blocks) {
      checkBlock.encode(encoder, bindings.checkBlock, Math.ceil(size / threads));
      compareBlock.encode(encoder, bindings.compareBlock, comparingWorkgroups);
      settleBlock.encode(encoder, bindings.settleBlock, 1);
    }
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #bind({ boxes, targets, order, params, state }: OhemSurvivorsInputs): SurvivorBindings {
    const block = { 3: params, 5: state, 9: this.#blockBoxes, 10: this.#alive };
    const orderOfAnchors = { buffer: order, size: this.#anchors * 4 };
    return {
      checkBlock: this.#kernels.checkBlock.bind({
        ...block,
        1: { buffer: boxes, size: this.#anchors * 16 },
        6: orderOfAnchors,
        7: this.survivors,
        8: this.#cells,
      }),
      compareBlock: this.#kernels.compareBlock.bind({ ...block, 11: this.#overlaps }),
      settleBlock: this.#kernels.settleBlock.bind({
        ...block,
        2: { buffer: targets, size: this.#anchors * 4 },
        6: orderOfAnchors,
        7: this.survivors,
        8: this.#cells,
        11: this.#overlaps,
      }),
    };
  }
}
