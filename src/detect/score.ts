const float32 = new Float32Array(1);
const bits32 = new Int32Array(float32.buffer);

/** sigmoid(x), without overflow for any x. */
export function sigmoid(logit: number): number {
  if (logit >= 0) return 1 / (1 + Math.exp(-logit));
  const power = Math.exp(logit);
  return power / (1 + power);
}

/**
 * The largest float32 that is no logit of a score above `threshold`: for every float32 x, sigmoid(x) > threshold
 * exactly when x > `logitBound(threshold)`. Infinite for thresholds outside (0, 1).
 */
export function logitBound(threshold: number): number {
  if (threshold <= 0) return -Infinity;
  if (threshold >= 1) return Infinity;
  const bound = Math.log(threshold) - Math.log1p(-threshold);
  float32[0] = bound;
  if (float32[0] <= bound) return float32[0];
  // Rounded up: one step down, towards zero for positive numbers and away from it for negative ones.
  bits32[0] = (bits32[0] ?? 0) + (float32[0] > 0 ? -1 : 1);
  return float32[0];
}

/** An integer for each float32, ordered as they are; −0 lies just below 0. */
export function sortKey(value: number): number {
  float32[0] = value;
  const bits = bits32[0] ?? 0;
  return bits ^ ((bits >> 31) & 0x7fffffff);
}
