import type { ModelReading } from '../app/conventions/conventions-state.ts';
import type { Words } from '../app/i18n/words.ts';

/** Whose conventions these are, as people call them. */
export function presetText(preset: string, words: Words): string {
  return preset === 'built-in' ? words.text('conventions.preset.built-in') : preset;
}

/** How a model is read, how that was found, and by how much. */
export function readingText(reading: ModelReading, words: Words): string {
  return words.sentences([foundText(reading, words), ...marginText(reading, words)]);
}

function foundText({ conventions, foundBy }: ModelReading, words: Words): string {
  return words.text(`conventions.found.${foundBy}`, { preset: presetText(conventions.preset, words) });
}

/** How far the winner of a ranking agrees and leads; nothing where it was not about photos. */
function marginText({ foundBy, ranking }: ModelReading, words: Words): string[] {
  const [winner] = ranking?.rows ?? [];
  if (!ranking || !winner || (foundBy !== 'ranking' && foundBy !== 'close')) return [];
  const figure = (value: number): string => words.number(value, { maximumFractionDigits: 1 });
  return [
    words.text('conventions.margin', {
      agreement: figure(winner.agreement),
      margin: figure(ranking.margin),
    }),
  ];
}
