import {
  halfOneTwo,
  matchingWith,
  octaveScales,
  retinaStrides,
  sharedConventions,
  type ExporterConventions,
} from './exporter.ts';

/**
 * fizyr's keras-retinanet (`utils/anchors.py`, `utils/image.py`, `backend`): offsets of corners with a deviation of
 * 0.2, probabilities, no padding; Caffe's preprocessing, which its ResNets take.
 */
export const kerasRetinaNet: ExporterConventions = {
  ...sharedConventions,
  preset: 'keras-retinanet',
  inputRule: {
    padToMultiple: 1,
    padValue: 0,
    channelOrder: 'BGR',
    range: '0..255',
    mean: [103.939, 116.779, 123.68],
    std: [1, 1, 1],
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
    centreOffset: 0.5,
    rounding: 'none',
    strideRule: 'fixed',
  },
  boxCoding: { kind: 'corners', weights: [5, 5, 5, 5], maxLogSize: Infinity },
  activation: 'probabilities',
  maxDetections: 300,
  matching: matchingWith(false),
};

/** Its other preprocessing, for MobileNet and DenseNet: −1 to 1. */
export const kerasRetinaNetTf: ExporterConventions = {
  ...kerasRetinaNet,
  preset: 'keras-retinanet-tf',
  inputRule: { ...kerasRetinaNet.inputRule, mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] },
};
