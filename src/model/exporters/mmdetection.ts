import {
  detectronLogSize,
  halfOneTwo,
  matchingWith,
  octaveScales,
  retinaStrides,
  sharedConventions,
  type ExporterConventions,
} from './exporter.ts';

/** mmdetection's RetinaNet with a backbone of torchvision: red first, 0 to 255, scaled by ImageNet's deviation. */
export const mmdetection: ExporterConventions = {
  ...sharedConventions,
  preset: 'mmdetection',
  inputRule: {
    padToMultiple: 32,
    padValue: 0,
    channelOrder: 'RGB',
    range: '0..255',
    mean: [123.675, 116.28, 103.53],
    std: [58.395, 57.12, 57.375],
    resize: { kind: 'shorter-side', shorter: 800, longer: 1333 },
    sizeRounding: 'round',
    filter: 'bilinear',
  },
  defaultSide: 1333,
  anchors: {
    strides: retinaStrides,
    firstLevel: 3,
    baseSizeInStrides: 4,
    scales: octaveScales,
    ratios: halfOneTwo,
    order: 'ratio-outer',
    centreOffset: 0,
    rounding: 'none',
    strideRule: 'fixed',
  },
  boxCoding: { weights: [1, 1, 1, 1], maxLogSize: detectronLogSize, minLogSize: -detectronLogSize },
  activation: 'logits',
  matching: matchingWith(true),
};

/** Its configurations with a backbone of Caffe: blue first, and never scaled. */
export const mmdetectionCaffe: ExporterConventions = {
  ...mmdetection,
  preset: 'mmdetection-caffe',
  inputRule: {
    ...mmdetection.inputRule,
    channelOrder: 'BGR',
    mean: [103.53, 116.28, 123.675],
    std: [1, 1, 1],
  },
};
