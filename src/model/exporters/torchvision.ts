import {
  detectronLogSize,
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
 * The raw heads of torchvision's RetinaNet, versions 1 and 2 (`models/detection/retinanet.py`, `anchor_utils.py`,
 * `transform.py`, 0.29): whole-pixel sizes and half extents, strides of whole pixels that drift where 128 does not
 * divide the padded input.
 */
export const torchvision: ExporterConventions = {
  ...sharedConventions,
  preset: 'torchvision',
  inputRule: {
    padToMultiple: 32,
    padValue: 0,
    channelOrder: 'RGB',
    range: '0..1',
    mean: imageNetMean,
    std: imageNetStd,
    resize: { kind: 'shorter-side', shorter: 800, longer: 1333 },
    sizeRounding: 'floor',
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
    rounding: 'half-extents',
    strideRule: 'padded-over-grid',
  },
  boxCoding: { weights: [1, 1, 1, 1], maxLogSize: detectronLogSize },
  activation: 'logits',
  maxDetections: 300,
  matching: matchingWith(true),
};
