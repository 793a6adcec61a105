import type { ModelReading } from '../app/conventions/conventions-state.ts';
import type { Words } from '../app/i18n/words.ts';

/** Whose conventions these are, as people call them. */
export function presetText(preset: string, words: Words): string {
  return preset === 'built-in' ? words.text('conventions.preset.built-in') : preset;
}

/** How a model is read, and how that was found. */
export function readingText({ conventions, foundBy }: ModelReading, words: Words): string {
  return words.text(`conventions.found.${foundBy}`, { preset: presetText(conventions.preset, words) });
}

/** How far the winner of a ranking agrees and leads; undefined where it was not about photos. */
export function marginText({ foundBy, ranking }: ModelReading, words: Words): string | undefined {
  const [winner] = ranking?.rows ?? [];
  if (!ranking || !winner || (foundBy !== 'ranking' && foundBy !== 'close')) return undefined;
  const figure = (value: number): string => words.number(value, { maximumFractionDigits: 1 });
  return words.text('conventions.margin', {
    agreement: figure(winner.agreement),
    margin: figure(ranking.margin),
  });
}
