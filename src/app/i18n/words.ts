import { dictionaryOf, languageTags, type Language } from './dictionary.ts';
import { englishDictionary, type Dictionary, type PluralKey, type TextKey } from './english.ts';
import { tameName } from './tame-name.ts';

/** What placeholders are filled with; numbers are written as the language writes them. */
export type TextValues = Readonly<Record<string, string | number>>;

const superscriptDigits = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function superscript(exponent: string): string {
  return exponent
    .replace('+', '')
    .replace('-', '⁻')
    .replace(/\d/g, (digit) => superscriptDigits.charAt(Number(digit)));
}

/** The words and figures of one language; of English where the language is not loaded. */
export class Words {
  readonly language: Language;
  readonly #dictionary: Dictionary;
  readonly #tag: string;
  readonly #plurals: Intl.PluralRules;
  readonly #formats = new Map<string, Intl.NumberFormat>();

  constructor(language: Language) {
    const dictionary = dictionaryOf(language);
    this.language = dictionary ? language : 'en';
    this.#dictionary = dictionary ?? englishDictionary;
    this.#tag = languageTags[this.language];
    this.#plurals = new Intl.PluralRules(this.#tag);
  }

  /** A sentence with its placeholders filled; one without a value becomes an ellipsis. */
  text(key: TextKey, values: TextValues = {}): string {
    return this.#dictionary[key].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (typeof value === 'number') return this.number(value);
      return value === undefined ? '…' : tameName(value);
    });
  }

  /** The form of a sentence that goes with `count`. */
  plural(key: PluralKey, count: number, values: TextValues = {}): string {
    const form = this.#plurals.select(count) === 'one' ? 'one' : 'other';
    return this.text(`${key}.${form}`, { count, ...values });
  }

  number(value: number, options: Intl.NumberFormatOptions = {}): string {
    return this.#format(options).format(value);
  }

  /** Three significant digits; a power of ten where the figure would be long: `2.1 × 10⁻⁶`. */
  figure(value: number): string {
    const size = Math.abs(value);
    if (!Number.isFinite(value)) return '–';
    if (size === 0 || (size >= 1e-3 && size < 1e6)) {
      return this.number(value, { maximumSignificantDigits: size >= 1000 ? 6 : 3, maximumFractionDigits: 3 });
    }
    const [mantissa = '', exponent = ''] = value.toExponential(1).split('e');
    return `${this.number(Number(mantissa))} × 10${superscript(exponent)}`;
  }

  /** Two significant digits, as narrow as can be, for tables of many columns: `0.042`, `8·10⁻⁴`. */
  shortFigure(value: number): string {
    const size = Math.abs(value);
    if (!Number.isFinite(value)) return '–';
    if (size === 0 || size >= 1e-3) return this.number(value, { maximumSignificantDigits: 2 });
    const [mantissa = '', exponent = ''] = value.toExponential(0).split('e');
    return `${this.number(Number(mantissa))}·10${superscript(exponent)}`;
  }

  /** A share of 1 as per cent, with a decimal below ten; a trace is said to be one. */
  percent(share: number): string {
    const percent: Intl.NumberFormatOptions = { style: 'percent', maximumFractionDigits: 1 };
    if (!Number.isFinite(share)) return '–';
    if (share > 0 && share < 0.001) return `< ${this.number(0.001, percent)}`;
    // Nothing but the whole is called 100 %.
    if (share > 0.99 && share < 1) return this.number(Math.min(share, 0.999), percent);
    return this.number(share, { ...percent, maximumFractionDigits: share < 0.1 ? 1 : 0 });
  }

  /** Whole sentences one after the other: Chinese has no space between them. */
  sentences(texts: readonly string[]): string {
    return texts.join(this.language === 'zh' ? '' : ' ');
  }

  /** Names one after the other, as the language joins them. */
  list(items: readonly string[]): string {
    return new Intl.ListFormat(this.#tag, { type: 'conjunction' }).format(items);
  }

  megabytes(bytes: number): string {
    return this.number(bytes / 1e6, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  }

  milliseconds(value: number): string {
    return this.number(value, { maximumFractionDigits: value < 10 ? 1 : 0 });
  }

  #format(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const key = JSON.stringify(options);
    const known = this.#formats.get(key);
    if (known) return known;
    const format = new Intl.NumberFormat(this.#tag, options);
    this.#formats.set(key, format);
    return format;
  }
}
