import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitGroundTruth } from '../../src/anchors/admit-ground-truth.ts';
import { pipelineSettings } from '../../src/engine/settings-changes.ts';
import type { AnalysisPath } from '../../src/pipeline/analysis-path.ts';
import { createCpuPath } from '../../src/pipeline/cpu-path.ts';
import { createGpuPath } from '../../src/pipeline/gpu-path.ts';
import { targetSettingsOf } from '../../src/pipeline/target-rules.ts';
import { testDevice } from '../support/gpu.ts';
import {
  presetBoxes,
  presetClasses,
  presetDeltas,
  presetGeometry,
  presetGrid,
  presetLogits,
  presetOutcomes,
  presetPhoto,
  settingsOfTrainer,
  trainers,
} from '../support/loss-preset-cases.ts';

const makers: Readonly<Record<string, () => Promise<AnalysisPath>>> = {
  'the CPU path': () => Promise.resolve(createCpuPath(new OffscreenCanvas(1, 1))),
  'the GPU path': async () =>
    createGpuPath(await testDevice(), new OffscreenCanvas(1, 1), {
      presenter: '2d-canvas',
      lossOptions: { lanesPerAnchor: 1 },
    }),
};

describe.each(Object.keys(makers))('%s', (name) => {
  let path: AnalysisPath;

  beforeAll(async () => {
    path = await makers[name]!();
    await path.acceptHead(
      {
        place: 'cpu',
        anchors: presetGrid.anchorCount,
        classes: presetClasses,
        logits: presetLogits,
        deltas: presetDeltas,
        release: () => undefined,
      },
      { photo: presetPhoto, geometry: presetGeometry, grid: presetGrid },
    );
  });

  afterAll(() => path.dispose());

  // One after the other on the same head: nothing of the one before may be left.
  it.each([...trainers, ...trainers.toReversed()])(
    'has the numbers worked out by hand for %s',
    async (trainer) => {
      const { targets: rules, ...settings } = pipelineSettings(settingsOfTrainer(trainer));
      const expected = presetOutcomes[trainer];
      const admitted = admitGroundTruth(presetBoxes, presetGeometry, presetPhoto);
      await path.setTargets(admitted, targetSettingsOf(rules, presetGeometry));
      await path.setFocal(settings);
      const readings = await path.readLosses();
      expect(readings.normaliser).toBe(expected.normaliser);
      expect(readings.focal.total).toBeCloseTo(expected.classLoss, 5);
      expect(readings.box?.spec).toEqual(settings.box);
      expect(readings.box?.total).toBeCloseTo(expected.boxLoss, 5);
      const table = await path.queries.anchorTable();
      expect([...table.targets]).toEqual(expected.targets);
      expect([...table.matched]).toEqual(expected.matched);
      // What is said of single anchors adds up to the totals, whatever they are divided by.
      expect(table.focal.reduce((sum, loss) => sum + loss, 0)).toBeCloseTo(expected.classLoss, 5);
      const norms = table.gradientNorm.map((norm) => norm * expected.normaliser);
      const [, , , , background = 0] = norms;
      // Anchor 4 is background to all: two classes at p = 1/4, each 0.75 · p² · (2 · (1 − p) · −ln(1 − p) + p) = 0.031946.
      expect(background).toBeCloseTo(Math.hypot(0.031946, 0.031946), 5);
    },
  );

  it('divides by all anchors, or by nothing', async () => {
    const { targets: rules, ...settings } = pipelineSettings(settingsOfTrainer('torchvision-v2'));
    const { classLoss, boxLoss, normaliser: foreground } = presetOutcomes['torchvision-v2'];
    const admitted = admitGroundTruth(presetBoxes, presetGeometry, presetPhoto);
    for (const [normaliser, divisor] of [
      ['anchors', 6],
      ['none', 1],
    ] as const) {
      await path.setTargets(admitted, targetSettingsOf({ ...rules, normaliser }, presetGeometry));
      await path.setFocal(settings);
      const readings = await path.readLosses();
      expect(readings.normaliser).toBe(divisor);
      expect(readings.focal.total).toBeCloseTo((classLoss * foreground) / divisor, 5);
      expect(readings.box?.total).toBeCloseTo((boxLoss * foreground) / divisor, 5);
    }
  });

  it('computes another box loss of the same targets, and none where none is asked for', async () => {
    const { targets: rules, ...settings } = pipelineSettings(settingsOfTrainer('torchvision-v1'));
    await path.setTargets(
      admitGroundTruth(presetBoxes, presetGeometry, presetPhoto),
      targetSettingsOf(rules, presetGeometry),
    );
    await path.setFocal(settings);
    expect((await path.readLosses()).box?.total).toBeCloseTo(presetOutcomes['torchvision-v1'].boxLoss, 5);
    await path.setFocal({ ...settings, box: { kind: 'box', loss: 'giou' } });
    expect((await path.readLosses()).box?.total).toBeCloseTo(presetOutcomes['torchvision-v2'].boxLoss, 5);
    await path.setFocal({ ...settings, box: undefined });
    expect((await path.readLosses()).box).toBeUndefined();
  });
});
