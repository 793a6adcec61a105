import type { HeatmapMode, ScaleRange } from '../stage/scene.ts';
import type { Words } from './i18n/words.ts';
import { lossSymbols } from './loss-symbols.ts';
import { showsMarks } from './mark-legend.ts';
import type { Settings } from './settings.ts';

/**
 * What the colours of the stage stand for.
 *
 * @param className of the one class shown; undefined for all
 */
export function legendTitle(words: Words, settings: Settings, mode: HeatmapMode, className?: string): string {
  const whole = titleOfMaps(words, settings, mode);
  const title =
    className === undefined ? whole : words.text('filter.class.legend', { title: whole, name: className });
  const { hardestShare, anchorKind, anchorShape, level, onlyClass } = settings;
  const share = words.number(hardestShare, { style: 'percent', maximumFractionDigits: 2 });
  const narrowed = hardestShare === 1 ? title : words.text('hardest.legend', { title, share });
  const isWhole =
    hardestShare === 1 && [anchorKind, anchorShape, level, onlyClass].every((filter) => filter === 'all');
  return showsMarks(settings, mode) && !isWhole ? words.text('marks.legend', { title: narrowed }) : narrowed;
}

/** The values at the two ends of the colours. What is drawn of p_t is how far it is from 1. */
export function legendEnds(
  words: Words,
  { quantity }: Settings,
  mode: HeatmapMode,
  { minimum, maximum }: ScaleRange,
): readonly [string, string] {
  const isOfProbability = mode === 'single' && quantity === 'p-t';
  return isOfProbability
    ? [words.figure(1 - minimum), words.figure(1 - maximum)]
    : [words.figure(minimum), words.figure(maximum)];
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
