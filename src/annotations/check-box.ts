import type { Box } from '../base/box.ts';
import type { WarningList } from './annotation-warnings.ts';

/**
 * How far a box may reach beyond its image unremarked, in pixels: what the two conventions of counting pixels, from
 * 0 or from 1, differ by.
 */
const toleratedOverhang = 1;

/**
 * Warns of a box without area and of one that reaches beyond its image. Neither is changed, so that what is written
 * again is what was read; the matching of anchors clips and refuses boxes itself.
 */
export function checkBox(
  box: Box,
  image: { readonly width?: number; readonly height?: number },
  fileName: string,
  warnings: WarningList,
  place: () => string,
): void {
  const [x0, y0, x1, y1] = box;
  if (x1 <= x0 || y1 <= y0) warnings.add('box-empty', fileName, place);
  const { width = Infinity, height = Infinity } = image;
  const overhang = Math.max(-x0, -y0, x1 - width, y1 - height);
  if (overhang > toleratedOverhang) warnings.add('box-overhangs', fileName, place);
}
