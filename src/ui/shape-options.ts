import type { Words } from '../app/i18n/words.ts';
import { settingTable } from '../app/settings.ts';
import type { ModelDescription } from '../engine/messages.ts';
import type { SelectOption } from './fs-select.ts';

/** The shapes of the model's anchors to choose from, in the order of its head's channels, and all of them. */
export function shapeOptions(words: Words, model: ModelDescription | undefined): readonly SelectOption[] {
  const all = { value: 'all', text: words.text('filter.shape.all') };
  const { scales, ratios, order } = model?.anchors ?? { scales: [], ratios: [] };
  const text = (scale: number, ratio: number): string =>
    words.text('filter.shape.single', { scale: words.figure(scale), ratio: words.figure(ratio) });
  const texts =
    order === 'scale-outer'
      ? scales.flatMap((scale) => ratios.map((ratio) => text(scale, ratio)))
      : ratios.flatMap((ratio) => scales.map((scale) => text(scale, ratio)));
  const known = settingTable.anchorShape.choices.length - 1;
  return [all, ...texts.slice(0, known).map((shape, value) => ({ value, text: shape }))];
}
