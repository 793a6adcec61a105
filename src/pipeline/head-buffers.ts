import { GpuResources } from '../gpu/gpu-resources.ts';
import type { HeadOutputs } from '../model/model-session.ts';

/**
 * The head's logits `[A, K]` and deltas `[A, 4]` on the GPU: the session's own buffers where it ran there, else ours,
 * filled once by upload and kept for the next answer of that size or smaller.
 */
export class HeadBuffers {
  readonly #resources: GpuResources;
  #uploads: { readonly logits: GPUBuffer; readonly deltas: GPUBuffer } | undefined;
  #head: (HeadOutputs & { readonly place: 'gpu' }) | undefined;

  constructor(device: GPUDevice) {
    this.#resources = new GpuResources(device, 'head');
  }

  get logits(): GPUBuffer {
    return this.#require().logits;
  }

  get deltas(): GPUBuffer {
    return this.#require().deltas;
  }

  /** Takes an answer over, and releases the one before. */
  accept(head: HeadOutputs): void {
    this.#head?.release();
    if (head.place === 'gpu') {
      this.#head = head;
      return;
    }
    this.#head = undefined;
    const logits = this.#fit('logits', this.#uploads?.logits, head.logits.byteLength);
    const deltas = this.#fit('deltas', this.#uploads?.deltas, head.deltas.byteLength);
    const { queue } = this.#resources.device;
    queue.writeBuffer(logits, 0, head.logits);
    queue.writeBuffer(deltas, 0, head.deltas);
    this.#uploads = { logits, deltas };
    head.release();
  }

  dispose(): void {
    this.#head?.release();
    this.#head = undefined;
    this.#uploads = undefined;
    this.#resources.dispose();
  }

  #require(): { readonly logits: GPUBuffer; readonly deltas: GPUBuffer } {
    const buffers = this.#head ?? this.#uploads;
    if (!buffers) throw new Error('no head was accepted');
    return buffers;
  }

  #fit(name: string, buffer: GPUBuffer | undefined, size: number): GPUBuffer {
    if (buffer && buffer.size >= size) return buffer;
    this.#resources.release(buffer);
    return this.#resources.createBuffer(name, size, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
  }
}
