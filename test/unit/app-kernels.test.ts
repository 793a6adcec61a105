import { describe, expect, it } from 'vitest';
import { createInitialState, Store } from '../../src/app/app-state.ts';
import { KernelsController } from '../../src/app/kernels/kernels-controller.ts';
import { bytesOfPass, passBandwidth } from '../../src/app/kernels/pass-bytes.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import { FakeEngine } from '../support/fake-engine.ts';

function createController(): { engine: FakeEngine; store: Store; controller: KernelsController } {
  const engine = new FakeEngine();
  const store = new Store(createInitialState(resolveSettings({}), 'en'));
  return { engine, store, controller: new KernelsController({ store, client: engine }) };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const report = { hasTimestamps: true, resolution: 0, repetitions: 10, steps: [] };
const benchmark = { kind: 'benchmark', options: { anchors: 9, classes: 2, repetitions: 1 } } as const;

describe('the kernels’ controller', () => {
  it('follows a measurement from its start to its report', async () => {
    const { engine, store, controller } = createController();
    controller.act({ kind: 'measure-passes', repetitions: 10 });
    expect(store.state.kernels.passes).toEqual({ is: 'running', progress: undefined });
    const progress = { name: '', done: 2, total: 11 };
    engine.emit({ type: 'kernels-progress', progress });
    expect(store.state.kernels.passes).toEqual({ is: 'running', progress });
    expect(store.state.kernels.benchmark).toEqual({ is: 'none' });
    engine.measured[0]!.succeed(report);
    await settle();
    expect(store.state.kernels.passes).toEqual({ is: 'done', report });
    // A word that comes late changes nothing.
    engine.emit({ type: 'kernels-progress', progress });
    expect(store.state.kernels.passes.is).toBe('done');
  });

  it('measures one thing at a time', async () => {
    const { engine, controller } = createController();
    controller.act(benchmark);
    controller.act({ kind: 'measure-passes', repetitions: 10 });
    controller.act(benchmark);
    expect(engine.measured).toHaveLength(1);
    engine.measured[0]!.fail(new Error('no'));
    await settle();
    controller.act(benchmark);
    expect(engine.measured).toHaveLength(2);
  });

  it('tells a cancelled measurement from one that failed, and keeps the other’s report', async () => {
    const { engine, store, controller } = createController();
    controller.act({ kind: 'measure-passes', repetitions: 10 });
    engine.measured[0]!.succeed(report);
    await settle();
    controller.act(benchmark);
    controller.act({ kind: 'cancel' });
    await settle();
    expect(store.state.kernels.benchmark).toEqual({ is: 'cancelled' });
    controller.act(benchmark);
    engine.measured[2]!.fail(new FocalScopeError('webgpu-device-lost'));
    await settle();
    expect(store.state.kernels.benchmark).toMatchObject({
      is: 'failed',
      error: { code: 'webgpu-device-lost' },
    });
    expect(store.state.kernels.passes.is).toBe('done');
    controller.act({ kind: 'cancel' });
    expect(store.state.kernels.passes.is).toBe('done');
  });
});

describe('the bytes of a pass', () => {
  const shape = { anchors: 1000, classes: 80 };

  it('are known where they follow from A and K alone', () => {
    expect(bytesOfPass('dense-loss.wgsl denseLoss', shape)).toBe(1000 * (320 + 4 + 4));
    expect(bytesOfPass('match-anchors.wgsl matchAnchors', shape)).toBe(28_000);
    expect(bytesOfPass('stage frame', shape)).toBeUndefined();
  });

  it('give a bandwidth, unless the clock is too coarse for one', () => {
    expect(passBandwidth(328_000, 0.5, 10, 1e-6)).toBeCloseTo(0.656, 12);
    // Ten steps of the clock in all are enough, nine are not.
    expect(passBandwidth(1e6, 0.1, 10, 0.1)).toBeCloseTo(10, 12);
    expect(passBandwidth(1e6, 0.09, 10, 0.1)).toBeUndefined();
    expect(passBandwidth(1e6, 0, 10, 0)).toBeUndefined();
    expect(passBandwidth(undefined, 1, 10, 0)).toBeUndefined();
  });
});
