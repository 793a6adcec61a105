import { describe, expect, it } from 'vitest';
import { BoxEditing, hitBoxes, placeOfHandle } from '../../src/app/ground-truth/box-editing.ts';
import { BoxKeys, type KeyedPhoto, type KeyPress } from '../../src/app/ground-truth/box-keys.ts';
import type { EditedBox } from '../../src/app/ground-truth/edited-box.ts';
import type { GroundTruthAction } from '../../src/app/ground-truth/ground-truth-state.ts';

const boxOf = (id: number, ...box: [number, number, number, number]): EditedBox => ({
  id,
  box,
  classIndex: 0,
  crowd: false,
});
const large = boxOf(1, 10, 10, 90, 70);
const small = boxOf(2, 30, 30, 50, 50);
const photo = { boxes: [small, large], selected: undefined, photo: { width: 100, height: 80 }, reach: 2 };

describe('a press', () => {
  it('draws on the photo and inside boxes that are not chosen', () => {
    expect(hitBoxes({ x: 5, y: 5 }, photo)).toEqual({ kind: 'draw' });
    expect(hitBoxes({ x: 40, y: 40 }, photo)).toEqual({ kind: 'draw' });
  });

  it('takes a box by its border, the smaller of two', () => {
    expect(hitBoxes({ x: 11, y: 40 }, photo)).toMatchObject({ kind: 'move', target: large });
    expect(hitBoxes({ x: 31.5, y: 40 }, photo)).toMatchObject({ kind: 'move', target: small });
    const twins = { ...photo, boxes: [large, boxOf(3, 10, 30, 20, 40)] };
    expect(hitBoxes({ x: 10, y: 35 }, twins)).toMatchObject({ kind: 'move', target: { id: 3 } });
  });

  it('takes a handle of the chosen box first, then its inside', () => {
    const chosen = { ...photo, selected: 1 };
    expect(placeOfHandle(large.box, 'se')).toEqual({ x: 90, y: 70 });
    expect(hitBoxes({ x: 89, y: 71 }, chosen)).toMatchObject({ kind: 'handle', handle: 'se' });
    expect(hitBoxes({ x: 50, y: 9 }, chosen)).toMatchObject({ kind: 'handle', handle: 'n' });
    expect(hitBoxes({ x: 31, y: 40 }, chosen)).toMatchObject({ kind: 'move', target: large });
    // Where a box is as small as a finger the nearest handle counts.
    const finger = { ...photo, selected: 2, reach: 30 };
    expect(hitBoxes({ x: 51, y: 51 }, finger)).toMatchObject({ handle: 'se' });
  });
});

describe('a drag', () => {
  function start(selected: number | undefined, x: number, y: number) {
    const actions: GroundTruthAction[] = [];
    const editing = new BoxEditing((action) => actions.push(action));
    editing.press({ x, y }, { ...photo, selected });
    return { actions, editing };
  }

  it('draws a box, shown while it grows', () => {
    const { actions, editing } = start(undefined, 20, 20);
    editing.drag({ x: 25, y: 28 });
    expect(editing.drawn).toEqual([20, 20, 25, 28]);
    editing.drag({ x: 200, y: -9 });
    expect(editing.drawn).toEqual([20, 0, 100, 20]);
    editing.release({ x: 200, y: -9 }, true);
    expect(actions).toEqual([{ kind: 'add', box: [20, 20, 200, -9] }]);
    expect(editing.drawn).toBeUndefined();
  });

  it('moves a box by one gesture and takes that back when it is cancelled', () => {
    const { actions, editing } = start(2, 40, 40);
    editing.drag({ x: 45, y: 41 });
    editing.drag({ x: 400, y: 41 });
    editing.cancel();
    expect(actions).toMatchObject([
      { kind: 'place', id: 2, box: [35, 31, 55, 51] },
      { kind: 'place', id: 2, box: [80, 31, 100, 51] },
      { kind: 'withdraw' },
    ]);
    const gestures = new Set(actions.map((action) => ('gesture' in action ? action.gesture : -1)));
    expect(gestures.size).toBe(1);
    expect(start(2, 40, 40).editing.isActive).toBe(true);
  });

  it('resizes by a handle, over the opposite side too', () => {
    const { actions, editing } = start(2, 50, 50);
    editing.drag({ x: 20, y: 70 });
    expect(actions).toMatchObject([{ kind: 'place', id: 2, box: [20, 30, 30, 70] }]);
  });

  it('chooses what a click falls on, the smallest, or nothing', () => {
    for (const [x, y, id] of [
      [40, 40, 2],
      [70, 60, 1],
      [5, 5, undefined],
    ] as const) {
      const { actions, editing } = start(undefined, x, y);
      editing.release({ x, y }, false);
      expect(actions).toEqual([{ kind: 'select', id }]);
    }
  });

  it('chooses a box taken by its border at once', () => {
    expect(start(2, 10, 40).actions).toEqual([{ kind: 'select', id: 1 }]);
  });
});

describe('keys', () => {
  const keyed: KeyedPhoto = { ...photo, selected: 2, sight: [0, 0, 60, 60] };
  const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
    key,
    shift: false,
    control: false,
    alt: false,
    time: 0,
    ...more,
  });

  it('move and resize the chosen box, a run of presses as one step', () => {
    const keys = new BoxKeys();
    const first = keys.action(press('ArrowRight'), keyed);
    const second = keys.action(press('ArrowDown', { shift: true, time: 700 }), keyed);
    const later = keys.action(press('ArrowLeft', { alt: true, time: 2000 }), keyed);
    expect([first, second, later]).toMatchObject([
      { kind: 'place', box: [31, 30, 51, 50] },
      { kind: 'place', box: [30, 40, 50, 60] },
      { kind: 'place', box: [30, 30, 49, 50] },
    ]);
    const gestures = [first, second, later].map((action) => action?.kind === 'place' && action.gesture);
    expect(gestures[0]).toBe(gestures[1]);
    expect(gestures[2]).not.toBe(gestures[0]);
  });

  it('never shrink a box below a pixel', () => {
    const tiny = { ...keyed, boxes: [boxOf(2, 30, 30, 31, 31)] };
    expect(new BoxKeys().action(press('ArrowLeft', { alt: true, shift: true }), tiny)).toMatchObject({
      box: [30, 30, 31, 31],
    });
  });

  it('draw, choose, let go and remove', () => {
    const keys = new BoxKeys();
    expect(keys.action(press('n'), keyed)).toEqual({ kind: 'add', box: [20, 20, 40, 40] });
    expect(keys.action(press(']'), keyed)).toEqual({ kind: 'select', id: 1 });
    expect(keys.action(press(']'), { ...keyed, selected: 1 })).toEqual({ kind: 'select', id: 2 });
    expect(keys.action(press('['), { ...keyed, selected: undefined })).toEqual({ kind: 'select', id: 1 });
    expect(keys.action(press('Escape'), keyed)).toEqual({ kind: 'select', id: undefined });
    expect(keys.action(press('Delete'), keyed)).toEqual({ kind: 'remove', id: 2 });
  });

  it('leave the arrows to the stage while nothing is chosen', () => {
    const none = { ...keyed, selected: undefined };
    for (const key of ['ArrowLeft', 'Delete', 'Escape', '+', '0'])
      expect(new BoxKeys().action(press(key), none)).toBeUndefined();
    expect(new BoxKeys().action(press(']'), { ...none, boxes: [] })).toBeUndefined();
  });

  it('undo and redo as every platform has it', () => {
    const keys = new BoxKeys();
    expect(keys.historyAction(press('z', { control: true }))).toEqual({ kind: 'undo' });
    expect(keys.historyAction(press('Z', { control: true, shift: true }))).toEqual({ kind: 'redo' });
    expect(keys.historyAction(press('y', { control: true }))).toEqual({ kind: 'redo' });
    expect(keys.historyAction(press('z'))).toBeUndefined();
    expect(keys.historyAction(press('z', { control: true, alt: true }))).toBeUndefined();
  });
});
