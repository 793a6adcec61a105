import * as v from 'valibot';
import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import { FocalScopeError, isAbort } from '../base/errors.ts';
import type { ModelDescription } from '../engine/messages.ts';

const sampleSchema = v.object({
  file: v.string(),
  title: v.string(),
  titleZh: v.string(),
  alt: v.string(),
  altZh: v.string(),
  width: v.number(),
  height: v.number(),
});

const listSchema = v.object({ samples: v.array(sampleSchema) });

const annotationsSchema = v.object({
  images: v.array(v.object({ id: v.number(), file_name: v.string() })),
  annotations: v.array(
    v.object({
      image_id: v.number(),
      category_id: v.number(),
      bbox: v.tuple([v.number(), v.number(), v.number(), v.number()]),
    }),
  ),
  categories: v.optional(v.array(v.object({ id: v.number(), name: v.string() }))),
});

/** A photo that comes with the page. */
export type Sample = v.InferOutput<typeof sampleSchema>;

/** Annotations as COCO writes them, as far as the page reads them. */
export type CocoAnnotations = v.InferOutput<typeof annotationsSchema>;

/** An image's number in its annotations, or undefined. */
export function imageIdOf(annotations: CocoAnnotations, fileName: string): number | undefined {
  return annotations.images.find(({ file_name }) => file_name === fileName)?.id;
}

/**
 * A photo's annotations as ground truth, in pixels of the upright original. COCO's `[x, y, width, height]` become
 * corners, its category ids the model's class indices; objects of classes that the model does not have are left out.
 * A class of the same id and another name is another class.
 *
 * @returns undefined for a model that has none of the annotations' classes: they say nothing of its losses
 */
export function groundTruthOf(
  annotations: CocoAnnotations,
  fileName: string,
  { categoryIds, classes }: Pick<ModelDescription, 'categoryIds' | 'classes'>,
): GroundTruthBox[] | undefined {
  const names = annotations.categories && new Map(annotations.categories.map(({ id, name }) => [id, name]));
  const indexOf = (id: number): number => {
    const index = categoryIds.indexOf(id);
    const name = names?.get(id);
    return name === undefined || classes[index] === name ? index : classes.indexOf(name);
  };
  if (names && [...names.keys()].every((id) => indexOf(id) < 0)) return undefined;
  const imageId = imageIdOf(annotations, fileName);
  return annotations.annotations
    .filter(({ image_id }) => image_id === imageId)
    .map(({ category_id, bbox: [x, y, width, height] }) => ({
      box: [x, y, x + width, y + height] as const,
      classIndex: indexOf(category_id),
    }))
    .filter(({ classIndex }) => classIndex >= 0);
}

/** The sample photos and their annotations, fetched once each. */
export class SampleShelf {
  readonly #folder: string;
  readonly #fetch: typeof fetch;
  #annotations: Promise<CocoAnnotations> | undefined;

  /** @param folder absolute address of the samples' folder, with its closing slash */
  constructor(folder: string, fetchFile: typeof fetch = (...args) => fetch(...args)) {
    this.#folder = folder;
    this.#fetch = fetchFile;
  }

  addressOf(path: string): string {
    return new URL(path, this.#folder).href;
  }

  /** @throws FocalScopeError `annotations-invalid` when the list cannot be had */
  async list(): Promise<readonly Sample[]> {
    return (await this.#read('samples.json', listSchema)).samples;
  }

  /** @throws FocalScopeError `annotations-invalid`; the next call tries again */
  annotations(): Promise<CocoAnnotations> {
    this.#annotations ??= this.#read('annotations.json', annotationsSchema).catch((error: unknown) => {
      this.#annotations = undefined;
      throw error;
    });
    return this.#annotations;
  }

  /**
   * @throws FocalScopeError `image-broken` when it cannot be fetched
   */
  async photo(sample: Sample, signal: AbortSignal): Promise<Blob> {
    const fileName = sample.file;
    try {
      const response = await this.#fetch(this.addressOf(fileName), { signal });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return await response.blob();
    } catch (error) {
      if (isAbort(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new FocalScopeError('image-broken', { fileName, reason }, { cause: error });
    }
  }

  async #read<Schema extends v.GenericSchema>(path: string, schema: Schema): Promise<v.InferOutput<Schema>> {
    const fileName = path;
    try {
      const response = await this.#fetch(this.addressOf(path));
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return v.parse(schema, await response.json());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new FocalScopeError('annotations-invalid', { fileName, reason }, { cause: error });
    }
  }
}
