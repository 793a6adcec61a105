const plainNumber = /^[ \t]*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?[ \t]*$/i;

/**
 * A decimal number as text formats write it, or undefined: no hexadecimal, no empty text, nothing that is infinite
 * or not a number. Never −0, which would not survive being written.
 */
export function readPlainNumber(text: string): number | undefined {
  if (text.length > 400 || !plainNumber.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value + 0 : undefined;
}

/**
 * The number of fewest digits that `accepts` takes, among those near `value`. Writers use it to undo a reader's sum:
 * the shortest width that leads from the left edge back to the very right edge, say. The value itself where none is.
 */
export function shortestNumber(value: number, accepts: (candidate: number) => boolean): number {
  if (value === 0) return 0;
  for (let digits = 1; digits <= 17; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (accepts(candidate)) return candidate;
  }
  // The rounding of a difference is off by at most two units in the last place.
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 52);
  for (const steps of [1, -1, 2, -2]) {
    const candidate = value + steps * unit;
    if (accepts(candidate)) return candidate;
  }
  return value;
}

/** A coordinate to so many parts of a pixel, without the noise that sums and products leave; never −0. */
export function settleNumber(value: number, partsOfPixel: number): number {
  return Math.round(value * partsOfPixel) / partsOfPixel + 0;
}
