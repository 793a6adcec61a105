import type { TextKey } from '../app/i18n/english.ts';
import type { Words } from '../app/i18n/words.ts';
import type { DetectorConventions } from '../model/detector-conventions.ts';
import { presetText } from './conventions-text.ts';

/** What conventions say, a line for each part of them. */
export function conventionsFacts(
  conventions: DetectorConventions,
  words: Words,
): readonly (readonly [TextKey, string])[] {
  const { preset, activation, classes, categoryIds } = conventions;
  return [
    ['conventions.preset', presetText(preset, words)],
    ['conventions.anchors', anchorsText(conventions, words)],
    ['conventions.coding', codingText(conventions, words)],
    ['conventions.input', inputText(conventions, words)],
    ['conventions.scores', words.text(`conventions.scores.${activation}`)],
    [
      'conventions.classes',
      words.text('conventions.classesText', {
        count: classes.length,
        name: classes[0] ?? '',
        id: String(categoryIds[0] ?? 0),
      }),
    ],
  ];
}

const figures = (values: readonly number[], words: Words): string =>
  values.map((value) => words.number(value, { maximumSignificantDigits: 6 })).join(' / ');

function anchorsText({ anchors }: DetectorConventions, words: Words): string {
  const { strides, scales, ratios, baseSizeInStrides, centreOffset, order } = anchors;
  return words.sentences([
    words.text('conventions.anchorsText', {
      perCell: scales.length * ratios.length,
      strides: `${strides.at(0) ?? ''}–${strides.at(-1) ?? ''}`,
      base: figures(
        scales.map((scale) => Math.round(scale * baseSizeInStrides * 100) / 100),
        words,
      ),
      offset: centreOffset,
    }),
    `(${words.text(`conventions.order.${order}`)})`,
  ]);
}

function codingText({ boxCoding }: DetectorConventions, words: Words): string {
  const { kind = 'centre', weights, extraPixel = 0 } = boxCoding;
  const parts = [words.text(`conventions.coding.${kind}`, { weights: figures(weights, words) })];
  if (extraPixel === 1) parts.push(words.text('conventions.coding.extraPixel'));
  return parts.join(' · ');
}

function inputText({ inputRule }: DetectorConventions, words: Words): string {
  const { channelOrder, range = '0..255', mean, std, padToMultiple } = inputRule;
  const { resize = { kind: 'longest-side' } } = inputRule;
  const parts = [
    words.text('conventions.input.text', {
      order: channelOrder,
      range: range.replace('..', '–'),
      mean: figures(mean, words),
      std: figures(std, words),
    }),
    resizeText(resize, words),
  ];
  if (padToMultiple > 1) parts.push(words.text('conventions.padding', { multiple: padToMultiple }));
  return parts.join(' · ');
}

function resizeText(resize: NonNullable<DetectorConventions['inputRule']['resize']>, words: Words): string {
  switch (resize.kind) {
    case 'longest-side':
      return words.text('conventions.resize.longest-side');
    case 'shorter-side': {
      const { shorter, longer } = resize;
      return words.text('conventions.resize.shorter-side', { shorter, longer });
    }
    case 'fixed': {
      const { width, height } = resize;
      return words.text('conventions.resize.fixed', { width, height });
    }
  }
}
