import type { Box } from '../../base/box.ts';
import { nextGesture } from './box-editing.ts';
import { boxBetween, moveBox, type EditedBox, type PhotoSize } from './edited-box.ts';
import type { GroundTruthAction } from './ground-truth-state.ts';

/** A press of a key, as far as it matters here; the platform's command key counts as control. */
export interface KeyPress {
  readonly key: string;
  readonly shift: boolean;
  readonly control: boolean;
  readonly alt: boolean;
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

const arrows: Readonly<Partial<Record<string, readonly [number, number]>>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** All of editing by keys: move, resize, draw, choose, delete, undo. */
export class BoxKeys {
  #run: { readonly id: number; readonly gesture: number; time: number } | undefined;

  /** Undo and redo, which hold wherever the keyboard is. */
  historyAction({ key, shift, control, alt }: KeyPress): GroundTruthAction | undefined {
    if (!control || alt) return undefined;
    const letter = key.toLowerCase();
    if (letter === 'z') return { kind: shift ? 'redo' : 'undo' };
    return letter === 'y' && !shift ? { kind: 'redo' } : undefined;
  }

  /** What a press on the stage does to the boxes; undefined leaves it to the stage. */
  action(press: KeyPress, photo: KeyedPhoto): GroundTruthAction | undefined {
    if (press.control) return undefined;
    const selected = photo.boxes.find(({ id }) => id === photo.selected);
    if (press.key === '[' || press.key === ']') return this.#step(press.key === ']' ? 1 : -1, photo);
    if (press.key.toLowerCase() === 'n' && !press.alt) return { kind: 'add', box: middleOf(photo.sight) };
    if (!selected) return undefined;
    if (press.key === 'Delete' || press.key === 'Backspace') return { kind: 'remove', id: selected.id };
    if (press.key === 'Escape') return { kind: 'select', id: undefined };
    const way = arrows[press.key];
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
