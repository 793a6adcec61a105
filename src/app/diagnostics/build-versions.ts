import type { BuildVersions } from './write-diagnostics.ts';

// The build puts them in.
declare const __FOCALSCOPE_VERSION__: string;
declare const __ONNX_RUNTIME_VERSION__: string;

export const buildVersions: BuildVersions = {
  page: __FOCALSCOPE_VERSION__,
  onnxRuntime: __ONNX_RUNTIME_VERSION__,
};
