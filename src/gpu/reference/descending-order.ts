/**
 * The indices of non-negative float32 numbers from the largest down, equals by index; negative numbers are taken for
 * 0. Twin of the kernel `descending-order`, and what sorts where there is no GPU: a radix sort too, which takes a few
 * milliseconds for 100,000 keys where a comparison a pair takes fifty.
 *
 * @param keys `[A]` float32, none of them NaN
 * @returns uint32 `[A]`
 */
export function computeDescendingOrderReference(keys: Float32Array): Uint32Array<ArrayBuffer> {
  return sortBitsDescending(new Uint32Array(keys.buffer, keys.byteOffset, keys.length));
}

const digitBits = 11;
const digitCount = 1 << digitBits;

/**
 * The same for bits of such numbers, or any whole numbers below 2^31.
 *
 * @param bits `[A]`; those from 2^31 on are taken for 0
 */
export function sortBitsDescending(bits: Uint32Array): Uint32Array<ArrayBuffer> {
  const count = bits.length;
  // Complements ascend where the numbers descend.
  let keys = bits.map((word) => ~(word >= 0x80000000 ? 0 : word));
  let order = Uint32Array.from({ length: count }, (_, index) => index);
  let otherKeys = new Uint32Array(count);
  let otherOrder = new Uint32Array(count);
  for (let shift = 0; shift < 32; shift += digitBits) {
    const places = new Uint32Array(digitCount);
    const digitOf = (index: number): number => ((keys[index] ?? 0) >>> shift) & (digitCount - 1);
    for (let index = 0; index < count; index++) {
      const digit = digitOf(index);
      places[digit] = (places[digit] ?? 0) + 1;
    }
    let place = 0;
    for (let digit = 0; digit < digitCount; digit++) {
      const first = place;
      place += places[digit] ?? 0;
      places[digit] = first;
    }
    for (let index = 0; index < count; index++) {
      const digit = digitOf(index);
      const to = places[digit] ?? 0;
      places[digit] = to + 1;
      otherKeys[to] = keys[index] ?? 0;
      otherOrder[to] = order[index] ?? 0;
    }
    [keys, otherKeys] = [otherKeys, keys];
    [order, otherOrder] = [otherOrder, order];
  }
  return order;
}
