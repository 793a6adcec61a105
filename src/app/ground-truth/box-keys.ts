import type { Box } from '../../base/box.ts';
import { matchShortcut, type ShortcutPress } from '../shortcuts.ts';
import { nextGesture } from './box-editing.ts';
import { boxBetween, moveBox, type EditedBox, type PhotoSize } from './edited-box.ts';
import type { GroundTruthAction } from './ground-truth-state.ts';

/** A press of a key, and when it was. */
export interface KeyPress extends ShortcutPress {
  /** Milliseconds, on any clock. */
  readonly time: number;
}

export interface KeyedPhoto {
  readonly boxes: readonly EditedBox[];
  readonly selected: number | undefined;
  readonly photo: PhotoSize;
  /** The part of the photo in sight, where a new box is put. */
  readonly sight: Box;
}

/** Presses on one box closer together than this (ms) are one step of undo. */
const runTime = 800;

/** Photo pixels of one press of an arrow, and with the shift key. */
const steps = { plain: 1, shift: 10 };

/** Where each arrow key goes, in the order of the shortcuts' chords. */
const ways: readonly (readonly [number, number])[] = [
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
];

/** All of editing by keys: move, resize, draw, choose, delete, undo. */
export class BoxKeys {
  #run: { readonly id: number; readonly gesture: number; time: number } | undefined;

  /** Undo and redo, which hold wherever the keyboard is. */
  historyAction(press: KeyPress): GroundTruthAction | undefined {
    const name = matchShortcut('boxes', press)?.name;
    return name === 'undo' || name === 'redo' ? { kind: name } : undefined;
  }

  /** What a press on the stage does to the boxes; undefined leaves it to the stage. */
  action(press: KeyPress, photo: KeyedPhoto): GroundTruthAction | undefined {
    const { name, at = 0 } = matchShortcut('boxes', press) ?? {};
    const selected = photo.boxes.find(({ id }) => id === photo.selected);
    if (name === 'choose') return this.#step(at === 0 ? -1 : 1, photo);
    if (name === 'new') return { kind: 'add', box: middleOf(photo.sight) };
    if (!selected) return undefined;
    if (name === 'remove') return { kind: 'remove', id: selected.id };
    if (name === 'deselect') return { kind: 'select', id: undefined };
    const way = name && /^(move|resize)/.test(name) ? ways[at] : undefined;
    return way && this.#place(press, selected, way, photo.photo);
  }

  #place(
    press: KeyPress,
    { id, box }: EditedBox,
    [right, down]: readonly [number, number],
    photo: PhotoSize,
  ): GroundTruthAction {
    const step = press.shift ? steps.shift : steps.plain;
    const [dx, dy] = [right * step, down * step];
    const [x0, y0, x1, y1] = box;
    // With the alt key the lower right corner alone.
    const resized = (): Box =>
      boxBetween(x0, y0, Math.max(x0 + 1, x1 + dx), Math.max(y0 + 1, y1 + dy), photo);
    const goesOn = this.#run?.id === id && press.time - this.#run.time < runTime;
    const run = goesOn && this.#run ? this.#run : { id, gesture: nextGesture(), time: press.time };
    run.time = press.time;
    this.#run = run;
    const placed = press.alt ? resized() : moveBox(box, dx, dy, photo);
    return { kind: 'place', id, box: placed, gesture: run.gesture };
  }

  #step(step: 1 | -1, { boxes, selected }: KeyedPhoto): GroundTruthAction | undefined {
    if (boxes.length === 0) return undefined;
    const at = boxes.findIndex(({ id }) => id === selected);
    const next = at < 0 ? (step > 0 ? 0 : boxes.length - 1) : (at + step + boxes.length) % boxes.length;
    return { kind: 'select', id: boxes[next]?.id };
  }
}

/** A box of a third of the sides, in the middle. */
function middleOf([x0, y0, x1, y1]: Box): Box {
  const [width, height] = [(x1 - x0) / 3, (y1 - y0) / 3];
  return [x0 + width, y0 + height, x1 - width, y1 - height];
}
