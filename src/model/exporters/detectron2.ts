import {
  detectronLogSize,
  halfOneTwo,
  matchingWith,
  octaveScales,
  retinaStrides,
  sharedConventions,
  type ExporterConventions,
} from './exporter.ts';

/**
 * detectron2's RetinaNet (`configs/Base-RetinaNet.yaml`, `modeling/anchor_generator.py`, `config/defaults.py`): blue
 * first, 0 to 255 and never scaled, sizes outside and ratios inside a cell.
 */
export const detectron2: ExporterConventions = {
  ...sharedConventions,
  preset: 'detectron2',
  inputRule: {
    padToMultiple: 32,
    padValue: 0,
    channelOrder: 'BGR',
    range: '0..255',
    mean: [103.53, 116.28, 123.675],
    std: [1, 1, 1],
    resize: { kind: 'shorter-side', shorter: 800, longer: 1333 },
    sizeRounding: 'round',
    filter: 'antialiased',
  },
  defaultSide: 1333,
  anchors: {
    strides: retinaStrides,
    firstLevel: 3,
    baseSizeInStrides: 4,
    scales: octaveScales,
    ratios: halfOneTwo,
    order: 'scale-outer',
    centreOffset: 0,
    rounding: 'none',
    strideRule: 'fixed',
  },
  boxCoding: { weights: [1, 1, 1, 1], maxLogSize: detectronLogSize },
  activation: 'logits',
  matching: matchingWith(true),
};
