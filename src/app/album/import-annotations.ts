import type { AnnotationSet } from '../../annotations/annotation-set.ts';
import { formatHeadLength, isBystander } from '../../annotations/detect-format.ts';
import { pathBase } from '../../annotations/file-path.ts';
import { matchImages } from '../../annotations/match-images.ts';
import type { AlbumPhoto, ImportReport } from './album-state.ts';
import type { OpenedFile } from './opened-file.ts';

/** What annotation files begin with, by extension; files of a folder that begin otherwise are something else. */
const beginnings: readonly (readonly [RegExp, RegExp])[] = [
  [/\.json$/i, /"(images|annotations|categories|info|licenses)"\s*:/],
  [/\.xml$/i, /<annotation\b/],
  [/\.csv$/i, /^[^\r\n]*,/],
  [/(^|\/)(classes\.txt|labels\.txt|[^/]*\.names)$/i, /(?:)/],
  [/\.txt$/i, /^\s*($|\d+(?:[ \t]+[+-]?[\d.]\S*){4})/],
];

/** Leaves out of a folder's text files those that only lie beside annotations. */
export async function sortOutBystanders(
  files: readonly OpenedFile[],
): Promise<{ readonly annotations: readonly OpenedFile[]; readonly bystanders: readonly OpenedFile[] }> {
  const annotations: OpenedFile[] = [];
  const bystanders: OpenedFile[] = [];
  for (const opened of files) {
    const head = await opened.file
      .slice(0, formatHeadLength)
      .text()
      .catch(() => '');
    const begins = beginnings.find(([name]) => name.test(opened.path))?.[1].test(head.replace(/^\uFEFF/, ''));
    (begins && !isBystander(opened.path, head) ? annotations : bystanders).push(opened);
  }
  return { annotations, bystanders };
}

export interface ImportMatches {
  /** The album, with what the annotations say of each photo. */
  readonly photos: readonly AlbumPhoto[];
  /** Those that the annotations name. */
  readonly matched: ReadonlySet<number>;
  readonly photosAlone: readonly string[];
  readonly annotatedAlone: readonly string[];
  readonly ambiguous: readonly string[];
}

/** Gives each photo of the album its annotations. A photo that they do not name keeps those it had. */
export function matchAlbum(set: AnnotationSet, photos: readonly AlbumPhoto[]): ImportMatches {
  const names = set.images.map(({ fileName }) => fileName);
  if (photos.length === 0)
    return { photos, matched: new Set(), photosAlone: [], annotatedAlone: names, ambiguous: [] };
  const paths = photos.map(({ path }) => path);
  const { pairs, ambiguous, annotatedAlone, photosAlone } = matchImages(names, paths);
  const next = [...photos];
  const matched = new Set<number>();
  for (const { annotated, photo: place } of pairs) {
    const photo = photos[place];
    const image = set.images[annotated];
    if (!photo || !image) continue;
    next[place] = { ...photo, annotated: image };
    matched.add(photo.id);
  }
  const nameOf = (place: number): string => names[place] ?? '';
  return {
    photos: next,
    matched,
    photosAlone: photosAlone.map((place) => paths[place] ?? ''),
    annotatedAlone: annotatedAlone.map(nameOf),
    ambiguous: ambiguous.flatMap(({ annotated }) => annotated.map(nameOf)),
  };
}

/** The annotations of a photo that is no file of the album, by its base name alone. */
export function findByName(
  set: AnnotationSet,
  fileName: string,
): AnnotationSet['images'][number] | undefined {
  const named = set.images.filter((image) => pathBase(image.fileName) === fileName);
  return named.length === 1 ? named[0] : undefined;
}

/** What was read, in figures. */
export function summarise(
  set: AnnotationSet,
  files: readonly OpenedFile[],
  folder: string | undefined,
): NonNullable<ImportReport['read']> {
  const boxes = set.images.reduce((sum, { objects }) => sum + objects.length, 0);
  const fileName = folder ?? (files.length === 1 ? files[0]?.file.name : undefined);
  return { boxes, images: set.images.length, fileName, files: files.length };
}
