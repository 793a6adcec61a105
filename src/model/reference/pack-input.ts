import { floatToHalf } from '../half-float.ts';
import type { InputLayout } from '../input-layout.ts';

/**
 * The twin of the kernel `pack-input`: the network's input in the order and the type that a graph wants. Bytes are
 * rounded, ties to even, and held between 0 and 255.
 *
 * @param planes float32 `[3, H, W]`, normalised; returned itself where it is what the graph wants
 * @returns for float16 its bits
 */
export function packInputReference(
  planes: Float32Array<ArrayBuffer>,
  { axes, type }: Pick<InputLayout, 'axes' | 'type'>,
): Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer> {
  const ordered = axes.endsWith('chw') ? planes : interleave(planes);
  switch (type) {
    case 'float32':
      return ordered;
    case 'float16':
      return Uint16Array.from(ordered, floatToHalf);
    case 'uint8':
      // As the conversion of clamped arrays has it (ECMAScript, ToUint8Clamp).
      return new Uint8Array(Uint8ClampedArray.from(ordered).buffer);
  }
}

function interleave(planes: Float32Array): Float32Array<ArrayBuffer> {
  const pixels = planes.length / 3;
  const interleaved = new Float32Array(planes.length);
  for (let channel = 0; channel < 3; channel++) {
    for (let pixel = 0; pixel < pixels; pixel++)
      interleaved[pixel * 3 + channel] = planes[channel * pixels + pixel] ?? NaN;
  }
  return interleaved;
}
