import type { GroundTruthBox } from '../../anchors/ground-truth.ts';
import type { AnnotationSet } from '../../annotations/annotation-set.ts';
import { yieldTask } from '../../base/yield-task.ts';
import { coverageBoxesOfPhoto, type CoverageBoxes } from '../../coverage/coverage-boxes.ts';
import type { CocoAnnotations, Sample } from '../samples.ts';

/** Boxes to measure, with the names that they have on the page. */
export interface CoverageInput {
  readonly boxes: CoverageBoxes;
  /** By index of the image. */
  readonly imageNames: readonly string[];
  readonly classNames: readonly string[];
  /** `[N]` index into `classNames`. */
  readonly classes: Int32Array;
}

/** The ground truth of the photo on the stage. */
export function inputOfPhoto(
  groundTruth: readonly GroundTruthBox[],
  photo: { readonly fileName: string; readonly width: number; readonly height: number },
  classNames: readonly string[],
): CoverageInput {
  return {
    boxes: coverageBoxesOfPhoto(groundTruth, photo),
    imageNames: [photo.fileName],
    classNames,
    classes: Int32Array.from(groundTruth, ({ classIndex }) => classIndex),
  };
}

/** The annotations that come with the page, whichever photo is open. */
export function inputOfSamples(
  annotations: CocoAnnotations,
  samples: readonly Sample[],
  model: { readonly classes: readonly string[]; readonly categoryIds: readonly number[] } | undefined,
): CoverageInput {
  const images = new Map(annotations.images.map(({ id }, index) => [id, index]));
  const categories = [...new Set(annotations.annotations.map(({ category_id }) => category_id))];
  const known = annotations.annotations.filter(({ image_id }) => images.has(image_id));
  const sizes = new Map(samples.map(({ file, width, height }) => [file, [width, height] as const]));
  return {
    boxes: {
      corners: Float64Array.from(known.flatMap(({ bbox: [x, y, width, height] }) => [x, y, x + width, y + height])), // prettier-ignore
      images: Int32Array.from(known, ({ image_id }) => images.get(image_id) ?? 0),
      imageSizes: Float64Array.from(annotations.images.flatMap(({ file_name }) => sizes.get(file_name) ?? [0, 0])), // prettier-ignore
    },
    imageNames: annotations.images.map(({ file_name }) => file_name),
    classNames: categories.map((id) => model?.classes[model.categoryIds.indexOf(id)] ?? String(id)),
    classes: Int32Array.from(known, ({ category_id }) => categories.indexOf(category_id)),
  };
}

/** Long enough not to lose time to the yields, short enough not to be felt. */
const sliceMilliseconds = 12;

/**
 * The boxes of annotation files. A large set takes a while, so it goes in slices.
 *
 * @throws the signal's reason when aborted
 */
export async function inputOfAnnotations(
  set: AnnotationSet,
  signal?: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<CoverageInput> {
  const { images, categories } = set;
  const boxCount = images.reduce((sum, { objects }) => sum + objects.length, 0);
  const corners = new Float64Array(boxCount * 4);
  const imageOf = new Int32Array(boxCount);
  const crowds = new Uint8Array(boxCount);
  const classes = new Int32Array(boxCount);
  const imageSizes = new Float64Array(images.length * 2);
  const classIndices = new Map(categories.map(({ name }, index) => [name, index]));
  let box = 0;
  let sliceEnd = performance.now() + sliceMilliseconds;
  for (const [index, { width, height, objects }] of images.entries()) {
    // A size of which only one side is known is as good as unknown.
    if (width && height) imageSizes.set([width, height], index * 2);
    for (const object of objects) {
      corners.set(object.box, box * 4);
      imageOf[box] = index;
      crowds[box] = Number(object.crowd);
      classes[box] = classIndices.get(object.categoryName) ?? -1;
      box++;
    }
    if (performance.now() < sliceEnd) continue;
    onProgress?.(box / Math.max(1, boxCount));
    await yieldTask(signal);
    sliceEnd = performance.now() + sliceMilliseconds;
  }
  return {
    boxes: { corners, images: imageOf, imageSizes, crowds },
    imageNames: images.map(({ fileName }) => fileName),
    classNames: categories.map(({ name }) => name),
    classes,
  };
}
