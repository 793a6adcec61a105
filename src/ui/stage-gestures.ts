import type { ReactiveController } from 'lit';
import { matchShortcut, pressOf } from '../app/shortcuts.ts';

/** What the person does with the stage; positions and distances in CSS pixels of the stage. */
export interface StageActions {
  pan(dx: number, dy: number): void;
  zoom(factor: number, x: number, y: number): void;
  zoomAtCentre(factor: number): void;
  fit(): void;
  /** A finger was held still there. */
  hold(point: Point): void;
  /** Undefined when the pointer has left. */
  hover(point: Point | undefined): void;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Zoom of one press of a key or button. */
export const zoomStep = 1.25;

/** Zoom of one pixel of a scroll wheel. */
const wheelZoom = 1.0018;

/** What one press of an arrow key moves. */
const keyPan = 48;

/** Where the photo goes by each arrow key, in the order of the shortcut's chords. */
const ways = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;
/** A finger that stays so long (ms) is held. */
const holdTime = 500;

/** Two taps within this time (ms) and distance (CSS pixels) are a double tap. */
const doubleTap = { time: 320, distance: 28 };

/** Wheel, drag, pinch, double click or tap, and keys, on one element. */
export class StageGestures implements ReactiveController {
  readonly #actions: StageActions;
  readonly #pointers = new Map<number, Point>();
  #target: HTMLElement | undefined;
  #lastTap: { time: number; point: Point } | undefined;
  #moved = false;
  #holding: ReturnType<typeof setTimeout> | undefined;

  constructor(actions: StageActions) {
    this.#actions = actions;
  }

  /** Starts to listen, on this element. */
  attach(target: HTMLElement): void {
    this.#target = target;
    target.addEventListener('wheel', this.#onWheel, { passive: false });
    target.addEventListener('pointerdown', this.#onDown);
    target.addEventListener('pointermove', this.#onMove);
    target.addEventListener('pointerup', this.#onUp);
    target.addEventListener('pointercancel', this.#onCancel);
    target.addEventListener('pointerleave', this.#onLeave);
    target.addEventListener('keydown', this.#onKey);
  }

  hostConnected(): void {
    this.#pointers.clear();
  }

  #pointOf(event: MouseEvent): Point {
    const box = this.#target?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  }

  readonly #onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    // Lines and pages in pixels, roughly, for mice that count so.
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 30;
    const speed = event.ctrlKey ? 5 : 1;
    const { x, y } = this.#pointOf(event);
    this.#actions.zoom(wheelZoom ** (-event.deltaY * unit * speed), x, y);
  };

  /** Takes a pointer that is down already. */
  begin(event: PointerEvent): void {
    this.#onDown(event);
  }

  readonly #onDown = (event: PointerEvent): void => {
    // The wheel's button drags too, for those whose first one draws.
    if (event.button !== 0 && event.button !== 1) return;
    this.#target?.setPointerCapture(event.pointerId);
    this.#moved = this.#pointers.size > 0;
    const point = this.#pointOf(event);
    this.#pointers.set(event.pointerId, point);
    clearTimeout(this.#holding);
    if (event.pointerType === 'touch' && !this.#moved)
      this.#holding = setTimeout(() => this.#hold(point), holdTime);
  };

  readonly #onMove = (event: PointerEvent): void => {
    const now = this.#pointOf(event);
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      this.#actions.hover(now);
      return;
    }
    const [other] = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    if (Math.hypot(now.x - before.x, now.y - before.y) > 3) this.#moved = true;
    this.#pointers.set(event.pointerId, now);
    if (!other) {
      this.#actions.pan(now.x - before.x, now.y - before.y);
      // A mouse still points at something; under a finger there is nothing to read.
      if (event.pointerType === 'mouse') this.#actions.hover(now);
      else if (this.#moved) this.#actions.hover(undefined);
      return;
    }
    const spanBefore = Math.hypot(before.x - other.x, before.y - other.y);
    const spanNow = Math.hypot(now.x - other.x, now.y - other.y);
    this.#actions.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    if (spanBefore > 0) {
      this.#actions.zoom(spanNow / spanBefore, (now.x + other.x) / 2, (now.y + other.y) / 2);
    }
  };

  readonly #onUp = (event: PointerEvent): void => {
    clearTimeout(this.#holding);
    if (!this.#pointers.delete(event.pointerId)) return;
    const point = this.#pointOf(event);
    if (this.#moved) {
      this.#lastTap = undefined;
      return;
    }
    const last = this.#lastTap;
    const close = last && Math.hypot(last.point.x - point.x, last.point.y - point.y) < doubleTap.distance;
    if (close && event.timeStamp - last.time < doubleTap.time) {
      this.#lastTap = undefined;
      this.#actions.fit();
      return;
    }
    this.#lastTap = { time: event.timeStamp, point };
    if (event.pointerType !== 'mouse') this.#actions.hover(point);
  };

  #hold(point: Point): void {
    if (this.#moved || this.#pointers.size !== 1) return;
    // What the finger does from here on is no tap.
    this.#moved = true;
    this.#actions.hold(point);
  }

  readonly #onCancel = (event: PointerEvent): void => {
    clearTimeout(this.#holding);
    this.#pointers.delete(event.pointerId);
  };

  readonly #onLeave = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse') this.#actions.hover(undefined);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const match = event.target === this.#target ? matchShortcut('stage', pressOf(event)) : undefined;
    if (!match) return;
    const { name, at } = match;
    switch (name) {
      case 'move': {
        const [x, y] = ways[at] ?? [0, 0];
        this.#actions.pan(x * keyPan, y * keyPan);
        break;
      }
      case 'zoomIn':
        this.#actions.zoomAtCentre(zoomStep);
        break;
      case 'zoomOut':
        this.#actions.zoomAtCentre(1 / zoomStep);
        break;
      case 'fit':
        this.#actions.fit();
        break;
      case 'photo':
        // The page's: it knows the album.
        return;
    }
    event.preventDefault();
  };
}
