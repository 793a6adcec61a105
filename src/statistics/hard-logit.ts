import { easyProbability } from './loss-statistics-types.ts';

/**
 * The logit from which on a background anchor is hard: its p_t for that class, sigmoid(-x), is then no longer above
 * `easyProbability`. The least float32 at or above the exact value, so that float32 logits compare the same in any
 * precision.
 */
export const hardLogit = roundUp(Math.log((1 - easyProbability) / easyProbability));

/** The least float32 that is not below a negative number. */
function roundUp(value: number): number {
  const nearest = Math.fround(value);
  if (nearest >= value) return nearest;
  const bits = new Uint32Array(new Float32Array([nearest]).buffer);
  bits[0] = (bits[0] ?? 0) - 1;
  return new Float32Array(bits.buffer)[0] ?? nearest;
}
