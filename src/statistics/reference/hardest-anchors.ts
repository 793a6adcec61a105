import { sortBitsDescending } from '../../gpu/reference/descending-order.ts';

/** Which anchors a list of the hardest is drawn from; the ignored ones are in none where targets are known. */
export type HardestAmong = 'all' | 'foreground' | 'background';

/** An anchor and what made it hard. */
export interface HardAnchor {
  readonly anchor: number;
  /** float32 */
  readonly value: number;
}

/** The largest float32 there is, infinity, as bits. */
const infinityBits = 0x7f800000;

/**
 * Twin of the kernel `hardest-anchors`: the anchors of the largest values, equals by index. NaN and values below 0
 * never take part.
 *
 * @param values float32 `[A]`
 * @param targets int32 `[A]`: class index, −1 background, −2 ignored; undefined: every anchor takes part
 * @param count how many at most
 */
export function findHardestAnchorsReference(
  values: Float32Array,
  targets: Int32Array | undefined,
  among: HardestAmong,
  count: number,
): HardAnchor[] {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const eligible = new Uint32Array(values.length);
  let eligibleCount = 0;
  for (let anchor = 0; anchor < values.length; anchor++) {
    const isNumber = (bits[anchor] ?? 0) <= infinityBits || values[anchor] === 0;
    const target = targets?.[anchor];
    const isForeground = target === undefined || target >= 0;
    const isBackground = target === undefined || target === -1;
    if (isNumber && ((isForeground && among !== 'background') || (isBackground && among !== 'foreground')))
      eligible[eligibleCount++] = anchor;
  }
  const listed = eligible.subarray(0, eligibleCount);
  const order = sortBitsDescending(listed.map((anchor) => bits[anchor] ?? 0)).subarray(0, count);
  return Array.from(order, (place) => {
    const anchor = listed[place] ?? 0;
    return { anchor, value: Math.abs(values[anchor] ?? 0) };
  });
}
