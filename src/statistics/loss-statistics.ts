import shaderText from '../../shaders/loss-statistics.wgsl?raw';
import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer } from '../gpu/input-error.ts';
import { constantOf, resolveShader } from '../gpu/shader-source.ts';
import { createUniformBlock } from '../gpu/uniform-block.ts';
import { bindAnchors, workgroupSize } from '../loss/anchor-chunks.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { countLevelAnchors, type LevelSpan } from './level-span.ts';
import { readLossStatistics, type LossStatisticsReading } from './loss-statistics-reading.ts';
import { SmallReadBack } from '../gpu/small-read-back.ts';

const source = resolveShader('loss-statistics.wgsl', shaderText);

/** Threads that sum one level. */
const threadsPerLevel = constantOf(source, 'THREADS_PER_LEVEL');

/** As in the kernel: a partial sum and a level's result. */
const partialBytes = 48;
const levelBytes = 32;

/** What the sums are taken over; both buffers may be larger than `[A]`. */
export interface LossStatisticsInputs {
  /** float32 `[A]`, the loss of each anchor, already normalised */
  readonly perAnchor: GPUBuffer;
  /** uint32 `[A]`, the category of each anchor, an index into `anchorCategories` */
  readonly categories: GPUBuffer;
}

/** Where one per-anchor loss comes from, by level and category. */
export interface LossStatistics {
  /**
   * Records two small passes. Allocates nothing where the two input buffers are those of an earlier call.
   *
   * @throws InputError for a buffer that is too small or not of usage `STORAGE`
   */
  encode(encoder: GPUCommandEncoder, inputs: LossStatisticsInputs): void;
  /** Reads back 32 bytes a level, as they are after everything submitted so far. */
  read(): Promise<LossStatisticsReading>;
  dispose(): void;
}

/**
 * Sums by level and category, within a relative 1e-6 of the exact sum, the same bits at every run.
 *
 * @param levels contiguous, from anchor 0 on, finest first
 * @throws RangeError when they are not
 * @throws FocalScopeError `shader-invalid`
 */
export async function createLossStatistics(
  device: GPUDevice,
  levels: readonly LevelSpan[],
): Promise<LossStatistics> {
  const anchors = countLevelAnchors(levels);
  const [sumLevels, joinLevels] = await Promise.all([
    loadKernel(device, source, 'sumLevels'),
    loadKernel(device, source, 'joinLevels'),
  ]);
  return new KernelLossStatistics(device, levels, anchors, sumLevels, joinLevels);
}

class KernelLossStatistics implements LossStatistics {
  readonly #levels: readonly LevelSpan[];
  readonly #anchors: number;
  readonly #sumLevels: ComputeKernel;
  readonly #joinLevels: ComputeKernel;
  readonly #resources: GpuResources;
  readonly #setting: GPUBuffer;
  readonly #spans: GPUBuffer;
  readonly #partials: GPUBuffer;
  readonly #joinGroup: GPUBindGroup;
  readonly #bindings = new BufferTupleCache<GPUBindGroup>();
  readonly #readBack: SmallReadBack;

  constructor(
    device: GPUDevice,
    levels: readonly LevelSpan[],
    anchors: number,
    sumLevels: ComputeKernel,
    joinLevels: ComputeKernel,
  ) {
    const resources = new GpuResources(device, 'loss statistics');
    this.#levels = levels;
    this.#anchors = anchors;
    this.#sumLevels = sumLevels;
    this.#joinLevels = joinLevels;
    this.#resources = resources;
    const setting = createUniformBlock(resources, source, 'setting');
    setting.write({ levels: levels.length });
    this.#setting = setting.buffer;
    const spans = new Uint32Array(levels.flatMap((level) => [level.firstAnchor, level.anchorCount]));
    this.#spans = resources.createBufferWithData('spans', spans);
    const partials = levels.length * threadsPerLevel * partialBytes;
    this.#partials = resources.createBuffer('partial sums', partials, GPUBufferUsage.STORAGE);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    const statistics = resources.createBuffer('statistics', levels.length * levelBytes, usage);
    this.#readBack = new SmallReadBack(resources, statistics, levels.length * levelBytes);
    this.#joinGroup = joinLevels.bind({ 0: this.#setting, 4: this.#partials, 5: statistics });
  }

  encode(encoder: GPUCommandEncoder, inputs: LossStatisticsInputs): void {
    const group = this.#bindings.get([inputs.perAnchor, inputs.categories], () => this.#bind(inputs));
    this.#sumLevels.encode(encoder, group, (this.#levels.length * threadsPerLevel) / workgroupSize);
    this.#joinLevels.encode(encoder, this.#joinGroup, this.#levels.length);
  }

  async read(): Promise<LossStatisticsReading> {
    const bytes = await this.#readBack.read();
    const losses = this.#levels.map((_, level) => [...new Float32Array(bytes, level * levelBytes, 4)]);
    const counts = this.#levels.map((_, level) => [...new Uint32Array(bytes, level * levelBytes + 16, 4)]);
    return readLossStatistics(losses, counts);
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #bind({ perAnchor, categories }: LossStatisticsInputs): GPUBindGroup {
    requireBuffer('perAnchor', perAnchor, this.#anchors * 4);
    requireBuffer('categories', categories, this.#anchors * 4);
    return this.#sumLevels.bind({
      0: this.#setting,
      1: this.#spans,
      2: bindAnchors(perAnchor, this.#anchors),
      3: bindAnchors(categories, this.#anchors),
      4: this.#partials,
    });
  }
}
