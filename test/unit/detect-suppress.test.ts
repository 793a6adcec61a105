import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxIou, type Box } from '../../src/base/box.ts';
import { suppressBoxes } from '../../src/detect/suppress.ts';

interface Scored {
  readonly box: Box;
  readonly group: number;
}

const coordinate = fc.integer({ min: 0, max: 20 });
const scored = fc.record({
  box: fc
    .tuple(coordinate, coordinate, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
    .map(([x, y, width, height]): Box => [x, y, x + width, y + height]),
  group: fc.integer({ min: 0, max: 2 }),
});
const rows = fc.array(scored, { maxLength: 40 });
const iou = fc.constantFrom(0, 0.25, 0.5, 0.75, 1);

function suppress(list: readonly Scored[], maxIou: number, byGroup = true, maxKept = Infinity): number[] {
  const boxes = Float64Array.from(list.flatMap(({ box }) => box));
  const groups = byGroup ? Uint32Array.from(list, ({ group }) => group) : undefined;
  return suppressBoxes(list.keys(), boxes, groups, maxIou, maxKept);
}

test('of two boxes that overlap by more than the limit only the first stays', () => {
  const list = [
    { box: [0, 0, 10, 10], group: 0 },
    { box: [0, 0, 10, 5], group: 0 },
    { box: [0, 0, 10, 10], group: 1 },
    { box: [10, 0, 20, 10], group: 0 },
  ] as const;
  expect(suppress(list, 0.49)).toEqual([0, 2, 3]);
  expect(suppress(list, 0.5)).toEqual([0, 1, 2, 3]);
  expect(suppress(list, 0.49, false)).toEqual([0, 3]);
  expect(suppress(list, 0.49, true, 2)).toEqual([0, 2]);
  expect(suppress(list, 0.49, true, 0)).toEqual([]);
});

test('a suppressed box suppresses nothing', () => {
  const list = [0, 4, 8].map((x) => ({ box: [x, 0, x + 10, 10] as const, group: 0 }));
  expect(suppress(list, 0.4)).toEqual([0, 2]);
});

test('what stays overlaps by no more than the limit, what goes overlaps with a better one that stays', () => {
  fc.assert(
    fc.property(rows, iou, fc.boolean(), (list, maxIou, byGroup) => {
      const kept = suppress(list, maxIou, byGroup);
      const rivals = (first: number, second: number): boolean =>
        (!byGroup || list[first]!.group === list[second]!.group) &&
        boxIou(list[first]!.box, list[second]!.box) > maxIou;
      for (const row of list.keys()) {
        const isSuppressed = kept.some((better) => better < row && rivals(better, row));
        expect(kept.includes(row)).toBe(!isSuppressed);
      }
    }),
  );
});

test('the best always stays, and suppressing again changes nothing', () => {
  fc.assert(
    fc.property(rows, iou, (list, maxIou) => {
      const kept = suppress(list, maxIou);
      if (list.length > 0) expect(kept[0]).toBe(0);
      const survivors = kept.map((row) => list[row]!);
      expect(suppress(survivors, maxIou)).toEqual([...survivors.keys()]);
    }),
  );
});

test('a lower cap keeps the front of what a higher one keeps', () => {
  fc.assert(
    fc.property(rows, iou, fc.nat(10), (list, maxIou, cap) => {
      expect(suppress(list, maxIou, true, cap)).toEqual(suppress(list, maxIou).slice(0, cap));
    }),
  );
});
