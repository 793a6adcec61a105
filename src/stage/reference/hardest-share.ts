import type { HardestShare } from '../hardest-share-reading.ts';

const infinityBits = 0x7f800000;
const minusZeroBits = 0x80000000;

/**
 * Twin of the kernel `hardest-share`: the smallest of the `wanted` largest values, and what those make of the sum. NaN
 * and values below 0 never take part.
 *
 * @param values float32 `[A]`
 * @param wanted 1 or more; where fewer take part, all of them are taken
 */
export function computeHardestShareReference(values: Float32Array, wanted: number): HardestShare {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const bitsAt = (anchor: number): number => {
    const bits = words[anchor] ?? 0;
    return bits === minusZeroBits ? 0 : bits;
  };
  let least = 0;
  let remaining = wanted;
  for (let shift = 24; shift >= 0; shift -= 8) {
    const counts = new Uint32Array(256);
    for (let anchor = 0; anchor < values.length; anchor++) {
      const bits = bitsAt(anchor);
      // Two shifts, since one by 32 would be one by none.
      if (bits > infinityBits || ((bits ^ least) >>> shift) >>> 8 !== 0) continue;
      const digit = (bits >>> shift) & 255;
      counts[digit] = (counts[digit] ?? 0) + 1;
    }
    remaining = Math.min(
      remaining,
      counts.reduce((sum, count) => sum + count, 0),
    );
    if (remaining === 0) break;
    let digit = 255;
    while ((counts[digit] ?? 0) < remaining) remaining -= counts[digit--] ?? 0;
    least |= digit << shift;
  }
  let [count, taken, rest] = [0, 0, 0];
  for (let anchor = 0; anchor < values.length; anchor++) {
    const bits = bitsAt(anchor);
    if (bits > infinityBits) continue;
    const value = values[anchor] ?? 0;
    if (bits < least) rest += value;
    else {
      taken += value;
      count++;
    }
  }
  const float = new Float32Array(Uint32Array.of(least).buffer)[0] ?? 0;
  return { least: float, count, taken, total: taken + rest };
}
