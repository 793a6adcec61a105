import { describe, expect, it } from 'vitest';
import { yieldTask } from '../../src/base/yield-task.ts';

describe('yieldTask', () => {
  it('lets a message that waits run first, not only promises', async () => {
    const log: string[] = [];
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (): void => {
      log.push('message');
      port1.close();
    };
    port2.postMessage(1);
    await yieldTask();
    log.push('after the yield');
    expect(log).toEqual(['message', 'after the yield']);
  });

  it('throws what its signal was aborted with meanwhile', async () => {
    const controller = new AbortController();
    const yielded = yieldTask(controller.signal);
    controller.abort(new Error('moved on'));
    await expect(yielded).rejects.toThrow('moved on');
  });
});
