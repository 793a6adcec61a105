import type { AnnotationFormat, AnnotationSet } from './annotation-set.ts';
import { fitsXml } from './write-xml.ts';
import { yoloClassName } from './write-yolo.ts';
import { toYoloText } from './yolo-box.ts';

/** What a format cannot say, and an export in it leaves out or changes. */
export interface ExportLosses {
  /** Crowd regions left out. */
  readonly crowds: number;
  /** Marks of difficulty left out. */
  readonly difficult: number;
  /** Boxes clipped to their image. */
  readonly clipped: number;
  /** Boxes left out for lying off their image. */
  readonly offImage: number;
  /** Names of categories or photos with characters that were replaced. */
  readonly names: number;
  /** Photos whose size is not known, without which the format cannot be written. */
  readonly sizes: number;
}

/** What an export would lose, to be said before it is made. */
export function exportLosses(set: AnnotationSet, format: AnnotationFormat): ExportLosses {
  const objects = set.images.flatMap(({ objects: own }) => own);
  const plain = format === 'yolo' || format === 'csv';
  const losses = { crowds: 0, difficult: 0, clipped: 0, offImage: 0, names: 0, sizes: 0 };
  if (plain) {
    losses.crowds = objects.filter(({ crowd }) => crowd).length;
    losses.difficult = objects.filter(({ difficult, crowd }) => difficult && !crowd).length;
  }
  const categoryNames = set.categories.map(({ name }) => name);
  const allNames = [...categoryNames, ...set.images.map(({ fileName }) => fileName)];
  if (format === 'voc') losses.names = allNames.filter((name) => !fitsXml(name)).length;
  if (format === 'csv') losses.names = allNames.filter((name) => name.includes('\r')).length;
  if (format !== 'yolo') return losses;
  losses.names = categoryNames.filter((name) => yoloClassName(name) !== name).length;
  for (const { width, height, objects: own } of set.images) {
    if (width === undefined || height === undefined) {
      losses.sizes++;
      continue;
    }
    for (const { box, crowd } of own) {
      if (crowd) continue;
      const written = toYoloText(box, { width, height });
      if (!written) losses.offImage++;
      else if (written.clipped) losses.clipped++;
    }
  }
  return losses;
}
