import { largestLogit } from '../../loss/dense-loss-params.ts';

/** As in the kernel. */
const farthestLogit = 87;

/**
 * Twin of the kernel `error-probability`: 1 − p_t of the own class for foreground, of the class with the smallest p_t
 * for background, 0 for ignored anchors and where no logit is a number.
 *
 * @param logits float32 `[A, K]` row-major, or longer
 * @param targets int32 `[A]`: class index, −1 background, −2 ignored
 * @param classes K
 * @param errors `[A]`, written here for anchors `start` to `end` (not included)
 */
export function findErrorProbabilityReference(
  logits: Float32Array,
  targets: Int32Array,
  classes: number,
  errors: Float32Array,
  start = 0,
  end: number = targets.length,
): void {
  for (let anchor = start; anchor < end; anchor++) {
    const label = targets[anchor] ?? -2;
    const row = anchor * classes;
    let worst = -Infinity;
    if (label >= 0 && label < classes) {
      const logit = logits[row + label] ?? 0;
      if (Math.abs(logit) <= largestLogit) worst = -logit;
    } else if (label === -1) {
      for (let index = row; index < row + classes; index++) {
        const logit = logits[index] ?? 0;
        if (logit > worst && Math.abs(logit) <= largestLogit) worst = logit;
      }
    }
    const bounded = Math.min(farthestLogit, Math.max(-farthestLogit, worst));
    errors[anchor] = worst === -Infinity ? 0 : 1 / (1 + Math.exp(-bounded));
  }
}
