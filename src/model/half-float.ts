/** Float16 on the CPU by its bits: `Float16Array` is too young to count on, and ONNX Runtime gives either. */

let numbers: Float32Array | undefined;

/** The number of each of the 65,536 patterns: looking up is several times as fast as working out. */
function halfNumbers(): Float32Array {
  numbers ??= Float32Array.from({ length: 0x10000 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    return sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
  return numbers;
}

/** @param halves the bits of float16 */
export function halvesToFloats(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const table = halfNumbers();
  const floats = new Float32Array(halves.length);
  for (let index = 0; index < halves.length; index++) floats[index] = table[halves[index] ?? 0] ?? NaN;
  return floats;
}

/** The bits of the nearest float16, ties to even; past 65,504 an infinity. */
export function floatToHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(size)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  // Below 2^-14 the steps grow no finer.
  const exponent = Math.max(-14, Math.floor(Math.log2(size || 1)));
  const steps = roundHalfToEven(size * 2 ** (10 - exponent));
  // A significand that was rounded up to 2048 carries into the exponent by itself.
  return sign | (steps < 1024 ? steps : ((exponent + 14) << 10) + steps);
}

function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
