/**
 * Records and submits the same work again and again, then waits once until the GPU has done it all: what every
 * WebGPU contender is timed by.
 */
export async function submitTimes(
  device: GPUDevice,
  times: number,
  encode: (encoder: GPUCommandEncoder) => void,
): Promise<void> {
  for (let turn = 0; turn < times; turn++) {
    const encoder = device.createCommandEncoder({ label: 'benchmark' });
    encode(encoder);
    device.queue.submit([encoder.finish()]);
  }
  await device.queue.onSubmittedWorkDone();
}

/**
 * Some rows of a float32 `[A, K]` buffer, one after another: `[S, K]`. Copies those rows alone, through a staging
 * buffer that is freed again.
 *
 * @param source usage `COPY_SRC`
 */
export async function readRows(
  device: GPUDevice,
  source: GPUBuffer,
  rows: readonly number[],
  rowLength: number,
): Promise<Float32Array<ArrayBuffer>> {
  const rowBytes = rowLength * Float32Array.BYTES_PER_ELEMENT;
  const staging = device.createBuffer({
    label: `rows of ${source.label}`,
    size: Math.max(4, rows.length * rowBytes),
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  try {
    const encoder = device.createCommandEncoder({ label: staging.label });
    rows.forEach((row, index) =>
      encoder.copyBufferToBuffer(source, row * rowBytes, staging, index * rowBytes, rowBytes),
    );
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    return new Float32Array(staging.getMappedRange().slice(0, rows.length * rowBytes));
  } finally {
    staging.destroy();
  }
}
