import { describe, expect, it } from 'vitest';
import { TaskQueue } from '../../src/base/task-queue.ts';

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('TaskQueue', () => {
  it('runs one task at a time, in order, and returns what each gives', async () => {
    const queue = new TaskQueue();
    const log: string[] = [];
    const task = (name: string) => async () => {
      log.push(`${name} begins`);
      await turn();
      log.push(`${name} ends`);
      return name;
    };
    expect(await Promise.all(['a', 'b'].map((name) => queue.add(task(name))))).toEqual(['a', 'b']);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('goes on after a task that fails, also one that throws before its first await', async () => {
    const queue = new TaskQueue();
    const failed = queue.add(() => Promise.reject(new Error('first')));
    const thrown = queue.add(() => {
      throw new Error('second');
    });
    const done = queue.add(() => Promise.resolve('third'));
    await expect(failed).rejects.toThrow('first');
    await expect(thrown).rejects.toThrow('second');
    expect(await done).toBe('third');
  });

  it('never starts a task that is aborted before its turn, and finishes one that has begun', async () => {
    const queue = new TaskQueue();
    const controller = new AbortController();
    let started = 0;
    const task = async (): Promise<number> => {
      started += 1;
      await turn();
      return started;
    };
    const begun = queue.add(task, controller.signal);
    const waiting = queue.add(task, controller.signal);
    await Promise.resolve().then(() => undefined);
    controller.abort();
    expect(await begun).toBe(1);
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(started).toBe(1);
  });
});
