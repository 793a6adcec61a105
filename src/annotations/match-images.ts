import { pathBase, pathParts, pathStem } from './file-path.ts';

/** Which annotated file name belongs to which photo, both by their place in the lists. */
export interface ImageMatches {
  readonly pairs: readonly { readonly annotated: number; readonly photo: number }[];
  /** Names that fit several of the other side alike; none of them is paired. */
  readonly ambiguous: readonly {
    readonly annotated: readonly number[];
    readonly photos: readonly number[];
  }[];
  readonly annotatedAlone: readonly number[];
  readonly photosAlone: readonly number[];
}

/** Keys by which a name is found; the other side's name fits when they share one. */
type Keys = (name: string) => readonly string[];

const whole: Keys = (name) => [pathParts(name).join('/')];
/** Every end of a path, the whole one too: `a/b/c` has `c`, `b/c` and `a/b/c`. At most eight folders deep. */
const tails: Keys = (name) => {
  const parts = pathParts(name);
  return parts.slice(-8).map((_, index, kept) => kept.slice(index).join('/'));
};
const base: Keys = (name) => [pathBase(name)];
const baseFolded: Keys = (name) => [pathBase(name).toLowerCase()];
const stemFolded: Keys = (name) => [pathStem(pathBase(name)).toLowerCase()];

/** From the surest to the loosest. */
const rules: readonly { readonly annotated: Keys; readonly photo: Keys }[] = [
  { annotated: whole, photo: whole },
  { annotated: whole, photo: tails },
  { annotated: tails, photo: whole },
  { annotated: base, photo: base },
  { annotated: baseFolded, photo: baseFolded },
  { annotated: stemFolded, photo: stemFolded },
];

function collect(
  names: readonly string[],
  places: ReadonlySet<number>,
  keys: Keys,
): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  for (const place of places) {
    for (const key of keys(names[place] ?? '')) {
      if (key === '') continue;
      const set = found.get(key);
      if (set) set.add(place);
      else found.set(key, new Set([place]));
    }
  }
  return found;
}

/**
 * Finds the photo that each annotated file name means: by the whole path, by one being the end of the other, by the
 * base name, without regard to case, and last without the extension. A rule pairs only what fits one to one; what
 * fits several alike is reported and never tried by a looser rule.
 */
export function matchImages(annotated: readonly string[], photos: readonly string[]): ImageMatches {
  const pairs: { annotated: number; photo: number }[] = [];
  const ambiguous: { annotated: number[]; photos: number[] }[] = [];
  const openAnnotated = new Set(annotated.keys());
  const openPhotos = new Set(photos.keys());
  for (const rule of rules) {
    const byAnnotated = collect(annotated, openAnnotated, rule.annotated);
    const byPhoto = collect(photos, openPhotos, rule.photo);
    const groups = [...byAnnotated].flatMap(([key, mine]) => {
      const theirs = byPhoto.get(key);
      return theirs ? [{ key, mine, theirs }] : [];
    });
    // Long keys first: of two ends of one path the longer says more.
    for (const { mine, theirs } of groups.sort((first, second) => second.key.length - first.key.length)) {
      const names = [...mine].filter((place) => openAnnotated.has(place));
      const files = [...theirs].filter((place) => openPhotos.has(place));
      const [name, file] = [names[0], files[0]];
      if (name === undefined || file === undefined) continue;
      if (names.length === 1 && files.length === 1) pairs.push({ annotated: name, photo: file });
      else ambiguous.push({ annotated: names, photos: files });
      for (const place of names) openAnnotated.delete(place);
      for (const place of files) openPhotos.delete(place);
    }
  }
  pairs.sort((first, second) => first.annotated - second.annotated);
  return { pairs, ambiguous, annotatedAlone: [...openAnnotated], photosAlone: [...openPhotos] };
}
