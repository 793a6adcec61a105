import shaderText from '../../shaders/shared/anchor-totals.wgsl?raw';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import type { GpuResources } from '../gpu/gpu-resources.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { constantOf, resolveShader, type ShaderSource } from '../gpu/shader-source.ts';
import { SmallReadBack } from '../gpu/small-read-back.ts';
import { createUniformBlock } from '../gpu/uniform-block.ts';
import { bindAnchors, workgroupSize } from './anchor-chunks.ts';

/** The sums are of no loss in particular, so that all losses share the two kernels: they are compiled once. */
const totalsSource = resolveShader('shared/anchor-totals.wgsl', shaderText);

/** As there: a partial sum and the totals. */
const partialBytes = 32;
const totalsBytes = 28;

/** Everything `shared/anchor-totals.wgsl` gathers. */
export interface AnchorTotals {
  readonly total: number;
  readonly foreground: number;
  readonly background: number;
  readonly foregroundAnchors: number;
  readonly nonFinite: number;
  readonly badTargets: number;
  readonly badBoxes: number;
}

/** The kernels around the one that computes a loss. */
export interface AnchorSumKernels {
  readonly countTargets: ComputeKernel;
  readonly sumAnchors: ComputeKernel;
  readonly sumTotals: ComputeKernel;
}

/**
 * @param source a kernel that includes `shared/anchor-totals.wgsl` and has an entry point `countTargets`
 * @throws FocalScopeError `shader-invalid`
 */
export async function loadAnchorSumKernels(
  device: GPUDevice,
  source: ShaderSource,
): Promise<AnchorSumKernels> {
  const [countTargets, sumAnchors, sumTotals] = await Promise.all([
    loadKernel(device, source, 'countTargets'),
    loadKernel(device, totalsSource, 'sumAnchors'),
    loadKernel(device, totalsSource, 'sumTotals'),
  ]);
  return { countTargets, sumAnchors, sumTotals };
}

/** Bindings of what reads a loss's inputs. */
export interface AnchorSumBindings {
  readonly countTargets: GPUBindGroup;
  readonly sumAnchors: GPUBindGroup;
}

/** Buffers and passes on the way from the losses of single anchors to their total. */
export class AnchorSums {
  /** float32 `[A]` */
  readonly perAnchor: GPUBuffer;
  readonly #anchors: number;
  /** Workgroups whose threads walk over all anchors. */
  readonly #workgroups: number;
  readonly #kernels: AnchorSumKernels;
  readonly #shape: GPUBuffer;
  readonly #counts: GPUBuffer;
  readonly #faults: GPUBuffer;
  readonly #partials: GPUBuffer;
  readonly #sumTotals: GPUBindGroup;
  readonly #readBack: SmallReadBack;

  /** @param classes K, for losses whose targets are bounded by it */
  constructor(resources: GpuResources, kernels: AnchorSumKernels, anchors: number, classes: number) {
    const output = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    const cleared = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    const summingThreads = constantOf(totalsSource, 'SUMMING_THREADS');
    this.#anchors = anchors;
    this.#workgroups = summingThreads / workgroupSize;
    this.#kernels = kernels;
    this.perAnchor = resources.createBuffer('per anchor', anchors * 4, output);
    this.#counts = resources.createBuffer('target counts', 8, cleared | GPUBufferUsage.UNIFORM);
    this.#faults = resources.createBuffer('faults', 8, cleared);
    this.#partials = resources.createBuffer(
      'partial sums',
      summingThreads * partialBytes,
      GPUBufferUsage.STORAGE,
    );
    const shape = createUniformBlock(resources, totalsSource, 'anchorShape');
    shape.write({ anchors, classes });
    this.#shape = shape.buffer;
    const totals = resources.createBuffer('totals', totalsBytes, output);
    this.#readBack = new SmallReadBack(resources, totals, totalsBytes);
    this.#sumTotals = kernels.sumTotals.bind({
      14: this.#counts,
      15: this.#faults,
      16: this.#partials,
      17: totals,
    });
  }

  /** What the kernel that computes the loss binds, beside buffers of its own. */
  lossEntries(targets: GPUBuffer): Record<10 | 11 | 12 | 14 | 15, GPUBuffer | GPUBufferBinding> {
    return {
      10: this.#shape,
      11: bindAnchors(targets, this.#anchors),
      12: this.perAnchor,
      14: this.#counts,
      15: this.#faults,
    };
  }

  /** @param countEntries what `countTargets` binds beside the targets */
  bind(
    targets: GPUBuffer,
    countEntries: Readonly<Record<number, GPUBuffer | GPUBufferBinding>> = {},
  ): AnchorSumBindings {
    const anchors = { 10: this.#shape, 11: bindAnchors(targets, this.#anchors) };
    return {
      countTargets: this.#kernels.countTargets.bind({ ...anchors, ...countEntries, 13: this.#counts }),
      sumAnchors: this.#kernels.sumAnchors.bind({ ...anchors, 12: this.perAnchor, 16: this.#partials }),
    };
  }

  /** Records what comes before the loss itself. */
  encodeCounts(encoder: GPUCommandEncoder, bindings: AnchorSumBindings): void {
    encoder.clearBuffer(this.#counts);
    encoder.clearBuffer(this.#faults);
    this.#kernels.countTargets.encode(encoder, bindings.countTargets, this.#workgroups);
  }

  /** Records what comes after it. */
  encodeSums(encoder: GPUCommandEncoder, bindings: AnchorSumBindings): void {
    this.#kernels.sumAnchors.encode(encoder, bindings.sumAnchors, this.#workgroups);
    this.#kernels.sumTotals.encode(encoder, this.#sumTotals, 1);
  }

  /** As they are after everything submitted so far. */
  async readTotals(): Promise<AnchorTotals> {
    const view = new DataView(await this.#readBack.read());
    return {
      total: view.getFloat32(0, true),
      foreground: view.getFloat32(4, true),
      background: view.getFloat32(8, true),
      foregroundAnchors: view.getUint32(12, true),
      nonFinite: view.getUint32(16, true),
      badTargets: view.getUint32(20, true),
      badBoxes: view.getUint32(24, true),
    };
  }
}
