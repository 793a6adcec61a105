import type { SerialisedError } from '../base/errors.ts';
import type { AnnotatedImage, AnnotationFormat, AnnotationSet } from './annotation-set.ts';
import type { AnnotationWarning } from './annotation-warnings.ts';
import type { NamedPhoto } from './photo-sizes.ts';
import type { AnnotationFile } from './read-annotations.ts';

/** What the worker is asked for; it does one thing and is ended. */
export type AnnotationRequest =
  | {
      readonly kind: 'read';
      readonly files: readonly AnnotationFile[];
      readonly photos: readonly NamedPhoto[];
    }
  | {
      readonly kind: 'write';
      readonly set: AnnotationSet;
      readonly format: AnnotationFormat;
      readonly photos: readonly NamedPhoto[];
    }
  /** A portion of images was taken over: the next may come. */
  | { readonly kind: 'taken' };

/** A set without its images, which come before it in portions. */
export type BareSet = Omit<AnnotationSet, 'images'>;

/** What the worker tells. Images come in portions, so that taking them over never holds the page up for long. */
export type AnnotationAnswer =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'images'; readonly images: readonly AnnotatedImage[] }
  | {
      readonly kind: 'read';
      readonly set: BareSet;
      readonly format: AnnotationFormat;
      readonly warnings: readonly AnnotationWarning[];
    }
  | { readonly kind: 'written'; readonly fileName: string; readonly blob: Blob }
  | { readonly kind: 'failed'; readonly error: SerialisedError };
