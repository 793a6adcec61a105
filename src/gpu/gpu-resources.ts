/** How many buffers and textures are alive on each device, over all owners: what leak tests read. */
const liveCounts = new WeakMap<GPUDevice, number>();

/** Buffers and textures of `device` made through {@link GpuResources} and not yet destroyed. */
export function liveResourceCount(device: GPUDevice): number {
  return liveCounts.get(device) ?? 0;
}

/**
 * The buffers and textures of one owner, destroyed together.
 *
 * @example
 * const resources = new GpuResources(device, 'dense loss');
 * const partials = resources.createBuffer('partials', 1024, GPUBufferUsage.STORAGE);
 * resources.dispose();
 */
export class GpuResources {
  readonly device: GPUDevice;
  readonly #label: string;
  readonly #alive = new Set<GPUBuffer | GPUTexture>();

  constructor(device: GPUDevice, label: string) {
    this.device = device;
    this.#label = label;
  }

  /** A buffer of at least `size` bytes (rounded up to 16, never empty, so that any binding is valid). */
  createBuffer(name: string, size: number, usage: GPUBufferUsageFlags): GPUBuffer {
    const padded = Math.max(16, Math.ceil(size / 16) * 16);
    return this.#keep(this.device.createBuffer({ label: `${this.#label}: ${name}`, size: padded, usage }));
  }

  /** A storage buffer that holds `data` from the start. */
  createBufferWithData(
    name: string,
    data: ArrayBufferView<ArrayBuffer>,
    usage: GPUBufferUsageFlags = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
  ): GPUBuffer {
    const buffer = this.createBuffer(name, data.byteLength, usage | GPUBufferUsage.COPY_DST);
    this.device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  }

  createTexture(name: string, descriptor: GPUTextureDescriptor): GPUTexture {
    return this.#keep(this.device.createTexture({ ...descriptor, label: `${this.#label}: ${name}` }));
  }

  /** Frees one resource before the others; freeing it twice does nothing. */
  release(resource: GPUBuffer | GPUTexture | undefined): void {
    if (!resource || !this.#alive.delete(resource)) return;
    resource.destroy();
    this.#count(-1);
  }

  dispose(): void {
    for (const resource of [...this.#alive]) this.release(resource);
  }

  #keep<Resource extends GPUBuffer | GPUTexture>(resource: Resource): Resource {
    this.#alive.add(resource);
    this.#count(1);
    return resource;
  }

  #count(change: number): void {
    liveCounts.set(this.device, liveResourceCount(this.device) + change);
  }
}
