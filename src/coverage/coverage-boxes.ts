import { smallestArea } from '../anchors/admit-ground-truth.ts';
import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import { InputError } from '../gpu/input-error.ts';
import { createInputGeometry, type InputGeometry } from '../image/input-geometry.ts';
import type { AnchorSettings } from './anchor-settings.ts';

/** Ground-truth boxes by themselves: of one photo, or of all the images of a file whose photos are elsewhere. */
export interface CoverageBoxes {
  /** `[N, 4]` corners in pixels of their image (upright). */
  readonly corners: Float64Array | Float32Array;
  /** `[N]` index of the image that each lies in; boxes of one image need not stand together. */
  readonly images: Int32Array;
  /** `[I, 2]` width and height of each image, both 0 where they are not known. */
  readonly imageSizes: Float64Array;
  /** `[N]` 1 for a region of many objects: no anchor matches it. Without it there are none. */
  readonly crowds?: Uint8Array;
}

/** Why a box takes no part; the value in `AdmittedBoxes.refusals` is the place in this list. */
export const boxRefusals = ['none', 'degenerate', 'outside', 'below-pixel', 'crowd'] as const;
export type BoxRefusal = (typeof boxRefusals)[number];

/** What to assume of an image whose size is not known: COCO's usual photo. */
export const defaultAssumedSize = { width: 640, height: 480 } as const;

export interface AdmissionOptions {
  /** Size of every image whose own is not known, enlarged to hold the image's boxes. */
  readonly assumedSize?: { readonly width: number; readonly height: number };
  /**
   * A box narrower or lower than this, in pixels of the input, takes no part: it is less than a sample of the picture.
   * 1 unless said; 0 admits what matching admits.
   */
  readonly smallestSide?: number;
}

/** Boxes in pixels of the input, grouped by image; M of the N that were given. */
export interface AdmittedBoxes {
  /** `[M, 4]` float32 as matching takes them, clipped to the photo. */
  readonly corners: Float32Array<ArrayBuffer>;
  /** `[M]` place in the given list; within an image in the given order. */
  readonly sources: Int32Array<ArrayBuffer>;
  /** `[I + 1]` where the boxes of each image begin, and the end. */
  readonly starts: Int32Array<ArrayBuffer>;
  /** `[I, 2]` sides of each image's padded input. */
  readonly inputSizes: Int32Array<ArrayBuffer>;
  /** `[N]` places in `boxRefusals`. */
  readonly refusals: Uint8Array<ArrayBuffer>;
  /** `[N]` area in square pixels of the image, clipped to it; 0 for a refused box. */
  readonly imageAreas: Float64Array<ArrayBuffer>;
  /** Number of images whose size had to be assumed. */
  readonly assumedImages: number;
}

/**
 * The boxes of one photo.
 *
 * @param photo size of the upright original
 */
export function coverageBoxesOfPhoto(
  groundTruth: readonly GroundTruthBox[],
  photo: { readonly width: number; readonly height: number },
): CoverageBoxes {
  return {
    corners: Float64Array.from(groundTruth.flatMap(({ box }) => [...box])),
    images: new Int32Array(groundTruth.length),
    imageSizes: Float64Array.of(photo.width, photo.height),
    crowds: Uint8Array.from(groundTruth, ({ crowd }) => Number(crowd === true)),
  };
}

/**
 * Scales every box into its image's input as `admitGroundTruth` does, and groups them by image.
 *
 * @throws InputError where the arrays do not fit each other, an image index has no size, or a size is not positive
 */
export function admitBoxes(
  boxes: CoverageBoxes,
  settings: Pick<AnchorSettings, 'inputSide' | 'padToMultiple'>,
  options: AdmissionOptions = {},
): AdmittedBoxes {
  const { corners, images } = boxes;
  requireShapes(boxes);
  const boxCount = images.length;
  const imageCount = boxes.imageSizes.length / 2;
  const { sizes, assumedImages } = completeSizes(boxes, options.assumedSize ?? defaultAssumedSize);
  const geometries: InputGeometry[] = [];
  const inputSizes = new Int32Array(imageCount * 2);
  for (let image = 0; image < imageCount; image++) {
    const [width = 0, height = 0] = sizes.subarray(image * 2, image * 2 + 2);
    const geometry = createInputGeometry(width, height, settings.inputSide, settings.padToMultiple);
    geometries.push(geometry);
    inputSizes[image * 2] = geometry.inputWidth;
    inputSizes[image * 2 + 1] = geometry.inputHeight;
  }

  const smallestSide = options.smallestSide ?? 1;
  const scaled = new Float32Array(boxCount * 4);
  const refusals = new Uint8Array(boxCount);
  const imageAreas = new Float64Array(boxCount);
  const starts = new Int32Array(imageCount + 1);
  for (let box = 0; box < boxCount; box++) {
    const image = images[box] ?? 0;
    const geometry = geometries[image];
    if (geometry === undefined) continue;
    const { scaleX, scaleY, resizedWidth, resizedHeight } = geometry;
    const photoWidth = sizes[image * 2] ?? 0;
    const photoHeight = sizes[image * 2 + 1] ?? 0;
    const at = box * 4;
    const left = corners[at] ?? 0;
    const top = corners[at + 1] ?? 0;
    const right = corners[at + 2] ?? 0;
    const bottom = corners[at + 3] ?? 0;
    const x0 = place(left, photoWidth, scaleX, resizedWidth);
    const y0 = place(top, photoHeight, scaleY, resizedHeight);
    const x1 = place(right, photoWidth, scaleX, resizedWidth);
    const y1 = place(bottom, photoHeight, scaleY, resizedHeight);
    const width = x1 - x0;
    const height = y1 - y0;
    // The sum is not finite where any of the four is not; the sides are compared so that NaN fails too.
    const isSound = Number.isFinite(left + top + right + bottom) && right > left && bottom > top;
    if (boxes.crowds?.[box] === 1) refusals[box] = 4;
    else if (!isSound) refusals[box] = 1;
    else if (left >= photoWidth || top >= photoHeight || right <= 0 || bottom <= 0) refusals[box] = 2;
    else if (!(width > 0 && height > 0 && width * height >= smallestArea)) refusals[box] = 1;
    else if (width < smallestSide || height < smallestSide) refusals[box] = 3;
    if (refusals[box] !== 0) continue;
    scaled[at] = x0;
    scaled[at + 1] = y0;
    scaled[at + 2] = x1;
    scaled[at + 3] = y1;
    imageAreas[box] = (width / scaleX) * (height / scaleY);
    starts[image + 1] = (starts[image + 1] ?? 0) + 1;
  }

  for (let image = 0; image < imageCount; image++)
    starts[image + 1] = (starts[image + 1] ?? 0) + (starts[image] ?? 0);
  const admittedCount = starts[imageCount] ?? 0;
  const grouped = new Float32Array(admittedCount * 4);
  const sources = new Int32Array(admittedCount);
  const next = starts.slice();
  for (let box = 0; box < boxCount; box++) {
    if (refusals[box] !== 0) continue;
    const image = images[box] ?? 0;
    const slot = next[image] ?? 0;
    next[image] = slot + 1;
    sources[slot] = box;
    for (let side = 0; side < 4; side++) grouped[slot * 4 + side] = scaled[box * 4 + side] ?? 0;
  }
  return { corners: grouped, sources, starts, inputSizes, refusals, imageAreas, assumedImages };
}

/** One coordinate: clipped to the photo, in pixels of the input, as float32. */
function place(value: number, length: number, scale: number, resized: number): number {
  return Math.fround(Math.min(Math.min(Math.max(value, 0), length) * scale, resized));
}

function requireShapes({ corners, images, imageSizes, crowds }: CoverageBoxes): void {
  if (corners.length !== images.length * 4)
    throw new InputError('corners.length', corners.length, `be 4 for each of ${images.length} boxes`);
  if (crowds !== undefined && crowds.length !== images.length)
    throw new InputError('crowds.length', crowds.length, `be the number of boxes, ${images.length}`);
  if (imageSizes.length % 2 !== 0) throw new InputError('imageSizes.length', imageSizes.length, 'be even');
  const imageCount = imageSizes.length / 2;
  for (const [box, image] of images.entries()) {
    if (image < 0 || image >= imageCount)
      throw new InputError(`images[${box}]`, image, `be an index into ${imageCount} images`);
  }
}

/** The sizes with those filled in that are not known. */
function completeSizes(
  { corners, images, imageSizes }: CoverageBoxes,
  assumed: { readonly width: number; readonly height: number },
): { readonly sizes: Float64Array; readonly assumedImages: number } {
  const sizes = Float64Array.from(imageSizes);
  const isUnknown = new Uint8Array(sizes.length / 2);
  let assumedImages = 0;
  for (let image = 0; image < isUnknown.length; image++) {
    const width = sizes[image * 2] ?? 0;
    const height = sizes[image * 2 + 1] ?? 0;
    if (width === 0 && height === 0) {
      isUnknown[image] = 1;
      assumedImages++;
      sizes[image * 2] = assumed.width;
      sizes[image * 2 + 1] = assumed.height;
    } else if (!(width > 0 && height > 0 && width < Infinity && height < Infinity)) {
      throw new InputError(
        `imageSizes[${image}]`,
        `${width} × ${height}`,
        'be positive, or 0 × 0 for unknown',
      );
    }
  }
  if (assumedImages === 0) return { sizes, assumedImages };
  for (const [box, image] of images.entries()) {
    if (isUnknown[image] === 0) continue;
    for (let axis = 0; axis < 2; axis++) {
      const end = corners[box * 4 + 2 + axis] ?? 0;
      if (Number.isFinite(end)) sizes[image * 2 + axis] = Math.max(sizes[image * 2 + axis] ?? 0, end);
    }
  }
  return { sizes, assumedImages };
}
