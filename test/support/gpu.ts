import { expect } from 'vitest';
import { requestGpuDevice } from '../../src/gpu/device.ts';
import { liveResourceCount } from '../../src/gpu/gpu-resources.ts';

let shared: Promise<GPUDevice> | undefined;

/** One device for all tests of a file; a machine without an adapter fails here, it does not skip. */
export function testDevice(): Promise<GPUDevice> {
  shared ??= requestGpuDevice().then((gpu) => {
    if (!gpu) throw new Error('These tests need WebGPU: no adapter was found.');
    return gpu.device;
  });
  return shared;
}

/**
 * Runs `body` inside error scopes of all three kinds and checks that it raised none and freed every buffer and
 * texture it made.
 */
export async function withGpu<Result>(body: (device: GPUDevice) => Promise<Result>): Promise<Result> {
  const device = await testDevice();
  const before = liveResourceCount(device);
  const filters: GPUErrorFilter[] = ['validation', 'out-of-memory', 'internal'];
  for (const filter of filters) device.pushErrorScope(filter);
  let result: Result;
  const errors: (GPUError | null)[] = [];
  try {
    result = await body(device);
  } finally {
    while (errors.length < filters.length) errors.push(await device.popErrorScope());
  }
  expect(errors.map((error) => error?.message ?? null)).toEqual([null, null, null]);
  expect(liveResourceCount(device), 'GPU resources still alive').toBe(before);
  return result;
}
