import type { AnnotatedImage, AnnotatedObject, AnnotationText } from './annotation-set.ts';
import { annotationFault, placeAt, placeText } from './annotation-fault.ts';
import type { CategoryList } from './category-list.ts';
import { checkBox } from './check-box.ts';
import { pathStem } from './file-path.ts';
import { readPlainNumber } from './plain-number.ts';
import type { ReadContext } from './read-context.ts';
import { vocFirstEdge, vocLastEdge, type VocConvention } from './voc-edge.ts';
import { readXmlTree, withoutPlace, type PlacedElement } from './xml-tree.ts';

/** Reads one VOC file; see {@link readVoc}. */
class VocReader {
  readonly #fileName: string;
  readonly #text: string;
  readonly #context: ReadContext;
  readonly #convention: VocConvention;

  constructor(source: AnnotationText, context: ReadContext, convention: VocConvention) {
    this.#fileName = source.fileName;
    this.#text = source.text.includes('\r') ? source.text.replace(/\r\n?/g, '\n') : source.text;
    this.#context = context;
    this.#convention = convention;
  }

  read(categories: CategoryList): AnnotatedImage {
    const root = readXmlTree(this.#fileName, this.#text);
    if (root.name !== 'annotation') throw this.#fault(root, '<annotation>', `<${root.name}>`);
    const size = this.#only(root, 'size');
    const image: Omit<AnnotatedImage, 'objects'> = {
      fileName: this.#imageName(root),
      ...this.#side(size, 'width'),
      ...this.#side(size, 'height'),
    };
    const objects: AnnotatedObject[] = [];
    const rest = root.children.filter(({ name }) => !['filename', 'object', 'size'].includes(name));
    for (const child of root.children)
      if (child.name === 'object') objects.push(this.#readObject(child, image, categories));
    const depth = size && withoutSides(size);
    const carried = depth && depth.children.length > 0 ? [...rest, depth] : rest;
    return { ...image, objects, ...(carried.length > 0 ? { voc: carried.map(withoutPlace) } : {}) };
  }

  #imageName(root: PlacedElement): string {
    const name = this.#only(root, 'filename')?.text ?? '';
    if (name !== '') return name;
    this.#context.warnings.add('image-name-missing', this.#fileName);
    return pathStem(this.#fileName);
  }

  #side(size: PlacedElement | undefined, name: 'width' | 'height'): { width?: number; height?: number } {
    const element = size && this.#only(size, name);
    if (!element) return {};
    const value = readPlainNumber(element.text);
    if (value === undefined || value < 0) throw this.#fault(element, 'number > 0', element.text);
    if (value > 0) return { [name]: value };
    this.#context.warnings.add('image-size-zero', this.#fileName, () => this.#place(element));
    return {};
  }

  #readObject(
    object: PlacedElement,
    image: Omit<AnnotatedImage, 'objects'>,
    categories: CategoryList,
  ): AnnotatedObject {
    const name = this.#needed(object, 'name');
    if (name.text === '') throw this.#fault(name, '<name>…</name>', '');
    const bounds = this.#needed(object, 'bndbox');
    const corner = (side: string): number => {
      const element = this.#needed(bounds, side);
      const value = readPlainNumber(element.text);
      if (value === undefined) throw this.#fault(element, 'number', element.text);
      return value;
    };
    const [xmin, ymin, xmax, ymax] = [corner('xmin'), corner('ymin'), corner('xmax'), corner('ymax')];
    const box = [
      vocFirstEdge(xmin, this.#convention),
      vocFirstEdge(ymin, this.#convention),
      vocLastEdge(xmax),
      vocLastEdge(ymax),
    ] as const;
    if (box[2] < box[0]) throw this.#fault(bounds, 'xmin ≤ xmax', `${xmin} > ${xmax}`);
    if (box[3] < box[1]) throw this.#fault(bounds, 'ymin ≤ ymax', `${ymin} > ${ymax}`);
    const place = (): string => this.#place(bounds);
    if (Math.min(xmin, ymin) < this.#convention.origin)
      this.#context.warnings.add('voc-below-one', this.#fileName, place);
    checkBox(box, image, this.#fileName, this.#context.warnings, place);
    categories.add(name.text);

    const crowd = this.#flag(object, 'iscrowd');
    const difficult = this.#flag(object, 'difficult') && !crowd;
    const known = new Set(['name', 'bndbox', 'difficult', 'iscrowd']);
    const rest = object.children.filter((child) => !known.has(child.name));
    return {
      box,
      categoryName: name.text,
      crowd,
      ...(difficult ? { difficult: true as const } : {}),
      ...(rest.length > 0 ? { voc: rest.map(withoutPlace) } : {}),
    };
  }

  #flag(object: PlacedElement, name: string): boolean {
    const element = this.#only(object, name);
    if (!element || element.text === '' || element.text === '0') return false;
    if (element.text === '1') return true;
    throw this.#fault(element, '0, 1', element.text);
  }

  #only(parent: PlacedElement, name: string): PlacedElement | undefined {
    const found = parent.children.filter((child) => child.name === name);
    if (found[1])
      throw annotationFault(
        'annotations-duplicate',
        this.#fileName,
        placeAt(this.#text, found[1].offset),
        `<${name}>`,
        `<${name}>`,
      );
    return found[0];
  }

  #needed(parent: PlacedElement, name: string): PlacedElement {
    const element = this.#only(parent, name);
    if (!element) throw this.#fault(parent, `<${name}>`, `<${parent.name}>`);
    return element;
  }

  #place({ offset }: PlacedElement): string {
    return placeText(placeAt(this.#text, offset));
  }

  #fault({ offset }: PlacedElement, expected: string, found: unknown): Error {
    const place = placeAt(this.#text, offset);
    return annotationFault('annotations-value', this.#fileName, place, expected, found);
  }
}

function withoutSides(size: PlacedElement): PlacedElement {
  const children = size.children.filter(({ name }) => name !== 'width' && name !== 'height');
  return { ...size, children };
}

/**
 * Reads the annotations of one photo as Pascal VOC has them: corners of pixels counted from 1 become edges, so that
 * `xmin − 1` is the left one and `xmax` the right. `difficult` is kept; `iscrowd`, which VOC does not know, is read
 * where a writer put it. Elements that the model has no place for are carried along (`pose`, `truncated`, `part` …).
 *
 * @throws FocalScopeError `annotations-syntax`, `annotations-xml-entity`, `annotations-value`,
 *   `annotations-duplicate` for an element that may come once only
 */
export function readVoc(
  source: AnnotationText,
  context: ReadContext,
  categories: CategoryList,
  convention: VocConvention = { origin: 1 },
): AnnotatedImage {
  return new VocReader(source, context, convention).read(categories);
}
