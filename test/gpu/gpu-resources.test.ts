import { describe, expect, it } from 'vitest';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { withGpu } from '../support/gpu.ts';

describe('GpuResources', () => {
  it('counts what is alive and frees it once', () =>
    withGpu(async (device) => {
      const before = liveResourceCount(device);
      const resources = new GpuResources(device, 'test');
      const data = new Float32Array([1, 2, 3]);
      const buffer = resources.createBufferWithData('numbers', data, GPUBufferUsage.COPY_SRC);
      expect(liveResourceCount(device)).toBe(before + 1);
      expect(new Float32Array(await readBuffer(device, buffer, 12))).toEqual(data);
      resources.release(buffer);
      resources.release(buffer);
      expect(liveResourceCount(device)).toBe(before);
      resources.createBuffer('empty', 0, GPUBufferUsage.STORAGE);
      resources.dispose();
      expect(liveResourceCount(device)).toBe(before);
    }));
});
