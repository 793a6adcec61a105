import type { GroundTruthBox } from '../anchors/ground-truth.ts';
import type { Box } from '../base/box.ts';
import type { AnnotatedImage } from './annotation-set.ts';
import type { ClassMapping } from './class-mapping.ts';

/** A photo's annotations as the model's ground truth. */
export interface ImageGroundTruth {
  readonly boxes: readonly GroundTruthBox[];
  /** Regions of many objects, in which nothing counts as background. */
  readonly crowds: readonly Box[];
  /** Objects of classes that are mapped to none of the model's. */
  readonly unmapped: number;
}

/** Turns a photo's annotations into ground truth, their classes into the model's by a decided mapping. */
export function imageGroundTruth(
  image: AnnotatedImage,
  mapping: ClassMapping,
  modelClasses: readonly string[],
): ImageGroundTruth {
  const indexOfClass = new Map(modelClasses.map((name, index) => [name, index]));
  const boxes: GroundTruthBox[] = [];
  const crowds: Box[] = [];
  let unmapped = 0;
  for (const { box, categoryName, crowd } of image.objects) {
    const modelClass = mapping.get(categoryName);
    const classIndex = typeof modelClass === 'string' ? indexOfClass.get(modelClass) : undefined;
    if (crowd) crowds.push(box);
    else if (classIndex === undefined) unmapped++;
    else boxes.push({ box, classIndex });
  }
  return { boxes, crowds, unmapped };
}
