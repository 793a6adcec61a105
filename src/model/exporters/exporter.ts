import type { DetectorConventions } from '../detector-conventions.ts';

/** What an exporter decides, whatever classes a model was trained for. */
export type ExporterConventions = Omit<DetectorConventions, 'classes' | 'categoryIds'>;

/** ImageNet's mean and standard deviation, of channel values 0 to 1, red first. */
export const imageNetMean = [0.485, 0.456, 0.406] as const;
export const imageNetStd = [0.229, 0.224, 0.225] as const;

/** Three sizes an octave, and the three shapes: width over height 2, 1 and 1/2. */
export const octaveScales = [1, 2 ** (1 / 3), 2 ** (2 / 3)] as const;
export const halfOneTwo = [0.5, 1, 2] as const;
export const retinaStrides = [8, 16, 32, 64, 128] as const;

/** Largest log size that detectron introduced and most exporters took over. */
export const detectronLogSize = Math.log(1000 / 16);

/** The numbers that all exporters of RetinaNet share. */
export const sharedConventions = {
  scoreThreshold: 0.05,
  displayScoreThreshold: 0.5,
  nmsIou: 0.5,
  topKPerLevel: 1000,
  maxDetections: 100,
  prior: 0.01,
} as const;

/** Matching at IoU 0.5 and 0.4; exporters differ in whether a box without such an anchor takes its best one. */
export function matchingWith(allowLowQualityMatches: boolean): DetectorConventions['matching'] {
  return { foregroundIou: 0.5, backgroundIou: 0.4, allowLowQualityMatches };
}
