import { describe, expect, it } from 'vitest';
import { isDeviceAlive, requestGpuDevice } from '../../src/gpu/device.ts';

describe('a device', () => {
  it('answers as long as it is not lost, and not from the very moment that it is', async () => {
    const gpu = await requestGpuDevice();
    const { device } = gpu!;
    const complaints: string[] = [];
    device.addEventListener('uncapturederror', ({ error }) => complaints.push(error.message));
    await expect(isDeviceAlive(device)).resolves.toBe(true);
    device.destroy();
    await expect(isDeviceAlive(device)).resolves.toBe(false);
    expect(complaints).toEqual([]);
  });
});
