import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { AnchorStep } from '../anchors/anchor-cells.ts';
import type { InspectAction } from '../app/inspect/inspect-state.ts';
import { matchShortcut, pressOf, type ShortcutName } from '../app/shortcuts.ts';
import type { Placing } from '../app/stage-view.ts';

/** A press that moves less than this (CSS pixels) is a click. */
const clickDistance = 4;

/** Where each shortcut goes, in the order of its chords. */
const steps: Readonly<Partial<Record<ShortcutName<'inspect'>, readonly AnchorStep[]>>> = {
  cell: [{ x: -1 }, { x: 1 }, { y: -1 }, { y: 1 }],
  // Up is finer: towards the first level.
  level: [{ level: -1 }, { level: 1 }],
  shape: [{ shape: -1 }, { shape: 1 }],
};

/** What the gestures need of the stage. */
export interface InspectGestureHost extends ReactiveControllerHost {
  /** Undefined while anchors are not inspected. */
  readonly inspecting: { readonly placing: Placing; readonly pinned: boolean } | undefined;
  inspect(action: InspectAction): void;
}

/** Pins anchors by a click, a tap or Enter, and goes from one to its neighbours by keys, ahead of the stage's own. */
export class InspectGestures implements ReactiveController {
  readonly #host: InspectGestureHost;
  #target: HTMLElement | undefined;
  #press: PointerEvent | undefined;
  #moved = false;

  constructor(host: InspectGestureHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Starts to listen on this element. */
  attach(target: HTMLElement): void {
    this.#target = target;
    target.addEventListener('pointerdown', this.#onDown, { capture: true });
    target.addEventListener('pointermove', this.#onMove, { capture: true });
    target.addEventListener('pointerup', this.#onUp, { capture: true });
    target.addEventListener('keydown', this.#onKey, { capture: true });
  }

  hostConnected(): void {
    addEventListener('keydown', this.#onEscape);
  }

  hostDisconnected(): void {
    removeEventListener('keydown', this.#onEscape);
  }

  readonly #onDown = (event: PointerEvent): void => {
    // A second finger: a pinch, and no click of either.
    this.#moved = this.#press !== undefined && event.pointerType === 'touch';
    this.#press = event.button === 0 && this.#host.inspecting ? event : undefined;
  };

  readonly #onMove = (event: PointerEvent): void => {
    const press = this.#press;
    if (!press) return;
    const [x, y] = [event.clientX - press.clientX, event.clientY - press.clientY];
    if (event.pointerId !== press.pointerId || Math.hypot(x, y) > clickDistance) this.#moved = true;
  };

  readonly #onUp = (event: PointerEvent): void => {
    const press = this.#press;
    this.#press = undefined;
    if (!this.#moved && press?.pointerId === event.pointerId) this.#pin(event.clientX, event.clientY);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const { inspecting } = this.#host;
    const match = inspecting && matchShortcut('inspect', pressOf(event));
    if (!match) return;
    const step = inspecting.pinned ? steps[match.name]?.[match.at] : undefined;
    if (!step && match.name !== 'pin') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (step) {
      this.#host.inspect({ kind: 'step', step });
      return;
    }
    const frame = this.#target?.getBoundingClientRect();
    if (frame) this.#pin(frame.left + frame.width / 2, frame.top + frame.height / 2);
  };

  readonly #onEscape = (event: KeyboardEvent): void => {
    if (matchShortcut('inspect', pressOf(event))?.name !== 'release' || event.defaultPrevented) return;
    if (!this.#host.inspecting?.pinned) return;
    this.#host.inspect({ kind: 'release' });
  };

  #pin(clientX: number, clientY: number): void {
    const { inspecting } = this.#host;
    const frame = this.#target?.getBoundingClientRect();
    if (!inspecting || !frame) return;
    const { scale, offsetX, offsetY } = inspecting.placing;
    const x = (clientX - frame.left - offsetX) / scale;
    const y = (clientY - frame.top - offsetY) / scale;
    this.#host.inspect({ kind: 'pin', point: { x, y } });
  }
}
