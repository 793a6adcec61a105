import { afterEach, describe, expect, it, vi } from 'vitest';
import { FrameWatch } from '../../src/app/video/frame-watch.ts';
import { createFakeReadout, createFakeAnalysis } from '../support/fake-engine.ts';
import { createFile, FakePage } from '../support/fake-page.ts';

/** A camera that shows a picture which never stands still. */
class FakeCamera {
  readonly canvas = document.createElement('canvas');
  readonly stream: MediaStream;
  refusal: DOMException | undefined;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor() {
    [this.canvas.width, this.canvas.height] = [160, 120];
    let step = 0;
    const draw = (): void => {
      const context = this.canvas.getContext('2d')!;
      context.fillStyle = `hsl(${step++ * 20} 80% 50%)`;
      context.fillRect(0, 0, 160, 120);
    };
    draw();
    this.#timer = setInterval(draw, 30);
    this.stream = this.canvas.captureStream(30);
  }

  get devices(): MediaDevices {
    return {
      getUserMedia: () => (this.refusal ? Promise.reject(this.refusal) : Promise.resolve(this.stream)),
      enumerateDevices: () => Promise.resolve([{ kind: 'videoinput' }, { kind: 'videoinput' }]),
    } as unknown as MediaDevices;
  }

  get state(): MediaStreamTrackState | undefined {
    return this.stream.getVideoTracks()[0]?.readyState;
  }

  /** Some of it, as a file. */
  async record(): Promise<File> {
    const recorder = new MediaRecorder(this.stream, { mimeType: 'video/webm' });
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
    recorder.start(100);
    await vi.waitFor(() => expect(parts.filter(({ size }) => size > 0).length).toBeGreaterThan(4));
    recorder.stop();
    await stopped;
    return new File(parts, 'clip.webm', { type: 'video/webm' });
  }

  dispose(): void {
    clearInterval(this.#timer);
  }
}

describe('a live picture', () => {
  let page: FakePage;
  let camera: FakeCamera;

  async function open(): Promise<void> {
    camera = new FakeCamera();
    page = await FakePage.withResults({ devices: camera.devices });
  }

  afterEach(() => {
    page.dispose();
    camera.dispose();
  });

  const bar = (): string => page.app.renderRoot.querySelector('fs-video-bar')?.shadowRoot?.textContent ?? '';
  const press = async (name: string): Promise<void> => {
    const buttons = page.app.renderRoot.querySelector('fs-video-bar')!.shadowRoot!.querySelectorAll('button');
    [...buttons].find((button) => button.textContent.trim() === name)!.click();
    await page.settle();
  };
  const status = () => page.controller.store.state.video.status;

  /** Answers the frame that is with the engine. */
  async function answerFrame(): Promise<void> {
    const count = page.engine.frames.length;
    const frame = page.engine.frames.at(-1)!;
    page.engine.emit({
      type: 'analysis',
      analysis: { ...createFakeAnalysis(frame.fileName), isFrame: true },
    });
    page.engine.emit({ type: 'readout', readout: createFakeReadout() });
    frame.succeed();
    await vi.waitFor(() => expect(page.engine.frames.length).toBe(count + 1));
  }

  async function start(): Promise<void> {
    await page.controller.video.act({ kind: 'open-camera' });
    await vi.waitFor(() => expect(page.engine.frames.length).toBe(1));
  }

  it('sends one frame at a time, says how many a second, and pauses on a photo', async () => {
    await open();
    await start();
    expect(status()).toBe('playing');
    // Until it is answered there is no other.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(page.engine.frames).toHaveLength(1);
    await answerFrame();
    await answerFrame();
    await answerFrame();
    await page.settle();
    expect(bar()).toMatch(/\d frames\/s/);
    expect(page.controller.store.state.photo).toMatchObject({ isFrame: true });
    const status_ = page.app.renderRoot
      .querySelector('fs-footer')!
      .shadowRoot!.querySelector('[role=status]')!;
    expect(status_.textContent).toMatch(/^Live/);
    const opened = page.engine.opened.length;
    await press('Pause');
    await page.untilOpened(opened + 1);
    const { photo } = page.engine.opened.at(-1)!;
    expect(photo.fileName).toMatch(/^camera-.*\.png$/);
    const still = await createImageBitmap(photo.blob);
    expect([still.width, still.height]).toEqual([160, 120]);
    page.engine.answer();
    await page.settle();
    expect(bar()).toContain('Paused');
    const sent = page.engine.frames.length;
    await press('Go on');
    await vi.waitFor(() => expect(page.engine.frames.length).toBe(sent + 1));
    await press('Stop');
    expect(camera.state).toBe('ended');
    expect(status()).toBe('off');
  });

  it('goes over to a photo that is opened, and lets the camera go', async () => {
    await open();
    await start();
    void page.controller.openFiles([createFile('mine.jpg')]);
    expect(status()).toBe('off');
    expect(camera.state).toBe('ended');
    await vi.waitFor(() => expect(page.engine.opened.at(-1)?.photo.fileName).toBe('mine.jpg'));
  });

  it('pauses to inspect, and stops where nobody looks', async () => {
    await open();
    await start();
    page.controller.openPanel('inspect');
    expect(status()).toBe('paused');
    expect(camera.state).toBe('live');
    await page.controller.video.act({ kind: 'resume' });
    await vi.waitFor(() => expect(status()).toBe('playing'));
    expect(page.controller.store.state.panel).toBe('loss');
    page.controller.openView('plots');
    expect(status()).toBe('paused');
    expect(camera.state).toBe('ended');
  });

  it('goes on when the engine was started anew', async () => {
    await open();
    await start();
    page.engine.frames[0]!.fail(new DOMException('restarting', 'AbortError'));
    await vi.waitFor(() => expect(page.engine.frames.length).toBe(2));
    expect(status()).toBe('playing');
  });

  it('says what it is that the browser refuses', async () => {
    await open();
    camera.refusal = new DOMException('no', 'NotAllowedError');
    await page.controller.video.act({ kind: 'open-camera' });
    await vi.waitFor(() => expect(page.controller.store.state.message?.error.code).toBe('camera-denied'));
    expect(status()).toBe('off');
    await page.controller.openFiles([new File(['no video'], 'broken.mp4', { type: 'video/mp4' })]);
    await vi.waitFor(() => expect(page.controller.store.state.message?.error.code).toBe('video-unsupported'));
  });

  it('waits for the first frame of a file that shows none yet', async () => {
    await open();
    const element = document.createElement('video');
    element.muted = true;
    const watch = new FrameWatch(element);
    const taking = watch.take(new AbortController().signal);
    element.src = URL.createObjectURL(await camera.record());
    await element.play();
    const frame = (await taking) as VideoFrame;
    expect([frame.displayWidth, frame.displayHeight]).toEqual([160, 120]);
    frame.close();
    watch.dispose();
    URL.revokeObjectURL(element.src);
  });

  it('plays a file to its end, and keeps the last frame', async () => {
    await open();
    const clip = await camera.record();
    expect(clip.size).toBeGreaterThan(500);
    await page.controller.openFiles([clip]);
    await vi.waitFor(() => expect(status()).not.toBe('starting'));
    expect(page.controller.store.state.message).toBeUndefined();
    await vi.waitFor(() => expect(page.engine.frames.length).toBe(1));
    expect(page.engine.frames[0]!.fileName).toBe('clip.webm');
    await vi.waitFor(() => expect(page.controller.store.state.video.reason).toBe('ended'));
    await vi.waitFor(() => expect(page.engine.opened.at(-1)?.photo.fileName).toMatch(/^clip-.*s\.png$/));
  });
});
