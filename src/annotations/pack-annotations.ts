import type { AnnotatedImage, AnnotationFormat, AnnotationSet, AnnotationText } from './annotation-set.ts';
import { pathBase, pathStem, safePath } from './file-path.ts';
import type { ImageSizeLookUp } from './read-context.ts';
import { writeCoco } from './write-coco.ts';
import { writeCsv } from './write-csv.ts';
import { writeVoc } from './write-voc.ts';
import { writeYolo } from './write-yolo.ts';
import { zipFiles } from './zip-files.ts';

/** An export as one file to be saved. */
export interface PackedAnnotations {
  readonly fileName: string;
  readonly blob: Blob;
}

const writers: Readonly<Record<AnnotationFormat, (set: AnnotationSet) => AnnotationText[]>> = {
  coco: (set) => writeCoco(set),
  voc: (set) => writeVoc(set),
  yolo: writeYolo,
  csv: writeCsv,
};

/**
 * Writes a set in a format; several files become one ZIP archive. Sizes that are missing are read from the photos.
 *
 * @throws FocalScopeError as the format's writer does
 */
export async function packAnnotations(
  set: AnnotationSet,
  format: AnnotationFormat,
  imageSize: ImageSizeLookUp,
  onProgress?: (share: number) => void,
): Promise<PackedAnnotations> {
  const images: AnnotatedImage[] = [];
  for (const image of set.images) {
    const isSized = image.width !== undefined && image.height !== undefined;
    const size = isSized ? undefined : await imageSize(image.fileName);
    images.push(size ? { ...image, width: size.width, height: size.height } : image);
  }
  const files = writers[format]({ ...set, images });
  const [first] = files;
  if (files.length === 1 && first) {
    const fileName = pathBase(first.fileName);
    return { fileName, blob: new Blob([first.text], { type: 'text/plain' }) };
  }
  const archive = await zipFiles(files, onProgress ? { onProgress } : {});
  const [image] = set.images;
  const stem =
    set.images.length === 1 && image ? pathBase(pathStem(safePath(image.fileName))) : 'annotations';
  return { fileName: `${stem}-${format}.zip`, blob: new Blob([archive], { type: 'application/zip' }) };
}
