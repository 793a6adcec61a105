/**
 * What an anchor can be marked as on a heatmap, by the number that stands for it. Where anchors of several marks share
 * a cell the greatest shows: foreground before all else, ignored before background, selected before the rest.
 */
export const anchorMarks = {
  unselected: 1,
  background: 2,
  ignored: 3,
  'selected-background': 4,
  foreground: 5,
} as const;
export type AnchorMark = keyof typeof anchorMarks;

/** The mark of each kind of target. */
export interface TargetMarks {
  readonly foreground: number;
  readonly background: number;
  readonly ignored: number;
}

/** What anchors were assigned to. */
export const assignmentMarks: TargetMarks = {
  foreground: anchorMarks.foreground,
  background: anchorMarks.background,
  ignored: anchorMarks.ignored,
};

/** The same of the targets that OHEM leaves: those that it did not select are ignored there. */
export const selectionMarks: TargetMarks = {
  foreground: anchorMarks.foreground,
  background: anchorMarks['selected-background'],
  ignored: anchorMarks.unselected,
};
