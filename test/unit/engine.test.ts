import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FocalScopeError } from '../../src/base/errors.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { EngineEvent, EngineSettings, PhotoRequest } from '../../src/engine/messages.ts';
import { SessionHolder } from '../../src/engine/session-holder.ts';
import type { GpuDevice } from '../../src/gpu/device.ts';
import type { Photo } from '../../src/image/photo.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { createWasmSession } from '../../src/model/wasm-session.ts';
import { createWebGpuSession } from '../../src/model/webgpu-session.ts';
import { testSettings, fitView } from '../support/engine-run.ts';
import { FakePath, FakeSession, Gate } from '../support/fake-analysis.ts';
import { createTinyManifest } from '../support/tiny-manifest.ts';

vi.mock('../../src/model/wasm-session.ts', () => ({ createWasmSession: vi.fn() }));
vi.mock('../../src/model/webgpu-session.ts', () => ({ createWebGpuSession: vi.fn() }));
vi.mock('../../src/model/download.ts', () => ({
  downloadModel: () => Promise.resolve(new Uint8Array(1)),
  forgetModel: () => Promise.resolve(),
  readModel: async (file: Blob) => new Uint8Array(await file.arrayBuffer()),
}));
vi.mock('../../src/image/decode-photo.ts', () => ({
  decodePhoto: (_blob: Blob, fileName: string, signal: AbortSignal): Promise<Photo> => {
    signal.throwIfAborted();
    if (fileName === 'broken') return Promise.reject(new FocalScopeError('image-broken', { fileName }));
    const pixels = { width: 64, height: 48, data: new Uint8ClampedArray(64 * 48 * 4) };
    return Promise.resolve({ fileName, width: 64, height: 48, pixels });
  },
}));

const manifest = parseManifest(createTinyManifest(1));
const settings: EngineSettings = { ...testSettings, inputSize: 64 };
const theme = { background: [0, 0, 0] } as const;
const hardware = { device: {}, adapter: { isSoftware: false } } as unknown as GpuDevice;
const request = (fileName: string): PhotoRequest => ({ blob: new Blob(), fileName, groundTruth: undefined });
const box = { box: [0, 0, 32, 32], classIndex: 0 } as const;

describe('the engine', () => {
  let path: FakePath;
  let sessions: FakeSession[];
  let events: EngineEvent[];
  let engine: Engine;
  /** What the page does with a new photo; most answer with a view. */
  let answerView: boolean;

  const start = (gpu?: GpuDevice): void => {
    const emit = (event: EngineEvent): void => {
      events.push(event);
      if (event.type === 'analysis' && answerView)
        queueMicrotask(() => engine.setView(fitView(64, 48), theme));
    };
    const report = (): void => undefined;
    const ground = { kernels: 'cpu', kernelsReason: 'no-webgpu', adapter: '' } as const;
    const holder = new SessionHolder(manifest, 'http://host/m.onnx', gpu, 'no-webgpu', report);
    engine = new Engine({ manifest, path, sessions: holder, ground, emit }, settings);
  };
  const open = (fileName: string, signal = new AbortController().signal): Promise<void> =>
    engine.openPhoto(request(fileName), 0, signal);
  /** Until nothing is left to do. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  };
  const shown = (): string[] =>
    events.flatMap((event) => (event.type === 'analysis' ? [event.analysis.fileName] : []));
  const failures = (): string[] =>
    events.flatMap((event) => (event.type === 'failure' ? [event.error.code] : []));

  beforeEach(() => {
    path = new FakePath();
    sessions = [];
    events = [];
    answerView = true;
    const create = (provider: 'wasm' | 'webgpu') => () => {
      const session = new FakeSession(provider, manifest);
      sessions.push(session);
      return Promise.resolve(session);
    };
    vi.mocked(createWasmSession).mockImplementation(create('wasm'));
    vi.mocked(createWebGpuSession).mockImplementation(create('webgpu'));
  });

  afterEach(() => engine.dispose());

  it('brings up to date what a change made stale, once, in the order of the line', async () => {
    start();
    await open('a');
    await settle();
    path.steps.length = 0;
    const gate = new Gate();
    path.gates.set('render', gate);
    engine.setHighlight(1);
    await settle();
    engine.setSettings({ ...settings, gamma: 3 }, 1);
    engine.setSettings({ ...settings, gamma: 4, scoreThreshold: 0.1 }, 2);
    engine.setSettings({ ...settings, gamma: 5, allowLowQualityMatches: false }, 3);
    gate.open();
    await settle();
    expect(path.steps).toEqual([
      'render',
      ...['setTargets 0', 'setFocal 5', 'render', 'readLosses', 'readScaleRange'],
    ]);
    expect(sessions[0]!.runs).toHaveLength(1);
  });

  it('goes on after a step that broke, and keeps what changed meanwhile', async () => {
    start();
    await open('a');
    await settle();
    const gate = new Gate();
    path.gates.set('render', gate);
    path.failures.set('render', new FocalScopeError('webgpu-limit-exceeded'));
    engine.setHighlight(1);
    await settle();
    engine.setSettings({ ...settings, gamma: 3 }, 1);
    gate.open();
    await settle();
    expect(failures()).toEqual(['webgpu-limit-exceeded']);
    expect(path.steps).toContain('setFocal 3');
  });

  it('lets the last photo win, and never starts a run that was overtaken', async () => {
    start();
    await settle();
    const gate = (sessions[0]!.gate = new Gate());
    const overtaken = ['a', 'b', 'c'].map((name) => open(name));
    const outcomes = Promise.allSettled(overtaken);
    await settle();
    const last = open('d');
    await settle();
    gate.open();
    await last;
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
    expect(shown()).toEqual(['d']);
    expect(sessions[0]!.runs.length).toBeLessThanOrEqual(2);
  });

  it('throws an answer away, and releases it, whose photo was cancelled before its turn', async () => {
    start();
    await open('a');
    await settle();
    const gate = new Gate();
    path.gates.set('render', gate);
    engine.setHighlight(1);
    await settle();
    const released = sessions[0]!.released;
    const controller = new AbortController();
    const outcome = expect(open('b', controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await settle();
    expect(sessions[0]!.runs).toHaveLength(2);
    controller.abort();
    gate.open();
    await outcome;
    expect(sessions[0]!.released).toBe(released + 1);
    expect(shown()).toEqual(['a']);
  });

  it('keeps the photo on the stage when the next one fails', async () => {
    start();
    await open('a');
    await expect(open('broken')).rejects.toMatchObject({ code: 'image-broken' });
    sessions[0]!.failure = new FocalScopeError('model-not-a-detector');
    await expect(open('b')).rejects.toMatchObject({ code: 'model-not-a-detector' });
    engine.setSettings({ ...settings, gamma: 3 }, 1);
    await settle();
    expect(shown()).toEqual(['a']);
    expect(path.frames.at(-1)).toBe('a');
    expect(failures()).toEqual([]);
  });

  it('brings the photo back when the next one broke after its head was taken over', async () => {
    start();
    await open('a');
    await settle();
    path.failures.set('setTargets', new RangeError('a class that is none'));
    await expect(open('b')).rejects.toBeInstanceOf(RangeError);
    await settle();
    expect(shown()).toEqual(['a', 'a']);
    expect(path.answered?.photo.fileName).toBe('a');
    expect(path.frames).not.toContain('b');
  });

  it('applies a γ that changed while the model ran', async () => {
    start();
    await settle();
    const gate = (sessions[0]!.gate = new Gate());
    const opened = open('a');
    await settle();
    engine.setSettings({ ...settings, gamma: 4.5 }, 1);
    gate.open();
    await opened;
    await settle();
    expect(path.steps.filter((step) => step.startsWith('setFocal'))).toEqual(['setFocal 4.5']);
  });

  it('runs again when the input size changed while the model ran', async () => {
    start();
    await settle();
    const gate = (sessions[0]!.gate = new Gate());
    const opened = open('a');
    await settle();
    engine.setSettings({ ...settings, inputSize: 96 }, undefined);
    engine.setSettings({ ...settings, inputSize: 128 }, undefined);
    gate.open();
    await opened;
    await settle();
    expect(sessions[0]!.runs).toEqual(['64 × 64', '128 × 96']);
  });

  it('still follows the input size when a broken photo ended that run', async () => {
    start();
    await open('a');
    const gate = (sessions[0]!.gate = new Gate());
    engine.setSettings({ ...settings, inputSize: 128 }, undefined);
    await settle();
    const broken = expect(open('broken')).rejects.toMatchObject({ code: 'image-broken' });
    gate.open();
    await broken;
    await settle();
    const last = events.findLast((event) => event.type === 'analysis');
    expect(last?.analysis).toMatchObject({ fileName: 'a', inputWidth: 128 });
  });

  it('tells once of a run that the settings asked for and that failed', async () => {
    start();
    await open('a');
    vi.mocked(createWasmSession).mockRejectedValue(new FocalScopeError('model-not-readable'));
    sessions[0]!.failure = new FocalScopeError('model-run-failed');
    engine.setSettings({ ...settings, inputSize: 128 }, undefined);
    await settle();
    for (const gamma of [3, 4, 5]) {
      engine.setSettings({ ...settings, inputSize: 128, gamma }, undefined);
      await settle();
    }
    expect(failures()).toEqual(['model-run-failed']);
    expect(path.steps.at(-4)).toBe('setFocal 5');
  });

  it('opens a fresh session after a run that failed', async () => {
    start();
    await open('a');
    sessions[0]!.failure = new FocalScopeError('model-run-failed');
    await expect(open('b')).rejects.toMatchObject({ code: 'model-run-failed' });
    await open('c');
    expect(sessions.map((session) => session.isDisposed)).toEqual([true, false]);
    expect(shown()).toEqual(['a', 'c']);
  });

  it('turns to WASM for good when the WebGPU provider fails at a run', async () => {
    start(hardware);
    await settle();
    sessions[0]!.failure = new FocalScopeError('model-run-failed');
    await open('a');
    await open('b');
    await settle();
    expect(sessions.map(({ provider, isDisposed }) => [provider, isDisposed])).toEqual([
      ['webgpu', true],
      ['wasm', false],
    ]);
    const { analysis } = events.findLast((event) => event.type === 'analysis')!;
    expect(analysis.placement).toMatchObject({ model: 'wasm', modelReason: 'webgpu-session-failed' });
    expect(sessions[1]!.runs).toHaveLength(2);
  });

  it('does not blame the WebGPU provider for a run that was overtaken', async () => {
    start(hardware);
    await settle();
    sessions[0]!.gate = new Gate();
    const overtaken = expect(open('a')).rejects.toMatchObject({ name: 'AbortError' });
    await settle();
    const last = open('b');
    sessions[0]!.breakRun(new FocalScopeError('model-run-failed'));
    sessions[0]!.gate = undefined;
    await overtaken;
    await last;
    expect(sessions).toHaveLength(1);
  });

  it('has a photo answered by the model that was opened while it ran', async () => {
    start();
    await settle();
    sessions[0]!.gate = new Gate();
    const opened = open('a');
    await settle();
    const adopted = engine.openModel(new Blob(['x']), 'mine.onnx', new AbortController().signal);
    await adopted;
    // The session that ran is closed under the run.
    sessions[0]!.breakRun(new FocalScopeError('model-run-failed'));
    await opened;
    expect(shown()).toEqual(['a']);
    expect(sessions.at(-1)!.runs).toEqual(['64 × 64']);
    expect(failures()).toEqual([]);
  });

  it('keeps the ground truth that was set while the model ran again', async () => {
    start();
    await open('a');
    const gate = (sessions[0]!.gate = new Gate());
    engine.setSettings({ ...settings, inputSize: 128 }, undefined);
    await settle();
    engine.setGroundTruth([box]);
    gate.open();
    await settle();
    const readout = events.findLast((event) => event.type === 'readout')!.readout;
    expect(readout).toMatchObject({ groundTruth: [box], groundTruthSource: 'annotations' });
  });

  it('draws a new photo only in a view that the page made for it, or after a while', async () => {
    start();
    await open('a');
    await settle();
    answerView = false;
    const gate = new Gate();
    path.gates.set('readLosses', gate);
    const opened = open('b');
    await settle();
    // Asks for a frame while the new photo is on its way through the line.
    engine.setHighlight(1);
    gate.open();
    await opened;
    await settle();
    expect(path.frames).not.toContain('b');
    engine.setView(fitView(64, 48), theme);
    await settle();
    expect(path.frames.at(-1)).toBe('b');
    await open('c');
    await vi.waitFor(() => expect(path.frames.at(-1)).toBe('c'), { timeout: 2000 });
  });

  it('is silent after it was disposed of, and closes its session', async () => {
    start();
    await open('a');
    sessions[0]!.gate = new Gate();
    const opened = expect(open('b')).rejects.toMatchObject({ name: 'AbortError' });
    await settle();
    engine.setHighlight(1);
    const disposed = engine.dispose();
    sessions[0]!.gate.open();
    await opened;
    await disposed;
    await settle();
    expect(path.steps.at(-1)).toBe('dispose');
    expect(sessions.every((session) => session.isDisposed)).toBe(true);
    expect(failures()).toEqual([]);
  });
});
