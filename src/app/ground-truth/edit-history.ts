import type { EditedBox } from './edited-box.ts';

type Boxes = readonly EditedBox[];

/** The boxes of a photo with the ways back and forth. Never changed in place. */
export interface EditHistory {
  readonly past: readonly Boxes[];
  readonly present: Boxes;
  readonly future: readonly Boxes[];
  /** The drag or run of key presses that made `present`, while it may still go on. */
  readonly gesture: number | undefined;
}

/** Steps that can be taken back. */
const mostSteps = 200;

export function startHistory(present: Boxes): EditHistory {
  return { past: [], present, future: [], gesture: undefined };
}

/**
 * Takes a next state of the boxes. Edits of one gesture are one step: a drag of a hundred moves is undone at once.
 */
export function edit(history: EditHistory, next: Boxes, gesture?: number): EditHistory {
  const goesOn = gesture !== undefined && gesture === history.gesture;
  const past = goesOn ? history.past : [...history.past, history.present].slice(-mostSteps);
  return { past, present: next, future: [], gesture };
}

/** Takes back a gesture that was broken off, as if it had never begun; any other edit stands. */
export function withdraw(history: EditHistory, gesture: number): EditHistory {
  const before = history.past.at(-1);
  if (!before || history.gesture !== gesture) return history;
  return { past: history.past.slice(0, -1), present: before, future: [], gesture: undefined };
}

export function undo(history: EditHistory): EditHistory {
  const before = history.past.at(-1);
  if (!before) return history;
  const future = [history.present, ...history.future];
  return { past: history.past.slice(0, -1), present: before, future, gesture: undefined };
}

export function redo(history: EditHistory): EditHistory {
  const [after, ...future] = history.future;
  if (!after) return history;
  return { past: [...history.past, history.present], present: after, future, gesture: undefined };
}
