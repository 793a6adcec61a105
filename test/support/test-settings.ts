import type { EngineSettings } from '../../src/engine/messages.ts';

/** The page's settings at a first visit, for tests to vary. */
export const testSettings: EngineSettings = {
  runOn: 'auto',
  inputSize: 416,
  gamma: 2,
  alpha: 0.25,
  scoreThreshold: 0.42,
  nmsIou: 0.5,
  suppressAcrossClasses: false,
  targets: { foregroundIou: 0.5, backgroundIou: 0.4, allowLowQualityMatches: true },
  box: { kind: 'box', loss: 'giou' },
  showBoxes: true,
  showGroundTruth: false,
  heatmap: {
    shown: 'focal',
    level: 'all',
    reduce: 'sum',
    colormap: 'viridis',
    opacity: 0.7,
    scale: 'linear',
    lockScale: true,
  },
};
