import shaderText from '../../shaders/descending-order.wgsl?raw';
import type { ComputeKernel } from './compute-kernel.ts';
import { GpuResources } from './gpu-resources.ts';
import { requireBuffer, requireCount } from './input-error.ts';
import { loadKernel } from './kernel-cache.ts';
import { requireBindable } from './require-room.ts';
import { constantOf, resolveShader } from './shader-source.ts';
import { createUniformBlock } from './uniform-block.ts';

const source = resolveShader('descending-order.wgsl', shaderText);

const keysPerTile = constantOf(source, 'KEYS_PER_TILE');
/** Values of a digit, and bits of one. */
const digitCount = constantOf(source, 'DIGITS');
const digitBits = Math.log2(digitCount);

/** The sign counts for nothing: 31 bits are left. */
const roundCount = Math.ceil(31 / digitBits);

/** Sorts a fixed number of keys on one device. */
export interface DescendingOrder {
  /**
   * Records the sort, 16 small passes. Allocates nothing where `keys` was seen before.
   *
   * @param keys float32 `[A]`, 0 or more and not NaN, usage `STORAGE`; may be larger. Bits are what is sorted: any
   * whole numbers below 2^31 are put in order as well, and a number with a sign is taken for 0
   * @throws InputError where the buffer is too small
   */
  encode(encoder: GPUCommandEncoder, keys: GPUBuffer): void;
  /** uint32 `[A]`: the indices of the keys from the largest down, equals by index. The buffer is a little larger. */
  readonly order: GPUBuffer;
  dispose(): void;
}

/**
 * A stable radix sort, the same at every run.
 *
 * @param count A, 1 or more
 * @throws InputError when A is no positive whole number
 * @throws FocalScopeError `webgpu-limit-exceeded` where the device takes no buffer of that size, `shader-invalid`
 */
export async function createDescendingOrder(device: GPUDevice, count: number): Promise<DescendingOrder> {
  requireCount('count', count);
  requireBindable(device, Math.ceil(count / keysPerTile) * keysPerTile * 4);
  const [takeKeys, countDigits, scanPlaces, scatterKeys] = await Promise.all([
    loadKernel(device, source, 'takeKeys'),
    loadKernel(device, source, 'countDigits'),
    loadKernel(device, source, 'scanPlaces'),
    loadKernel(device, source, 'scatterKeys'),
  ]);
  return new KernelDescendingOrder(device, count, { takeKeys, countDigits, scanPlaces, scatterKeys });
}

interface OrderKernels {
  readonly takeKeys: ComputeKernel;
  readonly countDigits: ComputeKernel;
  readonly scanPlaces: ComputeKernel;
  readonly scatterKeys: ComputeKernel;
}

class KernelDescendingOrder implements DescendingOrder {
  readonly order: GPUBuffer;
  readonly #count: number;
  readonly #tiles: number;
  readonly #kernels: OrderKernels;
  readonly #resources: GpuResources;
  readonly #shape: GPUBuffer;
  /** What the first round reads: keys and their indices. */
  readonly #complements: GPUBuffer;
  readonly #indices: GPUBuffer;
  readonly #scan: GPUBindGroup;
  /** One for each digit, the lowest first. */
  readonly #rounds: readonly { readonly count: GPUBindGroup; readonly scatter: GPUBindGroup }[];
  readonly #bindings = new WeakMap<GPUBuffer, GPUBindGroup>();

  constructor(device: GPUDevice, count: number, kernels: OrderKernels) {
    const resources = new GpuResources(device, 'descending order');
    this.#count = count;
    this.#tiles = Math.ceil(count / keysPerTile);
    this.#kernels = kernels;
    this.#resources = resources;
    const bytes = this.#tiles * keysPerTile * 4;
    const { STORAGE, COPY_SRC } = GPUBufferUsage;
    this.order = resources.createBuffer('order', bytes, STORAGE | COPY_SRC);
    this.#indices = resources.createBuffer('order between rounds', bytes, STORAGE);
    this.#complements = resources.createBuffer('complements', bytes, STORAGE);
    const complements = resources.createBuffer('complements between rounds', bytes, STORAGE);
    const places = resources.createBuffer('places', this.#tiles * digitCount * 4, STORAGE);
    const shape = createUniformBlock(resources, source, 'shape');
    shape.write({ keyCount: count, tileCount: this.#tiles });
    this.#shape = shape.buffer;
    this.#scan = kernels.scanPlaces.bind({ 1: shape.buffer, 7: places });
    // An odd number of rounds: what the first reads is not what the last has written.
    this.#rounds = Array.from({ length: roundCount }, (_, round) => {
      const turn = createUniformBlock(resources, source, 'turn');
      turn.write({ shift: round * digitBits });
      const isEven = round % 2 === 0;
      const from = { 3: isEven ? this.#complements : complements, 4: isEven ? this.#indices : this.order };
      const to = { 5: isEven ? complements : this.#complements, 6: isEven ? this.order : this.#indices };
      const shared = { 1: shape.buffer, 2: turn.buffer, 7: places };
      return {
        count: kernels.countDigits.bind({ ...shared, 3: from[3] }),
        scatter: kernels.scatterKeys.bind({ ...shared, ...from, ...to }),
      };
    });
  }

  encode(encoder: GPUCommandEncoder, keys: GPUBuffer): void {
    requireBuffer('keys', keys, this.#count * 4);
    const { takeKeys, countDigits, scanPlaces, scatterKeys } = this.#kernels;
    takeKeys.encode(encoder, this.#bind(keys), this.#tiles);
    for (const { count, scatter } of this.#rounds) {
      countDigits.encode(encoder, count, this.#tiles);
      scanPlaces.encode(encoder, this.#scan, 1);
      scatterKeys.encode(encoder, scatter, this.#tiles);
    }
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #bind(keys: GPUBuffer): GPUBindGroup {
    const known = this.#bindings.get(keys);
    if (known) return known;
    const group = this.#kernels.takeKeys.bind({
      0: { buffer: keys, size: this.#count * 4 },
      1: this.#shape,
      5: this.#complements,
      6: this.#indices,
    });
    this.#bindings.set(keys, group);
    return group;
  }
}
