import type { AnnotationFormat, AnnotationSet } from '../../annotations/annotation-set.ts';
import type { AnnotationWarning } from '../../annotations/annotation-warnings.ts';

/** The annotation files that are open, as they were read. */
export interface OpenedAnnotations {
  readonly set: AnnotationSet;
  readonly format: AnnotationFormat;
  /** Of the files that hold annotations or lists of classes, in the order they were opened in. */
  readonly fileNames: readonly string[];
  readonly warnings: readonly AnnotationWarning[];
}
