/** A class by itself, as a loss with K = 1 takes it. */
export interface ClassColumnArrays {
  /** float32 `[A, 1]` */
  readonly logits: Float32Array<ArrayBuffer>;
  /** int32 `[A]`: 0 where the anchor has the class, −1 where it has another or is background, −2 ignored. */
  readonly targets: Int32Array<ArrayBuffer>;
}

/**
 * Twin of the kernel `class-column`.
 *
 * @param logits float32 `[A, K]` row-major, or longer
 * @param targets int32 `[A]`: class index, −1 background, −2 ignored
 * @param classes K
 */
export function takeClassColumnReference(
  logits: Float32Array,
  targets: Int32Array,
  classes: number,
  classIndex: number,
): ClassColumnArrays {
  const column = new Float32Array(targets.length);
  const own = new Int32Array(targets.length);
  for (let anchor = 0; anchor < targets.length; anchor++) {
    const label = targets[anchor] ?? -2;
    column[anchor] = logits[anchor * classes + classIndex] ?? 0;
    own[anchor] = label === classIndex ? 0 : label >= -1 && label < classes ? -1 : -2;
  }
  return { logits: column, targets: own };
}
