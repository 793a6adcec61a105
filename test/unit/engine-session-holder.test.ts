import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FocalScopeError } from '../../src/base/errors.ts';
import { findConventions } from '../../src/engine/find-conventions.ts';
import type { ConventionsReport } from '../../src/engine/messages.ts';
import { choosePlace, SessionHolder } from '../../src/engine/session-holder.ts';
import type { GpuDevice } from '../../src/gpu/device.ts';
import { downloadModel, forgetModel } from '../../src/model/download.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import type { ModelSession } from '../../src/model/model-session.ts';
import { createWasmSession } from '../../src/model/wasm-session.ts';
import { createWebGpuSession } from '../../src/model/webgpu-session.ts';
import { FakeSession } from '../support/fake-analysis.ts';
import { createTinyManifest } from '../support/tiny-manifest.ts';

vi.mock('../../src/model/wasm-session.ts', () => ({ createWasmSession: vi.fn() }));
vi.mock('../../src/model/webgpu-session.ts', () => ({ createWebGpuSession: vi.fn() }));
vi.mock('../../src/model/download.ts', () => ({ downloadModel: vi.fn(), forgetModel: vi.fn() }));

const manifest = parseManifest(createTinyManifest(1));
const findTiny = (session: ModelSession, signal: AbortSignal): Promise<ConventionsReport> => {
  const request = { model: { fileName: 'mine.onnx', graph: new Blob() }, conventions: manifest };
  return findConventions(session, { builtIn: manifest, request, onRun: () => undefined }, signal);
};
const gpuOf = (isSoftware: boolean): GpuDevice =>
  ({ device: {}, adapter: { isSoftware } }) as unknown as GpuDevice;
const never = new AbortController().signal;

describe('where the model runs', () => {
  it.each([
    ['auto', undefined, 'wasm', 'device-lost'],
    ['webgpu', undefined, 'wasm', 'device-lost'],
    ['auto', gpuOf(true), 'wasm', 'software-gpu'],
    ['auto', gpuOf(false), 'webgpu', 'hardware-gpu'],
    ['webgpu', gpuOf(true), 'webgpu', 'chosen-by-person'],
    ['wasm', gpuOf(false), 'wasm', 'chosen-by-person'],
  ] as const)('%s on %o: %s, because %s', (runOn, gpu, provider, reason) => {
    expect(choosePlace(runOn, gpu, 'device-lost')).toEqual({ provider, reason });
  });
});

describe('SessionHolder', () => {
  let sessions: FakeSession[];
  let phases: string[];
  const hold = (gpu?: GpuDevice): SessionHolder =>
    new SessionHolder(manifest, 'http://host/m.onnx', gpu, 'no-webgpu', ({ name }) => phases.push(name));

  beforeEach(() => {
    sessions = [];
    phases = [];
    const create = (provider: 'wasm' | 'webgpu') => () => {
      sessions.push(new FakeSession(provider, manifest));
      return Promise.resolve(sessions.at(-1)!);
    };
    vi.mocked(createWasmSession).mockReset().mockImplementation(create('wasm'));
    vi.mocked(createWebGpuSession).mockReset().mockImplementation(create('webgpu'));
    vi.mocked(forgetModel).mockReset().mockResolvedValue();
    vi.mocked(downloadModel)
      .mockReset()
      .mockImplementation((_url, total, onProgress) => {
        onProgress(total, total);
        return Promise.resolve(new Uint8Array(total));
      });
  });

  it('opens one session, whoever asks meanwhile', async () => {
    const holder = hold();
    const [first, second] = await Promise.all([holder.open('auto'), holder.open('wasm')]);
    expect(first.session).toBe(second.session);
    expect((await holder.open('webgpu')).session).toBe(first.session);
    expect(sessions).toHaveLength(1);
    expect(phases).toEqual(['downloading', 'compiling']);
  });

  it('closes a session before it opens one elsewhere, and downloads once', async () => {
    const holder = hold(gpuOf(false));
    await Promise.all([holder.open('auto'), holder.open('wasm')]);
    expect(sessions.map(({ provider, isDisposed }) => [provider, isDisposed])).toEqual([
      ['webgpu', true],
      ['wasm', false],
    ]);
    expect(downloadModel).toHaveBeenCalledTimes(1);
  });

  it('opens the next session where the last one cannot be closed', async () => {
    const holder = hold(gpuOf(false));
    await holder.open('webgpu');
    sessions[0]!.dispose = () => Promise.reject(new Error('stuck'));
    expect((await holder.open('wasm')).session.provider).toBe('wasm');
  });

  it('tries a download that failed again', async () => {
    const holder = hold();
    vi.mocked(downloadModel).mockRejectedValueOnce(new FocalScopeError('model-download-failed'));
    const both = await Promise.allSettled([holder.open('auto'), holder.open('auto')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await holder.open('auto')).session).toBe(sessions[0]);
    expect(forgetModel).not.toHaveBeenCalled();
  });

  it('forgets a built-in file that is no model, and loads it anew', async () => {
    const holder = hold();
    vi.mocked(createWasmSession).mockRejectedValueOnce(new FocalScopeError('model-not-readable'));
    await expect(holder.open('auto')).rejects.toMatchObject({ code: 'model-not-readable' });
    expect(forgetModel).toHaveBeenCalledWith('http://host/m.onnx');
    await holder.open('auto');
    expect(downloadModel).toHaveBeenCalledTimes(2);
  });

  it('takes WASM where WebGPU cannot open the model, and says so from then on', async () => {
    const holder = hold(gpuOf(false));
    vi.mocked(createWebGpuSession).mockRejectedValue(new Error('no'));
    const placed = await holder.open('webgpu');
    expect(placed).toMatchObject({ session: { provider: 'wasm' }, reason: 'webgpu-session-failed' });
    expect((await holder.open('auto')).session).toBe(placed.session);
    expect(createWebGpuSession).toHaveBeenCalledTimes(1);
  });

  it('takes a model of its own when it answers a blank image rightly', async () => {
    const holder = hold();
    await holder.open('auto');
    await holder.adopt(new Uint8Array([7]), never, findTiny);
    expect(holder.model).toBe(1);
    expect((await holder.open('auto')).model).toBe(1);
    expect(vi.mocked(createWasmSession).mock.lastCall![0]).toEqual(new Uint8Array([7]));
    // The one it was tried in is closed as well.
    expect(sessions.map(({ isDisposed }) => isDisposed)).toEqual([true, true, false]);
  });

  it('reads a model in another way in the same session, unless its scores are to be something else', async () => {
    const holder = hold();
    await holder.adopt(new Uint8Array([7]), never, findTiny);
    const { session, conventions } = await holder.open('auto');
    await holder.setConventions({ ...conventions, preset: 'other' });
    const same = await holder.open('auto');
    expect(same.session).toBe(session);
    expect(same.conventions.preset).toBe('other');
    expect(same.model).toBe(2);
    await holder.setConventions({ ...conventions, activation: 'probabilities' });
    const next = await holder.open('auto');
    expect(next.session).not.toBe(session);
    expect(sessions.map(({ isDisposed }) => isDisposed)).toEqual([true, true, false]);
    const hints = vi.mocked(createWasmSession).mock.calls.map(([, { scores }]) => scores);
    expect(hints).toEqual([undefined, 'logits', 'probabilities']);
  });

  it('goes back to the built-in model, whose file it loads again', async () => {
    const holder = hold();
    await holder.open('auto');
    await holder.adopt(new Uint8Array([7]), never, findTiny);
    await holder.restore();
    expect(holder.model).toBe(0);
    expect((await holder.open('auto')).model).toBe(0);
    expect(downloadModel).toHaveBeenCalledTimes(2);
    expect(vi.mocked(createWasmSession).mock.lastCall![0]).toHaveLength(1);
    // A model that is adopted after that is not taken for the earlier one.
    await holder.adopt(new Uint8Array([8]), never, findTiny);
    expect(holder.model).toBe(2);
  });

  it('keeps the model in use when another has the wrong number of anchors, or is cancelled', async () => {
    const holder = hold();
    const { session } = await holder.open('auto');
    const other = parseManifest({
      ...createTinyManifest(1),
      anchors: { ...(createTinyManifest(1).anchors as object), scales: [1], per_location: 3 },
    });
    vi.mocked(createWasmSession).mockResolvedValueOnce(new FakeSession('wasm', other));
    await expect(holder.adopt(new Uint8Array(1), never, findTiny)).rejects.toMatchObject({
      code: 'model-not-a-detector',
    });
    const cancelled = AbortSignal.abort();
    await expect(holder.adopt(new Uint8Array(1), cancelled, findTiny)).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect((await holder.open('auto')).session).toBe(session);
    expect(holder.model).toBe(0);
  });
});
