import shaderText from '../../shaders/head-range.wgsl?raw';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { readBuffer } from '../gpu/read-buffer.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import { bindAligned } from './bind-aligned.ts';
import type { ValueRange } from './value-range.ts';

const source = resolveShader('head-range.wgsl', shaderText);

/** Values that one workgroup takes before another is worth starting, and most workgroups of a piece. */
const valuesPerWorkgroup = 4096;
const mostWorkgroups = 256;

/** Bytes of one partial. */
const partialBytes = 16;

/** An output on the GPU; the buffer may be larger. */
export interface RangedOutput {
  readonly buffer: GPUBuffer;
  readonly isHalf: boolean;
  /** Elements of the tensor. */
  readonly count: number;
}

/** Measures what outputs span, on one device. */
export interface HeadRange {
  /**
   * Submits the measurement of all outputs together and reads a few KiB back.
   *
   * @throws InputError when a buffer is too small or lacks usage `STORAGE`
   */
  measure(outputs: readonly RangedOutput[]): Promise<ValueRange>;
  dispose(): void;
}

/** @param options.maxBindingBytes for tests: binds no more at once */
export function createHeadRange(
  device: GPUDevice,
  options: { readonly maxBindingBytes?: number } = {},
): HeadRange {
  const limit = Math.min(device.limits.maxStorageBufferBindingSize, options.maxBindingBytes ?? Infinity);
  return new KernelHeadRange(device, limit);
}

class KernelHeadRange implements HeadRange {
  readonly #resources: GpuResources;
  readonly #limit: number;
  readonly #params: UniformRing;

  constructor(device: GPUDevice, limit: number) {
    this.#resources = new GpuResources(device, 'head range');
    this.#limit = limit;
    this.#params = createUniformRing(this.#resources, source, 'piece');
  }

  async measure(outputs: readonly RangedOutput[]): Promise<ValueRange> {
    const { device } = this.#resources;
    for (const { buffer, count, isHalf } of outputs)
      requireBuffer('source', buffer, count * (isHalf ? 2 : 4));
    const pieces = outputs.flatMap((output) => this.#split(output));
    const partialCount = pieces.reduce((sum, { workgroups }) => sum + workgroups, 0);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    const partials = this.#resources.createBuffer('partials', partialCount * partialBytes, usage);
    try {
      const encoder = device.createCommandEncoder({ label: 'head range' });
      let partialStart = 0;
      for (const { isHalf, buffer, first, count, workgroups } of pieces) {
        const kernel = await loadKernel(device, source, 'measureRange', { HALF_SOURCE: Number(isHalf) });
        const { binding, start } = bindAligned(buffer, first, count, isHalf ? 2 : 4);
        this.#params.record(encoder, { count, sourceStart: start, workgroups, partialStart });
        kernel.encode(encoder, kernel.bind({ 0: binding, 1: this.#params.buffer, 2: partials }), workgroups);
        partialStart += workgroups;
      }
      device.queue.submit([encoder.finish()]);
      return join(await readBuffer(device, partials, partialCount * partialBytes));
    } finally {
      this.#resources.release(partials);
    }
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #split({ buffer, isHalf, count }: RangedOutput): readonly Piece[] {
    const most = Math.floor((this.#limit - 256) / (isHalf ? 2 : 4));
    return Array.from({ length: Math.ceil(count / most) }, (_, index) => {
      const first = index * most;
      const own = Math.min(most, count - first);
      const workgroups = Math.min(mostWorkgroups, Math.ceil(own / valuesPerWorkgroup));
      return { buffer, isHalf, first, count: own, workgroups };
    });
  }
}

interface Piece extends RangedOutput {
  readonly first: number;
  readonly workgroups: number;
}

function join(bytes: ArrayBuffer): ValueRange {
  const [floats, words] = [new Float32Array(bytes), new Uint32Array(bytes)];
  let [least, greatest, nonFinite] = [Infinity, -Infinity, 0];
  for (let at = 0; at < floats.length; at += 4) {
    const [low = Infinity, high = -Infinity] = floats.subarray(at, at + 2);
    // A workgroup that saw nothing finite leaves them crossed.
    if (low <= high) {
      least = Math.min(least, low);
      greatest = Math.max(greatest, high);
    }
    nonFinite += words[at + 2] ?? 0;
  }
  return { least, greatest, nonFinite };
}
