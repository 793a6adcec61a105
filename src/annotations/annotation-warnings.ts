/** What was odd about a file without keeping it from being read. */
export type AnnotationWarningCode =
  /** A box reaches more than a pixel beyond its image; it is kept as written. */
  | 'box-overhangs'
  /** A box has no width or no height; it is kept, and matches no anchor. */
  | 'box-empty'
  /** An annotation has an id that was taken or none at all, and was given a free one. */
  | 'annotation-renumbered'
  /** Two images of one name; both are kept. */
  | 'image-name-duplicate'
  /** No file name inside the file; it takes the annotation file's own. */
  | 'image-name-missing'
  /** A size of zero, read as unknown. */
  | 'image-size-zero'
  /** Two categories of one name, which are told apart no longer. */
  | 'category-name-duplicate'
  /** A category's id was taken by a category of another file, and was dropped. */
  | 'category-renumbered'
  /** The first line holds column names and was skipped. */
  | 'header-skipped'
  /** A member named `__proto__` was dropped. */
  | 'member-dropped'
  /** VOC coordinates below 1: the file may count pixels from 0. */
  | 'voc-below-one'
  /** A file that is no annotation file lay among them. */
  | 'file-skipped';

/** All warnings of one kind: how many, and where the first of them is. */
export interface AnnotationWarning {
  readonly code: AnnotationWarningCode;
  readonly count: number;
  readonly fileName: string;
  /** `line:column` or a JSON path; empty where the whole file is meant. */
  readonly place: string;
}

/** Collects warnings, one entry a kind, so that a million odd boxes stay one line. */
export class WarningList {
  readonly #warnings = new Map<AnnotationWarningCode, { count: number; fileName: string; place: string }>();

  /** @param place is asked only for the first of its kind */
  add(code: AnnotationWarningCode, fileName: string, place: () => string = () => ''): void {
    const earlier = this.#warnings.get(code);
    if (earlier) earlier.count++;
    else this.#warnings.set(code, { count: 1, fileName, place: place() });
  }

  list(): AnnotationWarning[] {
    return [...this.#warnings].map(([code, rest]) => ({ code, ...rest }));
  }
}
