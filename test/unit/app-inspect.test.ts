import { beforeEach, describe, expect, it } from 'vitest';
import { anchorsOfCell, placeOfAnchor } from '../../src/anchors/anchor-cells.ts';
import { createInitialState, Store } from '../../src/app/app-state.ts';
import { hardestOf, lossContextOf, measureAnchor, measureRow } from '../../src/app/inspect/anchor-facts.ts';
import { InspectController } from '../../src/app/inspect/inspect-controller.ts';
import type { InspectAction, InspectState } from '../../src/app/inspect/inspect-state.ts';
import { LatestQuestion } from '../../src/app/inspect/latest-question.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import type { EngineEvent } from '../../src/engine/messages.ts';
import type { AnchorRow } from '../../src/pipeline/anchor-rows.ts';
import type { PhotoAnswers, PhotoQuery } from '../../src/pipeline/photo-queries.ts';
import { answerAnchors, fakeHardest, fakeLayout, fakeTable } from '../support/fake-anchors.ts';
import { createFakeAnalysis, createFakeReadout, fakeModel } from '../support/fake-engine.ts';

/** Lets every promise and timer of zero run. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 15));

/** An engine that is asked questions, and answers them when the test says. */
class Questions {
  readonly asked: PhotoQuery[] = [];
  failure: Error | undefined;
  /** Whether answers wait for {@link release}. */
  holds = false;
  #held: (() => void)[] = [];
  #listener: (event: EngineEvent) => void = () => undefined;

  subscribe = (listener: (event: EngineEvent) => void): (() => void) => {
    this.#listener = listener;
    return () => undefined;
  };

  emit(event: EngineEvent): void {
    this.#listener(event);
  }

  query = async <Query extends PhotoQuery>(query: Query): Promise<PhotoAnswers[Query['name']]> => {
    this.asked.push(query);
    if (this.holds && query.name !== 'hardest')
      await new Promise<void>((resolve) => this.#held.push(resolve));
    if (this.failure) throw this.failure;
    return this.#answer(query) as PhotoAnswers[Query['name']];
  };

  savePicture = (): Promise<Blob> => Promise.reject(new FocalScopeError('internal'));

  release(): void {
    for (const go of this.#held.splice(0)) go();
  }

  /** Those about single anchors. */
  get aboutAnchors(): PhotoQuery[] {
    return this.asked.filter(({ name }) => name !== 'hardest');
  }

  #answer(query: PhotoQuery): unknown {
    if (query.name === 'anchors' || query.name === 'anchors-at') return answerAnchors(query);
    return query.name === 'hardest' ? fakeHardest(query.count) : fakeTable();
  }
}

describe('the inspecting of anchors', () => {
  let store: Store;
  let engine: Questions;
  let controller: InspectController;
  let saved: { content: Blob; fileName: string }[];
  const state = (): InspectState => store.state.inspect;
  const act = async (...actions: InspectAction[]): Promise<void> => {
    for (const action of actions) controller.act(action);
    await settle();
  };
  const readoutOf = (readout: ReturnType<typeof createFakeReadout>): void => {
    store.update({ readout });
  };

  beforeEach(() => {
    store = new Store(createInitialState(resolveSettings({}), 'en'));
    engine = new Questions();
    saved = [];
    const save = (content: Blob, fileName: string): void => void saved.push({ content, fileName });
    controller = new InspectController({ store, client: engine, save, rest: 1 });
    const photo = { fileName: 'dog.jpg', sample: undefined, serial: 1 };
    store.update({ model: fakeModel, analysis: createFakeAnalysis(), photo, panel: 'inspect' });
    readoutOf(createFakeReadout());
  });

  it('shows the anchors under the pointer, the one of the greatest loss first', async () => {
    await act({ kind: 'hover', point: { x: 100, y: 50 } });
    expect(state().found?.rows).toHaveLength(45);
    const context = lossContextOf(createFakeReadout());
    expect(state().current).toBe(hardestOf(state().found!.rows, 'focal', context));
    const losses = state().found!.rows.map((row) => measureRow(row, 'focal', context).sum);
    const current = state().found!.rows.find(({ anchor }) => anchor === state().current)!;
    expect(measureRow(current, 'focal', context).sum).toBe(Math.max(...losses));
    await act({ kind: 'hover', point: { x: -1, y: 50 } });
    expect(state()).toMatchObject({ found: undefined, current: undefined, pinned: false });
  });

  it('forms no line of questions behind a quick pointer', async () => {
    engine.holds = true;
    for (let x = 1; x <= 50; x++) controller.act({ kind: 'hover', point: { x, y: 50 } });
    await settle();
    expect(engine.aboutAnchors).toHaveLength(1);
    engine.release();
    await settle();
    expect(state().found).toBeDefined();
    engine.release();
    await settle();
    expect(engine.aboutAnchors.map((query) => ('x' in query ? query.x : 0))).toEqual([1, 50]);
  });

  it('shows nothing that was let go meanwhile', async () => {
    engine.holds = true;
    await act({ kind: 'hover', point: { x: 9, y: 9 } });
    expect(state().asking).toBe(true);
    await act({ kind: 'hover', point: undefined });
    engine.release();
    await settle();
    expect(state()).toMatchObject({ found: undefined, asking: false });
  });

  it('pins, and heeds the pointer no more until it is released', async () => {
    await act({ kind: 'pin', point: { x: 200, y: 200 } });
    const { current } = state();
    expect(state().pinned).toBe(true);
    await act({ kind: 'hover', point: { x: 5, y: 5 } }, { kind: 'hover', point: undefined });
    expect(state().current).toBe(current);
    await act({ kind: 'release' });
    expect(state()).toMatchObject({ pinned: false, current: undefined });
    await act({ kind: 'pin', point: { x: 9999, y: 5 } });
    expect(state().pinned).toBe(false);
  });

  it('steps from anchor to anchor, and does not lose steps taken before the answer', async () => {
    await act({ kind: 'level', level: 0 }, { kind: 'pin', point: { x: 200, y: 200 } });
    const from = placeOfAnchor(fakeLayout, state().current!);
    expect(from.level).toBe(0);
    engine.holds = true;
    for (let step = 0; step < 3; step++) await act({ kind: 'step', step: { x: 1 } });
    await act({ kind: 'step', step: { y: -1 } });
    for (let answers = 0; answers < 3; answers++) {
      engine.release();
      await settle();
    }
    expect(placeOfAnchor(fakeLayout, state().current!)).toEqual({ ...from, x: from.x + 3, y: from.y - 1 });
    expect(state().found!.rows.map(({ anchor }) => anchor)).toEqual(
      anchorsOfCell(fakeLayout, state().current!),
    );
    engine.holds = false;
    await act({ kind: 'step', step: { level: 1 } });
    expect(placeOfAnchor(fakeLayout, state().current!).level).toBe(1);
    const asked = engine.aboutAnchors.length;
    await act({ kind: 'step', step: { level: -9 } }, { kind: 'step', step: { level: -9 } });
    expect(engine.aboutAnchors.length).toBe(asked + 1);
  });

  it('asks again when the targets change, and not for a slider of the loss', async () => {
    await act({ kind: 'pin', point: { x: 200, y: 200 } });
    const asked = engine.aboutAnchors.length;
    readoutOf(createFakeReadout({ focalParameters: { gamma: 3, alpha: 'off' } }));
    await settle();
    expect(engine.aboutAnchors.length).toBe(asked);
    const { current } = state();
    readoutOf(createFakeReadout({ groundTruth: [] }));
    await settle();
    expect(engine.aboutAnchors.length).toBe(asked + 1);
    expect(state()).toMatchObject({ pinned: true, current });
  });

  it('forgets everything of a photo that goes', async () => {
    await act({ kind: 'pin', point: { x: 200, y: 200 } });
    expect(state().hardest.list).toBeDefined();
    engine.emit({ type: 'analysis', analysis: createFakeAnalysis('other.jpg') });
    expect(state()).toMatchObject({ pinned: false, found: undefined, hardest: { list: undefined } });
  });

  it('says what went wrong, and recovers', async () => {
    engine.failure = new FocalScopeError('engine-crashed');
    await act({ kind: 'hover', point: { x: 9, y: 9 } });
    expect(state().error?.code).toBe('engine-crashed');
    engine.failure = undefined;
    await act({ kind: 'hover', point: { x: 19, y: 9 } });
    expect(state()).toMatchObject({ error: undefined, asking: false });
    expect(state().found).toBeDefined();
  });

  it('draws up the list of the hardest while the panel is open, anew for another choice or γ', async () => {
    await settle();
    const lists = (): PhotoQuery[] => engine.asked.filter(({ name }) => name === 'hardest');
    expect(lists()).toEqual([
      { name: 'hardest', loss: 'focal', by: 'loss', among: 'foreground', count: 200 },
    ]);
    expect(state().hardest.list?.rows).toHaveLength(200);
    await act({ kind: 'hardest', choice: { among: 'background', count: 50 } });
    expect(lists().at(-1)).toMatchObject({ among: 'background', count: 50, loss: 'focal' });
    readoutOf(createFakeReadout({ focalParameters: { gamma: 3, alpha: 'off' } }));
    await settle();
    expect(lists()).toHaveLength(3);
    store.update({ panel: 'loss' });
    readoutOf(createFakeReadout({ focalParameters: { gamma: 4, alpha: 'off' } }));
    await settle();
    expect(lists()).toHaveLength(3);
    store.update({ panel: 'inspect' });
    await settle();
    expect(lists()).toHaveLength(4);
  });

  it('flies to one of the list and pins it', async () => {
    await settle();
    const { anchor, box } = state().hardest.list!.rows[4]!;
    await act({ kind: 'visit', anchor, box });
    expect(state()).toMatchObject({ pinned: true, current: anchor, flight: { box, serial: 1 } });
    await act({ kind: 'visit', anchor, box });
    expect(state().flight?.serial).toBe(2);
  });

  it('lets only an anchor of the place be chosen', async () => {
    await act({ kind: 'hover', point: { x: 200, y: 200 } });
    const other = state().found!.rows.find(({ anchor }) => anchor !== state().current)!;
    await act({ kind: 'choose', anchor: other.anchor });
    expect(state()).toMatchObject({ pinned: true, current: other.anchor });
    await act({ kind: 'choose', anchor: 1 });
    expect(state().current).toBe(other.anchor);
  });

  it('writes all anchors as a file, and says so or why not', async () => {
    controller.act({ kind: 'export', format: 'csv' });
    expect(state().exported).toEqual({ is: 'running' });
    await expect.poll(() => saved.length).toBe(1);
    await settle();
    expect(saved[0]?.fileName).toBe('dog.anchors.csv');
    const { anchorCount } = fakeLayout;
    expect(state().exported).toEqual({ is: 'done', fileName: 'dog.anchors.csv', anchors: anchorCount });
    engine.failure = new FocalScopeError('webgpu-out-of-memory');
    await act({ kind: 'export', format: 'npz' });
    expect(state().exported).toMatchObject({ is: 'failed', error: { code: 'webgpu-out-of-memory' } });
    expect(saved).toHaveLength(1);
  });

  it('lets the pointer’s place go with the panel, and keeps a pinned one', async () => {
    await act({ kind: 'hover', point: { x: 200, y: 200 } });
    store.update({ panel: 'loss' });
    expect(state().found).toBeUndefined();
    store.update({ panel: 'inspect' });
    await act({ kind: 'pin', point: { x: 200, y: 200 } });
    store.update({ panel: 'ground-truth' });
    expect(state().pinned).toBe(true);
  });
});

describe('the facts of an anchor', () => {
  const context = { gamma: 2, alpha: 0.25, normaliser: 8 };
  const row = (target: number, logits: readonly number[]): AnchorRow => ({
    ...answerAnchors({ name: 'anchors', anchors: [0] }).rows[0]!,
    target,
    logits: Float32Array.from(logits),
  });

  it('are those of the formulas, class by class, and add up', () => {
    const facts = measureAnchor(row(1, [-2, 0.5, 3]), context);
    expect(facts.assignment).toBe('foreground');
    expect(facts.classes.map(({ classIndex }) => classIndex)).toEqual([1, 2, 0]);
    let [crossEntropy, focal] = [0, 0];
    for (const one of facts.classes) {
      const p = 1 / (1 + Math.exp(-one.logit));
      const pt = one.isOwn ? p : 1 - p;
      const weight = one.isOwn ? 0.25 : 0.75;
      expect(one.p).toBeCloseTo(p, 12);
      expect(one.pt).toBeCloseTo(pt, 12);
      expect(one.modulation).toBeCloseTo((1 - pt) ** 2, 12);
      expect(one.crossEntropy).toBeCloseTo(-Math.log(pt), 12);
      expect(one.focal).toBeCloseTo(-weight * (1 - pt) ** 2 * Math.log(pt), 12);
      expect(one.crossEntropyGradient).toBeCloseTo(one.isOwn ? p - 1 : p, 12);
      crossEntropy += one.crossEntropy!;
      focal += one.focal!;
    }
    expect(facts.crossEntropy.sum).toBeCloseTo(crossEntropy, 12);
    expect(facts.focal.sum).toBeCloseTo(focal, 12);
    expect(facts.focal.normalised).toBeCloseTo(focal / 8, 12);
    const norm = Math.hypot(...facts.classes.map(({ focalGradient }) => focalGradient!));
    expect(facts.focal.gradientNorm).toBeCloseTo(norm, 12);
  });

  it('hold no loss for an ignored anchor, and no own class for background', () => {
    const ignored = measureAnchor(row(-2, [1, 2, 3]), context);
    expect(ignored).toMatchObject({ assignment: 'ignored', crossEntropy: { sum: 0 }, focal: { sum: 0 } });
    expect(ignored.classes.every(({ pt, focal }) => pt === undefined && focal === undefined)).toBe(true);
    expect(ignored.classes[0]?.p).toBeCloseTo(1 / (1 + Math.exp(-3)), 12);
    const background = measureAnchor(row(-1, [1, 2, 3]), context);
    expect(background.assignment).toBe('background');
    expect(background.classes.some(({ isOwn }) => isOwn)).toBe(false);
  });
});

describe('the latest question', () => {
  it('is not asked any more once it is forgotten, and an abort is no failure', async () => {
    const asked: number[] = [];
    const taken: number[] = [];
    const failed: unknown[] = [];
    let fail: Error | undefined;
    const question = new LatestQuestion<number, number>(
      async (value) => {
        asked.push(value);
        await settle();
        if (fail) throw fail;
        return value;
      },
      (_, answer) => taken.push(answer),
      (_, error) => failed.push(error),
    );
    question.ask(1);
    question.ask(2);
    question.forget();
    await settle();
    await settle();
    expect([asked, taken]).toEqual([[1], []]);
    fail = new DOMException('Superseded', 'AbortError');
    question.ask(3);
    await settle();
    await settle();
    expect(failed).toEqual([]);
    fail = new Error('broken');
    question.ask(4);
    await settle();
    await settle();
    expect(failed).toEqual([fail]);
  });
});
