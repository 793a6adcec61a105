import type { Box } from '../base/box.ts';

/** One found object. */
export interface Detection {
  /** In pixels of the upright original. */
  readonly box: Box;
  readonly classIndex: number;
  /** Sigmoid of the class logit, 0 to 1. */
  readonly score: number;
  /** The anchor it was decoded from. */
  readonly anchor: number;
}

/** What the head said of the (anchor, class) pairs whose score passes a threshold, in no particular order. */
export interface Candidates {
  readonly count: number;
  readonly anchors: Uint32Array;
  readonly classes: Uint32Array;
  readonly logits: Float32Array;
  /** `[count, 4]` box deltas. */
  readonly deltas: Float32Array;
}

export interface DetectionSettings {
  readonly scoreThreshold: number;
  readonly nmsIou: number;
  /** Whether a box also suppresses boxes of other classes (a car and a truck on one van). */
  readonly suppressAcrossClasses: boolean;
  /** Candidates kept per level before suppression, by score. */
  readonly topKPerLevel: number;
  readonly maxDetections: number;
}
