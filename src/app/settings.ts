import { runOnChoices, type ModelDescription } from '../engine/messages.ts';
import { offeredInputSizes } from '../image/input-sizes.ts';
import { lossChoices, quantities } from '../pipeline/loss-spec.ts';
import { normaliserChoices } from '../pipeline/target-rules.ts';
import { anchorKinds, colormapNames, heatmapModes } from '../stage/scene.ts';

/** A number on a slider. */
export interface RangeSetting {
  readonly kind: 'range';
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
}

/** One of a few values. */
export interface ChoiceSetting<Value extends string | number> {
  readonly kind: 'choice';
  readonly default: Value;
  readonly choices: readonly Value[];
}

export interface SwitchSetting {
  readonly kind: 'switch';
  readonly default: boolean;
}

type Setting = RangeSetting | ChoiceSetting<string | number> | SwitchSetting;

function range(value: number, minimum: number, maximum: number, step: number): RangeSetting {
  return { kind: 'range', default: value, minimum, maximum, step };
}

function choice<const Values extends readonly (string | number)[]>(
  choices: Values,
  value: NoInfer<Values[number]>,
): ChoiceSetting<Values[number]> {
  return { kind: 'choice', default: value, choices };
}

function toggle(value: boolean): SwitchSetting {
  return { kind: 'switch', default: value };
}

/** Pyramid levels that can be shown alone, by index; the manifest's models have five. */
const levelChoices = ['all', 0, 1, 2, 3, 4] as const;

/** Shapes of anchors that can be shown alone, by index; the manifest's models have nine. */
const shapeChoices = ['all', 0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Classes that can be shown alone, by index; a model with more has the others in no list. */
const classChoices: readonly ('all' | number)[] = [
  'all',
  ...Array.from({ length: 1024 }, (_, index) => index),
];

/** Whose rules of training were chosen last: the model's own, or another trainer's. */
export const lossPresets = [
  'model',
  'torchvision-v1',
  'torchvision-v2',
  'detectron2',
  'mmdetection',
  'keras-retinanet',
  'odtk',
  'yhenon',
] as const;

/** Parts of all anchors that a heatmap can be narrowed to, the hardest first: from all of them to one in ten thousand. */
export const hardestShares = [
  1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001,
] as const;

/** Every setting of the page, once: its default, its range, and so what may be read back from storage. */
export const settingTable = {
  shown: choice(['cross-entropy', 'focal'], 'focal'),
  gamma: range(2, 0, 5, 0.1),
  alpha: range(0.25, 0, 1, 0.05),
  alphaOn: toggle(true),
  quantity: choice(quantities, 'loss'),
  compareMode: choice(heatmapModes, 'single'),
  compareLeft: choice(lossChoices, 'cross-entropy'),
  compareRight: choice(lossChoices, 'alpha-focal'),
  divider: range(0.5, 0, 1, 0.01),
  starGamma: range(2, 0.1, 5, 0.1),
  starBeta: range(1, -5, 5, 0.1),
  ohemCount: choice([128, 256, 512], 128),
  ohemIou: choice([0.5, 0.7], 0.7),
  scoreThreshold: range(0.4, 0, 1, 0.01),
  nmsIou: range(0.5, 0, 1, 0.01),
  suppressAcrossClasses: toggle(false),
  lossPreset: choice(lossPresets, 'model'),
  foregroundIou: range(0.5, 0.05, 0.95, 0.01),
  backgroundIou: range(0.4, 0, 0.95, 0.01),
  backgroundIncludesThreshold: toggle(false),
  lowQualityMatches: choice(['none', 'nearest', 'overwrite'], 'nearest'),
  ignoreOutside: toggle(false),
  normaliser: choice(normaliserChoices, 'foreground'),
  boxLoss: choice(['l1', 'smooth-l1', 'giou'], 'giou'),
  boxBeta: choice([0.1, 0.11, 1 / 9, 0.5, 1], 1 / 9),
  opacity: range(0.7, 0, 1, 0.01),
  level: choice(levelChoices, 'all'),
  anchorKind: choice(anchorKinds, 'all'),
  anchorShape: choice(shapeChoices, 'all'),
  onlyClass: choice(classChoices, 'all'),
  hardestShare: choice(hardestShares, 1),
  reduce: choice(['sum', 'max'], 'sum'),
  colormap: choice(colormapNames, 'magma'),
  scale: choice(['linear', 'log'], 'log'),
  lockScale: toggle(true),
  showBoxes: toggle(true),
  showGroundTruth: toggle(false),
  prior: range(0.01, 0.0001, 0.5, 0.0001),
  inputSize: choice<readonly number[]>(offeredInputSizes, 416),
  runOn: choice(runOnChoices, 'auto'),
  language: choice(['browser', 'en', 'zh'], 'browser'),
  theme: choice(['auto', 'light', 'dark'], 'auto'),
} as const satisfies Record<string, Setting>;

type ValueOf<Entry> = Entry extends RangeSetting
  ? number
  : Entry extends ChoiceSetting<infer Value>
    ? Value
    : boolean;

export type SettingName = keyof typeof settingTable;
export type Settings = { readonly [Name in SettingName]: ValueOf<(typeof settingTable)[Name]> };
export type ThemeChoice = Settings['theme'];

/** The names of the settings that are numbers on a slider. */
export type RangeName = {
  [Name in SettingName]: (typeof settingTable)[Name] extends RangeSetting ? Name : never;
}[SettingName];

/** The names of all settings, in the table's order. */
export const settingNames = Object.keys(settingTable) as readonly SettingName[];

/** Settings of the person, not of the picture: no link carries them, and no reset touches them. */
const personalNames = ['language', 'theme'] as const satisfies readonly SettingName[];

export function isPersonalSetting(name: SettingName): boolean {
  return personalNames.some((personal) => personal === name);
}

/** The personal ones among these. */
export function pickPersonal({ language, theme }: Partial<Settings>): Partial<Settings> {
  return { ...(language && { language }), ...(theme && { theme }) };
}

/** Whether `value` is one that the setting can have. */
export function isValidSetting(name: SettingName, value: unknown): boolean {
  const entry: Setting = settingTable[name];
  switch (entry.kind) {
    case 'range':
      return typeof value === 'number' && value >= entry.minimum && value <= entry.maximum;
    case 'choice':
      return entry.choices.some((allowed) => allowed === value);
    case 'switch':
      return typeof value === 'boolean';
  }
}

/** A setting's value in a link. */
export function encodeSetting(name: SettingName, value: Settings[SettingName]): string {
  const entry: Setting = settingTable[name];
  switch (entry.kind) {
    case 'range':
      // Sliders count in steps that have no exact binary form.
      return String(Number(Number(value).toPrecision(6)));
    case 'choice':
      return String(value);
    case 'switch':
      return value === true ? 'on' : 'off';
  }
}

/** The value that a link's text stands for, or undefined where the setting cannot have it. */
export function decodeSetting(name: SettingName, text: string): Settings[SettingName] | undefined {
  const entry: Setting = settingTable[name];
  switch (entry.kind) {
    case 'range': {
      const value = /^-?\d+(\.\d+)?(e-?\d+)?$/i.test(text) ? Number(text) : NaN;
      return isValidSetting(name, value) ? value : undefined;
    }
    case 'choice':
      return entry.choices.find((allowed) => String(allowed) === text) as Settings[SettingName] | undefined;
    case 'switch':
      return text === 'on' ? true : text === 'off' ? false : undefined;
  }
}

/** What a model says of its own best settings: they stand until a person chooses others. */
function modelDefaults(model: ModelDescription | undefined): Partial<Settings> {
  if (!model) return {};
  const { displayScore, nmsIou, defaultInputSize, matching } = model;
  const { foregroundIou, backgroundIou, allowLowQualityMatches } = matching;
  const lowQualityMatches = allowLowQualityMatches ? 'nearest' : 'none';
  const valid = keepValid({ scoreThreshold: displayScore, nmsIou, foregroundIou, backgroundIou });
  return { ...valid, lowQualityMatches, inputSize: defaultInputSize };
}

/** The input sizes on offer: the table's, and the model's own where that is another; its own alone where it is fixed. */
export function inputSizeChoices(model: ModelDescription | undefined): readonly number[] {
  const { choices } = settingTable.inputSize;
  const own = model?.defaultInputSize;
  if (model?.hasFixedInput && own !== undefined) return [own];
  return own === undefined || choices.includes(own) ? choices : [own, ...choices].toSorted((a, b) => a - b);
}

function keepValid(values: Readonly<Record<string, unknown>>): Partial<Settings> {
  const valid = settingNames
    .filter((name) => name in values && isValidSetting(name, values[name]))
    .map((name) => [name, values[name]]);
  return Object.fromEntries(valid) as Partial<Settings>;
}

/** The settings in force: the table's defaults, over them the model's, over them what the person chose. */
export function resolveSettings(chosen: Partial<Settings>, model?: ModelDescription): Settings {
  const defaults = Object.fromEntries(settingNames.map((name) => [name, settingTable[name].default]));
  const settings = { ...defaults, ...modelDefaults(model), ...chosen } as Settings;
  // Scores below the model's floor are never selected: a slider there would do nothing.
  const scoreThreshold = Math.max(settings.scoreThreshold, model?.minimumScore ?? 0);
  const inputSize = model?.hasFixedInput ? model.defaultInputSize : settings.inputSize;
  return { ...settings, scoreThreshold, inputSize, onlyClass: classWithin(settings.onlyClass, model) };
}

/** A class that the model has, or all. */
function classWithin(onlyClass: Settings['onlyClass'], model: ModelDescription | undefined): 'all' | number {
  const isBeyond = model !== undefined && typeof onlyClass === 'number' && onlyClass >= model.classes.length;
  return isBeyond ? 'all' : onlyClass;
}

const storageKey = 'focalscope.settings';

/** What a person chose at an earlier visit; anything that is no longer valid is dropped. */
export function loadChosenSettings(storage: Pick<Storage, 'getItem'> | undefined): Partial<Settings> {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(storageKey) ?? '{}');
    return typeof stored === 'object' && stored !== null ? keepValid({ ...stored }) : {};
  } catch {
    // Storage that is blocked, or was written by something else, is as good as none.
    return {};
  }
}

export function saveChosenSettings(
  storage: Pick<Storage, 'setItem'> | undefined,
  chosen: Partial<Settings>,
): void {
  try {
    storage?.setItem(storageKey, JSON.stringify(chosen));
  } catch {
    // A full or blocked storage costs the next visit its settings, and nothing else.
  }
}
