import shaderText from '../../shaders/pack-input.wgsl?raw';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireBuffer, requireCount } from '../gpu/input-error.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { requireBindable } from '../gpu/require-room.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import type { InputLayout, InputType } from './input-layout.ts';

const source = resolveShader('pack-input.wgsl', shaderText);

/** As in the kernel. */
const workgroupSize = 256;

const valuesPerWord: Readonly<Record<InputType, number>> = { float32: 1, float16: 2, uint8: 4 };

/** Packs inputs for one graph on one device. */
export interface InputPacker {
  /**
   * Submits the packing of an input.
   *
   * @param planes float32 `[3, H, W]`, usage `STORAGE`; may be larger
   * @param pixels H · W
   * @returns the packed input, valid until the next call
   * @throws InputError when the buffer is too small
   * @throws FocalScopeError `webgpu-limit-exceeded` where the device binds no buffer of that size
   */
  pack(planes: GPUBuffer, pixels: number): Promise<GPUBuffer>;
  dispose(): void;
}

/** Whether an input as it comes from preprocessing is what the graph takes. */
export function isPlainInput({ axes, type }: Pick<InputLayout, 'axes' | 'type'>): boolean {
  return axes.endsWith('chw') && type === 'float32';
}

export function createPackInput(device: GPUDevice, layout: Pick<InputLayout, 'axes' | 'type'>): InputPacker {
  return new KernelInputPacker(device, layout);
}

class KernelInputPacker implements InputPacker {
  readonly #resources: GpuResources;
  readonly #layout: Pick<InputLayout, 'axes' | 'type'>;
  readonly #shape: UniformRing;
  #packed: GPUBuffer | undefined;

  constructor(device: GPUDevice, layout: Pick<InputLayout, 'axes' | 'type'>) {
    this.#resources = new GpuResources(device, 'input packer');
    this.#layout = layout;
    this.#shape = createUniformRing(this.#resources, source, 'shape');
  }

  async pack(planes: GPUBuffer, pixels: number): Promise<GPUBuffer> {
    const { device } = this.#resources;
    const { axes, type } = this.#layout;
    requireCount('pixels', pixels);
    requireBuffer('planes', planes, pixels * 12);
    requireBindable(device, pixels * 12);
    const words = Math.ceil((pixels * 3) / valuesPerWord[type]);
    const kernel = await loadKernel(device, source, 'packInput', {
      VALUES_PER_WORD: valuesPerWord[type],
      CHANNELS_LAST: Number(axes.endsWith('hwc')),
    });
    if (!this.#packed || this.#packed.size < words * 4) {
      this.#resources.release(this.#packed);
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
      this.#packed = this.#resources.createBuffer('packed', words * 4, usage);
    }
    const encoder = device.createCommandEncoder({ label: 'pack input' });
    this.#shape.record(encoder, { pixels });
    const group = kernel.bind({
      0: { buffer: planes, size: pixels * 12 },
      1: this.#shape.buffer,
      2: this.#packed,
    });
    kernel.encode(encoder, group, Math.ceil(words / workgroupSize));
    device.queue.submit([encoder.finish()]);
    return this.#packed;
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
