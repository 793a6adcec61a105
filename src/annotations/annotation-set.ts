import type { Box } from '../base/box.ts';

/** The annotation formats that are read and written. */
export type AnnotationFormat = 'coco' | 'voc' | 'yolo' | 'csv';

/** What COCO names an image, a category or an annotation by. */
export type AnnotationId = number | string;

/** Members of a JSON object that the model has no place for, kept as they came. */
export type JsonFields = Readonly<Record<string, unknown>>;

/** An XML element that the model has no place for, kept as it came. Text is verbatim, references decoded. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** The element's own text, without the white space around it. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** One annotated object. */
export interface AnnotatedObject {
  /** Corners in pixels of the upright original, edges of the box rather than indices of its pixels. */
  readonly box: Box;
  /** As written, never trimmed or interpreted. */
  readonly categoryName: string;
  /** A region of many objects, to be left out of training: COCO's `iscrowd`. */
  readonly crowd: boolean;
  /** VOC's mark of an object that evaluation leaves out. */
  readonly difficult?: true;
  /** COCO's id of the annotation. */
  readonly id?: AnnotationId;
  readonly coco?: JsonFields;
  readonly voc?: readonly XmlElement[];
}

/** One annotated photo; without objects, it says that there are none. */
export interface AnnotatedImage {
  /** As written, folders included. */
  readonly fileName: string;
  readonly width?: number;
  readonly height?: number;
  readonly objects: readonly AnnotatedObject[];
  /** COCO's id of the image. */
  readonly id?: AnnotationId;
  readonly coco?: JsonFields;
  readonly voc?: readonly XmlElement[];
}

export interface AnnotationCategory {
  readonly name: string;
  readonly id?: AnnotationId;
  readonly coco?: JsonFields;
}

/** Ground truth of a set of photos, whichever format it came in. */
export interface AnnotationSet {
  readonly images: readonly AnnotatedImage[];
  /** In the file's order, which is YOLO's class index; every `categoryName` is among them. */
  readonly categories: readonly AnnotationCategory[];
  /** COCO's `info`, `licenses` and the like. */
  readonly coco?: JsonFields;
}

/** A file of annotations as text. */
export interface AnnotationText {
  readonly fileName: string;
  readonly text: string;
}
