import type { Box } from '../base/box.ts';
import { shortestNumber } from './plain-number.ts';

/** COCO's `[x, y, width, height]`, in pixels from the outer edge of the first one. */
export type CocoBox = readonly [x: number, y: number, width: number, height: number];

/** A box as COCO writes it: the shortest width and height that lead back to the very same corners. */
export function toCocoBox([x0, y0, x1, y1]: Box): CocoBox {
  return [
    x0,
    y0,
    shortestNumber(x1 - x0, (width) => x0 + width === x1),
    shortestNumber(y1 - y0, (height) => y0 + height === y1),
  ];
}

/** The area of a box without a mask, rounded to a ten-thousandth of a square pixel. */
export function cocoBoxArea(width: number, height: number): number {
  return Number((width * height).toFixed(4));
}
