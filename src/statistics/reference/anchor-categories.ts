import { largestLogit } from '../../loss/dense-loss-params.ts';
import { hardLogit } from '../hard-logit.ts';

/**
 * The twin of the anchor categories kernel: for anchors `start` to `end` (not included) an index into
 * `anchorCategories`. A background anchor is hard where one of its logits reaches {@link hardLogit}.
 *
 * @param logits float32 `[A, K]` row-major, or longer
 * @param targets int32 `[A]`: class index, -1 background, -2 ignored
 * @param classes K
 * @param categories `[A]`, written here
 */
export function categoriseAnchorsReference(
  logits: Float32Array,
  targets: Int32Array,
  classes: number,
  categories: Uint32Array = new Uint32Array(targets.length),
  start = 0,
  end: number = targets.length,
): Uint32Array {
  for (let anchor = start; anchor < end; anchor++) {
    const label = targets[anchor] ?? -2;
    if (label === -1) categories[anchor] = hasHardLogit(logits, anchor * classes, classes) ? 1 : 0;
    else categories[anchor] = label >= 0 && label < classes ? 2 : 3;
  }
  return categories;
}

function hasHardLogit(logits: Float32Array, row: number, classes: number): boolean {
  for (let index = row; index < row + classes; index++) {
    const logit = logits[index] ?? 0;
    if (logit >= hardLogit && logit <= largestLogit) return true;
  }
  return false;
}
