import { describe, expect, it } from 'vitest';
import { createComputeKernel } from '../../src/gpu/compute-kernel.ts';
import { GpuResources } from '../../src/gpu/gpu-resources.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { resolveShader } from '../../src/gpu/shader-source.ts';
import { createUniformRing, ringSlots } from '../../src/gpu/uniform-ring.ts';
import { withGpu } from '../support/gpu.ts';

const source = resolveShader(
  'ring-test.wgsl',
  `struct Setting { first : f32, second : u32, place : vec2f }
   @group(0) @binding(0) var<uniform> setting : Setting;
   @group(0) @binding(1) var<storage, read_write> seen : Setting;
   @compute @workgroup_size(1) fn main() { seen = setting; }`,
);

const settingBytes = 16;

/** A ring, and a kernel that shows what its passes find in it. */
async function createRig(device: GPUDevice) {
  const resources = new GpuResources(device, 'test');
  const ring = createUniformRing(resources, source, 'setting');
  const kernel = await createComputeKernel(device, source, 'main');
  const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
  const seen = resources.createBuffer('seen', settingBytes, STORAGE | COPY_SRC);
  const all = resources.createBuffer('all', ringSlots * settingBytes, COPY_SRC | COPY_DST);
  const group = kernel.bind({ 0: ring.buffer, 1: seen });
  const look = (encoder: GPUCommandEncoder, index: number) => {
    kernel.encode(encoder, group, 1);
    encoder.copyBufferToBuffer(seen, 0, all, index * settingBytes, settingBytes);
  };
  return { resources, ring, look, all };
}

describe('createUniformRing', () => {
  it('keeps what each record said until the GPU comes to it, in one submission of many', () =>
    withGpu(async (device) => {
      const { resources, ring, look, all } = await createRig(device);
      // Twice round, so that slots are used again after their submit.
      for (let round = 0; round < 2; round++) {
        const encoder = device.createCommandEncoder();
        for (let index = 0; index < ringSlots; index++) {
          ring.record(encoder, { first: index + round / 2, second: index, place: [index, round] });
          look(encoder, index);
        }
        device.queue.submit([encoder.finish()]);
        const view = new DataView(await readBuffer(device, all));
        for (let index = 0; index < ringSlots; index++) {
          const at = index * settingBytes;
          expect(view.getFloat32(at, true)).toBe(index + round / 2);
          expect(view.getUint32(at + 4, true)).toBe(index);
          expect(view.getFloat32(at + 8, true)).toBe(index);
          expect(view.getFloat32(at + 12, true)).toBe(round);
        }
      }
      resources.dispose();
    }));

  it('keeps fields that a record does not name', () =>
    withGpu(async (device) => {
      const { resources, ring, look, all } = await createRig(device);
      const encoder = device.createCommandEncoder();
      ring.record(encoder, { first: 1.5, second: 7 });
      ring.record(encoder, { second: 8 });
      look(encoder, 0);
      device.queue.submit([encoder.finish()]);
      const view = new DataView(await readBuffer(device, all));
      expect([view.getFloat32(0, true), view.getUint32(4, true)]).toEqual([1.5, 8]);
      resources.dispose();
    }));

  it('refuses uniforms and fields that the shader has not', () =>
    withGpu((device) => {
      const resources = new GpuResources(device, 'test');
      expect(() => createUniformRing(resources, source, 'nothing')).toThrow('has no uniform "nothing"');
      const ring = createUniformRing(resources, source, 'setting');
      const encoder = device.createCommandEncoder();
      expect(() => ring.record(encoder, { third: 1 })).toThrow('has no field "third"');
      resources.dispose();
      return Promise.resolve();
    }));
});
