import type { GroundTruthBox } from '../../anchors/ground-truth.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import type { Store } from '../app-state.ts';
import { FrameThrottle } from '../frame-throttle.ts';
import { edit, redo, startHistory, undo, withdraw, type EditHistory } from './edit-history.ts';
import { boxBetween, refusalOf, toGroundTruth, type EditedBox, type PhotoSize } from './edited-box.ts';
import { noGroundTruth, type GroundTruthAction, type GroundTruthOrigin } from './ground-truth-state.ts';
import type { GroundTruthStore, KeptGroundTruth } from './ground-truth-store.ts';
import { findKept, type GivenGroundTruth, type Subject } from './ground-truth-subject.ts';
import { joinBoxes } from './join-boxes.ts';
import { toKeptBox, type KeptBox } from './kept-box.ts';
import { KeptSync } from './kept-sync.ts';

export interface GroundTruthParts {
  readonly store: Store;
  readonly client: Pick<EngineClient, 'setGroundTruth'>;
  readonly kept: GroundTruthStore;
}

/** Edits the boxes of the photo on the stage, has the engine follow, and keeps what was drawn. */
export class GroundTruthController {
  readonly #parts: GroundTruthParts;
  readonly #throttle: FrameThrottle<readonly EditedBox[] | undefined>;
  readonly #keeping: KeptSync;
  #prepared: Subject | undefined;
  #subject: Subject | undefined;
  #history: EditHistory | undefined;
  /** The boxes that editing began with; `wasGiven` is false where there were none and detections stand in. */
  #beginning: {
    readonly boxes: readonly EditedBox[];
    readonly wasGiven: boolean;
    readonly wasKept: boolean;
  } = { boxes: [], wasGiven: false, wasKept: false };
  #nextId = 1;

  constructor(parts: GroundTruthParts) {
    this.#parts = parts;
    this.#keeping = new KeptSync({
      kept: parts.kept,
      report: (hash, succeeded) => this.#noteWrite(hash, succeeded),
      join: (hash, base, theirs) => this.#join(hash, base, theirs),
    });
    this.#throttle = new FrameThrottle(
      (boxes) => parts.client.setGroundTruth(boxes && toGroundTruth(boxes)),
      (_, later) => later,
    );
  }

  /**
   * What a photo is to be analysed with: what was kept of it, or else what it comes with. Its boxes can be edited from
   * {@link show} on. Without a file, as frames of a camera are, nothing is kept of it.
   */
  async prepare(
    serial: number,
    photo: Blob | undefined,
    fileName: string,
    given: GivenGroundTruth,
  ): Promise<readonly GroundTruthBox[] | undefined> {
    const kept = await findKept(this.#keeping, photo, this.#classes);
    const start = (kept.boxes ?? given.boxes)?.map((box) => this.#adopt(box));
    this.#prepared = { ...kept, serial, fileName, given, start, origin: kept.boxes ? 'saved' : given.origin };
    return start && toGroundTruth(start);
  }

  /** The photo that was prepared under this number is on the stage. */
  show(serial: number): void {
    if (this.#prepared?.serial !== serial || this.#subject?.serial === serial) return;
    this.#throttle.cancel();
    this.#subject = this.#prepared;
    this.#restart(this.#subject.start, this.#subject.origin);
  }

  /**
   * Gives the photo on the stage other boxes than it came with. Where it has been edited they are one more edit, which
   * can be undone; with `keepEdits` they are only what it can be reverted to.
   */
  give(given: GivenGroundTruth, { keepEdits = false } = {}): void {
    const subject = this.#subject;
    if (!subject) return;
    const start = given.boxes?.map((box) => this.#adopt(box));
    const { isEdited } = this.#parts.store.state.groundTruth;
    if (!isEdited) {
      this.#subject = { ...subject, given, start, origin: given.origin };
      this.#restart(start, given.origin);
      this.#throttle.call(this.#shownBoxes());
      return;
    }
    this.#subject = { ...subject, given };
    if (keepEdits || !start) return;
    this.#update({ origin: given.origin });
    this.#commit(start);
  }

  /** What was kept of a photo is gone: if it is the one on the stage, it is as it came. */
  forget(hash: string | undefined): void {
    const subject = this.#subject;
    if (subject && (hash === undefined || subject.hash === hash)) this.#revert(subject);
  }

  act(action: GroundTruthAction): void {
    const subject = this.#subject;
    const photo = this.#parts.store.state.analysis;
    if (!subject || !photo) return;
    switch (action.kind) {
      case 'add':
        this.#add(action.box, action.classIndex, photo);
        break;
      case 'place':
        this.#place(action.id, action.box, action.gesture, photo);
        break;
      case 'withdraw':
        if (this.#history) this.#follow(withdraw(this.#history, action.gesture));
        break;
      case 'relabel':
        this.#update({ nextClass: action.classIndex });
        this.#change(action.id, { classIndex: action.classIndex });
        break;
      case 'crowd':
        this.#change(action.id, { crowd: action.crowd });
        break;
      case 'remove':
        if (this.#boxes().some(({ id }) => id === action.id))
          this.#commit(this.#boxes().filter(({ id }) => id !== action.id));
        break;
      case 'select':
        this.#update({ selected: action.id });
        break;
      case 'undo':
        if (this.#history) this.#follow(undo(this.#history));
        break;
      case 'redo':
        if (this.#history) this.#follow(redo(this.#history));
        break;
      case 'adopt-detections':
        this.#commit((this.#parts.store.state.readout?.groundTruth ?? []).map((box) => this.#adopt(box)));
        break;
      case 'remove-all':
        this.#commit([]);
        break;
      case 'revert':
        this.#revert(subject);
        break;
    }
  }

  /** Settles when everything drawn so far is kept, or could not be. */
  async flush(): Promise<void> {
    await this.#keeping.settled();
  }

  dispose(): void {
    this.#throttle.cancel();
    this.#keeping.dispose();
  }

  #adopt({ box, classIndex, crowd }: GroundTruthBox): EditedBox {
    return { id: this.#nextId++, box, classIndex, crowd: crowd ?? false };
  }

  get #classes(): readonly string[] {
    return this.#parts.store.state.model?.classes ?? [];
  }

  #boxes(): readonly EditedBox[] {
    return this.#history?.present ?? [];
  }

  /** Undefined where nothing was given and everything drawn is taken back: detections stand in again. */
  #shownBoxes(): readonly EditedBox[] | undefined {
    const isUntouched = !this.#beginning.wasGiven && !this.#hasChanged;
    return isUntouched ? undefined : this.#history?.present;
  }

  /** By identity: undo comes back to the very boxes, and there are more edits than steps to be taken back. */
  get #hasChanged(): boolean {
    return this.#history !== undefined && this.#history.present !== this.#beginning.boxes;
  }

  get #isEdited(): boolean {
    return this.#beginning.wasKept || this.#hasChanged;
  }

  #add(box: EditedBox['box'], classIndex: number | undefined, photo: PhotoSize): void {
    const [x0, y0, x1, y1] = box;
    const upright = [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)] as const;
    const whole = boxBetween(x0, y0, x1, y1, photo);
    if (this.#refuse(refusalOf(upright, photo) ?? refusalOf(whole, photo))) return;
    const { nextClass } = this.#parts.store.state.groundTruth;
    const added = this.#adopt({ box: whole, classIndex: classIndex ?? nextClass });
    this.#commit([...this.#boxes(), added]);
    this.#update({ selected: added.id });
  }

  #place(id: number, box: EditedBox['box'], gesture: number, photo: PhotoSize): void {
    const boxes = this.#boxes();
    const before = boxes.find((one) => one.id === id);
    const [x0, y0, x1, y1] = box;
    const whole = boxBetween(x0, y0, x1, y1, photo);
    // A drag can outlast its box: by undo, or another photo.
    if (!before || this.#refuse(refusalOf(box, photo) ?? refusalOf(whole, photo))) return;
    const isMoved = whole.some((value, index) => value !== before.box[index]);
    if (isMoved)
      this.#commit(
        boxes.map((one) => (one === before ? { ...one, box: whole } : one)),
        gesture,
      );
    else this.#update({ refusal: undefined });
  }

  #change(id: number, change: Partial<EditedBox>): void {
    const boxes = this.#boxes();
    if (boxes.some((one) => one.id === id))
      this.#commit(boxes.map((one) => (one.id === id ? { ...one, ...change } : one)));
  }

  /** Says why an edit is not made. @returns whether there is a reason */
  #refuse(reason: ReturnType<typeof refusalOf>): boolean {
    if (!reason) return false;
    const serial = (this.#parts.store.state.groundTruth.refusal?.serial ?? 0) + 1;
    this.#update({ refusal: { reason, serial } });
    return true;
  }

  #commit(boxes: readonly EditedBox[], gesture?: number): void {
    this.#follow(edit(this.#history ?? startHistory(this.#beginning.boxes), boxes, gesture));
  }

  /** Shows a state of the history, tells the engine, and has it kept. */
  #follow(history: EditHistory): void {
    if (history === this.#history) return;
    const { origin } = this.#parts.store.state.groundTruth;
    this.#history = history;
    this.#update({ origin: origin === 'none' ? 'drawn' : origin, refusal: undefined });
    this.#throttle.call(this.#shownBoxes());
    this.#keep();
  }

  #restart(boxes: readonly EditedBox[] | undefined, origin: GroundTruthOrigin): void {
    const wasGiven = boxes !== undefined;
    this.#beginning = { boxes: boxes ?? [], wasGiven, wasKept: origin === 'saved' };
    this.#history = boxes && startHistory(boxes);
    const { nextClass } = this.#parts.store.state.groundTruth;
    const saving = origin === 'saved' ? 'saved' : this.#subject?.isKeepable === false ? 'failed' : 'nothing';
    const groundTruth = { ...noGroundTruth, nextClass, origin, saving } as const;
    this.#parts.store.update({ groundTruth });
    this.#update({});
  }

  #revert(subject: Subject): void {
    const { hash, given } = subject;
    if (hash !== undefined) this.#keeping.remove(hash);
    this.#restart(
      given.boxes?.map((box) => this.#adopt(box)),
      given.origin,
    );
    this.#throttle.call(this.#shownBoxes());
  }

  /** Puts the history's state, and `change`, into the page's state. */
  #update(change: Partial<typeof noGroundTruth>): void {
    const { groundTruth } = this.#parts.store.state;
    const boxes = this.#shownBoxes();
    const next = { ...groundTruth, ...change };
    const isThere = boxes?.some(({ id }) => id === next.selected) ?? false;
    this.#parts.store.update({
      groundTruth: {
        ...next,
        boxes,
        selected: isThere ? next.selected : undefined,
        isEdited: this.#isEdited,
        canUndo: (this.#history?.past.length ?? 0) > 0,
        canRedo: (this.#history?.future.length ?? 0) > 0,
      },
    });
  }

  #keep(): void {
    const { model, analysis } = this.#parts.store.state;
    const [subject, history] = [this.#subject, this.#history];
    if (!model || !analysis || !history || !subject) return;
    if (subject.hash === undefined) {
      this.#update({ saving: 'failed' });
      return;
    }
    // With every edit taken back the photo is as it came, at the next visit too.
    if (!this.#isEdited) {
      const { hash } = subject;
      this.#keeping.remove(hash);
      return;
    }
    const { hash, fileName } = subject;
    const { width, height } = analysis;
    const boxes = [...history.present.map((box) => toKeptBox(box, this.#classes)), ...subject.foreign];
    const kept = { hash, fileName, width, height, updated: Date.now(), boxes };
    this.#keeping.save(kept);
  }

  #noteWrite(hash: string, succeeded: boolean): void {
    // A photo that was reverted has nothing to be kept.
    const { past, future } = this.#history ?? startHistory([]);
    if (this.#subject?.hash !== hash || past.length + future.length === 0) return;
    this.#update({ saving: succeeded ? (this.#isEdited ? 'saved' : 'nothing') : 'failed' });
  }

  /** Another tab has drawn on the same photo: its boxes come to these, as one step that can be undone, and it is said. */
  #join(hash: string, base: readonly KeptBox[], theirs: KeptGroundTruth): void {
    const subject = this.#subject;
    if (subject?.hash !== hash) return;
    const own = { boxes: this.#boxes(), foreign: subject.foreign };
    const { boxes, foreign } = joinBoxes(own, base, theirs.boxes, this.#classes, (box) => this.#adopt(box));
    this.#subject = { ...subject, foreign };
    if (boxes.length === own.boxes.length && boxes.every((box, index) => box === own.boxes[index])) return;
    this.#commit(boxes);
    this.#update({ joined: this.#parts.store.state.groundTruth.joined + 1 });
  }
}
