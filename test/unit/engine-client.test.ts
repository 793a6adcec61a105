import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FocalScopeError } from '../../src/base/errors.ts';
import type { EngineClient } from '../../src/engine/engine-client.ts';
import type { EngineEvent, PhotoRequest } from '../../src/engine/messages.ts';
import { createEngineClient } from '../../src/engine/worker-engine-client.ts';
import { FakeWorker } from '../support/fake-worker.ts';
import { testSettings } from '../support/test-settings.ts';

const settings = testSettings;

const photo: PhotoRequest = { blob: new Blob(['x']), fileName: 'a.jpg', groundTruth: undefined };

function fakeCanvas(): HTMLCanvasElement {
  return { transferControlToOffscreen: () => ({}) } as unknown as HTMLCanvasElement;
}

describe('the engine’s client', () => {
  let workers: FakeWorker[];
  let events: EngineEvent[];
  let client: EngineClient;
  let silent: EngineRequestKind[];
  type EngineRequestKind = Parameters<FakeWorker['silentOn']['add']>[0];

  const worker = (index: number): FakeWorker => workers[index]!;
  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

  beforeEach(async () => {
    vi.useFakeTimers();
    workers = [];
    events = [];
    silent = [];
    client = createEngineClient({
      manifestUrl: 'http://host/model.json',
      pingInterval: 100,
      createWorker: () => {
        const fake = new FakeWorker();
        for (const kind of silent) fake.silentOn.add(kind);
        workers.push(fake);
        return fake as unknown as Worker;
      },
    });
    client.subscribe((event) => events.push(event));
    await client.start(fakeCanvas, settings);
  });

  afterEach(() => {
    client.dispose();
    vi.useRealTimers();
  });

  it('starts one worker and speaks to it', async () => {
    await client.openPhoto(photo);
    expect(worker(0).kinds()).toEqual(['start', 'open-photo']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(workers).toHaveLength(1);
  });

  it('tells when the engine is behind what was asked of it, and when it is not', async () => {
    const standing = (): boolean[] =>
      events.flatMap((event) => (event.type === 'standing' ? [event.isBehind] : []));
    await settle();
    expect(standing()).toEqual([true, false]);
    worker(0).silentOn.add('rest');
    client.setSettings({ ...settings, gamma: 5 });
    client.setHighlight(1);
    await settle();
    expect(standing()).toEqual([true, false, true]);
    // An engine that is gone is behind nothing; its successor is asked anew.
    worker(0).dispatchEvent(Object.assign(new Event('error'), { message: 'boom' }));
    await settle();
    expect(standing()).toEqual([true, false, true, false, true, false]);
  });

  it('restarts a worker that no longer answers, and opens the photo again with the latest settings', async () => {
    await client.openPhoto(photo);
    client.setSettings({ ...settings, gamma: 5 });
    worker(0).silentOn.add('ping');
    await vi.advanceTimersByTimeAsync(1000);
    expect(worker(0).terminated).toBe(true);
    expect(events).toContainEqual({ type: 'restarted', reason: 'engine-hung' });
    expect(worker(1).kinds()).toEqual(['start', 'open-photo']);
    expect(worker(1).received[0]).toMatchObject({ settings: { gamma: 5 } });
  });

  it('keeps the promise of a photo that a restart interrupts', async () => {
    silent = ['open-photo'];
    worker(0).silentOn.add('open-photo');
    let done = false;
    const opened = client.openPhoto(photo).then(() => {
      done = true;
    });
    await settle();
    silent = [];
    worker(0).dispatchEvent(Object.assign(new Event('error'), { message: 'boom' }));
    await settle();
    await opened;
    expect(done).toBe(true);
    expect(worker(1).kinds()).toEqual(['start', 'open-photo']);
  });

  it('gives up a photo that ends every worker, and stays usable', async () => {
    silent = ['open-photo'];
    worker(0).silentOn.add('open-photo');
    const opened = client.openPhoto(photo);
    const outcome = expect(opened).rejects.toMatchObject({ code: 'engine-crashed' });
    for (let index = 0; index < 3; index++) {
      await settle();
      worker(index).dispatchEvent(Object.assign(new Event('error'), { message: 'boom' }));
    }
    await outcome;
    await settle();
    worker(3).silentOn.clear();
    await client.openPhoto({ ...photo, fileName: 'b.jpg' });
    expect(worker(3).kinds()).toEqual(['start', 'open-photo']);
  });

  it('leaves the GPU alone after its device was lost twice', async () => {
    const lost: EngineEvent = {
      type: 'failure',
      error: { code: 'webgpu-device-lost', details: {}, technical: '' },
    };
    worker(0).say({ kind: 'event', event: lost });
    await settle();
    expect(worker(1).received[0]).toMatchObject({ kind: 'start', avoidGpu: undefined });
    worker(1).say({ kind: 'event', event: lost });
    await settle();
    expect(worker(2).received[0]).toMatchObject({ kind: 'start', avoidGpu: 'device-lost' });
  });

  const crash = (index: number): boolean =>
    worker(index).dispatchEvent(Object.assign(new Event('error'), { message: 'boom' }));
  const refuse = (index: number, code: 'image-broken' | 'model-download-failed'): void => {
    const { id } = worker(index).received.at(-1)!;
    worker(index).say({ kind: 'refusal', id, error: { code, details: {}, technical: '' }, aborted: false });
  };

  describe('when the first worker ends before it is up', () => {
    let starting: Promise<void>;

    beforeEach(() => {
      client.dispose();
      workers = [];
      events = [];
      client = createEngineClient({
        manifestUrl: 'http://host/model.json',
        pingInterval: 100,
        createWorker: () => {
          const fake = new FakeWorker();
          fake.silentOn.add('start');
          workers.push(fake);
          return fake as unknown as Worker;
        },
      });
      client.subscribe((event) => events.push(event));
      starting = client.start(fakeCanvas, settings);
    });

    it('is started all the same once the next one is', async () => {
      crash(0);
      const { id } = worker(1).received[0]!;
      worker(1).say({ kind: 'answer', id, value: undefined });
      await expect(starting).resolves.toBeUndefined();
    });

    it('gives up on an engine that ends every worker at once, and tries again when asked', async () => {
      const outcome = expect(starting).rejects.toMatchObject({ code: 'engine-crashed' });
      for (let index = 0; index < workers.length && index < 50; index++) {
        crash(index);
        await settle();
      }
      await outcome;
      expect(workers.length).toBeLessThan(10);
      const count = workers.length;
      const opened = expect(client.openPhoto(photo)).rejects.toMatchObject({ code: 'model-download-failed' });
      expect(workers).toHaveLength(count + 1);
      refuse(count, 'model-download-failed');
      await opened;
      expect(events.at(-1)).toMatchObject({ type: 'failure', error: { code: 'model-download-failed' } });
      expect(workers.at(-1)!.terminated).toBe(true);
    });

    it('brings settings and a photo along that came before it was up', async () => {
      client.setSettings({ ...settings, gamma: 5 });
      const opened = client.openPhoto(photo);
      const { id } = worker(0).received[0]!;
      worker(0).say({ kind: 'answer', id, value: undefined });
      await starting;
      await opened;
      expect(worker(0).kinds()).toEqual(['start', 'settings', 'settings', 'open-photo']);
      expect(worker(0).received.findLast(({ kind }) => kind === 'settings')).toMatchObject({
        settings: { gamma: 5 },
      });
    });
  });

  it('brings back the photo on the stage when the next one ends every worker', async () => {
    await client.openPhoto(photo);
    silent = ['open-photo'];
    worker(0).silentOn.add('open-photo');
    const outcome = expect(client.openPhoto({ ...photo, fileName: 'b.jpg' })).rejects.toMatchObject({
      code: 'engine-crashed',
    });
    for (let index = 0; index < 3; index++) {
      await settle();
      crash(index);
    }
    await outcome;
    await settle();
    expect(worker(3).received.at(-1)).toMatchObject({ kind: 'open-photo', photo: { fileName: 'a.jpg' } });
  });

  it('brings back the photo on the stage, not one that was overtaken or refused', async () => {
    await client.openPhoto(photo);
    client.setGroundTruth([{ box: [0, 0, 1, 1], classIndex: 3 }]);
    worker(0).silentOn.add('open-photo');
    const overtaken = expect(client.openPhoto({ ...photo, fileName: 'b.jpg' })).rejects.toMatchObject({
      name: 'AbortError',
    });
    const refused = expect(client.openPhoto({ ...photo, fileName: 'c.jpg' })).rejects.toMatchObject({
      code: 'image-broken',
    });
    refuse(0, 'image-broken');
    await overtaken;
    await refused;
    crash(0);
    await settle();
    expect(worker(1).received.filter(({ kind }) => kind === 'open-photo')).toMatchObject([
      { photo: { fileName: 'a.jpg', groundTruth: [{ classIndex: 3 }] } },
    ]);
  });

  it('does not open a photo that was cancelled while the engine restarted', async () => {
    await client.openPhoto(photo);
    silent = ['start'];
    crash(0);
    const controller = new AbortController();
    const cancelled = expect(
      client.openPhoto({ ...photo, fileName: 'b.jpg' }, controller.signal),
    ).rejects.toMatchObject({ name: 'AbortError' });
    controller.abort();
    await cancelled;
    worker(1).say({ kind: 'answer', id: worker(1).received[0]!.id, value: undefined });
    await settle();
    expect(worker(1).received.filter(({ kind }) => kind === 'open-photo')).toMatchObject([
      { photo: { fileName: 'a.jpg' } },
    ]);
  });

  it('goes on with the built-in model, and the photo, when a person’s own is refused at a restart', async () => {
    await client.openModel({ model: { fileName: 'mine.onnx', graph: new Blob(['m']) } });
    await client.openPhoto(photo);
    silent = ['open-model'];
    crash(0);
    await settle();
    refuse(1, 'model-download-failed');
    await settle();
    expect(worker(1).kinds()).toEqual(['start', 'open-model', 'open-photo']);
    expect(events.findLast(({ type }) => type !== 'standing')).toMatchObject({ type: 'failure' });
  });

  it('brings no model of a person’s own back at a restart once the built-in one is in use again', async () => {
    await client.openModel({ model: { fileName: 'mine.onnx', graph: new Blob(['m']) } });
    await client.openBuiltInModel();
    crash(0);
    await settle();
    expect(worker(1).kinds()).not.toContain('open-model');
  });

  it('leaves no promise open when it is disposed of', async () => {
    worker(0).silentOn.add('open-photo').add('save-picture');
    const photoOutcome = expect(client.openPhoto(photo)).rejects.toMatchObject({ name: 'AbortError' });
    const pictureOutcome = expect(client.savePicture()).rejects.toMatchObject({ name: 'AbortError' });
    client.dispose();
    await Promise.all([photoOutcome, pictureOutcome]);
    expect(worker(0).terminated).toBe(true);
    crash(0);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(workers).toHaveLength(1);
  });

  it('passes on a refusal as a typed error, and an abort as an abort', async () => {
    worker(0).silentOn.add('open-photo');
    const refused = client.openPhoto(photo);
    await settle();
    const { id } = worker(0).received.at(-1)!;
    const error = { code: 'image-broken', details: {}, technical: '' } as const;
    worker(0).say({ kind: 'refusal', id, error, aborted: false });
    await expect(refused).rejects.toBeInstanceOf(FocalScopeError);

    const controller = new AbortController();
    const cancelled = client.openPhoto(photo, controller.signal);
    await settle();
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect(worker(0).kinds().at(-1)).toBe('cancel');
  });
});
