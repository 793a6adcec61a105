import { randomNumbers } from './dense-loss.ts';

/** The number that the bits of a float16 mean. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Float16 logits from -64 to 64, padded to whole words, and the same as float32. */
export function makeHalfLogits(
  count: number,
  seed: number,
): { readonly halves: Uint16Array<ArrayBuffer>; readonly floats: Float32Array<ArrayBuffer> } {
  const random = randomNumbers(seed);
  const halves = new Uint16Array(Math.ceil(count / 2) * 2);
  for (let index = 0; index < count; index++) {
    // Exponents of 2^-13 to 2^5; none of the subnormal numbers, which an adapter may take for zero.
    const exponent = 2 + Math.floor(random() * 19);
    halves[index] = (random() < 0.5 ? 0x8000 : 0) | (exponent << 10) | Math.floor(random() * 1024);
  }
  return { halves, floats: Float32Array.from(halves.subarray(0, count), halfToNumber) };
}
