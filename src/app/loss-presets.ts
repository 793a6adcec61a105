import type { ModelDescription } from '../engine/messages.ts';
import { resolveSettings, type Settings } from './settings.ts';

/** The settings that a preset sets. */
export const lossRuleNames = [
  'gamma',
  'alpha',
  'alphaOn',
  'foregroundIou',
  'backgroundIou',
  'backgroundIncludesThreshold',
  'lowQualityMatches',
  'ignoreOutside',
  'normaliser',
  'boxLoss',
  'boxBeta',
] as const;
export type LossRuleName = (typeof lossRuleNames)[number];
export type LossRules = Pick<Settings, LossRuleName>;

/** What all trainers of RetinaNet have in common, and the rest as torchvision's first version has it. */
const torchvision: LossRules = {
  gamma: 2,
  alpha: 0.25,
  alphaOn: true,
  foregroundIou: 0.5,
  backgroundIou: 0.4,
  backgroundIncludesThreshold: false,
  lowQualityMatches: 'nearest',
  ignoreOutside: false,
  normaliser: 'foreground',
  boxLoss: 'l1',
  boxBeta: 1 / 9,
};

/**
 * The rules of training of each trainer: torchvision 0.29 `retinanet.py`, detectron2 `Base-RetinaNet.yaml` (whose β of
 * 0 makes smooth L1 an L1; the library's own default is 0.1), mmdetection's RetinaNet configs with `MaxIoUAssigner`,
 * keras-retinanet `utils/anchors.py` and `losses.py` (σ = 3 is β = 1/9), ODTK `box.py` and `model.py`, and
 * pytorch-retinanet `losses.py`.
 */
const presets: Readonly<Record<Exclude<Settings['lossPreset'], 'model'>, LossRules>> = {
  'torchvision-v1': torchvision,
  'torchvision-v2': { ...torchvision, boxLoss: 'giou' },
  detectron2: { ...torchvision, boxBeta: 0.1 },
  mmdetection: { ...torchvision, lowQualityMatches: 'overwrite' },
  'keras-retinanet': {
    ...torchvision,
    backgroundIncludesThreshold: true,
    lowQualityMatches: 'none',
    ignoreOutside: true,
    boxLoss: 'smooth-l1',
  },
  odtk: {
    ...torchvision,
    lowQualityMatches: 'none',
    normaliser: 'foreground-by-level',
    boxLoss: 'smooth-l1',
    boxBeta: 0.11,
  },
  yhenon: { ...torchvision, lowQualityMatches: 'none', boxLoss: 'smooth-l1' },
};

/** A preset's rules; those of `model` are the loaded model's own, as its description and the defaults have them. */
export function lossRulesOf(
  preset: Settings['lossPreset'],
  model: ModelDescription | undefined,
): Readonly<LossRules> {
  return preset === 'model' ? resolveSettings({}, model) : presets[preset];
}

/** Puts a preset in the place of all rules that a person chose before; `model` leaves none chosen. */
export function choosePreset(chosen: Partial<Settings>, preset: Settings['lossPreset']): Partial<Settings> {
  const others = Object.entries(chosen).filter(([name]) => !lossRuleNames.some((rule) => rule === name));
  const rules = preset === 'model' ? {} : presets[preset];
  return { ...Object.fromEntries(others), ...rules, lossPreset: preset };
}

/** The rules that are no longer as the chosen preset set them. One that has no effect at present is not named. */
export function changedRules(settings: Settings, model: ModelDescription | undefined): LossRuleName[] {
  const rules = lossRulesOf(settings.lossPreset, model);
  return lossRuleNames.filter((name) => {
    if (name === 'boxBeta' && settings.boxLoss !== 'smooth-l1') return false;
    if (name === 'alpha' && !settings.alphaOn) return false;
    return settings[name] !== rules[name];
  });
}
