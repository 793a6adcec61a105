import { FocalScopeError } from '../base/errors.ts';

/** @throws FocalScopeError `webgpu-limit-exceeded` with both numbers */
export function requireRoom(needed: number, limit: number): void {
  if (needed > limit) throw new FocalScopeError('webgpu-limit-exceeded', { needed, limit });
}

/**
 * For a buffer that is bound as a whole, as those of `[A]` are.
 *
 * @throws FocalScopeError `webgpu-limit-exceeded` where the device makes no buffer of `bytes`, or binds none
 */
export function requireBindable(device: GPUDevice, bytes: number): void {
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  requireRoom(bytes, Math.min(maxBufferSize, maxStorageBufferBindingSize));
}
