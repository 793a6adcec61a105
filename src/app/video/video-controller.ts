import { FocalScopeError, isAbort, serialiseError, type SerialisedError } from '../../base/errors.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import type { AppState, Store } from '../app-state.ts';
import type { GroundTruthController } from '../ground-truth/ground-truth-controller.ts';
import type { PhotoOpener } from '../photo-opener.ts';
import { FrameRate } from './frame-rate.ts';
import { FrameWatch, freezeFrame } from './frame-watch.ts';
import { stillName } from './still-name.ts';
import { openCamera, openVideoFile, type Facing, type VideoSource } from './video-source.ts';
import { noVideo, type PauseReason, type VideoAction, type VideoState } from './video-state.ts';

export interface VideoParts {
  readonly store: Store;
  readonly client: Pick<EngineClient, 'openFrame'>;
  readonly opener: Pick<PhotoOpener, 'open' | 'ready' | 'cancel' | 'countPhoto'>;
  readonly groundTruth: Pick<GroundTruthController, 'prepare'>;
  /** The browser's cameras; undefined where it gives none, as on insecure origins. */
  readonly devices: MediaDevices | undefined;
  readonly tell: (error: SerialisedError, fileName?: string) => void;
  /** Opens the panel whose controls go with every frame. */
  readonly showLoss: () => void;
}

/**
 * Sends the frames of a camera or a video to the engine, the next one when the last one is done: those between are
 * passed over. Where it stands still, the frame is opened as a photo, so that all that photos have is there.
 */
export class VideoController {
  readonly #parts: VideoParts;
  readonly #unsubscribe: () => void;
  #source: VideoSource | undefined;
  /** Ends what is going on: opening, or playing. */
  #run = new AbortController();
  /** Opens the same again, where it was let go of. */
  #reopen: ((signal: AbortSignal) => Promise<VideoSource>) | undefined;
  #facing: Facing = 'environment';

  constructor(parts: VideoParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.store.subscribe((state) => this.#follow(state));
    document.addEventListener('visibilitychange', this.#onVisibility);
    addEventListener('pagehide', this.#onLeave);
  }

  act(action: VideoAction): void {
    switch (action.kind) {
      case 'open-camera':
        void this.#openCamera();
        break;
      case 'switch-camera':
        this.#facing = this.#facing === 'user' ? 'environment' : 'user';
        void this.#openCamera();
        break;
      case 'open-file':
        void this.#open('file', action.file.name, (signal) => openVideoFile(action.file, signal));
        break;
      case 'pause':
        this.#pause('person');
        break;
      case 'resume':
        void this.#resume();
        break;
      case 'stop':
        this.#stop();
        break;
    }
  }

  dispose(): void {
    this.#unsubscribe();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    removeEventListener('pagehide', this.#onLeave);
    this.#release();
  }

  #openCamera(): Promise<void> {
    const { devices } = this.#parts;
    return this.#open('camera', '', (signal) => openCamera(devices, { facing: this.#facing, signal }));
  }

  async #open(
    kind: VideoState['kind'],
    name: string,
    open: (signal: AbortSignal) => Promise<VideoSource>,
  ): Promise<void> {
    const { opener, store, tell } = this.#parts;
    this.#release();
    opener.cancel();
    const run = this.#begin();
    this.#reopen = open;
    store.update({ message: undefined });
    this.#update({ ...noVideo, status: 'starting', kind, name });
    try {
      await opener.ready;
      const source = await open(run.signal);
      if (run.signal.aborted) source.release();
      run.signal.throwIfAborted();
      this.#source = source;
      source.onEnd((reason) => this.#onEnd(source, reason));
      this.#play(source, run);
    } catch (error) {
      if (run.signal.aborted || isAbort(error)) return;
      this.#update(noVideo);
      tell(serialiseError(error), name);
    }
  }

  async #resume(): Promise<void> {
    const { video } = this.#parts.store.state;
    const source = this.#source;
    if (video.status !== 'paused') return;
    if (!source) {
      if (this.#reopen) await this.#open(video.kind, video.name, this.#reopen);
      return;
    }
    this.#parts.opener.cancel();
    const run = this.#begin();
    await source.element.play().catch(() => undefined);
    if (!run.signal.aborted) this.#play(source, run);
  }

  #play({ kind, name, canSwitch, element }: VideoSource, run: AbortController): void {
    const { opener, groundTruth, showLoss } = this.#parts;
    // What only a standing picture can show is left.
    showLoss();
    const title = { fileName: name || kind, sample: undefined, serial: opener.countPhoto(), isFrame: true };
    void groundTruth.prepare(title.serial, undefined, title.fileName, { boxes: undefined, origin: 'none' });
    this.#update({ ...noVideo, status: 'playing', kind, name: title.fileName, title, canSwitch });
    void this.#send(element, title.fileName, run.signal);
  }

  async #send(element: HTMLVideoElement, fileName: string, signal: AbortSignal): Promise<void> {
    const watch = new FrameWatch(element);
    const rate = new FrameRate();
    try {
      while (!signal.aborted) {
        const frame = await watch.take(signal);
        try {
          await this.#parts.client.openFrame(frame, fileName, signal);
          signal.throwIfAborted();
          this.#update({ framesPerSecond: rate.add(performance.now()) });
        } catch (error) {
          // While the engine starts anew frames are passed over.
          if (!isAbort(error)) throw error;
        }
      }
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      this.#stop();
      this.#parts.tell(serialiseError(error), fileName);
    } finally {
      watch.dispose();
    }
  }

  /** The frame in sight becomes a photo. A camera is let go of where nobody looks at it. */
  #pause(reason: PauseReason): void {
    const { video } = this.#parts.store.state;
    const source = this.#source;
    if (video.status !== 'playing' || !source) return;
    this.#run.abort();
    const still = freezeFrame(source.element);
    const name = stillName(source, new Date());
    source.element.pause();
    if (reason !== 'person' && source.kind === 'camera') this.#release();
    this.#update({ status: 'paused', reason, framesPerSecond: undefined });
    if (!still) return;
    const read = async () => ({
      blob: await still.convertToBlob({ type: 'image/png' }),
      given: { boxes: undefined, origin: 'none' as const },
    });
    void this.#parts.opener.open({ fileName: name, sample: undefined, isFrame: true, read });
  }

  #stop(): void {
    this.#pause('person');
    this.#release();
    this.#reopen = undefined;
    this.#update(noVideo);
  }

  #begin(): AbortController {
    this.#run.abort();
    this.#run = new AbortController();
    return this.#run;
  }

  #release(): void {
    this.#run.abort();
    this.#source?.release();
    this.#source = undefined;
  }

  #onEnd(source: VideoSource, reason: 'ended' | 'lost'): void {
    if (source !== this.#source) return;
    this.#pause(reason);
    if (reason === 'lost') this.#parts.tell(serialiseError(new FocalScopeError('camera-lost')));
  }

  #follow({ video, opening, panel, view }: AppState): void {
    if (video.status === 'off') return;
    if (opening && !opening.isFrame) {
      // A photo takes the stage.
      this.#release();
      this.#update(noVideo);
    } else if (view !== 'microscope') this.#pause('hidden');
    else if (panel !== 'loss') this.#pause('person');
  }

  #update(change: Partial<VideoState>): void {
    const { store } = this.#parts;
    store.update({ video: { ...store.state.video, ...change } });
  }

  readonly #onVisibility = (): void => {
    if (document.visibilityState === 'hidden') this.#pause('hidden');
  };

  readonly #onLeave = (): void => {
    if (this.#parts.store.state.video.status !== 'off') this.#stop();
  };
}
