import { torchvision } from './torchvision.ts';
import type { ExporterConventions } from './exporter.ts';

/** MLPerf's RetinaNet for OpenImages (mlcommons/inference): torchvision's, stretched to 800 × 800 without padding. */
export const mlperf: ExporterConventions = {
  ...torchvision,
  preset: 'mlperf',
  inputRule: {
    ...torchvision.inputRule,
    resize: { kind: 'fixed', width: 800, height: 800, fit: 'stretch' },
  },
  defaultSide: 800,
};
