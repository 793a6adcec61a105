import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createInitialState, Store } from '../../src/app/app-state.ts';
import { OfflineController } from '../../src/app/offline/offline-controller.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import type { OfflineReport, OfflineRequest } from '../../src/offline/offline-messages.ts';
import { fakePlacement } from '../support/fake-engine.ts';

interface FakeRegistration extends EventTarget {
  waiting: unknown;
  installing: EventTarget | undefined;
}

/** The browser's end: a registration whose workers note what they are told. */
class FakeContainer extends EventTarget {
  readonly told: OfflineRequest[] = [];
  readonly worker = { postMessage: (request: OfflineRequest): unknown => this.told.push(request) };
  readonly registration: FakeRegistration = Object.assign(new EventTarget(), {
    active: this.worker,
    waiting: undefined,
    installing: undefined,
    update: () => Promise.resolve(),
  });
  readonly ready = Promise.resolve(this.registration);
  controller: unknown = null;

  register(): Promise<unknown> {
    return Promise.resolve(this.registration);
  }

  report(change: Partial<OfflineReport> = {}): void {
    const data = { keeping: 'kept', keptBytes: 5, totalBytes: 5, isolates: false, ...change };
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  /** A newer version has been fetched. */
  bring(): void {
    this.registration.installing = new EventTarget();
    this.registration.dispatchEvent(new Event('updatefound'));
    this.registration.waiting = this.worker;
    this.registration.installing.dispatchEvent(new Event('statechange'));
  }
}

describe('the page that is kept', () => {
  let container: FakeContainer;
  let store: Store;
  const reload = vi.fn();
  const prompt = { isOffered: false, watch: vi.fn(), show: vi.fn() };

  async function start(
    change: { savesData?: boolean; isIsolated?: boolean } = {},
  ): Promise<OfflineController> {
    const controller = new OfflineController({
      store,
      container: container as unknown as ServiceWorkerContainer,
      url: 'https://host/service-worker.js',
      prompt,
      isIsolated: false,
      cores: 4,
      savesData: false,
      reload,
      ...change,
    });
    await controller.start();
    return controller;
  }

  beforeEach(() => {
    vi.stubGlobal('document', new EventTarget());
    container = new FakeContainer();
    store = new Store(createInitialState(resolveSettings({}), 'en'));
    reload.mockClear();
  });

  it('asks for what the engine needs, where it runs, each once', async () => {
    await start();
    expect(container.told).toEqual([]);
    store.update({ placement: fakePlacement });
    store.update({ placement: { ...fakePlacement } });
    store.update({ placement: { ...fakePlacement, model: 'webgpu' } });
    store.update({ placement: { ...fakePlacement, kernels: 'cpu' } });
    expect(container.told).toEqual([
      { kind: 'keep', groups: ['shell', 'base', 'wasm'], saveData: false },
      { kind: 'keep', groups: ['shell', 'base', 'webgpu'], saveData: false },
      { kind: 'keep', groups: ['shell', 'base', 'wasm', 'cpu'], saveData: false },
    ]);
  });

  it('spends data only when the person says so', async () => {
    const controller = await start({ savesData: true });
    store.update({ placement: fakePlacement });
    controller.act({ kind: 'keep-all' });
    expect(container.told.map((request) => request.kind === 'keep' && request.saveData)).toEqual([
      true,
      false,
    ]);
  });

  it('offers a newer version, never takes it by itself, and loads only the page that asked', async () => {
    const controller = await start();
    container.bring();
    // The first version of all replaces nothing.
    expect(store.state.offline.update).toBe('none');
    container.controller = container.worker;
    container.bring();
    expect(store.state.offline.update).toBe('ready');
    container.dispatchEvent(new Event('controllerchange'));
    expect(reload).not.toHaveBeenCalled();
    controller.act({ kind: 'update-later' });
    expect(store.state.offline.update).toBe('later');
    controller.act({ kind: 'update' });
    expect(container.told).toEqual([{ kind: 'take-over' }]);
    expect(reload).not.toHaveBeenCalled();
    container.dispatchEvent(new Event('controllerchange'));
    expect(reload).toHaveBeenCalledOnce();
  });

  it('knows whose doing its isolation is', async () => {
    const controller = await start({ isIsolated: true });
    container.report({ isolates: true });
    expect(store.state.offline.isIsolatedByWorker).toBe(true);
    controller.act({ kind: 'isolate', on: false });
    container.report({ isolates: false });
    expect(store.state.offline).toMatchObject({ isIsolatedByWorker: true, report: { isolates: false } });
    expect(container.told).toEqual([{ kind: 'isolate', on: false }]);
  });

  it('is a page as any other where workers are refused', async () => {
    container.register = () => Promise.reject(new Error('refused'));
    await start();
    expect(store.state.offline.report).toBeUndefined();
  });
});
