import { validateAnchorSettings, type AnchorSettings } from '../../coverage/anchor-settings.ts';
import { InputError } from '../../gpu/input-error.ts';
import type { TextKey } from '../i18n/english.ts';
import type { TextValues } from '../i18n/words.ts';

/** Figures that can be typed, and what they may be. */
export const anchorBounds = {
  strides: { least: 1, most: 4096, isWhole: true },
  baseSizes: { least: 0.5, most: 65_536, isWhole: false },
  scales: { least: 0.001, most: 1000, isWhole: false },
  ratios: { least: 0.001, most: 1000, isWhole: false },
  inputSide: { least: 32, most: 4096, isWhole: true },
  baseMultiple: { least: 0.25, most: 64, isWhole: false },
  foregroundIou: { least: 0.05, most: 0.95, isWhole: false },
  count: { least: 1, most: 12, isWhole: true },
} as const satisfies Record<string, Bounds>;

/** The lists of a setting; those of levels are as long as each other. */
export const anchorLists = ['strides', 'baseSizes', 'scales', 'ratios'] as const;
export type AnchorList = (typeof anchorLists)[number];

export interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

/** A number, or the sentence that says why it is none. */
export type TypedNumber =
  { readonly value: number } | { readonly fault: TextKey; readonly values: TextValues };

/** Reads what was typed: a decimal number, or a fraction such as 1/3. */
export function readNumber(text: string, { least, most, isWhole }: Bounds): TypedNumber {
  const [above = '', below = '1', ...rest] = text.trim().split('/');
  const isNumber = rest.length === 0 && [above, below].every((part) => /^\s*\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(part)); // prettier-ignore
  const value = Number(above) / Number(below);
  if (!isNumber || !Number.isFinite(value)) return { fault: 'coverage.fault.number', values: {} };
  if (value < least || value > most) return { fault: 'coverage.fault.range', values: { least, most } };
  if (isWhole && !Number.isInteger(value)) return { fault: 'coverage.fault.whole', values: {} };
  return { value };
}

/** What is wrong with a changed setting as a whole, where each of its figures is right by itself. */
export function faultOfSettings(settings: AnchorSettings): TextKey | undefined {
  try {
    validateAnchorSettings(settings);
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.parameter.startsWith('anchors') ? 'coverage.fault.tooMany' : 'coverage.fault.list';
  }
}

/** Replaces one value of a list. */
export function withValue(values: readonly number[], index: number, value: number): number[] {
  return values.map((each, place) => (place === index ? value : each));
}

/** One more scale, the next in line by the last step; a ratio, the inverse of one that lacks it. */
export function withOneMore(values: readonly number[], list: 'scales' | 'ratios'): number[] {
  const sorted = [...values].sort((first, second) => first - second);
  const last = sorted.at(-1) ?? 1;
  if (list === 'ratios') {
    const lonely = sorted.find((ratio) => !sorted.some((other) => Math.abs(other * ratio - 1) < 1e-3));
    const next = lonely === undefined ? last * 1.5 : 1 / lonely;
    return [...values, round(next)];
  }
  const step = sorted.length > 1 ? last / (sorted.at(-2) ?? last) : 2 ** (1 / 3);
  return [...values, round(last * Math.max(step, 1.1))];
}

/** One more level: the next stride, with as many strides for its base size. */
export function withCoarserLevel({
  strides,
  baseSizes,
}: AnchorSettings): Pick<AnchorSettings, 'strides' | 'baseSizes'> {
  const stride = strides.at(-1) ?? 4;
  return {
    strides: [...strides, stride * 2],
    baseSizes: [...baseSizes, (baseSizes.at(-1) ?? stride * 4) * 2],
  };
}

/** One level more at the fine end: P2 where there was P3. */
export function withFinerLevel(settings: AnchorSettings): Partial<AnchorSettings> | undefined {
  const { strides, baseSizes, firstLevel } = settings;
  const stride = (strides[0] ?? 1) / 2;
  if (!Number.isInteger(stride) || firstLevel === 0) return undefined;
  return {
    strides: [stride, ...strides],
    baseSizes: [(baseSizes[0] ?? 8) / 2, ...baseSizes],
    firstLevel: firstLevel - 1,
  };
}

/** The base size in strides, where all levels have the same. */
export function baseMultipleOf({ strides, baseSizes }: AnchorSettings): number | undefined {
  const [first = 0] = baseSizes;
  const multiple = first / (strides[0] ?? 1);
  const isSame = baseSizes.every(
    (size, level) => Math.abs(size / (strides[level] ?? 1) / multiple - 1) < 1e-6,
  );
  return isSame ? multiple : undefined;
}

/** A figure as it stands in a field: four decimals at most. */
export function fieldText(value: number): string {
  return String(Number(value.toFixed(4)));
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
