import { describe, expect, it } from 'vitest';
import type { EngineSettings } from '../../src/engine/messages.ts';
import { changedParts, pipelineSettings } from '../../src/engine/settings-changes.ts';
import { testSettings } from '../support/test-settings.ts';

const settings = testSettings;

describe('what a change of settings makes stale', () => {
  const changes: [string, Partial<EngineSettings>, string[]][] = [
    ['nothing', {}, []],
    ['γ: the loss and the picture', { gamma: 3 }, ['focal', 'frame', 'readout']],
    ['α off: the loss and the picture', { alpha: 'off' }, ['focal', 'frame', 'readout']],
    ['score: detections, not the loss', { scoreThreshold: 0.6 }, ['detections', 'frame', 'readout']],
    ['NMS', { nmsIou: 0.7 }, ['detections', 'frame', 'readout']],
    [
      'matching: everything after it',
      { targets: { ...settings.targets, allowLowQualityMatches: false } },
      ['targets', 'focal', 'frame', 'readout'],
    ],
    [
      'the normaliser: every loss',
      { targets: { ...settings.targets, normaliser: 'none' } },
      ['targets', 'focal', 'frame', 'readout'],
    ],
    ['the box loss: not the matching', { box: { kind: 'box', loss: 'l1' } }, ['focal', 'frame', 'readout']],
    [
      'the shown loss: the picture',
      { heatmap: { ...settings.heatmap, shown: 'cross-entropy' } },
      ['frame', 'readout'],
    ],
    ['input size: left to the model run', { inputSize: 640 }, []],
  ];
  for (const [name, change, parts] of changes) {
    it(name, () => {
      expect(changedParts(settings, { ...settings, ...change })).toEqual(parts);
    });
  }
});

it('hands α off to the pipeline as a negative weight', () => {
  expect(pipelineSettings({ ...settings, alpha: 'off' }).alpha).toBeLessThan(0);
  expect(pipelineSettings(settings).alpha).toBe(0.25);
});
