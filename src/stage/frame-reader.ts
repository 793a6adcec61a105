import { GpuResources } from '../gpu/gpu-resources.ts';
import { FocalScopeError } from '../base/errors.ts';

/** A copy's rows start at multiples of this many bytes (WebGPU's rule). */
const rowAlignment = 256;

/** Copies a finished texture to the CPU through one staging buffer, which lasts until the size changes. */
export class FrameReader {
  readonly #resources: GpuResources;
  #staging: GPUBuffer | undefined;
  #image: ImageData | undefined;

  constructor(device: GPUDevice) {
    this.#resources = new GpuResources(device, 'frame reader');
  }

  /**
   * Submits `encoder` with the copy of the texture appended. One call at a time.
   *
   * @param texture rgba8unorm with `COPY_SRC`
   * @returns the pixels; the same object at every call of one size
   * @throws FocalScopeError `webgpu-device-lost` when the copy cannot be mapped
   */
  async read(encoder: GPUCommandEncoder, texture: GPUTexture): Promise<ImageData> {
    const { device } = this.#resources;
    const { width, height } = texture;
    const bytesPerRow = Math.ceil((width * 4) / rowAlignment) * rowAlignment;
    const staging = this.#stage(bytesPerRow * height);
    encoder.copyTextureToBuffer({ texture }, { buffer: staging, bytesPerRow }, { width, height });
    device.queue.submit([encoder.finish()]);
    await mapForReading(staging);
    const bytes = new Uint8Array(staging.getMappedRange());
    const image = this.#imageOf(width, height);
    if (bytesPerRow === width * 4) {
      image.data.set(bytes.subarray(0, bytesPerRow * height));
    } else {
      for (let y = 0; y < height; y++) {
        image.data.set(bytes.subarray(y * bytesPerRow, y * bytesPerRow + width * 4), y * width * 4);
      }
    }
    staging.unmap();
    return image;
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #stage(size: number): GPUBuffer {
    if (this.#staging?.size === Math.ceil(size / 16) * 16) return this.#staging;
    this.#resources.release(this.#staging);
    const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ;
    this.#staging = this.#resources.createBuffer('staging', size, usage);
    return this.#staging;
  }

  #imageOf(width: number, height: number): ImageData {
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#image = new ImageData(width, height);
    }
    return this.#image;
  }
}

/**
 * Waits until a staging buffer can be read.
 *
 * @throws FocalScopeError `webgpu-device-lost`: nothing else makes a valid mapping fail
 */
export async function mapForReading(staging: GPUBuffer): Promise<void> {
  try {
    await staging.mapAsync(GPUMapMode.READ);
  } catch (error) {
    throw new FocalScopeError('webgpu-device-lost', {}, { cause: error });
  }
}
