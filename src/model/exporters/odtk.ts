import {
  imageNetMean,
  imageNetStd,
  matchingWith,
  octaveScales,
  retinaStrides,
  sharedConventions,
  type ExporterConventions,
} from './exporter.ts';

/**
 * NVIDIA's ODTK (`odtk/box.py`, `data.py`): scales outside and ratios 1, 2, 1/2 inside a cell, the last pixel counted
 * into every box, probabilities, padding to 128.
 */
export const odtk: ExporterConventions = {
  ...sharedConventions,
  preset: 'odtk',
  inputRule: {
    padToMultiple: 128,
    padValue: 0,
    channelOrder: 'RGB',
    range: '0..1',
    mean: imageNetMean,
    std: imageNetStd,
    resize: { kind: 'shorter-side', shorter: 800, longer: 1333 },
    sizeRounding: 'floor',
    filter: 'antialiased',
  },
  defaultSide: 1333,
  anchors: {
    strides: retinaStrides,
    firstLevel: 3,
    baseSizeInStrides: 4,
    scales: octaveScales,
    ratios: [1, 2, 0.5],
    order: 'scale-outer',
    centreOffset: 0.5,
    rounding: 'none',
    strideRule: 'fixed',
  },
  boxCoding: { weights: [1, 1, 1, 1], maxLogSize: Infinity, extraPixel: 1 },
  activation: 'probabilities',
  matching: matchingWith(false),
};

/** Its release 19.04, whose anchors are rounded: what `retinanet-9` of the ONNX model zoo was trained with. */
export const odtk1904: ExporterConventions = {
  ...odtk,
  preset: 'odtk-19.04',
  anchors: { ...odtk.anchors, rounding: 'whole-base' },
};
