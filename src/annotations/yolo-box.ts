import type { Box } from '../base/box.ts';
import { settleNumber } from './plain-number.ts';

/** A box as fractions of its image. */
export type YoloFractions = readonly [centreX: number, centreY: number, width: number, height: number];

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Fractions rarely lead back to the pixel they came from: a millionth of a pixel is what is kept, far below what the
 * six decimals of most files can tell, and so that a box written and read again is the same.
 */
function settle(value: number): number {
  return settleNumber(value, 1e6);
}

/** Corners in pixels, to a millionth. */
export function fromYoloFractions([cx, cy, w, h]: YoloFractions, { width, height }: Size): Box {
  return [
    settle((cx - w / 2) * width),
    settle((cy - h / 2) * height),
    settle((cx + w / 2) * width),
    settle((cy + h / 2) * height),
  ];
}

function toFractions([x0, y0, x1, y1]: Box, { width, height }: Size): YoloFractions {
  return [(x0 + x1) / 2 / width, (y0 + y1) / 2 / height, (x1 - x0) / width, (y1 - y0) / height];
}

/**
 * A box as YOLO writes it: four fractions with as few decimals, from six up, as lead back to the same millionth of a
 * pixel. A box is clipped to the image where its fractions would not lie in 0 to 1; undefined when nothing is left.
 */
export function toYoloText(box: Box, size: Size): { text: string; clipped: boolean } | undefined {
  let kept = box;
  let fractions = toFractions(kept, size);
  const clipped = fractions.some((fraction) => fraction < 0 || fraction > 1);
  if (clipped) {
    const [x0, y0, x1, y1] = box;
    if (x1 <= 0 || y1 <= 0 || x0 >= size.width || y0 >= size.height) return undefined;
    kept = [Math.max(0, x0), Math.max(0, y0), Math.min(size.width, x1), Math.min(size.height, y1)];
    fractions = toFractions(kept, size);
  }
  const wanted = kept.map(settle);
  for (let decimals = 6; ; decimals++) {
    const texts = fractions.map((fraction) => fraction.toFixed(decimals));
    const [cx = 0, cy = 0, w = 0, h = 0] = texts.map(Number);
    const back = fromYoloFractions([cx, cy, w, h], size);
    if (decimals >= 18 || back.every((value, at) => value === wanted[at]))
      return { text: texts.join(' '), clipped };
  }
}
