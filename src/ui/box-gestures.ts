import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { BoxEditing, hitBoxes, type EditedPhoto, type PhotoPoint } from '../app/ground-truth/box-editing.ts';
import { BoxKeys, type KeyPress } from '../app/ground-truth/box-keys.ts';
import type { BoxHandle } from '../app/ground-truth/edited-box.ts';
import type { GroundTruthAction } from '../app/ground-truth/ground-truth-state.ts';
import type { Box } from '../base/box.ts';
import { pressOf as shortcutPressOf } from '../app/shortcuts.ts';
import type { Placing } from '../app/stage-view.ts';
import type { StageGestures } from './stage-gestures.ts';
import { isTextField } from './text-field.ts';

/** Reach of a pointer around borders and handles, in CSS pixels. */
const reaches = { mouse: 7, touch: 18 };

/** A press that moves less than this (CSS pixels) is a click. */
const clickDistance = 4;

const cursors: Readonly<Record<BoxHandle, string>> = {
  n: 'ns-resize',
  s: 'ns-resize',
  e: 'ew-resize',
  w: 'ew-resize',
  ne: 'nesw-resize',
  sw: 'nesw-resize',
  nw: 'nwse-resize',
  se: 'nwse-resize',
};

/** What the gestures need of the stage. */
export interface BoxGestureHost extends ReactiveControllerHost {
  /** Undefined while boxes cannot be edited: the stage then has all gestures for itself. */
  readonly editing:
    | { readonly photo: Omit<EditedPhoto, 'reach'>; readonly placing: Placing; readonly sight: Box }
    | undefined;
  editBoxes(action: GroundTruthAction): void;
}

interface Press {
  readonly event: PointerEvent;
  readonly photo: EditedPhoto['photo'];
  moved: boolean;
}

/**
 * Draws and edits boxes with mouse, pen or one finger, ahead of the stage's own gestures; two fingers, the wheel, and
 * dragging with the middle button or the space bar held go on to move and zoom the photo.
 */
export class BoxGestures implements ReactiveController {
  readonly #host: BoxGestureHost;
  readonly #stage: StageGestures;
  readonly #editing: BoxEditing;
  readonly #keys = new BoxKeys();
  #target: HTMLElement | undefined;
  #press: Press | undefined;
  #spaceHeld = false;

  constructor(host: BoxGestureHost, stage: StageGestures) {
    this.#host = host;
    this.#stage = stage;
    this.#editing = new BoxEditing((action) => host.editBoxes(action));
    host.addController(this);
  }

  /** The box that is being drawn, in photo pixels. */
  get drawn(): BoxEditing['drawn'] {
    return this.#editing.drawn;
  }

  /** Starts to listen on this element, before anybody else there. */
  attach(target: HTMLElement): void {
    this.#target = target;
    target.addEventListener('pointerdown', this.#onDown, { capture: true });
    target.addEventListener('pointermove', this.#onMove, { capture: true });
    target.addEventListener('pointerup', this.#onUp, { capture: true });
    target.addEventListener('pointercancel', this.#onCancel, { capture: true });
    target.addEventListener('keydown', this.#onKey, { capture: true });
  }

  hostConnected(): void {
    addEventListener('keydown', this.#onHistoryKey);
    addEventListener('keydown', this.#onSpace);
    addEventListener('keyup', this.#onSpace);
    addEventListener('blur', this.#onBlur);
  }

  hostDisconnected(): void {
    removeEventListener('keydown', this.#onHistoryKey);
    removeEventListener('keydown', this.#onSpace);
    removeEventListener('keyup', this.#onSpace);
    removeEventListener('blur', this.#onBlur);
  }

  hostUpdated(): void {
    // Under a drag another photo may come, another panel or another view: what was begun is meant for none of them.
    const isOutOfSight = this.#target?.getClientRects().length === 0;
    if (this.#press && (isOutOfSight || this.#host.editing?.photo.photo !== this.#press.photo)) this.cancel();
  }

  /** Ends a drag without its edit. @returns whether there was one */
  cancel(): boolean {
    if (!this.#editing.isActive) return false;
    this.#press = undefined;
    this.#editing.cancel();
    this.#host.requestUpdate();
    return true;
  }

  readonly #onDown = (event: PointerEvent): void => {
    const { editing } = this.#host;
    if (!editing || !this.#target) return;
    if (this.#press) {
      // A second finger: this is no drawing but a pinch, and the stage's from its first finger on.
      const first = this.#press.event;
      this.cancel();
      this.#stage.begin(first);
      return;
    }
    if (event.button !== 0 || this.#spaceHeld) return;
    event.stopImmediatePropagation();
    this.#target.focus({ preventScroll: true });
    this.#target.setPointerCapture(event.pointerId);
    this.#press = { event, photo: editing.photo.photo, moved: false };
    this.#editing.press(this.#pointOf(event, editing.placing), this.#photoFor(event));
  };

  readonly #onMove = (event: PointerEvent): void => {
    const { editing } = this.#host;
    if (!editing) return;
    const press = this.#press;
    if (press?.event.pointerId !== event.pointerId) {
      this.#showCursor(event);
      return;
    }
    event.stopImmediatePropagation();
    const { clientX, clientY } = press.event;
    if (Math.hypot(event.clientX - clientX, event.clientY - clientY) > clickDistance) press.moved = true;
    if (!press.moved) return;
    this.#editing.drag(this.#pointOf(event, editing.placing));
    this.#host.requestUpdate();
  };

  readonly #onUp = (event: PointerEvent): void => {
    const press = this.#press;
    const { editing } = this.#host;
    if (press?.event.pointerId !== event.pointerId) return;
    event.stopImmediatePropagation();
    this.#press = undefined;
    if (editing) this.#editing.release(this.#pointOf(event, editing.placing), press.moved);
    this.#host.requestUpdate();
  };

  readonly #onCancel = (event: PointerEvent): void => {
    if (this.#press?.event.pointerId === event.pointerId) this.cancel();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const { editing } = this.#host;
    if (!editing) return;
    if (event.key === 'Escape' && this.cancel()) {
      event.stopImmediatePropagation();
      return;
    }
    const action = this.#keys.action(pressOf(event), { ...editing.photo, sight: editing.sight });
    if (!action) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#host.editBoxes(action);
  };

  readonly #onHistoryKey = (event: KeyboardEvent): void => {
    const action = this.#host.editing && this.#keys.historyAction(pressOf(event));
    // Text fields have an undo of their own.
    if (!action || isTextField(event.composedPath()[0])) return;
    event.preventDefault();
    this.#host.editBoxes(action);
  };

  readonly #onSpace = (event: KeyboardEvent): void => {
    if (event.key === ' ') this.#spaceHeld = event.type === 'keydown';
  };

  readonly #onBlur = (): void => {
    this.#spaceHeld = false;
  };

  #pointOf(event: PointerEvent, placing: Placing): PhotoPoint {
    const frame = this.#target?.getBoundingClientRect();
    return {
      x: (event.clientX - (frame?.left ?? 0) - placing.offsetX) / placing.scale,
      y: (event.clientY - (frame?.top ?? 0) - placing.offsetY) / placing.scale,
    };
  }

  #photoFor(event: PointerEvent): EditedPhoto {
    const { editing } = this.#host;
    const pixels = event.pointerType === 'touch' ? reaches.touch : reaches.mouse;
    const nothing = { boxes: [], selected: undefined, photo: { width: 0, height: 0 } };
    return { ...(editing?.photo ?? nothing), reach: pixels / (editing?.placing.scale ?? 1) };
  }

  #showCursor(event: PointerEvent): void {
    const { editing } = this.#host;
    if (!editing || !this.#target || event.pointerType === 'touch') return;
    const hit = hitBoxes(this.#pointOf(event, editing.placing), this.#photoFor(event));
    const kinds = { draw: 'crosshair', move: 'move' };
    this.#target.style.cursor = hit.kind === 'handle' ? cursors[hit.handle] : kinds[hit.kind];
  }
}

function pressOf(event: KeyboardEvent): KeyPress {
  return { ...shortcutPressOf(event), time: event.timeStamp };
}
