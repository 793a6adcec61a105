import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WasmSessionRequest } from '../../src/model/wasm-session-messages.ts';
import { createWasmSession, openingPatience } from '../../src/model/wasm-session.ts';

const names = { logitsName: 'cls_logits', deltasName: 'box_deltas', classes: 1 };

/** A session's worker that is ready at once, and answers runs when the test says so. */
class SilentWorker extends EventTarget {
  static last: SilentWorker;
  /** Whether it never comes to an end of opening a model. */
  static hangs = false;
  readonly runs: number[] = [];
  isTerminated = false;

  constructor() {
    super();
    SilentWorker.last = this;
  }

  postMessage(request: WasmSessionRequest): void {
    if (request.kind === 'run') this.runs.push(request.id);
    else if (!SilentWorker.hangs)
      queueMicrotask(() => this.say({ id: request.id, value: { kind: 'created' } }));
  }

  answerRun(): void {
    const value = { kind: 'head', anchors: 1, logits: new Float32Array(1), deltas: new Float32Array(4) };
    this.say({ id: this.runs.pop(), value });
  }

  say(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

beforeEach(() => {
  SilentWorker.hangs = false;
  vi.useFakeTimers();
  vi.stubGlobal('Worker', SilentWorker);
  vi.stubGlobal('navigator', { hardwareConcurrency: 1 });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a model that hangs while it is opened', () => {
  it('is given time by its size, and then ended with its worker', async () => {
    SilentWorker.hangs = true;
    const opened = createWasmSession(new Uint8Array(2_000_000), names);
    const outcome = expect(opened).rejects.toMatchObject({
      code: 'model-opening-hung',
      details: { seconds: 182 },
    });
    await vi.advanceTimersByTimeAsync(openingPatience(2_000_000) - 1);
    expect(SilentWorker.last.isTerminated).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await outcome;
    expect(SilentWorker.last.isTerminated).toBe(true);
  });

  it('is ended at once when whoever opens it moves on', async () => {
    SilentWorker.hangs = true;
    const controller = new AbortController();
    const opened = createWasmSession(new Uint8Array(1), names, controller.signal);
    const outcome = expect(opened).rejects.toMatchObject({ name: 'AbortError' });
    controller.abort();
    await outcome;
    expect(SilentWorker.last.isTerminated).toBe(true);
  });

  it('is not ended later when it was opened in time', async () => {
    const session = await createWasmSession(new Uint8Array(1), names);
    await vi.advanceTimersByTimeAsync(openingPatience(1) * 2);
    expect(session.isClosed).toBe(false);
  });
});

describe('a WASM run that nobody waits for any more', () => {
  const input = () => ({ place: 'cpu', width: 1, height: 1, data: new Float32Array(3) }) as const;

  it('is let go on for a while, and leaves the session open when it ends', async () => {
    const session = await createWasmSession(new Uint8Array(1), names);
    const controller = new AbortController();
    const run = session.run(input(), controller.signal);
    const outcome = expect(run).rejects.toMatchObject({ name: 'AbortError' });
    controller.abort();
    await vi.advanceTimersByTimeAsync(4000);
    SilentWorker.last.answerRun();
    await outcome;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(session.isClosed).toBe(false);
    expect(SilentWorker.last.isTerminated).toBe(false);
  });

  it('ends with its worker when it goes on for long, so that the next photo need not wait for it', async () => {
    const session = await createWasmSession(new Uint8Array(1), names);
    const controller = new AbortController();
    const outcome = expect(session.run(input(), controller.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
    controller.abort();
    await vi.advanceTimersByTimeAsync(6000);
    await outcome;
    expect(session.isClosed).toBe(true);
    expect(SilentWorker.last.isTerminated).toBe(true);
  });

  it('may take as long as it needs while somebody waits', async () => {
    const session = await createWasmSession(new Uint8Array(1), names);
    const run = session.run(input(), new AbortController().signal);
    await vi.advanceTimersByTimeAsync(600_000);
    SilentWorker.last.answerRun();
    expect((await run).anchors).toBe(1);
  });
});
