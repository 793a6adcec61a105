import {
  halfOneTwo,
  imageNetMean,
  imageNetStd,
  matchingWith,
  octaveScales,
  retinaStrides,
  sharedConventions,
  type ExporterConventions,
} from './exporter.ts';

/**
 * yhenon's pytorch-retinanet: deviations of 0.1 and 0.2 and no bound in the coding, probabilities, 608 by 1024, and a
 * whole 32 of padding even where none is needed.
 */
export const yhenon: ExporterConventions = {
  ...sharedConventions,
  preset: 'yhenon',
  inputRule: {
    padToMultiple: 32,
    padValue: 0,
    channelOrder: 'RGB',
    range: '0..1',
    mean: imageNetMean,
    std: imageNetStd,
    resize: { kind: 'shorter-side', shorter: 608, longer: 1024 },
    sizeRounding: 'round',
    padding: 'always',
    filter: 'antialiased',
  },
  defaultSide: 1024,
  anchors: {
    strides: retinaStrides,
    firstLevel: 3,
    baseSizeInStrides: 4,
    scales: octaveScales,
    ratios: halfOneTwo,
    order: 'ratio-outer',
    centreOffset: 0.5,
    rounding: 'none',
    strideRule: 'fixed',
  },
  boxCoding: { weights: [10, 10, 5, 5], maxLogSize: Infinity },
  activation: 'probabilities',
  matching: matchingWith(false),
};
