import { FocalScopeError } from '../base/errors.ts';
import { createComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformBlock } from '../gpu/uniform-block.ts';
import preprocessShader from '../../shaders/preprocess.wgsl?raw';
import { resolveNormalising, type InputGeometry, type InputRule } from './input-geometry.ts';
import type { PixelImage } from './photo.ts';
import { createResizeFilter, type ResizeFilter } from './resize-filter.ts';

/** As in the shader: threads of a workgroup, and pixels of a thread. */
const workgroupSize = 128;
const batch = 4;

/** Makes the network's input on the GPU. All buffers are its own and only ever grow. */
export interface Preprocessor {
  /**
   * Uploads the photo and its filters, and makes what {@link Preprocessor.encode} binds.
   *
   * @param image may have another size than the original the geometry was made for, not another aspect ratio
   * @returns the input, float32 `[1, 3, inputHeight, inputWidth]` from byte 0 on; the buffer may be larger. It holds
   * the photo once the encoded passes have run, and is valid until a larger photo is prepared.
   * @throws FocalScopeError `webgpu-limit-exceeded` when a buffer would be larger than the device can bind
   */
  prepare(image: PixelImage, geometry: InputGeometry, rule: InputRule): GPUBuffer;
  /** Records both passes over what was prepared last; allocates nothing. */
  encode(encoder: GPUCommandEncoder): void;
  /** Prepares, records and submits. */
  run(image: PixelImage, geometry: InputGeometry, rule: InputRule): GPUBuffer;
  dispose(): void;
}

/** @throws FocalScopeError `shader-invalid` */
export async function createPreprocessor(device: GPUDevice): Promise<Preprocessor> {
  const source = resolveShader('preprocess.wgsl', preprocessShader);
  const [rowKernel, columnKernel] = await Promise.all([
    createComputeKernel(device, source, 'resizeRows'),
    createComputeKernel(device, source, 'resizeColumns'),
  ]);
  const resources = new GpuResources(device, 'preprocess');
  const params = createUniformBlock(resources, source, 'params');
  const keep = createBufferKeeper(resources);
  let passes: ((encoder: GPUCommandEncoder) => void) | undefined;

  const uploadFilter = (axis: string, filter: ResizeFilter): [spans: GPUBuffer, weights: GPUBuffer] => {
    const spans = keep(`spans along ${axis}`, filter.spans.byteLength);
    const weights = keep(`weights along ${axis}`, filter.weights.byteLength);
    device.queue.writeBuffer(spans, 0, filter.spans);
    device.queue.writeBuffer(weights, 0, filter.weights);
    return [spans, weights];
  };

  const prepare: Preprocessor['prepare'] = (image, geometry, rule) => {
    const { inputWidth, inputHeight, resizedWidth, resizedHeight } = geometry;
    const { mean, std, padValues } = resolveNormalising(rule);
    const columns = createResizeFilter(image.width, resizedWidth, rule.filter);
    const rows = createResizeFilter(image.height, resizedHeight, rule.filter);
    const rowThreads = Math.ceil(image.height / batch) * resizedWidth;
    const columnThreads = Math.ceil(inputWidth / batch) * inputHeight;
    const pixelBuffer = keep('pixels', image.data.byteLength);
    const rowBuffer = keep('rows', image.height * resizedWidth * 16);
    const inputBuffer = keep('input', inputWidth * inputHeight * 12);
    device.queue.writeBuffer(pixelBuffer, 0, image.data);
    params.write({
      mean,
      inverseStd: std.map((one) => 1 / one),
      sourceSize: [image.width, image.height],
      resizedSize: [resizedWidth, resizedHeight],
      inputSize: [inputWidth, inputHeight],
      taps: [columns.taps, rows.taps],
      padValues,
      blueFirst: rule.channelOrder === 'BGR' ? 1 : 0,
    });
    const [columnSpans, columnWeights] = uploadFilter('x', columns);
    const [rowSpans, rowWeights] = uploadFilter('y', rows);
    const rowGroup = rowKernel.bind({
      0: params.buffer,
      1: pixelBuffer,
      2: columnSpans,
      3: columnWeights,
      4: rowBuffer,
    });
    const columnGroup = columnKernel.bind({
      0: params.buffer,
      2: rowSpans,
      3: rowWeights,
      4: rowBuffer,
      5: inputBuffer,
    });
    passes = (encoder) => {
      rowKernel.encode(encoder, rowGroup, Math.ceil(rowThreads / workgroupSize));
      columnKernel.encode(encoder, columnGroup, Math.ceil(columnThreads / workgroupSize));
    };
    return inputBuffer;
  };

  return {
    prepare,
    encode: (encoder) => passes?.(encoder),
    run: (image, geometry, rule) => {
      const input = prepare(image, geometry, rule);
      const encoder = device.createCommandEncoder({ label: 'preprocess' });
      passes?.(encoder);
      device.queue.submit([encoder.finish()]);
      return input;
    },
    dispose: () => {
      passes = undefined;
      resources.dispose();
    },
  };
}

/** Buffers by name that are made anew only when a larger one is asked for. */
function createBufferKeeper(resources: GpuResources): (name: string, size: number) => GPUBuffer {
  const { limits } = resources.device;
  const limit = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffers = new Map<string, GPUBuffer>();
  return (name, size) => {
    const kept = buffers.get(name);
    if (kept && kept.size >= size) return kept;
    if (size > limit) throw new FocalScopeError('webgpu-limit-exceeded', { needed: size, limit });
    resources.release(kept);
    const buffer = resources.createBuffer(name, size, usage);
    buffers.set(name, buffer);
    return buffer;
  };
}
