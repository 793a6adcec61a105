import type { Box } from '../base/box.ts';

/** One annotated object, in pixels of the upright original. */
export interface GroundTruthBox {
  readonly box: Box;
  /** Index into the model's classes. */
  readonly classIndex: number;
  /** A region of many objects that nobody has outlined one by one: no anchor matches it, and background there is ignored. */
  readonly crowd?: boolean;
}

/** Where an image's ground truth comes from: annotations, or the detections standing in for them. */
export type GroundTruthSource = 'annotations' | 'detections' | 'none';

/** Rules by which an anchor becomes foreground, background or ignored, by its IoU with the ground truth. */
export interface MatchSettings {
  /** Foreground at or above. */
  readonly foregroundIou: number;
  /** Background below; between the two an anchor is ignored. */
  readonly backgroundIou: number;
  /** Whether an anchor of exactly `backgroundIou` is background too: `≤` instead of `<`. Not where left out. */
  readonly backgroundIncludesThreshold?: boolean;
  /** Whether each box also takes the anchors that overlap it best, however little (torchvision's rule and ties). */
  readonly allowLowQualityMatches: boolean;
  /**
   * Whether an anchor that a box takes by that rule goes to this very box, the last of several (mmdetection's rule).
   * Otherwise, and where left out, it goes to the box that it overlaps most itself (torchvision's, detectron2's).
   */
  readonly lowQualityOverwrites?: boolean;
  /**
   * Width and height, in pixels of the input: anchors whose centre lies at or beyond either are ignored, whatever they
   * overlap. None are where left out.
   */
  readonly ignoreBeyond?: readonly [width: number, height: number] | undefined;
}

/** Targets that are not a class index. */
export const backgroundTarget = -1;
export const ignoredTarget = -2;
