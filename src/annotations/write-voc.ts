import type {
  AnnotatedImage,
  AnnotatedObject,
  AnnotationSet,
  AnnotationText,
  XmlElement,
} from './annotation-set.ts';
import { pathStem, safePath } from './file-path.ts';
import { vocFirstPixel, vocLastEdge, type VocConvention } from './voc-edge.ts';
import { textElement, writeXmlElement } from './write-xml.ts';

function group(name: string, children: readonly XmlElement[]): XmlElement {
  return { name, attributes: [], text: '', children };
}

function figure(name: string, value: number): XmlElement {
  return textElement(name, String(value));
}

function writeObject(object: AnnotatedObject, convention: VocConvention): XmlElement {
  const [x0, y0, x1, y1] = object.box;
  return group('object', [
    textElement('name', object.categoryName),
    ...(object.voc ?? []),
    // Readers that know no crowds leave difficult objects out at least where they evaluate.
    textElement('difficult', object.difficult || object.crowd ? '1' : '0'),
    ...(object.crowd ? [textElement('iscrowd', '1')] : []),
    group('bndbox', [
      figure('xmin', vocFirstPixel(x0, convention)),
      figure('ymin', vocFirstPixel(y0, convention)),
      figure('xmax', vocLastEdge(x1)),
      figure('ymax', vocLastEdge(y1)),
    ]),
  ]);
}

function writeImage(image: AnnotatedImage, convention: VocConvention): string {
  const carried = image.voc ?? [];
  const carriedSize = carried.find(({ name }) => name === 'size');
  const { width, height } = image;
  const sides = [
    ...(width === undefined ? [] : [figure('width', width)]),
    ...(height === undefined ? [] : [figure('height', height)]),
    ...(carriedSize?.children ?? []),
  ];
  return writeXmlElement(
    group('annotation', [
      textElement('filename', image.fileName),
      ...carried.filter((element) => element !== carriedSize),
      ...(sides.length > 0 || carriedSize
        ? [{ ...group('size', sides), attributes: carriedSize?.attributes ?? [] }]
        : []),
      ...image.objects.map((object) => writeObject(object, convention)),
    ]),
  );
}

/**
 * Writes a set as Pascal VOC, one XML file a photo, named like it; of two photos that differ in the extension alone
 * the second keeps its own in the name. Crowds are marked by an `iscrowd` that VOC does not know, and as difficult.
 */
export function writeVoc(set: AnnotationSet, convention: VocConvention = { origin: 1 }): AnnotationText[] {
  const taken = new Set<string>();
  return set.images.map((image) => {
    const path = safePath(image.fileName);
    let fileName = `${pathStem(path)}.xml`;
    if (taken.has(fileName.toLowerCase())) fileName = `${path}.xml`;
    for (let copy = 2; taken.has(fileName.toLowerCase()); copy++) fileName = `${path}-${copy}.xml`;
    taken.add(fileName.toLowerCase());
    return { fileName, text: writeImage(image, convention) };
  });
}
