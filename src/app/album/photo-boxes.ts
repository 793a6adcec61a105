import type { GroundTruthBox } from '../../anchors/ground-truth.ts';
import type { AnnotatedImage } from '../../annotations/annotation-set.ts';
import type { ClassMapping } from '../../annotations/class-mapping.ts';
import { imageGroundTruth } from '../../annotations/image-ground-truth.ts';

/**
 * A photo's annotations as boxes to edit, crowds among them with their classes, at the end.
 *
 * @returns `leftOut`: objects of classes that are mapped to none of the model's
 */
export function boxesOfImage(
  image: AnnotatedImage,
  mapping: ClassMapping,
  modelClasses: readonly string[],
): { readonly boxes: readonly GroundTruthBox[]; readonly leftOut: number } {
  const of = (objects: AnnotatedImage['objects']): ReturnType<typeof imageGroundTruth> =>
    imageGroundTruth({ ...image, objects }, mapping, modelClasses);
  const objects = of(image.objects.filter(({ crowd }) => !crowd));
  const crowds = of(
    image.objects.filter(({ crowd }) => crowd).map((object) => ({ ...object, crowd: false })),
  );
  return {
    boxes: [...objects.boxes, ...crowds.boxes.map((box) => ({ ...box, crowd: true }))],
    leftOut: objects.unmapped + crowds.unmapped,
  };
}
