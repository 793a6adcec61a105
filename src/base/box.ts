/** An axis-aligned box as corners `[x0, y0, x1, y1]`, in pixels of whatever frame the owner names. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];

/** Width times height; zero for an empty or inverted box. */
export function boxArea(box: Box): number {
  return Math.max(0, box[2] - box[0]) * Math.max(0, box[3] - box[1]);
}

/** Intersection over union of two boxes, 0 where either has no area. */
export function boxIou(first: Box, second: Box): number {
  const width = Math.min(first[2], second[2]) - Math.max(first[0], second[0]);
  const height = Math.min(first[3], second[3]) - Math.max(first[1], second[1]);
  if (width <= 0 || height <= 0) return 0;
  const intersection = width * height;
  return intersection / (boxArea(first) + boxArea(second) - intersection);
}
