import type { KeptBox } from './kept-box.ts';

const nameOf = ({ box, className, crowd }: KeptBox): string => JSON.stringify([box, className, crowd]);

/** How many there are of each. */
function countBoxes(boxes: readonly KeptBox[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const box of boxes) counts.set(nameOf(box), (counts.get(nameOf(box)) ?? 0) + 1);
  return counts;
}

/**
 * Joins two lists of boxes that both came from `base`, so that no work is lost: what either has added is there, what
 * either has removed is not, and a box that both have changed is there twice, once as each left it.
 *
 * @returns `mine`, less what only the other removed, then what only the other added
 */
export function mergeKeptBoxes(
  base: readonly KeptBox[],
  mine: readonly KeptBox[],
  theirs: readonly KeptBox[],
): readonly KeptBox[] {
  const [inBase, inMine, inTheirs] = [countBoxes(base), countBoxes(mine), countBoxes(theirs)];
  const left = new Map<string, number>();
  for (const name of new Set([...inMine.keys(), ...inTheirs.keys()])) {
    const was = inBase.get(name) ?? 0;
    const mineSince = (inMine.get(name) ?? 0) - was;
    const theirsSince = (inTheirs.get(name) ?? 0) - was;
    // Both adding the same box is one box, both removing the same one is one removal.
    const isAlike = Math.sign(mineSince) === Math.sign(theirsSince);
    const change = isAlike
      ? Math.sign(mineSince) * Math.max(Math.abs(mineSince), Math.abs(theirsSince))
      : mineSince + theirsSince;
    left.set(name, was + change);
  }
  const take = (box: KeptBox): boolean => {
    const count = left.get(nameOf(box)) ?? 0;
    left.set(nameOf(box), count - 1);
    return count > 0;
  };
  return [...mine.filter(take), ...theirs.filter(take)];
}
