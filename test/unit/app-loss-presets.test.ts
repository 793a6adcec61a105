import { describe, expect, it } from 'vitest';
import { admitGroundTruth } from '../../src/anchors/admit-ground-truth.ts';
import { matchAnchorsReference } from '../../src/anchors/reference/match-anchors.ts';
import { changedRules, choosePreset, lossRuleNames, lossRulesOf } from '../../src/app/loss-presets.ts';
import { toEngineSettings } from '../../src/app/engine-settings.ts';
import { isValidSetting, lossPresets, resolveSettings } from '../../src/app/settings.ts';
import { pipelineSettings } from '../../src/engine/settings-changes.ts';
import { computeBoxLossReference } from '../../src/loss/reference/box-loss.ts';
import { computeDenseLossReference } from '../../src/loss/reference/dense-loss.ts';
import { planBox } from '../../src/pipeline/loss-spec.ts';
import { lossNormaliserOf, targetSettingsOf } from '../../src/pipeline/target-rules.ts';
import { fakeModel } from '../support/fake-engine.ts';
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

describe('the twins under the rules of', () => {
  it.each(trainers)('%s have the numbers worked out by hand', (trainer) => {
    const { gamma, alpha, targets: rules, box } = pipelineSettings(settingsOfTrainer(trainer));
    const expected = presetOutcomes[trainer];
    const settings = targetSettingsOf(rules, presetGeometry);
    const admitted = admitGroundTruth(presetBoxes, presetGeometry, presetPhoto);
    const { targets, matched } = matchAnchorsReference(presetGrid, admitted, settings);
    expect([...targets]).toEqual(expected.targets);
    expect([...matched]).toEqual(expected.matched);
    const normaliser = lossNormaliserOf(settings.normaliser ?? 'foreground', () =>
      presetGrid.levels.map(
        ({ firstAnchor, anchorCount }) =>
          targets.slice(firstAnchor, firstAnchor + anchorCount).filter((target) => target >= 0).length,
      ),
    );
    const params = { kind: 'focal', gamma, alpha, normaliser } as const;
    const focal = computeDenseLossReference(presetLogits, targets, presetClasses, params);
    expect(focal.totals().total).toBeCloseTo(expected.classLoss, 5);
    const boxes = computeBoxLossReference(
      {
        deltas: presetDeltas,
        anchorBoxes: presetGrid.boxes,
        targets,
        matched,
        groundTruth: admitted.boxes,
      },
      planBox(box!, presetBoxes.length, normaliser),
    );
    expect(boxes.totals.total).toBeCloseTo(expected.boxLoss, 5);
  });
});

describe('the presets', () => {
  it('set nothing that the table does not allow', () => {
    for (const preset of lossPresets)
      for (const name of lossRuleNames)
        expect(isValidSetting(name, lossRulesOf(preset, fakeModel)[name]), `${preset} ${name}`).toBe(true);
  });

  it('take the place of every rule that was chosen, and of nothing else', () => {
    const chosen = { gamma: 5, boxLoss: 'giou', level: 2, theme: 'dark' } as const;
    const settings = resolveSettings(choosePreset(chosen, 'odtk'));
    expect(settings).toMatchObject({
      gamma: 2,
      boxLoss: 'smooth-l1',
      level: 2,
      theme: 'dark',
      lossPreset: 'odtk',
    });
    expect(changedRules(settings, undefined)).toEqual([]);
    expect(choosePreset(choosePreset(chosen, 'odtk'), 'model')).toEqual({
      level: 2,
      theme: 'dark',
      lossPreset: 'model',
    });
  });

  it('name what was changed since', () => {
    const chosen = choosePreset({}, 'torchvision-v1');
    const change = (settings: object): string[] =>
      changedRules(resolveSettings({ ...chosen, ...settings }, fakeModel), fakeModel);
    expect(change({ gamma: 1, foregroundIou: 0.6, level: 2 })).toEqual(['gamma', 'foregroundIou']);
    // What has no effect is no change.
    expect(change({ boxBeta: 1 })).toEqual([]);
    expect(change({ boxBeta: 1, boxLoss: 'smooth-l1' })).toEqual(['boxLoss', 'boxBeta']);
    expect(change({ alpha: 0.5, alphaOn: false })).toEqual(['alphaOn']);
    expect(change({ alpha: 0.5 })).toEqual(['alpha']);
  });

  it('take the model’s own rules from its description', () => {
    const matching = { foregroundIou: 0.6, backgroundIou: 0.3, allowLowQualityMatches: false };
    const model = { ...fakeModel, matching };
    const settings = resolveSettings(choosePreset({ backgroundIou: 0.2 }, 'model'), model);
    expect(toEngineSettings(settings, { panel: 'loss', chosen: {} }).targets).toMatchObject(matching);
    expect(changedRules(settings, model)).toEqual([]);
    expect(changedRules(resolveSettings({ lowQualityMatches: 'overwrite' }, model), model)).toEqual([
      'lowQualityMatches',
    ]);
  });

  it('leave none of another behind', () => {
    for (const first of trainers)
      for (const second of trainers)
        expect(choosePreset(choosePreset({}, first), second)).toEqual(choosePreset({}, second));
  });
});
