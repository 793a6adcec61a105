import { createComputeKernel, type ComputeKernel } from './compute-kernel.ts';
import type { ShaderSource } from './shader-source.ts';

const kernels = new WeakMap<GPUDevice, Map<string, Promise<ComputeKernel>>>();

/**
 * A compiled kernel, made once a device however many owners ask for it. Kernels hold no buffers, so that nobody has
 * to free them.
 *
 * @throws FocalScopeError `shader-invalid`; a later call then tries again
 */
export function loadKernel(
  device: GPUDevice,
  source: ShaderSource,
  entryPoint: string,
  constants: Readonly<Record<string, number>> = {},
): Promise<ComputeKernel> {
  let ofDevice = kernels.get(device);
  if (!ofDevice) kernels.set(device, (ofDevice = new Map<string, Promise<ComputeKernel>>()));
  const key = `${source.name} ${source.variant} ${entryPoint} ${JSON.stringify(constants)}`;
  const known = ofDevice.get(key);
  if (known) return known;
  const kernel = createComputeKernel(device, source, entryPoint, constants);
  ofDevice.set(key, kernel);
  kernel.catch(() => ofDevice.delete(key));
  return kernel;
}
