import type { EditedBox } from './edited-box.ts';
import { sortKeptBoxes, toKeptBox, type KeptBox } from './kept-box.ts';
import { mergeKeptBoxes } from './merge-kept-boxes.ts';

/** The boxes under edit in this tab, and the kept ones of classes that the model lacks. */
export interface OwnBoxes {
  readonly boxes: readonly EditedBox[];
  readonly foreign: readonly KeptBox[];
}

/**
 * This tab's boxes with another's: those of this tab that stay are the very ones they were.
 *
 * @param base what both began with
 * @param adopt makes a box of the other tab one of this
 */
export function joinBoxes(
  own: OwnBoxes,
  base: readonly KeptBox[],
  theirs: readonly KeptBox[],
  classes: readonly string[],
  adopt: (box: ReturnType<typeof sortKeptBoxes>['known'][number]) => EditedBox,
): OwnBoxes {
  const mine = new Map(own.boxes.map((box) => [toKeptBox(box, classes), box] as const));
  const joined = mergeKeptBoxes(base, [...mine.keys(), ...own.foreign], theirs);
  const boxes = joined.flatMap((kept) => {
    const same = mine.get(kept);
    return same ? [same] : sortKeptBoxes([kept], classes).known.map(adopt);
  });
  const { foreign } = sortKeptBoxes(
    joined.filter((kept) => !mine.has(kept)),
    classes,
  );
  return { boxes, foreign };
}
