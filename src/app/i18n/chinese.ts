import { zh } from './chinese/page.ts';
import { aboutZh } from './chinese/about.ts';
import { annotationsZh } from './chinese/annotations.ts';
import { compareZh } from './chinese/compare.ts';
import { conventionsZh } from './chinese/conventions.ts';
import { coverageZh } from './chinese/coverage.ts';
import { exportsZh } from './chinese/exports.ts';
import { groundTruthZh } from './chinese/ground-truth.ts';
import { guideZh } from './chinese/guide.ts';
import { headsZh } from './chinese/heads.ts';
import { heatmapZh } from './chinese/heatmap.ts';
import { inspectZh } from './chinese/inspect.ts';
import { kernelsZh } from './chinese/kernels.ts';
import { keyboardZh } from './chinese/keyboard.ts';
import { lossRulesZh } from './chinese/loss-rules.ts';
import { modelsZh } from './chinese/models.ts';
import { navigationZh } from './chinese/navigation.ts';
import { offlineZh } from './chinese/offline.ts';
import { plotsZh } from './chinese/plots.ts';
import { publishedZh } from './chinese/published.ts';
import { tourZh } from './chinese/tour.ts';
import { videoZh } from './chinese/video.ts';
import type { Dictionary } from './english.ts';

/** Every sentence of the page in Simplified Chinese. */
export const chinese: Dictionary = {
  ...zh,
  ...navigationZh,
  ...groundTruthZh,
  ...annotationsZh,
  ...conventionsZh,
  ...coverageZh,
  ...compareZh,
  ...headsZh,
  ...heatmapZh,
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
