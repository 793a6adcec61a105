import shaderText from '../../shaders/hardest-share.wgsl?raw';
import { BufferTupleCache } from '../gpu/buffer-tuple-cache.ts';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer, requireCount } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { constantOf, resolveShader } from '../gpu/shader-source.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import { bindAnchors } from '../loss/anchor-chunks.ts';
import type { HardestShare } from './hardest-share-reading.ts';

const source = resolveShader('hardest-share.wgsl', shaderText);

const anchorsPerWorkgroup = constantOf(source, 'THREADS') * constantOf(source, 'ANCHORS_PER_THREAD');
const digitCount = constantOf(source, 'DIGITS');
const valueLevels = constantOf(source, 'VALUE_LEVELS');
const summingWorkgroups = constantOf(source, 'SUMMING_WORKGROUPS');

/** Bytes of a search's end, and where the bits of the smallest value taken lie in them. */
export const hardestShareBytes = 24;
const leastOffset = 8;

/** What is searched, and where the end of the search is left. */
export interface HardestShareInputs {
  /** float32 `[A]`, 0 or more; may be larger. NaN and numbers below 0 never take part. */
  readonly values: GPUBuffer;
  /** {@link hardestShareBytes}, usage `STORAGE | COPY_DST`. All zeros: everything is taken. */
  readonly found: GPUBuffer;
}

/** Finds where the largest of some values begin. */
export interface HardestShareFinder {
  /**
   * Records the search. Allocates nothing where the buffers are those of an earlier call.
   *
   * @param anchors A
   * @param wanted how many of the largest are taken, 1 or more; those equal to the smallest of them come too
   * @throws InputError for counts out of range, buffers too small
   */
  encode(encoder: GPUCommandEncoder, inputs: HardestShareInputs, anchors: number, wanted: number): void;
  dispose(): void;
}

/** @throws FocalScopeError `shader-invalid` */
export async function createHardestShareFinder(device: GPUDevice): Promise<HardestShareFinder> {
  const [countLevel, pickDigit, sumValues, joinSums] = await Promise.all([
    loadKernel(device, source, 'countLevel'),
    loadKernel(device, source, 'pickDigit'),
    loadKernel(device, source, 'sumValues'),
    loadKernel(device, source, 'joinSums'),
  ]);
  return new KernelHardestShare(device, { countLevel, pickDigit, sumValues, joinSums });
}

/** The end of a search, as its buffer holds it from byte `offset` on. */
export function readHardestShare(bytes: ArrayBuffer, offset: number): HardestShare {
  const view = new DataView(bytes, offset, hardestShareBytes);
  return {
    least: view.getFloat32(leastOffset, true),
    count: view.getUint32(leastOffset + 4, true),
    taken: view.getFloat32(leastOffset + 8, true),
    total: view.getFloat32(leastOffset + 12, true),
  };
}

type KernelName = 'countLevel' | 'pickDigit' | 'sumValues' | 'joinSums';

class KernelHardestShare implements HardestShareFinder {
  readonly #kernels: Readonly<Record<KernelName, ComputeKernel>>;
  readonly #resources: GpuResources;
  readonly #params: UniformRing;
  readonly #counts: GPUBuffer;
  readonly #partials: GPUBuffer;
  readonly #partialCounts: GPUBuffer;
  readonly #bindings = new BufferTupleCache<{ anchors: number; groups: Record<KernelName, GPUBindGroup> }>();

  constructor(device: GPUDevice, kernels: Readonly<Record<KernelName, ComputeKernel>>) {
    const { STORAGE, COPY_DST } = GPUBufferUsage;
    this.#kernels = kernels;
    this.#resources = new GpuResources(device, 'hardest share');
    this.#params = createUniformRing(this.#resources, source, 'params');
    this.#counts = this.#resources.createBuffer('counts', digitCount * 4, STORAGE | COPY_DST);
    this.#partials = this.#resources.createBuffer('partial sums', summingWorkgroups * 16, STORAGE);
    this.#partialCounts = this.#resources.createBuffer('partial counts', summingWorkgroups * 4, STORAGE);
  }

  encode(encoder: GPUCommandEncoder, inputs: HardestShareInputs, anchors: number, wanted: number): void {
    requireCount('anchors', anchors);
    requireCount('wanted', wanted);
    requireBuffer('values', inputs.values, anchors * 4);
    requireBuffer('found', inputs.found, hardestShareBytes);
    const known = this.#bindings.get([inputs.values, inputs.found], () => this.#bind(inputs, anchors));
    // A grid of another size over the same buffer.
    if (known.anchors !== anchors) Object.assign(known, this.#bind(inputs, anchors));
    const { countLevel, pickDigit, sumValues, joinSums } = this.#kernels;
    const { groups } = known;
    this.#params.record(encoder, { anchorCount: anchors, wanted });
    encoder.clearBuffer(inputs.found, 0, hardestShareBytes);
    encoder.clearBuffer(this.#counts);
    for (let level = 0; level < valueLevels; level++) {
      countLevel.encode(encoder, groups.countLevel, Math.ceil(anchors / anchorsPerWorkgroup));
      pickDigit.encode(encoder, groups.pickDigit, 1);
    }
    sumValues.encode(encoder, groups.sumValues, summingWorkgroups);
    joinSums.encode(encoder, groups.joinSums, 1);
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #bind(
    { values, found }: HardestShareInputs,
    anchors: number,
  ): { anchors: number; groups: Record<KernelName, GPUBindGroup> } {
    const { countLevel, pickDigit, sumValues, joinSums } = this.#kernels;
    const search = { buffer: found, size: hardestShareBytes };
    const partials = { 5: this.#partials, 6: this.#partialCounts };
    const searched = { 0: bindAnchors(values, anchors), 1: this.#params.buffer, 3: search };
    const groups = {
      countLevel: countLevel.bind({ ...searched, 4: this.#counts }),
      pickDigit: pickDigit.bind({ 1: this.#params.buffer, 2: search, 4: this.#counts }),
      sumValues: sumValues.bind({ ...searched, ...partials }),
      joinSums: joinSums.bind({ 2: search, ...partials }),
    };
    return { anchors, groups };
  }
}
