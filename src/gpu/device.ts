/** The one GPU device that our kernels and ONNX Runtime share. */
export interface GpuDevice {
  readonly device: GPUDevice;
  readonly adapter: AdapterDescription;
}

/** What a person is told of the adapter. */
export interface AdapterDescription {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** A software adapter (SwiftShader, WARP): right, but far too slow to run a network on. */
  readonly isSoftware: boolean;
}

/** Features that ONNX Runtime or our timing use where an adapter offers them. */
const wantedFeatures: readonly GPUFeatureName[] = ['shader-f16', 'subgroups', 'timestamp-query'];

const wantedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxTextureDimension2D',
] as const;

/**
 * Asks for the best adapter and a device with that adapter's real limits.
 *
 * @returns undefined where the browser has no WebGPU or no adapter: the caller then works on the CPU.
 */
export async function requestGpuDevice(): Promise<GpuDevice | undefined> {
  // Typed as always present, but absent in browsers without WebGPU and on insecure origins.
  const gpu = (navigator as { gpu?: GPU }).gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return undefined;
  const requiredLimits: Record<string, number> = {};
  for (const limit of wantedLimits) requiredLimits[limit] = adapter.limits[limit];
  const device = await adapter
    .requestDevice({
      label: 'FocalScope',
      requiredFeatures: wantedFeatures.filter((feature) => adapter.features.has(feature)),
      requiredLimits,
    })
    .catch(() => undefined);
  if (!device) return undefined;
  const { vendor, architecture, description } = adapter.info;
  return { device, adapter: { vendor, architecture, description, isSoftware: isSoftware(adapter.info) } };
}

/**
 * Whether a device still answers: a lost one breaks whatever runs on it, often before `device.lost` tells. A map is
 * tried rather than a time waited, since on a busy machine the news may take any time.
 */
export async function isDeviceAlive(device: GPUDevice): Promise<boolean> {
  const probe = device.createBuffer({
    label: 'probe of the device',
    size: 4,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  try {
    await probe.mapAsync(GPUMapMode.READ);
    return true;
  } catch {
    return false;
  } finally {
    probe.destroy();
  }
}

/** Some browsers leave `isFallbackAdapter` unset on SwiftShader when a flag has chosen it: go by the name too. */
function isSoftware(info: GPUAdapterInfo): boolean {
  const fallback = (info as { isFallbackAdapter?: boolean }).isFallbackAdapter ?? false;
  const name = `${info.vendor} ${info.architecture} ${info.description} ${info.device}`;
  return fallback || /swiftshader|llvmpipe|lavapipe|basic render|warp/i.test(name);
}
