import type { HeatmapMode } from '../stage/scene.ts';
import type { Words } from './i18n/words.ts';
import { lossSymbols } from './loss-symbols.ts';
import type { Settings } from './settings.ts';

/** What the colours of the stage stand for. */
export function legendTitle(words: Words, settings: Settings, mode: HeatmapMode): string {
  const title = titleOfMaps(words, settings, mode);
  const { hardestShare } = settings;
  if (hardestShare === 1) return title;
  const share = words.number(hardestShare, { style: 'percent', maximumFractionDigits: 2 });
  return words.text('hardest.legend', { title, share });
}

function titleOfMaps(words: Words, settings: Settings, mode: HeatmapMode): string {
  if (mode === 'single') {
    const loss = settings.shown === 'focal' ? 'focal' : 'crossEntropy';
    if (settings.quantity === 'gradient') return words.text(`quantity.legend.gradient.${loss}`);
    if (settings.quantity !== 'loss') return words.text(`quantity.legend.${settings.quantity}`);
    return words.text(`legend.${loss}`);
  }
  const left = lossSymbols[settings.compareLeft];
  const right = lossSymbols[settings.compareRight];
  const kind = mode === 'difference' || mode === 'ratio' ? mode : 'both';
  return words.text(`compare.legend.${kind}`, { left, right });
}
