import { resolveNormalising, type InputGeometry, type InputRule } from '../input-geometry.ts';
import type { PixelImage } from '../photo.ts';
import { createResizeFilter, type ResizeFilter } from '../resize-filter.ts';

/**
 * The network's input from a photo's pixels: bilinear resize, antialiased unless the rule says otherwise,
 * `(x − mean) / std`, padding right and below.
 * Twin of `shaders/preprocess.wgsl` with sums in double precision, and what does the work where there is no WebGPU.
 *
 * @param image may have another size than the original the geometry was made for, not another aspect ratio
 * @returns `[1, 3, inputHeight, inputWidth]`, channels in the rule's order
 */
export function preprocessReference(
  image: PixelImage,
  geometry: InputGeometry,
  rule: InputRule,
): Float32Array<ArrayBuffer> {
  const { inputWidth, inputHeight, resizedWidth, resizedHeight } = geometry;
  const { mean, std, padValues } = resolveNormalising(rule);
  const rows = resizeRows(image, createResizeFilter(image.width, resizedWidth, rule.filter));
  const filter = createResizeFilter(image.height, resizedHeight, rule.filter);
  const area = inputWidth * inputHeight;
  const input = new Float32Array(3 * area);
  for (const [channel, value] of padValues.entries())
    if (value !== 0) input.fill(value, channel * area, (channel + 1) * area);
  const sums = new Float64Array(resizedWidth * 3);
  for (let y = 0; y < resizedHeight; y++) {
    sumRows(rows, filter, y, sums);
    for (let channel = 0; channel < 3; channel++) {
      const [centre, spread] = [mean[channel] ?? 0, std[channel] ?? 1];
      let write = channel * area + y * inputWidth;
      const colour = rule.channelOrder === 'RGB' ? channel : 2 - channel;
      for (let read = colour; read < sums.length; read += 3) {
        input[write++] = ((sums[read] ?? 0) - centre) / spread;
      }
    }
  }
  return input;
}

/** Every source row resized along x: `[image.height, targetLength, 3]`, values 0 to 255. */
function resizeRows(image: PixelImage, filter: ResizeFilter): Float32Array {
  const { spans, weights, taps, targetLength } = filter;
  const source = image.data;
  const rows = new Float32Array(image.height * targetLength * 3);
  let write = 0;
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < targetLength; x++) {
      let read = (y * image.width + (spans[x * 2] ?? 0)) * 4;
      const firstTap = x * taps;
      const endTap = firstTap + (spans[x * 2 + 1] ?? 0);
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let tap = firstTap; tap < endTap; tap++) {
        const weight = weights[tap] ?? 0;
        red += weight * (source[read] ?? 0);
        green += weight * (source[read + 1] ?? 0);
        blue += weight * (source[read + 2] ?? 0);
        read += 4;
      }
      rows[write] = red;
      rows[write + 1] = green;
      rows[write + 2] = blue;
      write += 3;
    }
  }
  return rows;
}

/** Row `y` of the result: the weighted sum, into `sums`, of the source rows it is made of. */
function sumRows(rows: Float32Array, filter: ResizeFilter, y: number, sums: Float64Array): void {
  const first = filter.spans[y * 2] ?? 0;
  const count = filter.spans[y * 2 + 1] ?? 0;
  sums.fill(0);
  for (let tap = 0; tap < count; tap++) {
    const weight = filter.weights[y * filter.taps + tap] ?? 0;
    const offset = (first + tap) * sums.length;
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + weight * (rows[offset + i] ?? 0);
  }
}
