import type {
  AnnotatedImage,
  AnnotatedObject,
  AnnotationCategory,
  AnnotationId,
  AnnotationSet,
  AnnotationText,
} from './annotation-set.ts';
import { annotationFault, placeAt } from './annotation-fault.ts';
import { checkBox } from './check-box.ts';
import { cocoBoxArea, toCocoBox } from './coco-box.ts';
import { findJsonFault } from './json-fault.ts';
import { JsonReader } from './json-value.ts';
import type { ReadContext } from './read-context.ts';

/** An image being filled. */
interface OpenImage {
  readonly image: Omit<AnnotatedImage, 'objects'>;
  readonly objects: AnnotatedObject[];
}

/** How many entries are read between two looks at the clock. */
const entriesPerLook = 512;

function parse({ fileName, text }: AnnotationText): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const fault = findJsonFault(text);
    // Sound, but refused: nothing but memory is left as a reason.
    if (!fault) throw error;
    const place = placeAt(text, fault.offset);
    const found = text.slice(fault.offset, fault.offset + 20);
    throw annotationFault('annotations-syntax', fileName, place, fault.expected, found);
  }
}

/** Numbers for what has none or one that is taken, above all that are there. */
class FreeNumbers {
  #next = 1;

  seen(id: AnnotationId): void {
    if (typeof id === 'number' && id >= this.#next && id < Number.MAX_SAFE_INTEGER)
      this.#next = Math.floor(id) + 1;
  }

  take(): number {
    return this.#next++;
  }
}

/** Reads one COCO "instances" file; see {@link readCoco}. */
class CocoReader {
  readonly #json: JsonReader;
  readonly #fileName: string;
  readonly #context: ReadContext;
  readonly #categories: AnnotationCategory[] = [];
  readonly #nameOfCategory = new Map<AnnotationId, string>();
  readonly #images: OpenImage[] = [];
  readonly #imageOfId = new Map<AnnotationId, OpenImage>();

  constructor(fileName: string, context: ReadContext) {
    this.#fileName = fileName;
    this.#context = context;
    this.#json = new JsonReader(fileName, context.warnings);
  }

  async read(root: unknown): Promise<AnnotationSet> {
    const json = this.#json;
    const { images, annotations, categories, ...rest } = json.object(root, '$') as Record<string, unknown>;
    this.#readCategories(json.array(categories, 'categories'));
    await this.#readImages(json.array(images, 'images'));
    await this.#readAnnotations(json.array(annotations, 'annotations'));
    return {
      images: this.#images.map(({ image, objects }) => ({ ...image, objects })),
      categories: this.#categories,
      ...json.carried(rest, () => '$'),
    };
  }

  #readCategories(entries: readonly unknown[]): void {
    const json = this.#json;
    const names = new Set<string>();
    entries.forEach((entry, index) => {
      const path = `categories[${index}]`;
      const { id: rawId, name: rawName, ...rest } = json.object(entry, path) as Record<string, unknown>;
      const id = json.id(rawId, `${path}.id`);
      const name = json.name(rawName, `${path}.name`);
      if (this.#nameOfCategory.has(id)) throw this.#duplicate(`${path}.id`, id);
      if (names.has(name)) this.#warn('category-name-duplicate', () => `${path}.name`);
      names.add(name);
      this.#nameOfCategory.set(id, name);
      this.#categories.push({ name, id, ...json.carried(rest, () => path) });
    });
  }

  async #readImages(entries: readonly unknown[]): Promise<void> {
    const json = this.#json;
    const names = new Set<string>();
    for (let index = 0; index < entries.length; index++) {
      if (index % entriesPerLook === 0)
        await this.#context.pace.breathe(0.3 + (0.1 * index) / entries.length);
      const path = `images[${index}]`;
      const fields = json.object(entries[index], path) as Record<string, unknown>;
      const { id: rawId, file_name, width: rawWidth, height: rawHeight, ...rest } = fields;
      const id = json.id(rawId, `${path}.id`);
      const fileName = json.name(file_name, `${path}.file_name`);
      const width = json.side(rawWidth, `${path}.width`);
      const height = json.side(rawHeight, `${path}.height`);
      if (this.#imageOfId.has(id)) throw this.#duplicate(`${path}.id`, id);
      if (names.has(fileName)) this.#warn('image-name-duplicate', () => `${path}.file_name`);
      names.add(fileName);
      const open: OpenImage = {
        image: {
          fileName,
          ...(width === undefined ? {} : { width }),
          ...(height === undefined ? {} : { height }),
          id,
          ...json.carried(rest, () => path),
        },
        objects: [],
      };
      this.#images.push(open);
      this.#imageOfId.set(id, open);
    }
  }

  async #readAnnotations(entries: readonly unknown[]): Promise<void> {
    const ids = new Set<AnnotationId>();
    const free = new FreeNumbers();
    for (const entry of entries) {
      const id = (entry as { id?: unknown } | null)?.id;
      if (typeof id === 'number') free.seen(id);
    }
    for (let index = 0; index < entries.length; index++) {
      if (index % entriesPerLook === 0)
        await this.#context.pace.breathe(0.4 + (0.6 * index) / entries.length);
      this.#readAnnotation(entries[index], index, ids, free);
    }
  }

  #readAnnotation(entry: unknown, index: number, ids: Set<AnnotationId>, free: FreeNumbers): void {
    const json = this.#json;
    const path = `annotations[${index}]`;
    const fields = json.object(entry, path) as Record<string, unknown>;
    const { id: rawId, image_id, category_id, bbox, iscrowd, difficult, area, ...rest } = fields;
    const open = this.#imageOfId.get(json.id(image_id, `${path}.image_id`));
    if (!open) throw this.#unknown(`${path}.image_id`, 'images[…].id', image_id);
    const categoryName = this.#nameOfCategory.get(json.id(category_id, `${path}.category_id`));
    if (categoryName === undefined)
      throw this.#unknown(`${path}.category_id`, 'categories[…].id', category_id);
    let id = rawId === undefined ? undefined : json.id(rawId, `${path}.id`);
    if (id === undefined || ids.has(id)) {
      this.#warn('annotation-renumbered', () => path);
      id = free.take();
    }
    ids.add(id);

    const [x, y, width, height] = this.#bbox(bbox, path);
    const box = [x, y, x + width, y + height] as const;
    if (!Number.isFinite(box[2]) || !Number.isFinite(box[3]))
      throw json.fault(`${path}.bbox`, 'x + width, y + height < ∞', JSON.stringify(bbox));
    checkBox(box, open.image, this.#fileName, this.#context.warnings, () => `${path}.bbox`);
    // The area that the writer adds is none of the file's own.
    const written = toCocoBox(box);
    if (area !== undefined && area !== cocoBoxArea(written[2], written[3])) rest['area'] = area;
    open.objects.push({
      box,
      categoryName,
      crowd: json.flag(iscrowd, `${path}.iscrowd`),
      ...(json.flag(difficult, `${path}.difficult`) ? { difficult: true as const } : {}),
      id,
      ...json.carried(rest, () => path),
    });
  }

  #bbox(value: unknown, path: string): readonly [number, number, number, number] {
    const json = this.#json;
    if (!Array.isArray(value) || value.length !== 4)
      throw json.fault(`${path}.bbox`, '[x, y, width, height]', value);
    const numbers = value.map((entry: unknown, at) => {
      if (typeof entry !== 'number' || !Number.isFinite(entry))
        throw json.fault(`${path}.bbox[${at}]`, 'number', entry);
      if (at >= 2 && entry < 0) throw json.fault(`${path}.bbox[${at}]`, 'number ≥ 0', entry);
      return entry + 0;
    });
    return numbers as unknown as readonly [number, number, number, number];
  }

  #duplicate(path: string, found: unknown): Error {
    return annotationFault('annotations-duplicate', this.#fileName, { path }, '', found);
  }

  #unknown(path: string, expected: string, found: unknown): Error {
    return annotationFault('annotations-reference', this.#fileName, { path }, expected, found);
  }

  #warn(code: Parameters<ReadContext['warnings']['add']>[0], place: () => string): void {
    this.#context.warnings.add(code, this.#fileName, place);
  }
}

/**
 * Reads a COCO "instances" file: `[x, y, width, height]` become corners, `iscrowd` marks a region to leave out, and
 * every member that the model has no place for is carried along (`segmentation`, `supercategory`, `license` …).
 * `JSON.parse` runs in one go: of a file of 100 MB, most of the time.
 *
 * Two images or categories of one id are refused, since annotations could mean either; an annotation's own id is
 * referred to by nothing, so one that is taken is replaced, with a warning.
 *
 * @throws FocalScopeError `annotations-syntax`, `annotations-value`, `annotations-reference`,
 *   `annotations-duplicate`
 */
export async function readCoco(source: AnnotationText, context: ReadContext): Promise<AnnotationSet> {
  const root = parse(source);
  await context.pace.breathe(0.3);
  return new CocoReader(source.fileName, context).read(root);
}
