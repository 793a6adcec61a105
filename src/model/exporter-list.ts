import { detectron2 } from './exporters/detectron2.ts';
import type { ExporterConventions } from './exporters/exporter.ts';
import { kerasHub } from './exporters/keras-hub.ts';
import { kerasRetinaNet, kerasRetinaNetTf } from './exporters/keras-retinanet.ts';
import { mlperf } from './exporters/mlperf.ts';
import { mmdetection, mmdetectionCaffe } from './exporters/mmdetection.ts';
import { odtk, odtk1904 } from './exporters/odtk.ts';
import { torchvision } from './exporters/torchvision.ts';
import { yhenon } from './exporters/yhenon.ts';

/** Every exporter's conventions that the page knows; of equals in a ranking, the earlier is more often met. */
export const exporterList: readonly ExporterConventions[] = [
  torchvision,
  detectron2,
  mmdetection,
  mmdetectionCaffe,
  kerasRetinaNet,
  kerasRetinaNetTf,
  odtk,
  odtk1904,
  yhenon,
  kerasHub,
  mlperf,
];
