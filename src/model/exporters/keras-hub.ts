import { torchvision } from './torchvision.ts';
import type { ExporterConventions } from './exporter.ts';

/**
 * KerasHub's RetinaNet with weights ported from torchvision, whose anchors and coding it took over. Its presets differ
 * in how the input is made and in the boxes' variance (the encoder's own default is 0.1, 0.1, 0.2, 0.2: weights of
 * 10, 10, 5, 5), so both are worth a look where the ranking is close.
 */
export const kerasHub: ExporterConventions = {
  ...torchvision,
  preset: 'keras-hub',
  inputRule: {
    ...torchvision.inputRule,
    resize: { kind: 'fixed', width: 800, height: 800, fit: 'contain' },
    sizeRounding: 'round',
  },
  defaultSide: 800,
  displayScoreThreshold: 0.5,
  maxDetections: 100,
};
