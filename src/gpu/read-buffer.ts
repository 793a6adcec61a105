/**
 * Copies `size` bytes of a buffer to the CPU, through a staging buffer of its own that is freed again.
 *
 * @param source a buffer with `COPY_SRC`
 * @param offset and `size` in bytes, multiples of 4
 */
export async function readBuffer(
  device: GPUDevice,
  source: GPUBuffer,
  size: number = source.size,
  offset = 0,
): Promise<ArrayBuffer> {
  const staging = device.createBuffer({
    label: `read-back of ${source.label}`,
    size: Math.max(4, size),
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  try {
    const encoder = device.createCommandEncoder({ label: staging.label });
    encoder.copyBufferToBuffer(source, offset, staging, 0, size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    return staging.getMappedRange(0, Math.max(4, size)).slice(0, size);
  } finally {
    staging.destroy();
  }
}
