import type { ValueRange } from '../value-range.ts';
import { halvesToFloats } from '../half-float.ts';

/**
 * The twin of the kernel `head-range`, exact.
 *
 * @param outputs `Uint16Array`: the bits of float16
 */
export function measureRangeReference(outputs: readonly (Float32Array | Uint16Array)[]): ValueRange {
  let [least, greatest, nonFinite] = [Infinity, -Infinity, 0];
  for (const output of outputs) {
    const values = output instanceof Uint16Array ? halvesToFloats(output) : output;
    for (const value of values) {
      if (!Number.isFinite(value)) nonFinite += 1;
      else if (value < least) least = value;
      if (value > greatest && value < Infinity) greatest = value;
    }
  }
  return { least, greatest, nonFinite };
}
