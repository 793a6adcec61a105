/**
 * Twin of the kernel `own-class`, in place: 0 for every anchor whose target is another than `classIndex`.
 *
 * @param targets int32 `[A]`: class index, −1 background, −2 ignored
 * @param values float32 `[A]`
 */
export function keepOwnClassReference(targets: Int32Array, values: Float32Array, classIndex: number): void {
  for (let anchor = 0; anchor < targets.length; anchor++)
    if (targets[anchor] !== classIndex) values[anchor] = 0;
}
