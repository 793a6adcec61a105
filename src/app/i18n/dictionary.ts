import { en } from './en.ts';
import { aboutEn, aboutZh } from './topics/about.ts';
import { annotationsEn, annotationsZh } from './topics/annotations.ts';
import { compareEn, compareZh } from './topics/compare.ts';
import { conventionsEn, conventionsZh } from './topics/conventions.ts';
import { coverageEn, coverageZh } from './topics/coverage.ts';
import { guideEn, guideZh } from './topics/guide.ts';
import { exportsEn, exportsZh } from './topics/exports.ts';
import { groundTruthEn, groundTruthZh } from './topics/ground-truth.ts';
import { heatmapEn, heatmapZh } from './topics/heatmap.ts';
import { headsEn, headsZh } from './topics/heads.ts';
import { inspectEn, inspectZh } from './topics/inspect.ts';
import { kernelsEn, kernelsZh } from './topics/kernels.ts';
import { modelsEn, modelsZh } from './topics/models.ts';
import { keyboardEn, keyboardZh } from './topics/keyboard.ts';
import { lossRulesEn, lossRulesZh } from './topics/loss-rules.ts';
import { navigationEn, navigationZh } from './topics/navigation.ts';
import { offlineEn, offlineZh } from './topics/offline.ts';
import { plotsEn, plotsZh } from './topics/plots.ts';
import { publishedEn, publishedZh } from './topics/published.ts';
import { tourEn, tourZh } from './topics/tour.ts';
import { videoEn, videoZh } from './topics/video.ts';
import { zh } from './zh.ts';

const english = {
  ...en,
  ...navigationEn,
  ...groundTruthEn,
  ...annotationsEn,
  ...conventionsEn,
  ...coverageEn,
  ...compareEn,
  ...heatmapEn,
  ...headsEn,
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
const chinese: Readonly<Record<keyof typeof english, string>> = {
  ...zh,
  ...navigationZh,
  ...groundTruthZh,
  ...annotationsZh,
  ...conventionsZh,
  ...coverageZh,
  ...compareZh,
  ...heatmapZh,
  ...headsZh,
  ...lossRulesZh,
  ...exportsZh,
  ...inspectZh,
  ...kernelsZh,
  ...modelsZh,
  ...plotsZh,
  ...publishedZh,
  ...offlineZh,
  ...guideZh,
  ...keyboardZh,
  ...tourZh,
  ...aboutZh,
  ...videoZh,
};

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

export type TextKey = keyof typeof english;
export type Dictionary = Readonly<Record<TextKey, string>>;

export const dictionaries: Readonly<Record<Language, Dictionary>> = { en: english, zh: chinese };

/** Keys that have a plural: `status.found` for `status.found.one` and `status.found.other`. */
export type PluralKey = TextKey extends infer Key ? (Key extends `${infer Base}.one` ? Base : never) : never;

/** BCP 47 tags, for the page's `lang` and for `Intl`. */
export const languageTags: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

/** The first of the browser's languages that the page speaks, or English. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    const known = languages.find((language) => language === base);
    if (known) return known;
  }
  return 'en';
}
