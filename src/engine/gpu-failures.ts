import type { FocalScopeErrorCode } from '../base/errors.ts';
import type { PlacementReason } from './messages.ts';

/** Failures of the GPU, and why the page stays off it after the second one. */
export const gpuFailures: { readonly [Code in FocalScopeErrorCode]?: PlacementReason } = {
  'webgpu-device-lost': 'device-lost',
  'webgpu-out-of-memory': 'out-of-memory',
};
