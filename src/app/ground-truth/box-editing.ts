import type { Box } from '../../base/box.ts';
import {
  boxBetween,
  boxHandles,
  moveBox,
  resizeBox,
  type BoxHandle,
  type EditedBox,
  type PhotoSize,
} from './edited-box.ts';
import type { GroundTruthAction } from './ground-truth-state.ts';

/** A place of the photo, in its own pixels. */
export interface PhotoPoint {
  readonly x: number;
  readonly y: number;
}

/** What a pointer can hit. */
export interface EditedPhoto {
  readonly boxes: readonly EditedBox[];
  readonly selected: number | undefined;
  readonly photo: PhotoSize;
  /** How far from a border or handle still counts, in photo pixels: a finger's reach at this zoom. */
  readonly reach: number;
}

/** What a press at a place would do. */
export type BoxHit =
  | { readonly kind: 'handle'; readonly target: EditedBox; readonly handle: BoxHandle }
  | { readonly kind: 'move'; readonly target: EditedBox }
  | { readonly kind: 'draw' };

type Drag =
  | {
      readonly kind: 'handle';
      readonly target: EditedBox;
      readonly handle: BoxHandle;
      readonly gesture: number;
    }
  | { readonly kind: 'move'; readonly target: EditedBox; readonly gesture: number }
  | { readonly kind: 'draw' };

const handlePlaces: Readonly<Record<BoxHandle, readonly [number, number]>> = {
  n: [0.5, 0],
  ne: [1, 0],
  e: [1, 0.5],
  se: [1, 1],
  s: [0.5, 1],
  sw: [0, 1],
  w: [0, 0.5],
  nw: [0, 0],
};

/** Where a handle of a box sits. */
export function placeOfHandle([x0, y0, x1, y1]: Box, handle: BoxHandle): PhotoPoint {
  const [right, down] = handlePlaces[handle];
  return { x: x0 + (x1 - x0) * right, y: y0 + (y1 - y0) * down };
}

/**
 * What lies at a place: a handle of the selected box, then the selected box itself, then the border of any box, the
 * smallest first; on all the rest a new box can be drawn, inside other boxes too.
 */
export function hitBoxes({ x, y }: PhotoPoint, { boxes, selected, reach }: EditedPhoto): BoxHit {
  const current = boxes.find(({ id }) => id === selected);
  if (current) {
    const handle = boxHandles
      .map((name) => ({ name, place: placeOfHandle(current.box, name) }))
      .map(({ name, place }) => ({ name, distance: Math.hypot(place.x - x, place.y - y) }))
      .filter(({ distance }) => distance <= reach)
      .sort((first, second) => first.distance - second.distance)[0];
    if (handle) return { kind: 'handle', target: current, handle: handle.name };
    if (isInside(current.box, x, y, 0)) return { kind: 'move', target: current };
  }
  const bordered = bySize(boxes).find(
    ({ box }) => isInside(box, x, y, reach) && !isInside(box, x, y, -reach),
  );
  return bordered ? { kind: 'move', target: bordered } : { kind: 'draw' };
}

function isInside([x0, y0, x1, y1]: Box, x: number, y: number, grown: number): boolean {
  return x >= x0 - grown && x <= x1 + grown && y >= y0 - grown && y <= y1 + grown;
}

function bySize(boxes: readonly EditedBox[]): EditedBox[] {
  const area = ({ box: [x0, y0, x1, y1] }: EditedBox): number => (x1 - x0) * (y1 - y0);
  return boxes.toSorted((first, second) => area(first) - area(second));
}

/** Gestures of all pages count on, so that no two are one. */
let gestures = 0;

/** A number for a drag or a run of key presses that shall be one step of undo. */
export function nextGesture(): number {
  return ++gestures;
}

/** One pointer that draws, moves or resizes boxes, from its press to its release. */
export class BoxEditing {
  readonly #act: (action: GroundTruthAction) => void;
  #drag: Drag | undefined;
  #start: PhotoPoint = { x: 0, y: 0 };
  #photo: EditedPhoto | undefined;
  #drawn: Box | undefined;

  /** @param act is told of every edit, while it is being made */
  constructor(act: (action: GroundTruthAction) => void) {
    this.#act = act;
  }

  /** The box that is being drawn. */
  get drawn(): Box | undefined {
    return this.#drawn;
  }

  get isActive(): boolean {
    return this.#drag !== undefined;
  }

  press(point: PhotoPoint, photo: EditedPhoto): void {
    const hit = hitBoxes(point, photo);
    this.#start = point;
    this.#photo = photo;
    this.#drag = hit.kind === 'draw' ? hit : { ...hit, gesture: nextGesture() };
    if (hit.kind !== 'draw' && hit.target.id !== photo.selected)
      this.#act({ kind: 'select', id: hit.target.id });
  }

  drag({ x, y }: PhotoPoint): void {
    const [drag, photo] = [this.#drag, this.#photo?.photo];
    if (!drag || !photo) return;
    if (drag.kind === 'draw') {
      this.#drawn = boxBetween(this.#start.x, this.#start.y, x, y, photo);
      return;
    }
    const { box } = drag.target;
    const placed =
      drag.kind === 'move'
        ? moveBox(box, x - this.#start.x, y - this.#start.y, photo)
        : resizeBox(box, drag.handle, x, y, photo);
    this.#act({ kind: 'place', id: drag.target.id, box: placed, gesture: drag.gesture });
  }

  /** @param wasDragged whether the pointer moved so far that it was no click */
  release(point: PhotoPoint, wasDragged: boolean): void {
    const [drag, photo] = [this.#drag, this.#photo];
    this.#end();
    if (!drag || !photo) return;
    if (!wasDragged) {
      const under = bySize(photo.boxes).find(({ box }) => isInside(box, point.x, point.y, 0));
      if (drag.kind !== 'handle') this.#act({ kind: 'select', id: under?.id });
    } else if (drag.kind === 'draw') {
      this.#act({ kind: 'add', box: [this.#start.x, this.#start.y, point.x, point.y] });
    }
  }

  /** Puts back what was dragged, and draws nothing. */
  cancel(): void {
    const drag = this.#drag;
    this.#end();
    if (drag && drag.kind !== 'draw') this.#act({ kind: 'withdraw', gesture: drag.gesture });
  }

  #end(): void {
    this.#drag = undefined;
    this.#drawn = undefined;
  }
}
