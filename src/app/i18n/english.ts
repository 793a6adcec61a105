import { en } from './english/page.ts';
import { aboutEn } from './english/about.ts';
import { annotationsEn } from './english/annotations.ts';
import { compareEn } from './english/compare.ts';
import { conventionsEn } from './english/conventions.ts';
import { coverageEn } from './english/coverage.ts';
import { exportsEn } from './english/exports.ts';
import { groundTruthEn } from './english/ground-truth.ts';
import { guideEn } from './english/guide.ts';
import { headsEn } from './english/heads.ts';
import { heatmapEn } from './english/heatmap.ts';
import { inspectEn } from './english/inspect.ts';
import { kernelsEn } from './english/kernels.ts';
import { keyboardEn } from './english/keyboard.ts';
import { lossRulesEn } from './english/loss-rules.ts';
import { modelsEn } from './english/models.ts';
import { navigationEn } from './english/navigation.ts';
import { offlineEn } from './english/offline.ts';
import { plotsEn } from './english/plots.ts';
import { publishedEn } from './english/published.ts';
import { tourEn } from './english/tour.ts';
import { videoEn } from './english/video.ts';

const english = {
  ...en,
  ...navigationEn,
  ...groundTruthEn,
  ...annotationsEn,
  ...conventionsEn,
  ...coverageEn,
  ...compareEn,
  ...headsEn,
  ...heatmapEn,
  ...lossRulesEn,
  ...exportsEn,
  ...inspectEn,
  ...kernelsEn,
  ...modelsEn,
  ...plotsEn,
  ...publishedEn,
  ...offlineEn,
  ...guideEn,
  ...keyboardEn,
  ...tourEn,
  ...aboutEn,
  ...videoEn,
};

export type TextKey = keyof typeof english;
/** Every sentence of the page in one language. */
export type Dictionary = Readonly<Record<TextKey, string>>;

/** Keys that have a plural: `status.found` for `status.found.one` and `status.found.other`. */
export type PluralKey = TextKey extends infer Key ? (Key extends `${infer Base}.one` ? Base : never) : never;

export const englishDictionary: Dictionary = english;
