import type { GpuResources } from './gpu-resources.ts';

/**
 * Reads a few bytes of one buffer again and again. Staging buffers are kept for the next read, so that reading
 * after every frame allocates only while more reads overlap than ever before.
 */
export class SmallReadBack {
  readonly #resources: GpuResources;
  readonly #source: GPUBuffer;
  readonly #size: number;
  readonly #idle: GPUBuffer[] = [];

  /**
   * @param resources own the staging buffers; disposing them rejects a read under way with an `AbortError`
   * @param size in bytes, from the start of `source`; a multiple of 4
   */
  constructor(resources: GpuResources, source: GPUBuffer, size: number) {
    this.#resources = resources;
    this.#source = source;
    this.#size = size;
  }

  /** The bytes as they are after everything submitted so far. */
  async read(): Promise<ArrayBuffer> {
    const { device } = this.#resources;
    const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ;
    const staging = this.#idle.pop() ?? this.#resources.createBuffer('read-back', this.#size, usage);
    const encoder = device.createCommandEncoder({ label: staging.label });
    encoder.copyBufferToBuffer(this.#source, 0, staging, 0, this.#size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ, 0, this.#size);
    const bytes = staging.getMappedRange(0, this.#size).slice(0);
    staging.unmap();
    this.#idle.push(staging);
    return bytes;
  }
}
