import { beforeEach, describe, expect, it, vi } from 'vitest';
import { WorkerCoverageClient, type CoverageWorker } from '../../src/coverage/coverage-client.ts';
import type { CoverageBoxes } from '../../src/coverage/coverage-boxes.ts';
import type { CoverageAnswer, CoverageRequest } from '../../src/coverage/coverage-messages.ts';

/** Notes what it is told, and answers when the test does. */
class FakeCoverageWorker extends EventTarget implements CoverageWorker {
  readonly requests: CoverageRequest[] = [];
  isEnded = false;

  postMessage(request: CoverageRequest): void {
    this.requests.push(request);
  }
  terminate(): void {
    this.isEnded = true;
  }
  answer(data: CoverageAnswer): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }
  kinds(): string[] {
    return this.requests.map(({ kind }) => kind);
  }
}

const boxes: CoverageBoxes = {
  corners: new Float64Array(4),
  images: new Int32Array(1),
  imageSizes: new Float64Array(2),
};
const question = { settings: {}, matching: {} } as Parameters<WorkerCoverageClient['measure']>[1];
const value = { milliseconds: 7 } as Extract<CoverageAnswer, { kind: 'measured' }>['value'];
const never = new AbortController().signal;

let workers: FakeCoverageWorker[];
let client: WorkerCoverageClient;

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  client = new WorkerCoverageClient(() => {
    const worker = new FakeCoverageWorker();
    workers.push(worker);
    return worker;
  }, 1000);
});

describe('the client of the coverage worker', () => {
  it('starts a worker for the first question, and sends boxes only when they are others', async () => {
    expect(workers).toHaveLength(0);
    const first = client.measure(boxes, question, never);
    workers[0]!.answer({ kind: 'measured', id: 0, value });
    expect(await first).toBe(value);
    const progress = vi.fn();
    const second = client.measure(boxes, question, never, progress);
    workers[0]!.answer({ kind: 'progress', id: 1, progress: { stage: 'before', fraction: 0.5 } });
    workers[0]!.answer({ kind: 'measured', id: 1, value });
    await second;
    expect(progress).toHaveBeenCalledWith({ stage: 'before', fraction: 0.5 });
    expect(workers[0]!.kinds()).toEqual(['boxes', 'measure', 'measure']);
    void client.measure({ ...boxes }, question, never);
    expect(workers[0]!.kinds().slice(3)).toEqual(['boxes', 'measure']);
    expect(workers).toHaveLength(1);
  });

  it('cancels what nobody waits for any more, and takes no late answer', async () => {
    const controller = new AbortController();
    const asked = client.suggest(boxes, { ...question, freedom: { scales: 1 } }, controller.signal);
    controller.abort();
    await expect(asked).rejects.toThrow(/abort/i);
    expect(workers[0]!.requests.at(-1)).toEqual({ kind: 'cancel', id: 0 });
    workers[0]!.answer({ kind: 'measured', id: 0, value });
    vi.advanceTimersByTime(5000);
    expect(workers[0]!.isEnded).toBe(false);
    await expect(client.measure(boxes, question, controller.signal)).rejects.toThrow(/abort/i);
  });

  it('ends a worker that is silent, and starts another with the boxes again', async () => {
    const asked = client.measure(boxes, question, never);
    const refused = expect(asked).rejects.toMatchObject({ code: 'coverage-hung' });
    vi.advanceTimersByTime(900);
    workers[0]!.answer({ kind: 'progress', id: 0, progress: { stage: 'before', fraction: 0.1 } });
    vi.advanceTimersByTime(900);
    expect(workers[0]!.isEnded).toBe(false);
    vi.advanceTimersByTime(200);
    await refused;
    expect(workers[0]!.isEnded).toBe(true);
    void client.measure(boxes, question, never);
    expect(workers[1]!.kinds()).toEqual(['boxes', 'measure']);
  });

  it('passes on what the worker refuses, and outlives its crash', async () => {
    const asked = client.measure(boxes, question, never);
    const error = { code: 'coverage-failed', details: { reason: 'x' }, technical: 'x' } as const;
    workers[0]!.answer({ kind: 'refusal', id: 0, error });
    await expect(asked).rejects.toMatchObject({ code: 'coverage-failed', details: { reason: 'x' } });
    const next = client.measure(boxes, question, never);
    workers[0]!.dispatchEvent(Object.assign(new Event('error'), { message: 'no memory' }));
    await expect(next).rejects.toMatchObject({ code: 'coverage-failed', details: { reason: 'no memory' } });
    expect(workers[0]!.isEnded).toBe(true);
  });

  it('rests, and whoever waits is told', async () => {
    const asked = client.measure(boxes, question, never);
    client.rest();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    expect(workers[0]!.isEnded).toBe(true);
    client.rest();
  });
});
