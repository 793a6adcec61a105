import { settleNumber, shortestNumber } from './plain-number.ts';

/** How the coordinates of VOC files are counted. */
export interface VocConvention {
  /**
   * The first pixel's number. By VOC's own rule it is 1 and both corners lie inside the box, so the box from 1 to
   * the image's width covers it all. 0 takes the numbers as edges, as they are, which some tools write.
   */
  readonly origin: 0 | 1;
}

/** Taking 1 off a fraction leaves noise in its last digits: a billionth of a pixel is kept. */
function settle(value: number): number {
  return settleNumber(value, 1e9);
}

/** The left or upper edge of a box, from the number of the first pixel inside it. */
export function vocFirstEdge(pixel: number, { origin }: VocConvention): number {
  return settle(pixel - origin);
}

/** The right or lower edge of a box, from the number of the last pixel inside it, which by either count is the same. */
export function vocLastEdge(pixel: number): number {
  return settle(pixel);
}

/** The number of the first pixel inside a box, with as few digits as lead back to the edge. */
export function vocFirstPixel(edge: number, convention: VocConvention): number {
  const wanted = settle(edge);
  return shortestNumber(edge + convention.origin, (pixel) => vocFirstEdge(pixel, convention) === wanted);
}
