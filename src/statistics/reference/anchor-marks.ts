import type { TargetMarks } from '../anchor-mark-values.ts';

/**
 * Twin of the kernel `anchor-marks`.
 *
 * @param targets int32 `[A]`: class index, −1 background, −2 ignored
 * @param marked `[A]`, written here
 */
export function markAnchorsReference(
  targets: Int32Array,
  marks: TargetMarks,
  marked: Float32Array = new Float32Array(targets.length),
): Float32Array {
  for (let anchor = 0; anchor < targets.length; anchor++) {
    const label = targets[anchor] ?? -2;
    marked[anchor] = label >= 0 ? marks.foreground : label === -1 ? marks.background : marks.ignored;
  }
  return marked;
}
