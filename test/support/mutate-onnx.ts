import type { Random } from './fuzz.ts';

/** Bytes of a value: a varint's, or those of a field that holds no message. */
interface Leaf {
  readonly start: number;
  readonly end: number;
  readonly isVarint: boolean;
}

/** The leaves of a message from `start` to `end`; undefined where the bytes are none. */
function findLeaves(bytes: Uint8Array, start: number, end: number, depth: number): Leaf[] | undefined {
  const leaves: Leaf[] = [];
  let at = start;
  const varint = (): number | undefined => {
    let value = 0;
    for (let factor = 1; at < end; factor *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  while (at < end) {
    const tag = varint();
    if (tag === undefined || tag < 8) return undefined;
    const wireType = tag % 8;
    const from = at;
    if (wireType === 0) {
      if (varint() === undefined) return undefined;
      leaves.push({ start: from, end: at, isVarint: true });
    } else if (wireType === 1 || wireType === 5) {
      at += wireType === 1 ? 8 : 4;
      if (at > end) return undefined;
      leaves.push({ start: from, end: at, isVarint: false });
    } else if (wireType === 2) {
      const length = varint();
      if (length === undefined || at + length > end) return undefined;
      const inner = depth > 0 && length > 1 ? findLeaves(bytes, at, at + length, depth - 1) : undefined;
      if (inner) leaves.push(...inner);
      else if (length > 0) leaves.push({ start: at, end: at + length, isVarint: false });
      at += length;
    } else return undefined;
  }
  return leaves;
}

/**
 * An ONNX file like `source` that is still a protobuf message: one to three of its numbers, names or weights are
 * others, of the same length.
 */
export function mutateOnnx(source: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(source);
  const leaves = findLeaves(bytes, 0, bytes.length, 8) ?? [];
  for (let count = 1 + random.below(3); count > 0; count--) {
    // Of a graph's names most are needed as they are: numbers and weights lead further in.
    const telling = leaves.filter((leaf) => leaf.isVarint || leaf.end - leaf.start > 64);
    const { start, end, isVarint } = random.pick(random.below(4) === 0 ? leaves : telling);
    const at = start + random.below(end - start);
    const old = bytes[at]!;
    if (isVarint)
      bytes[at] = (old & 0x80) | random.pick([0, 1, 2, 7, 0x3f, 0x7f, (old + 1) & 0x7f, old & 0x7e]);
    else bytes[at] = random.pick([0, 0x41, 0x7f, 0xff, old ^ 1, old ^ 0x80]);
  }
  return bytes;
}
