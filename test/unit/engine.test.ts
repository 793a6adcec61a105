import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FocalScopeError } from '../../src/base/errors.ts';
import type { Photo } from '../../src/image/photo.ts';
import { createWasmSession } from '../../src/model/wasm-session.ts';
import { fitView } from '../support/engine-run.ts';
import { EngineRig, hardwareGpu, rigSettings, rigTheme } from '../support/engine-rig.ts';
import { Gate } from '../support/fake-analysis.ts';

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

const box = { box: [0, 0, 32, 32], classIndex: 0 } as const;

describe('the engine', () => {
  let rig: EngineRig;

  beforeEach(() => {
    rig = new EngineRig();
  });

  afterEach(() => rig.engine.dispose());

  it('brings up to date what a change made stale, once, in the order of the line', async () => {
    rig.start();
    await rig.open('a');
    await rig.settle();
    rig.path.steps.length = 0;
    const gate = new Gate();
    rig.path.gates.set('render', gate);
    rig.engine.setHighlight(1);
    await rig.settle();
    rig.engine.setSettings({ ...rigSettings, gamma: 3 }, 1);
    rig.engine.setSettings({ ...rigSettings, gamma: 4, scoreThreshold: 0.1 }, 2);
    rig.engine.setSettings(
      { ...rigSettings, gamma: 5, targets: { ...rigSettings.targets, allowLowQualityMatches: false } },
      3,
    );
    gate.open();
    await rig.settle();
    expect(rig.path.steps).toEqual([
      'render',
      ...['setTargets 0', 'setFocal 5', 'render', 'readLosses', 'readScaleRange'],
    ]);
    expect(rig.sessions[0]!.runs).toHaveLength(1);
  });

  it('refuses a run that the GPU has no room for before the model sees it, and takes a smaller one', async () => {
    const limits = { maxBufferSize: 200_000, maxStorageBufferBindingSize: 200_000 };
    rig.start({ ...hardwareGpu, device: { limits } as GPUDevice });
    await rig.open('a');
    await rig.settle();
    rig.engine.setSettings({ ...rigSettings, inputSize: 512 }, 1);
    await rig.settle();
    expect(rig.failures()).toEqual(['run-too-large']);
    expect(rig.sessions[0]!.runs).toEqual(['64 × 64']);
    rig.engine.setSettings({ ...rigSettings, inputSize: 128 }, 2);
    await rig.settle();
    expect(rig.sessions[0]!.runs).toEqual(['64 × 64', '128 × 96']);
    expect(rig.failures()).toHaveLength(1);
  });

  it('names a smaller size after a run that ran out of memory, in a fresh session then', async () => {
    rig.start();
    await rig.open('a');
    rig.sessions[0]!.failure = new FocalScopeError('run-out-of-memory', { width: 1024, height: 768 });
    rig.engine.setSettings({ ...rigSettings, inputSize: 1024 }, 1);
    await rig.settle();
    const failures = rig.events.flatMap((event) => (event.type === 'failure' ? [event.error] : []));
    expect(failures).toMatchObject([
      { code: 'run-out-of-memory', details: { width: 1024, height: 768, fitting: 640 } },
    ]);
    expect(rig.sessions[0]!.isDisposed).toBe(true);
    rig.engine.setSettings({ ...rigSettings, inputSize: 640 }, 2);
    await rig.settle();
    expect(rig.sessions[1]!.runs).toEqual(['640 × 480']);
    expect(rig.failures()).toHaveLength(1);
  });

  it('goes on after a step that broke, and keeps what changed meanwhile', async () => {
    rig.start();
    await rig.open('a');
    await rig.settle();
    const gate = new Gate();
    rig.path.gates.set('render', gate);
    rig.path.failures.set('render', new FocalScopeError('webgpu-limit-exceeded'));
    rig.engine.setHighlight(1);
    await rig.settle();
    rig.engine.setSettings({ ...rigSettings, gamma: 3 }, 1);
    gate.open();
    await rig.settle();
    expect(rig.failures()).toEqual(['webgpu-limit-exceeded']);
    expect(rig.path.steps).toContain('setFocal 3');
  });

  it('lets the last photo win, and never starts a run that was overtaken', async () => {
    rig.start();
    await rig.settle();
    const gate = (rig.sessions[0]!.gate = new Gate());
    const overtaken = ['a', 'b', 'c'].map((name) => rig.open(name));
    const outcomes = Promise.allSettled(overtaken);
    await rig.settle();
    const last = rig.open('d');
    await rig.settle();
    gate.open();
    await last;
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
    expect(rig.shown()).toEqual(['d']);
    expect(rig.sessions[0]!.runs.length).toBeLessThanOrEqual(2);
  });

  it('throws an answer away, and releases it, whose photo was cancelled before its turn', async () => {
    rig.start();
    await rig.open('a');
    await rig.settle();
    const gate = new Gate();
    rig.path.gates.set('render', gate);
    rig.engine.setHighlight(1);
    await rig.settle();
    const released = rig.sessions[0]!.released;
    const controller = new AbortController();
    const outcome = expect(rig.open('b', controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await rig.settle();
    expect(rig.sessions[0]!.runs).toHaveLength(2);
    controller.abort();
    gate.open();
    await outcome;
    expect(rig.sessions[0]!.released).toBe(released + 1);
    expect(rig.shown()).toEqual(['a']);
  });

  it('keeps the photo on the stage when the next one fails', async () => {
    rig.start();
    await rig.open('a');
    await expect(rig.open('broken')).rejects.toMatchObject({ code: 'image-broken' });
    rig.sessions[0]!.failure = new FocalScopeError('model-not-a-detector');
    await expect(rig.open('b')).rejects.toMatchObject({ code: 'model-not-a-detector' });
    rig.engine.setSettings({ ...rigSettings, gamma: 3 }, 1);
    await rig.settle();
    expect(rig.shown()).toEqual(['a']);
    expect(rig.path.frames.at(-1)).toBe('a');
    expect(rig.failures()).toEqual([]);
  });

  it('brings the photo back when the next one broke after its head was taken over', async () => {
    rig.start();
    await rig.open('a');
    await rig.settle();
    rig.path.failures.set('setTargets', new RangeError('a class that is none'));
    await expect(rig.open('b')).rejects.toBeInstanceOf(RangeError);
    await rig.settle();
    expect(rig.shown()).toEqual(['a', 'a']);
    expect(rig.path.answered?.photo.fileName).toBe('a');
    expect(rig.path.frames).not.toContain('b');
  });

  it('applies a γ that changed while the model ran', async () => {
    rig.start();
    await rig.settle();
    const gate = (rig.sessions[0]!.gate = new Gate());
    const opened = rig.open('a');
    await rig.settle();
    rig.engine.setSettings({ ...rigSettings, gamma: 4.5 }, 1);
    gate.open();
    await opened;
    await rig.settle();
    expect(rig.path.steps.filter((step) => step.startsWith('setFocal'))).toEqual(['setFocal 4.5']);
  });

  it('runs again when the input size changed while the model ran', async () => {
    rig.start();
    await rig.settle();
    const gate = (rig.sessions[0]!.gate = new Gate());
    const opened = rig.open('a');
    await rig.settle();
    rig.engine.setSettings({ ...rigSettings, inputSize: 96 }, undefined);
    rig.engine.setSettings({ ...rigSettings, inputSize: 128 }, undefined);
    gate.open();
    await opened;
    await rig.settle();
    expect(rig.sessions[0]!.runs).toEqual(['64 × 64', '128 × 96']);
  });

  it('still follows the input size when a broken photo ended that run', async () => {
    rig.start();
    await rig.open('a');
    const gate = (rig.sessions[0]!.gate = new Gate());
    rig.engine.setSettings({ ...rigSettings, inputSize: 128 }, undefined);
    await rig.settle();
    const broken = expect(rig.open('broken')).rejects.toMatchObject({ code: 'image-broken' });
    gate.open();
    await broken;
    await rig.settle();
    const last = rig.events.findLast((event) => event.type === 'analysis');
    expect(last?.analysis).toMatchObject({ fileName: 'a', inputWidth: 128 });
  });

  it('tells once of a run that the rigSettings asked for and that failed', async () => {
    rig.start();
    await rig.open('a');
    vi.mocked(createWasmSession).mockRejectedValue(new FocalScopeError('model-not-readable'));
    rig.sessions[0]!.failure = new FocalScopeError('model-run-failed');
    rig.engine.setSettings({ ...rigSettings, inputSize: 128 }, undefined);
    await rig.settle();
    for (const gamma of [3, 4, 5]) {
      rig.engine.setSettings({ ...rigSettings, inputSize: 128, gamma }, undefined);
      await rig.settle();
    }
    expect(rig.failures()).toEqual(['model-run-failed']);
    expect(rig.path.steps.at(-4)).toBe('setFocal 5');
  });

  it('opens a fresh session after a run that failed', async () => {
    rig.start();
    await rig.open('a');
    rig.sessions[0]!.failure = new FocalScopeError('model-run-failed');
    await expect(rig.open('b')).rejects.toMatchObject({ code: 'model-run-failed' });
    await rig.open('c');
    expect(rig.sessions.map((session) => session.isDisposed)).toEqual([true, false]);
    expect(rig.shown()).toEqual(['a', 'c']);
  });

  it('opens another session for a photo that waited behind a run which was given up', async () => {
    rig.start();
    await rig.settle();
    const gate = (rig.sessions[0]!.gate = new Gate());
    const hung = rig.open('a');
    await rig.settle();
    const next = rig.open('b');
    // As the session itself does some seconds after its caller has moved on.
    await rig.sessions[0]!.dispose();
    rig.sessions[0]!.failure = new FocalScopeError('model-run-failed', { reason: 'closed' });
    gate.open();
    await expect(hung).rejects.toMatchObject({ name: 'AbortError' });
    await next;
    expect(rig.sessions).toHaveLength(2);
    expect(rig.shown()).toEqual(['b']);
  });

  it('turns to WASM for good when the WebGPU provider fails at a run', async () => {
    rig.start(hardwareGpu);
    await rig.settle();
    rig.sessions[0]!.failure = new FocalScopeError('model-run-failed');
    await rig.open('a');
    await rig.open('b');
    await rig.settle();
    expect(rig.sessions.map(({ provider, isDisposed }) => [provider, isDisposed])).toEqual([
      ['webgpu', true],
      ['wasm', false],
    ]);
    const { analysis } = rig.events.findLast((event) => event.type === 'analysis')!;
    expect(analysis.placement).toMatchObject({ model: 'wasm', modelReason: 'webgpu-session-failed' });
    expect(rig.sessions[1]!.runs).toHaveLength(2);
  });

  it('does not blame the WebGPU provider for a run that was overtaken', async () => {
    rig.start(hardwareGpu);
    await rig.settle();
    rig.sessions[0]!.gate = new Gate();
    const overtaken = expect(rig.open('a')).rejects.toMatchObject({ name: 'AbortError' });
    await rig.settle();
    const last = rig.open('b');
    rig.sessions[0]!.breakRun(new FocalScopeError('model-run-failed'));
    rig.sessions[0]!.gate = undefined;
    await overtaken;
    await last;
    expect(rig.sessions).toHaveLength(1);
  });

  it('has a photo answered by the model that was opened while it ran', async () => {
    rig.start();
    await rig.settle();
    rig.sessions[0]!.gate = new Gate();
    const opened = rig.open('a');
    await rig.settle();
    const mine = { fileName: 'mine.onnx', graph: new Blob(['x']) };
    const adopted = rig.engine.openModel({ model: mine }, new AbortController().signal);
    await adopted;
    // The session that ran is closed under the run.
    rig.sessions[0]!.breakRun(new FocalScopeError('model-run-failed'));
    await opened;
    expect(rig.shown()).toEqual(['a']);
    expect(rig.sessions.at(-1)!.runs).toEqual(['64 × 64']);
    expect(rig.failures()).toEqual([]);
  });

  it('analyses the photo again with the built-in model when it is asked back', async () => {
    rig.start();
    await rig.open('a');
    const never = new AbortController().signal;
    const models = () => rig.events.flatMap((event) => (event.type === 'model' ? [event.model] : []));
    await rig.engine.openModel({ model: { fileName: 'mine.onnx', graph: new Blob(['x']) } }, never);
    await rig.settle();
    expect(models().at(-1)).toMatchObject({ name: 'mine', isBuiltIn: false, bytes: 1 });
    await rig.engine.openModel(undefined, never);
    await rig.settle();
    expect(models().at(-1)).toMatchObject({ isBuiltIn: true });
    expect(rig.sessions.at(-1)!.runs).toEqual(['64 × 64']);
    expect(rig.shown()).toEqual(['a', 'a', 'a']);
  });

  it('runs another model at the size that is its own, and at that alone', async () => {
    rig.start();
    rig.engine.setSettings({ ...rigSettings, inputSize: 'model' }, undefined);
    await rig.open('a');
    const { manifest } = rig;
    const conventions = { ...manifest, defaultSide: 96 };
    const model = { fileName: 'mine.onnx', graph: new Blob(['x']) };
    await rig.engine.openModel({ model, conventions }, new AbortController().signal);
    await rig.settle();
    expect(rig.shownWidths()).toEqual([manifest.defaultSide, 96]);
    await rig.engine.openModel(undefined, new AbortController().signal);
    await rig.settle();
    expect(rig.shownWidths()).toEqual([manifest.defaultSide, 96, manifest.defaultSide]);
  });

  it('follows an input size that changed while another model took over', async () => {
    rig.start();
    await rig.open('a');
    const gate = new Gate();
    rig.path.gates.set('acceptHead', gate);
    const model = { fileName: 'mine.onnx', graph: new Blob(['x']) };
    const opened = rig.engine.openModel({ model }, new AbortController().signal);
    await vi.waitFor(() => expect(rig.path.steps.filter((step) => step === 'acceptHead a')).toHaveLength(2));
    rig.engine.setSettings({ ...rigSettings, inputSize: 128 }, undefined);
    gate.open();
    await opened;
    await rig.settle();
    expect(rig.shownWidths()).toEqual([64, 64, 128]);
  });

  it('gives up a run that the settings asked for when they ask for another', async () => {
    rig.start();
    await rig.open('a');
    const [session] = rig.sessions;
    const gate = (session!.gate = new Gate());
    for (const inputSize of [128, 96, 256]) {
      rig.engine.setSettings({ ...rigSettings, inputSize }, undefined);
      await rig.settle();
    }
    gate.open();
    await rig.settle();
    expect(rig.shownWidths()).toEqual([64, 256]);
    expect(session!.runs).toEqual(['64 × 64', '128 × 96', '256 × 192']);
    expect(rig.failures()).toEqual([]);
  });

  it('gives up a run that the settings ask for no more, and shows what it showed', async () => {
    rig.start();
    await rig.open('a');
    const [session] = rig.sessions;
    const gate = (session!.gate = new Gate());
    rig.engine.setSettings({ ...rigSettings, inputSize: 128 }, undefined);
    await rig.settle();
    rig.engine.setSettings(rigSettings, undefined);
    await rig.settle();
    gate.open();
    await rig.settle();
    expect(rig.shownWidths()).toEqual([64]);
    expect(rig.events.findLast((event) => event.type === 'phase')!.phase).toEqual({ name: 'idle' });
    expect(rig.failures()).toEqual([]);
  });

  it('runs at a size that is chosen again while the run that was given up still computes', async () => {
    rig.start();
    await rig.open('a');
    const gate = (rig.sessions[0]!.gate = new Gate());
    for (const inputSize of [128, 64, 128]) {
      rig.engine.setSettings({ ...rigSettings, inputSize }, undefined);
      await rig.settle();
    }
    gate.open();
    await rig.settle();
    expect(rig.shownWidths()).toEqual([64, 128]);
    expect(rig.failures()).toEqual([]);
  });

  it('tries a reading to its end, whatever size is chosen meanwhile, and takes no wrong one', async () => {
    rig.start();
    await rig.open('a');
    await rig.settle();
    const gate = (rig.sessions[0]!.gate = new Gate());
    const { anchors } = rig.manifest;
    const wrong = { ...rig.manifest, anchors: { ...anchors, ratios: [1] } };
    const read = rig.engine.setConventions(wrong, new AbortController().signal);
    const refused = expect(read).rejects.toMatchObject({ code: 'model-not-a-detector' });
    await rig.settle();
    rig.engine.setSettings({ ...rigSettings, inputSize: 128 }, undefined);
    await rig.settle();
    gate.open();
    await refused;
    await rig.settle();
    expect(rig.shownWidths().at(-1)).toBe(128);
    expect(rig.failures()).toEqual([]);
  });

  it('opens a photo at the own size of the model that came in meanwhile', async () => {
    rig.start();
    rig.engine.setSettings({ ...rigSettings, inputSize: 'model' }, undefined);
    await rig.settle();
    rig.sessions[0]!.gate = new Gate();
    const opened = rig.open('a');
    await rig.settle();
    const conventions = { ...rig.manifest, defaultSide: 96 };
    const model = { fileName: 'mine.onnx', graph: new Blob(['x']) };
    await rig.engine.openModel({ model, conventions }, new AbortController().signal);
    rig.sessions[0]!.breakRun(new FocalScopeError('model-run-failed'));
    await opened;
    await rig.settle();
    expect(rig.sessions.at(-1)!.runs).toEqual(['96 × 96']);
    expect(rig.shownWidths()).toEqual([96]);
  });

  it('runs a model of one size once, whatever size was chosen', async () => {
    rig.start();
    rig.engine.setSettings({ ...rigSettings, inputSize: 128 }, undefined);
    await rig.open('a');
    const resize = { kind: 'fixed', width: 96, height: 96, fit: 'contain' } as const;
    const { inputRule } = rig.manifest;
    const conventions = { ...rig.manifest, defaultSide: 96, inputRule: { ...inputRule, resize } };
    const model = { fileName: 'mine.onnx', graph: new Blob(['x']) };
    await rig.engine.openModel({ model, conventions }, new AbortController().signal);
    rig.engine.setSettings({ ...rigSettings, inputSize: 'model' }, undefined);
    rig.engine.setSettings({ ...rigSettings, inputSize: 320 }, undefined);
    await rig.settle();
    expect(rig.shownWidths()).toEqual([128, 96]);
  });

  it('says that a model is not in use whose place another one took', async () => {
    rig.start();
    await rig.open('a');
    const gate = new Gate();
    rig.path.gates.set('prepareInput', gate);
    const model = { fileName: 'mine.onnx', graph: new Blob(['x']) };
    const never = new AbortController().signal;
    const first = rig.engine.openModel({ model }, never);
    const overtaken = expect(first).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(rig.events.filter(({ type }) => type === 'conventions')).toHaveLength(1));
    const second = rig.engine.openModel(undefined, never);
    await rig.settle();
    gate.open();
    await Promise.all([overtaken, second]);
    await rig.settle();
    expect(rig.failures()).toEqual([]);
  });

  it('has a model in use whose own size is too large, and tells of that alone', async () => {
    const limits = { maxBufferSize: 200_000, maxStorageBufferBindingSize: 200_000 };
    rig.start({ ...hardwareGpu, device: { limits } as GPUDevice });
    await rig.open('a');
    rig.engine.setSettings({ ...rigSettings, inputSize: 'model' }, undefined);
    await rig.settle();
    const conventions = { ...rig.manifest, defaultSide: 1024 };
    const model = { fileName: 'mine.onnx', graph: new Blob(['x']) };
    await rig.engine.openModel({ model, conventions }, new AbortController().signal);
    await rig.settle();
    expect(rig.failures()).toEqual(['run-too-large-always']);
    rig.engine.setSettings({ ...rigSettings, inputSize: 64 }, undefined);
    await rig.settle();
    expect(rig.shownWidths().at(-1)).toBe(64);
    expect(rig.failures()).toHaveLength(1);
  });

  it('has another model in use although its first run gave way to a photo, or to a smaller input', async () => {
    rig.start();
    await rig.open('a');
    const model = { fileName: 'mine.onnx', graph: new Blob(['x']) };
    const never = new AbortController().signal;
    const adopt = async (then: () => unknown): Promise<string[]> => {
      const gate = new Gate();
      rig.path.gates.set('prepareInput', gate);
      const adopted = rig.engine.openModel({ model }, never);
      await rig.settle();
      const shown = rig.shownWidths().length;
      const followed = then();
      await rig.settle();
      gate.open();
      await Promise.all([adopted, followed]);
      await rig.settle();
      return rig.shown().slice(shown);
    };
    expect(await adopt(() => rig.open('b'))).toEqual(['b']);
    expect(await adopt(() => rig.engine.setSettings({ ...rigSettings, inputSize: 128 }, 1))).toEqual(['b']);
    expect(rig.shownWidths().at(-1)).toBe(128);
    expect(rig.failures()).toEqual([]);
  });

  it('keeps the ground truth that was set while the model ran again', async () => {
    rig.start();
    await rig.open('a');
    const gate = (rig.sessions[0]!.gate = new Gate());
    rig.engine.setSettings({ ...rigSettings, inputSize: 128 }, undefined);
    await rig.settle();
    rig.engine.setGroundTruth([box]);
    gate.open();
    await rig.settle();
    const readout = rig.events.findLast((event) => event.type === 'readout')!.readout;
    expect(readout).toMatchObject({ groundTruth: [box], groundTruthSource: 'annotations' });
  });

  it('draws a new photo only in a view that the page made for it', async () => {
    rig.start();
    await rig.open('a');
    await rig.settle();
    rig.answerView = false;
    const gate = new Gate();
    rig.path.gates.set('readLosses', gate);
    const opened = rig.open('b');
    await rig.settle();
    // Asks for a frame while the new photo is on its way through the line.
    rig.engine.setHighlight(1);
    gate.open();
    await opened;
    await rig.settle();
    expect(rig.path.frames).not.toContain('b');
    rig.engine.setView(fitView(64, 48), rigTheme);
    await rig.settle();
    expect(rig.path.frames.at(-1)).toBe('b');
  });

  it('draws a new photo after a while for which the page made no view', async () => {
    rig.viewPatience = 1;
    rig.answerView = false;
    rig.start();
    rig.engine.setView(fitView(64, 48), rigTheme);
    await rig.open('a');
    await vi.waitFor(() => expect(rig.path.frames).toEqual(['a']));
  });

  it('is at rest when the picture is what was asked for last, and not before', async () => {
    rig.start();
    await rig.open('a');
    await rig.engine.rest();
    expect(rig.path.frames).toEqual(['a']);
    const gate = new Gate();
    rig.path.gates.set('setFocal', gate);
    rig.engine.setSettings({ ...rigSettings, gamma: 3 }, undefined);
    let isAtRest = false;
    const rest = rig.engine.rest().then(() => {
      isAtRest = true;
    });
    await rig.settle();
    rig.engine.setSettings({ ...rigSettings, gamma: 4 }, undefined);
    await rig.settle();
    expect(isAtRest).toBe(false);
    gate.open();
    await rest;
    expect(rig.path.steps.slice(-4)).toEqual(['setFocal 4', 'render', 'readLosses', 'readScaleRange']);
  });

  it('is at rest when the run is done that the settings ask for, and the one after it', async () => {
    rig.start();
    await rig.open('a');
    await rig.engine.rest();
    const gate = (rig.sessions[0]!.gate = new Gate());
    rig.engine.setSettings({ ...rigSettings, inputSize: 128 }, undefined);
    const rest = rig.engine.rest();
    await rig.settle();
    rig.engine.setSettings({ ...rigSettings, inputSize: 96 }, undefined);
    await rig.settle();
    expect(rig.shownWidths()).toEqual([64]);
    gate.open();
    await rest;
    expect(rig.shownWidths()).toEqual([64, 96]);
    expect(rig.path.frames).toHaveLength(2);
  });

  it('is silent after it was disposed of, and closes its session', async () => {
    rig.start();
    await rig.open('a');
    rig.sessions[0]!.gate = new Gate();
    const opened = expect(rig.open('b')).rejects.toMatchObject({ name: 'AbortError' });
    await rig.settle();
    rig.engine.setHighlight(1);
    const disposed = rig.engine.dispose();
    rig.sessions[0]!.gate.open();
    await opened;
    await disposed;
    await rig.settle();
    expect(rig.path.steps.at(-1)).toBe('dispose');
    expect(rig.sessions.every((session) => session.isDisposed)).toBe(true);
    expect(rig.failures()).toEqual([]);
  });
});
