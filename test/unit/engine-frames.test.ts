import { afterEach, beforeEach, describe, expect, it, vi, type Mock } from 'vitest';
import type { Photo } from '../../src/image/photo.ts';
import type { LiveFrame } from '../../src/image/read-frame.ts';
import { EngineRig, rigSettings } from '../support/engine-rig.ts';
import { Gate } from '../support/fake-analysis.ts';

vi.mock('../../src/model/wasm-session.ts', () => ({ createWasmSession: vi.fn() }));
vi.mock('../../src/model/webgpu-session.ts', () => ({ createWebGpuSession: vi.fn() }));
vi.mock('../../src/model/download.ts', () => ({
  downloadModel: () => Promise.resolve(new Uint8Array(1)),
  forgetModel: () => Promise.resolve(),
  readModel: async (file: Blob) => new Uint8Array(await file.arrayBuffer()),
}));

const createPhoto = (fileName: string, width = 64): Photo => ({
  fileName,
  width,
  height: 48,
  pixels: { width, height: 48, data: new Uint8ClampedArray(width * 48 * 4) },
});

vi.mock('../../src/image/decode-photo.ts', () => ({
  decodePhoto: (_blob: Blob, fileName: string) => Promise.resolve(createPhoto(fileName)),
}));
vi.mock('../../src/image/read-frame.ts', () => ({
  readFrame: (frame: LiveFrame, fileName: string) => createPhoto(fileName, (frame as ImageBitmap).width),
}));

/** A frame that notes that it was closed. */
function createFrame(width = 64): { readonly bitmap: ImageBitmap; readonly close: Mock<() => void> } {
  const close = vi.fn<() => void>();
  return { bitmap: { width, height: 48, close }, close };
}

describe('frames in the engine', () => {
  let rig: EngineRig;

  beforeEach(async () => {
    rig = new EngineRig();
    rig.start();
    await rig.open('photo');
    await rig.settle();
    rig.events.length = 0;
  });

  afterEach(() => rig.engine.dispose());

  const open = ({ bitmap }: ReturnType<typeof createFrame>): Promise<void> =>
    rig.engine.openFrame(bitmap, 'camera', new AbortController().signal);

  it('take the stage one after the other, without a word of phases or times', async () => {
    const frames = [createFrame(), createFrame()];
    for (const frame of frames) {
      await open(frame);
      await rig.settle();
      expect(frame.close).toHaveBeenCalledOnce();
    }
    expect(rig.shown()).toEqual(['camera', 'camera']);
    expect(rig.path.frames.slice(-2)).toEqual(['camera', 'camera']);
    const told = rig.events.map((event) => (event.type === 'phase' ? event.phase.name : event.type));
    expect(told).not.toContain('running');
    expect(told).not.toContain('decoding');
    const steps = rig.events.flatMap((event) => (event.type === 'measure' ? [event.measure.name] : []));
    expect(steps).not.toContain('focalscope:session-run');
    expect(told.filter((type) => type === 'readout')).toHaveLength(2);
    expect(rig.events.find(({ type }) => type === 'analysis')).toMatchObject({ analysis: { isFrame: true } });
  });

  it('of one size wait for no view; the first of another size does', async () => {
    rig.answerView = false;
    await open(createFrame());
    await rig.settle();
    expect(rig.path.frames.at(-1)).toBe('camera');
    const drawn = rig.path.frames.length;
    await open(createFrame(128));
    await rig.settle();
    expect(rig.path.frames).toHaveLength(drawn);
  });

  it('give way to a photo, and are closed', async () => {
    const gate = (rig.sessions[0]!.gate = new Gate());
    const frame = createFrame();
    const outcome = expect(open(frame)).rejects.toMatchObject({ name: 'AbortError' });
    await rig.settle();
    const opened = rig.open('next');
    gate.open();
    await Promise.all([outcome, opened]);
    expect(frame.close).toHaveBeenCalledOnce();
    expect(rig.shown()).toEqual(['next']);
  });

  it('follow the sliders like any photo, once they stand still', async () => {
    await open(createFrame());
    await rig.settle();
    rig.engine.setSettings({ ...rigSettings, gamma: 4 }, 1);
    await rig.settle();
    expect(rig.path.steps).toContain('setFocal 4');
    expect(rig.path.frames.at(-1)).toBe('camera');
  });
});
