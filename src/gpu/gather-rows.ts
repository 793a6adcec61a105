import shaderText from '../../shaders/gather-rows.wgsl?raw';
import { BufferTupleCache } from './buffer-tuple-cache.ts';
import type { ComputeKernel } from './compute-kernel.ts';
import { GpuResources } from './gpu-resources.ts';
import { InputError, requireBuffer, requireCount, requireWithin } from './input-error.ts';
import { loadKernel } from './kernel-cache.ts';
import { readBuffer } from './read-buffer.ts';
import { requireRoom } from './require-room.ts';
import { resolveShader } from './shader-source.ts';
import { createUniformRing, type UniformRing } from './uniform-ring.ts';

const source = resolveShader('gather-rows.wgsl', shaderText);

const workgroupSize = 64;

/** Rows of parts begin at multiples of this, so that every part begins where a binding may (256 bytes). */
const rowsOfAlignment = 64;

export interface GatherRowsShape {
  /** N, the rows of every matrix. */
  readonly rows: number;
  /** The most rows that are gathered at once. */
  readonly most: number;
}

/** A matrix `[N, width]` of 32-bit words, row-major; its buffer may be larger. */
export interface GatheredMatrix {
  /** For errors. */
  readonly name: string;
  readonly buffer: GPUBuffer;
  readonly width: number;
}

/** Reads a few rows of large matrices. */
export interface GatherRows {
  /**
   * Submits one copy and waits for it. Allocates nothing but what it is read through where the same matrices were
   * gathered from before.
   *
   * @param rows indices, each in [0, N); at most `most`
   * @returns the bits of each matrix's rows, `[rows.length, width]`, in the order of `matrices`
   * @throws InputError for a row that is none, too many of them, or a buffer that is too small or not of usage
   *   `STORAGE`
   */
  gather(matrices: readonly GatheredMatrix[], rows: readonly number[]): Promise<ArrayBuffer[]>;
  dispose(): void;
}

/**
 * @throws InputError when the shape is not of positive integers
 * @throws FocalScopeError `shader-invalid`
 */
export async function createGatherRows(
  device: GPUDevice,
  shape: GatherRowsShape,
  options: { readonly maxBindingBytes?: number } = {},
): Promise<GatherRows> {
  requireCount('rows', shape.rows);
  requireCount('most', shape.most);
  const limit = Math.min(device.limits.maxStorageBufferBindingSize, options.maxBindingBytes ?? Infinity);
  return new KernelGatherRows(device, shape, limit, await loadKernel(device, source, 'gatherRows'));
}

/** A run of rows that is bound at once. */
interface Part {
  readonly firstRow: number;
  readonly boundRows: number;
  readonly group: GPUBindGroup;
}

class KernelGatherRows implements GatherRows {
  readonly #shape: GatherRowsShape;
  readonly #limit: number;
  readonly #kernel: ComputeKernel;
  readonly #resources: GpuResources;
  readonly #params: UniformRing;
  readonly #rows: GPUBuffer;
  #gathered: GPUBuffer;
  /** By the matrix, and by what is gathered into: it is replaced when it grows. */
  readonly #bindings = new BufferTupleCache<Map<number, readonly Part[]>>();

  constructor(device: GPUDevice, shape: GatherRowsShape, limit: number, kernel: ComputeKernel) {
    this.#shape = shape;
    this.#limit = limit;
    this.#kernel = kernel;
    this.#resources = new GpuResources(device, 'gather rows');
    this.#params = createUniformRing(this.#resources, source, 'params');
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    this.#rows = this.#resources.createBuffer('rows', shape.most * 4, usage);
    this.#gathered = this.#createGathered(0);
  }

  async gather(matrices: readonly GatheredMatrix[], rows: readonly number[]): Promise<ArrayBuffer[]> {
    const { device } = this.#resources;
    this.#check(matrices, rows);
    const words = matrices.map(({ width }) => width * rows.length);
    const total = words.reduce((sum, count) => sum + count, 0);
    if (this.#gathered.size < total * 4) {
      this.#resources.release(this.#gathered);
      this.#gathered = this.#createGathered(total * 4);
    }
    device.queue.writeBuffer(this.#rows, 0, Uint32Array.from(rows));
    const encoder = device.createCommandEncoder({ label: 'gather rows' });
    const starts: number[] = [];
    let outputStart = 0;
    for (const [index, matrix] of matrices.entries()) {
      const count = words[index] ?? 0;
      for (const { firstRow, boundRows, group } of this.#partsOf(matrix)) {
        this.#params.record(encoder, {
          rowCount: rows.length,
          width: matrix.width,
          firstRow,
          boundRows,
          outputStart,
        });
        this.#kernel.encode(encoder, group, Math.ceil(count / workgroupSize));
      }
      starts.push(outputStart);
      outputStart += count;
    }
    device.queue.submit([encoder.finish()]);
    const bytes = await readBuffer(device, this.#gathered, total * 4);
    return starts.map((start, index) => bytes.slice(start * 4, (start + (words[index] ?? 0)) * 4));
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #check(matrices: readonly GatheredMatrix[], rows: readonly number[]): void {
    requireWithin('rows.length', rows.length, 1, this.#shape.most);
    for (const row of rows) {
      requireCount('row', row, 0);
      if (row >= this.#shape.rows) throw new InputError('row', row, `be below ${this.#shape.rows}`);
    }
    for (const { name, buffer, width } of matrices) {
      requireCount(`${name}.width`, width);
      requireBuffer(name, buffer, this.#shape.rows * width * 4);
    }
  }

  #createGathered(bytes: number): GPUBuffer {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    return this.#resources.createBuffer('gathered', bytes, usage);
  }

  #partsOf({ buffer, width }: GatheredMatrix): readonly Part[] {
    const byWidth = this.#bindings.get([buffer, this.#gathered], () => new Map<number, readonly Part[]>());
    let parts = byWidth.get(width);
    if (!parts) byWidth.set(width, (parts = this.#bind(buffer, width)));
    return parts;
  }

  #bind(buffer: GPUBuffer, width: number): readonly Part[] {
    const rowBytes = width * 4;
    requireRoom(rowBytes * Math.min(this.#shape.rows, rowsOfAlignment), this.#limit);
    const most = Math.floor(this.#limit / rowBytes / rowsOfAlignment) * rowsOfAlignment || this.#shape.rows;
    const parts: Part[] = [];
    for (let firstRow = 0; firstRow < this.#shape.rows; firstRow += most) {
      const boundRows = Math.min(most, this.#shape.rows - firstRow);
      const matrix = { buffer, offset: firstRow * rowBytes, size: boundRows * rowBytes };
      const group = this.#kernel.bind({
        0: this.#params.buffer,
        1: matrix,
        2: this.#rows,
        3: this.#gathered,
      });
      parts.push({ firstRow, boundRows, group });
    }
    return parts;
  }
}
