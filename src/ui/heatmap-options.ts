import type { Words } from '../app/i18n/words.ts';
import { settingTable } from '../app/settings.ts';
import type { ModelDescription } from '../engine/messages.ts';
import type { SelectOption } from './fs-select.ts';

/** Which anchors the heatmap may be of, by kind. */
export function kindOptions(words: Words): SelectOption[] {
  return settingTable.anchorKind.choices.map((value) => ({
    value,
    text: words.text(`filter.kind.${value}`),
  }));
}

/** The levels of the model's pyramid, finest first. */
export function levelOptions(words: Words, model: ModelDescription | undefined): SelectOption[] {
  const names = model?.levels ?? ['P3', 'P4', 'P5', 'P6', 'P7'];
  const levels = names.map((text, value) => ({ value, text }));
  return [{ value: 'all', text: words.text('control.levelAll') }, ...levels];
}

export function colormapOptions(words: Words): SelectOption[] {
  return settingTable.colormap.choices.map((value) => ({
    value,
    text: words.text(`control.colormap.${value}`),
  }));
}

/** The model's classes, and all of them. */
export function classOptions(words: Words, model: ModelDescription | undefined): SelectOption[] {
  const known = settingTable.onlyClass.choices.length - 1;
  const classes = (model?.classes ?? []).slice(0, known).map((text, value) => ({ value, text }));
  return [{ value: 'all', text: words.text('filter.class.all') }, ...classes];
}
