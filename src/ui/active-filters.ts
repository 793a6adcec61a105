import type { Words } from '../app/i18n/words.ts';
import type { Settings } from '../app/settings.ts';
import type { ModelDescription } from '../engine/messages.ts';
import { levelOptions } from './heatmap-options.ts';
import { shapeOptions } from './shape-options.ts';

/** What the heatmap is narrowed to, in words. */
export interface ActiveFilters {
  /** The one class shown; undefined for all. */
  readonly className: string | undefined;
  /** Which anchors count; none where all do. */
  readonly anchors: readonly string[];
}

/** The name of the class that is shown alone. */
export function shownClassName(
  { onlyClass }: Settings,
  model: ModelDescription | undefined,
): string | undefined {
  return onlyClass === 'all' ? undefined : (model?.classes[onlyClass] ?? `#${onlyClass}`);
}

/** The filters in force, in the order of their lists. */
export function activeFilters(
  words: Words,
  settings: Settings,
  model: ModelDescription | undefined,
): ActiveFilters {
  const { anchorKind, anchorShape, level, hardestShare } = settings;
  const share = words.number(hardestShare, { style: 'percent', maximumFractionDigits: 2 });
  const textOf = (
    options: readonly { readonly value: string | number; readonly text: string }[],
    value: string | number,
  ) => options.find((option) => option.value === value)?.text;
  const anchors = [
    anchorKind === 'all' ? undefined : words.text(`filter.kind.${anchorKind}`),
    anchorShape === 'all' ? undefined : textOf(shapeOptions(words, model), anchorShape),
    level === 'all' ? undefined : textOf(levelOptions(words, model), level),
    hardestShare === 1 ? undefined : words.text('filter.hardest', { share }),
  ].filter((text) => text !== undefined);
  return { className: shownClassName(settings, model), anchors };
}
