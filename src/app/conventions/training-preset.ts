import type { Settings } from '../settings.ts';

const presets: Readonly<Record<string, Settings['lossPreset']>> = {
  torchvision: 'torchvision-v1',
  mlperf: 'torchvision-v1',
  detectron2: 'detectron2',
  mmdetection: 'mmdetection',
  'mmdetection-caffe': 'mmdetection',
  'keras-retinanet': 'keras-retinanet',
  'keras-retinanet-tf': 'keras-retinanet',
  odtk: 'odtk',
  'odtk-19.04': 'odtk',
  yhenon: 'yhenon',
};

/** The rules of training of whoever's conventions these are; undefined where they are not known. */
export function trainingPreset(preset: string): Settings['lossPreset'] | undefined {
  return Object.hasOwn(presets, preset) ? presets[preset] : undefined;
}
