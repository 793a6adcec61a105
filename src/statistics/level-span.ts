/** The anchors of one level of the pyramid. */
export interface LevelSpan {
  readonly firstAnchor: number;
  readonly anchorCount: number;
}

/**
 * A: the anchors of all levels together.
 *
 * @throws RangeError when there is none, or a level does not begin where the one before ended
 */
export function countLevelAnchors(levels: readonly LevelSpan[]): number {
  let anchors = 0;
  for (const level of levels) {
    if (level.firstAnchor !== anchors || !Number.isInteger(level.anchorCount) || level.anchorCount < 0)
      throw new RangeError(
        `a level of ${level.anchorCount} anchors from ${level.firstAnchor} on, not ${anchors}`,
      );
    anchors += level.anchorCount;
  }
  if (anchors === 0) throw new RangeError('the levels have no anchor');
  return anchors;
}
