import type { AnnotatedImage, AnnotationFormat, AnnotationSet } from '../../annotations/annotation-set.ts';
import type { AnnotationWarning } from '../../annotations/annotation-warnings.ts';
import type { ExportLosses } from '../../annotations/export-losses.ts';
import type { ClassChoices, KeptGroundTruth } from '../ground-truth/ground-truth-store.ts';

/** The annotation files that are open, as they were read. */
export interface OpenedAnnotations {
  readonly set: AnnotationSet;
  readonly format: AnnotationFormat;
  /** Of the files that hold annotations or lists of classes, in the order they were opened in. */
  readonly fileNames: readonly string[];
  readonly warnings: readonly AnnotationWarning[];
}

/** A photo that was opened from a file. */
export interface AlbumPhoto {
  /** Its own as long as the page is open. */
  readonly id: number;
  readonly file: File;
  /** With its folders, where they are known. */
  readonly path: string;
  /** What the annotation files say of it. */
  readonly annotated: AnnotatedImage | undefined;
  /** Boxes of its ground truth; undefined as long as nobody has given any. */
  readonly boxCount: number | undefined;
  /** It could not be opened. */
  readonly isBroken: boolean;
}

/** What came of the files that were opened last. */
export interface ImportReport {
  /** Counts reports, so that the same one twice is said twice. */
  readonly serial: number;
  /** The annotations among them, if any were. */
  readonly read:
    | {
        readonly boxes: number;
        readonly images: number;
        /** The file's or the folder's; undefined for several files. */
        readonly fileName: string | undefined;
        readonly files: number;
      }
    | undefined;
  /** Photos that have annotations now. */
  readonly matched: number;
  /** Objects of classes that are left out, in the photos that have annotations now. */
  readonly leftOut: number;
  /** Photos of the album that the annotations do not name. */
  readonly photosAlone: readonly string[];
  /** Annotated names without a photo. */
  readonly annotatedAlone: readonly string[];
  /** Names that fit several photos, or several names one photo. */
  readonly ambiguous: readonly string[];
  /** Files that are neither photo nor annotation, or too many. */
  readonly skipped: readonly string[];
  /** More than can be opened at once were dropped: how many were taken. */
  readonly limitedTo: number | undefined;
  readonly warnings: readonly AnnotationWarning[];
}

/** One name of the annotations that the model does not have as it is. */
export interface ClassAsked {
  readonly name: string;
  /** Objects of this name, in the photos at hand. */
  readonly count: number;
  /** The model's class as it stands, null for none; undefined: nobody has decided yet. */
  readonly modelClass: string | null | undefined;
}

/** What a person is asked about class names. */
export interface ClassQuestion {
  /** An import waits for the answer; else a decision is looked at again. */
  readonly kind: 'import' | 'change';
  readonly names: readonly ClassAsked[];
}

/** Whose boxes are exported: of the photo on the stage, of all opened photos, or all that are kept on this computer. */
export const exportScopes = ['photo', 'album', 'kept'] as const;
export type ExportScope = (typeof exportScopes)[number];

/** The last export, as far as it is. */
export type ExportState =
  | { readonly phase: 'running'; readonly share: number }
  | {
      readonly phase: 'done';
      readonly fileName: string;
      readonly boxes: number;
      readonly images: number;
      /** What the format could not hold. */
      readonly losses: ExportLosses;
      /** Annotated objects of classes that are left out. */
      readonly leftOut: number;
    };

/** What is kept on this computer, while a person looks at it. */
export interface KeptState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly items: readonly KeptGroundTruth[];
  /** Bytes that the browser says it keeps for the page, photos' boxes among them. */
  readonly usage: number | undefined;
}

/** Photos and annotations that were opened from files. */
export interface AlbumState {
  readonly photos: readonly AlbumPhoto[];
  /** Annotation files that are being read. */
  readonly reading: { readonly fileName: string; readonly share: number } | undefined;
  readonly question: ClassQuestion | undefined;
  readonly report: ImportReport | undefined;
  readonly exported: ExportState | undefined;
  /** Undefined while nobody looks. */
  readonly kept: KeptState | undefined;
}

export const emptyAlbum: AlbumState = {
  photos: [],
  reading: undefined,
  question: undefined,
  report: undefined,
  exported: undefined,
  kept: undefined,
};

/** What a person does with photos and annotations. */
export type AlbumAction =
  | { readonly kind: 'show'; readonly id: number }
  /** To the next photo, or with -1 to the one before. */
  | { readonly kind: 'step'; readonly by: 1 | -1 }
  | { readonly kind: 'close-all' }
  | { readonly kind: 'cancel-reading' }
  | { readonly kind: 'dismiss-report' }
  /** Undefined: the import is given up, or the decisions stay as they were. */
  | { readonly kind: 'answer-classes'; readonly choices: ClassChoices | undefined }
  | { readonly kind: 'change-classes' }
  | { readonly kind: 'export'; readonly scope: ExportScope; readonly format: AnnotationFormat }
  | { readonly kind: 'cancel-export' }
  | { readonly kind: 'open-kept' }
  | { readonly kind: 'close-kept' }
  /** Undefined: all of them. */
  | { readonly kind: 'remove-kept'; readonly hash: string | undefined };
