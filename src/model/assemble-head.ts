import shaderText from '../../shaders/assemble-head.wgsl?raw';
import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer, requireCount } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { requireRoom } from '../gpu/require-room.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import { bindAligned } from './bind-aligned.ts';

const source = resolveShader('assemble-head.wgsl', shaderText);

/** As in the kernel. */
const tileSide = 16;
const copyWorkgroup = 256;

/** One output of a head on the GPU; the buffer may be larger. */
export interface HeadMap {
  readonly buffer: GPUBuffer;
  readonly isHalf: boolean;
  /** `[channels, cells]` row-major. Rows that are in order already have one cell. */
  readonly channels: number;
  readonly cells: number;
}

/** Assembles heads on one device. */
export interface HeadAssembler {
  /**
   * Records the transposes `[cells, channels]` of all maps, as float32, one after the other into `target`; allocates
   * no GPU memory.
   *
   * @param recovers whether the values are probabilities whose logits are wanted
   * @throws InputError when a buffer is too small or lacks usage `STORAGE`
   * @throws FocalScopeError `webgpu-limit-exceeded` where not even a row of a map can be bound
   */
  encode(
    encoder: GPUCommandEncoder,
    maps: readonly HeadMap[],
    target: GPUBuffer,
    recovers: boolean,
  ): Promise<void>;
  dispose(): void;
}

/** @param options.maxBindingBytes for tests: binds no more at once */
export function createAssembleHead(
  device: GPUDevice,
  options: { readonly maxBindingBytes?: number } = {},
): HeadAssembler {
  const limit = Math.min(device.limits.maxStorageBufferBindingSize, options.maxBindingBytes ?? Infinity);
  return new KernelHeadAssembler(device, limit);
}

/** Part of a map: channels of the source, cells of the target. */
interface MapPart {
  readonly firstChannel: number;
  readonly channelCount: number;
  readonly firstCell: number;
  readonly cellCount: number;
}

class KernelHeadAssembler implements HeadAssembler {
  readonly #resources: GpuResources;
  readonly #limit: number;
  readonly #params: UniformRing;

  constructor(device: GPUDevice, limit: number) {
    this.#resources = new GpuResources(device, 'head assembler');
    this.#limit = limit;
    this.#params = createUniformRing(this.#resources, source, 'part');
  }

  async encode(
    encoder: GPUCommandEncoder,
    maps: readonly HeadMap[],
    target: GPUBuffer,
    recovers: boolean,
  ): Promise<void> {
    const kernels = await Promise.all(maps.map((map) => this.#loadKernel(map, recovers)));
    let start = 0;
    for (const [index, map] of maps.entries()) {
      const { channels, cells, buffer } = map;
      requireCount('channels', channels);
      requireCount('cells', cells);
      requireBuffer('source', buffer, channels * cells * bytesOf(map));
      requireBuffer('target', target, (start + channels * cells) * 4);
      const kernel = kernels[index];
      if (kernel) this.#encodeMap(encoder, kernel, map, target, start);
      start += channels * cells;
    }
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #loadKernel(map: HeadMap, recovers: boolean): Promise<ComputeKernel> {
    const constants = { HALF_SOURCE: Number(map.isHalf), RECOVERS: Number(recovers) };
    const { device } = this.#resources;
    return loadKernel(device, source, isOrdered(map) ? 'copyRows' : 'transposeMap', constants);
  }

  #encodeMap(
    encoder: GPUCommandEncoder,
    kernel: ComputeKernel,
    map: HeadMap,
    target: GPUBuffer,
    start: number,
  ): void {
    const parts = isOrdered(map) ? this.#splitRows(map) : this.#splitMap(map);
    const { buffer, cells, channels } = map;
    for (const part of parts) {
      const { firstChannel, channelCount, firstCell, cellCount } = part;
      const from = isOrdered(map)
        ? bindAligned(buffer, firstCell, cellCount, bytesOf(map))
        : bindAligned(buffer, firstChannel * cells, channelCount * cells, bytesOf(map));
      const to = isOrdered(map)
        ? bindAligned(target, start + firstCell, cellCount, 4)
        : bindAligned(target, start + firstCell * channels, cellCount * channels, 4);
      this.#params.record(encoder, {
        channels,
        cells,
        ...part,
        sourceStart: from.start,
        targetStart: to.start,
      });
      const group = kernel.bind({ 0: from.binding, 1: this.#params.buffer, 2: to.binding });
      const workgroups = isOrdered(map)
        ? Math.ceil(cellCount / copyWorkgroup)
        : Math.ceil(channelCount / tileSide) * Math.ceil(cellCount / tileSide);
      kernel.encode(encoder, group, workgroups);
    }
  }

  /** A map too large to be bound is read by runs of channels, and written by runs of cells. */
  #splitMap(map: HeadMap): readonly MapPart[] {
    const { channels, cells } = map;
    const rowBytes = cells * bytesOf(map);
    requireRoom(Math.max(rowBytes, channels * 4) + alignment, this.#limit);
    const room = this.#limit - alignment;
    const [channelRun, cellRun] = [Math.floor(room / rowBytes), Math.floor(room / (channels * 4))];
    return runs(channels, channelRun).flatMap(([firstChannel, channelCount]) =>
      runs(cells, cellRun).map(([firstCell, cellCount]) => ({
        firstChannel,
        channelCount,
        firstCell,
        cellCount,
      })),
    );
  }

  #splitRows({ channels, cells }: HeadMap): readonly MapPart[] {
    return runs(channels * cells, Math.floor((this.#limit - alignment) / 4)).map(([first, count]) => ({
      firstChannel: 0,
      channelCount: 1,
      firstCell: first,
      cellCount: count,
    }));
  }
}

/** What a binding may be longer than what is read of it, to begin where it may. */
const alignment = 256;

const bytesOf = ({ isHalf }: HeadMap): number => (isHalf ? 2 : 4);

/** A map of one cell or one channel is its own transpose. */
const isOrdered = ({ cells, channels }: HeadMap): boolean => cells === 1 || channels === 1;

/** `count` things in runs of at most `most`: first and count of each. */
function runs(count: number, most: number): readonly (readonly [number, number])[] {
  return Array.from({ length: Math.ceil(count / most) }, (_, index) => {
    const first = index * most;
    return [first, Math.min(most, count - first)] as const;
  });
}
