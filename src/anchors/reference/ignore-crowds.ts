import { backgroundTarget, ignoredTarget } from '../ground-truth.ts';

/**
 * Twin of the kernel `ignore-crowds`: a background anchor becomes ignored when at least half of its own area lies in
 * one crowd region. In float32 and in the kernel's order, so that both agree on the very edge.
 *
 * @param anchorBoxes `[A, 4]` corners, in the frame of the regions
 * @param regions `[C, 4]` corners
 * @param targets `[A]`, changed in place
 */
export function ignoreCrowdsReference(
  anchorBoxes: Float32Array,
  regions: Float32Array,
  targets: Int32Array,
): void {
  if (regions.length === 0) return;
  for (let anchor = 0; anchor < targets.length; anchor++) {
    if (targets[anchor] === backgroundTarget && isCovered(anchorBoxes, anchor * 4, regions))
      targets[anchor] = ignoredTarget;
  }
}

function isCovered(corners: Float32Array, at: number, regions: Float32Array): boolean {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = corners.subarray(at, at + 4);
  const area = Math.fround(Math.fround(x1 - x0) * Math.fround(y1 - y0));
  for (let region = 0; region < regions.length; region += 4) {
    const width = Math.fround(Math.min(x1, regions[region + 2] ?? 0) - Math.max(x0, regions[region] ?? 0));
    const height = Math.fround(
      Math.min(y1, regions[region + 3] ?? 0) - Math.max(y0, regions[region + 1] ?? 0),
    );
    if (!(width > 0 && height > 0)) continue;
    const overlap = Math.fround(width * height);
    if (overlap > 0 && 2 * overlap >= area) return true;
  }
  return false;
}
