import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeptBox } from '../../src/app/ground-truth/kept-box.ts';
import { mergeKeptBoxes } from '../../src/app/ground-truth/merge-kept-boxes.ts';

const box = (at: number, className = 'dog'): KeptBox => ({
  box: [at, at, at + 10, at + 10],
  className,
  crowd: false,
});

const lists = fc.array(
  fc.nat(5).map((at) => box(at)),
  { maxLength: 6 },
);

describe('two lists of boxes from one', () => {
  it('have what either added, and not what either removed', () => {
    const merged = mergeKeptBoxes([box(1), box(2)], [box(1), box(3)], [box(2), box(1), box(4)]);
    expect(merged).toEqual([box(1), box(3), box(4)]);
  });

  it('have a box that both changed twice, and one that both drew once', () => {
    expect(mergeKeptBoxes([box(1)], [box(2)], [box(3)])).toEqual([box(2), box(3)]);
    expect(mergeKeptBoxes([], [box(7)], [box(7)])).toEqual([box(7)]);
    expect(mergeKeptBoxes([box(1)], [box(1, 'cat')], [box(1)])).toEqual([box(1, 'cat')]);
  });

  it('keep the very boxes of the first', () => {
    const [mine, theirs] = [
      [box(1), box(2)],
      [box(1), box(2), box(3)],
    ];
    const merged = mergeKeptBoxes([box(1)], mine, theirs);
    expect(merged[0]).toBe(mine[0]);
    expect(merged[1]).toBe(mine[1]);
  });

  it('are that one where only it changed, and lose nothing that was added', () => {
    fc.assert(
      fc.property(lists, lists, lists, (base, mine, theirs) => {
        expect(mergeKeptBoxes(base, mine, base)).toEqual(mine);
        expect(mergeKeptBoxes(mine, mine, mine)).toEqual(mine);
        const count = (boxes: readonly KeptBox[], one: KeptBox): number =>
          boxes.filter(({ box: [at] }) => at === one.box[0]).length;
        const merged = mergeKeptBoxes(base, mine, theirs);
        for (const added of [...mine, ...theirs].filter((one) => count(base, one) === 0))
          expect(count(merged, added)).toBe(Math.max(count(mine, added), count(theirs, added)));
      }),
    );
  });
});
