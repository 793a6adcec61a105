import { afterEach, describe, expect, it } from 'vitest';
import { EngineRun, fetchSample } from '../support/engine-run.ts';

describe('an engine whose device is lost', () => {
  let run: EngineRun;

  afterEach(() => run.dispose());

  it('while a photo’s input is read back, opens it all the same and tells of nothing else', async () => {
    const workers: Worker[] = [];
    run = new EngineRun({
      createWorker: () => {
        const worker = new Worker(new URL('../support/losable-engine-worker.ts', import.meta.url), {
          type: 'module',
        });
        workers.push(worker);
        return worker;
      },
    });
    await run.start();
    await run.open('first.jpg', await fetchSample('dog.jpg'));
    workers[0]!.postMessage({ kind: 'lose-device', readBacks: 1 });
    await run.client.openPhoto({
      fileName: 'second.jpg',
      blob: await fetchSample('kite.jpg'),
      groundTruth: undefined,
    });
    await run.waitFor('restarted');
    const restart = run.events.findIndex(({ type }) => type === 'restarted');
    const { analysis } = await run.waitFor('analysis', restart);
    expect(analysis).toMatchObject({ fileName: 'second.jpg', placement: { kernels: 'webgpu' } });
    await run.waitFor('readout', restart);
    expect(run.events.filter(({ type }) => type === 'failure')).toEqual([]);
    expect(workers).toHaveLength(2);
  });
});
