import type { BoxCoding } from '../../src/anchors/box-coding.ts';

const largestLogSize = Math.log(1000 / 16);

/** The codings that exporters use, besides the plain one. */
export const boxCodings: readonly (readonly [name: string, coding: BoxCoding])[] = [
  ['both bounds', { weights: [1, 1, 1, 1], maxLogSize: largestLogSize, minLogSize: -largestLogSize }],
  ['deviations of 0.1 and 0.2, no bound', { weights: [10, 10, 5, 5], maxLogSize: Infinity }],
  ['corners with a deviation of 0.2', { kind: 'corners', weights: [5, 5, 5, 5], maxLogSize: Infinity }],
  ['the last pixel counted', { weights: [1, 1, 1, 1], maxLogSize: Infinity, extraPixel: 1 }],
];
