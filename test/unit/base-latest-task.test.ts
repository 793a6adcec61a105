import { describe, expect, it } from 'vitest';
import { LatestTask } from '../../src/base/latest-task.ts';

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(new Error('broke when its ground went away'))),
  );
const never = new AbortController().signal;

describe('LatestTask', () => {
  it('aborts the task before, whatever that throws then', async () => {
    const latest = new LatestTask();
    const first = latest.run(never, untilAborted);
    const outcome = expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(await latest.run(never, () => Promise.resolve('second'))).toBe('second');
    await outcome;
    expect(latest.isRunning).toBe(false);
  });

  it('is running until the last one ends, not until an aborted one does', async () => {
    const latest = new LatestTask();
    const first = latest.run(never, untilAborted).catch(() => undefined);
    let end = (): void => undefined;
    const second = latest.run(never, () => new Promise<void>((resolve) => (end = resolve)));
    await first;
    expect(latest.isRunning).toBe(true);
    end();
    await second;
    expect(latest.isRunning).toBe(false);
  });

  it('follows the caller’s signal, and passes failures on', async () => {
    const latest = new LatestTask();
    const controller = new AbortController();
    const cancelled = latest.run(controller.signal, untilAborted);
    const outcome = expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    controller.abort();
    await outcome;
    await expect(latest.run(never, () => Promise.reject(new Error('a failure')))).rejects.toThrow(
      'a failure',
    );
  });
});
