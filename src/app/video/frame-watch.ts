import type { LiveFrame } from '../../image/read-frame.ts';

/** Knows whether a video shows a frame that was not taken yet. Frames that nobody waits for are passed over. */
export class FrameWatch {
  readonly #element: HTMLVideoElement;
  #isFresh = true;
  #wake = (): void => undefined;
  #stop = (): void => undefined;

  constructor(element: HTMLVideoElement) {
    this.#element = element;
    this.#listen();
  }

  /**
   * Waits for a frame and takes it, without encoding or copying it where the browser has `VideoFrame`.
   *
   * @throws the signal's reason
   */
  async take(signal: AbortSignal): Promise<LiveFrame> {
    for (;;) {
      await this.#fresh(signal);
      signal.throwIfAborted();
      this.#isFresh = false;
      try {
        return await ('VideoFrame' in globalThis
          ? new VideoFrame(this.#element)
          : createImageBitmap(this.#element));
      } catch (error) {
        // A slow machine plays before it shows anything: the first frame is told of, too.
        const isEarly = error instanceof DOMException && error.name === 'InvalidStateError';
        if (!isEarly || this.#element.error) throw error;
      }
    }
  }

  dispose(): void {
    this.#stop();
  }

  #fresh(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isFresh || signal.aborted) resolve();
      this.#wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  #listen(): void {
    const element = this.#element;
    const onFrame = (): void => {
      this.#isFresh = true;
      this.#wake();
      this.#listen();
    };
    if ('requestVideoFrameCallback' in element) {
      const id = element.requestVideoFrameCallback(onFrame);
      this.#stop = () => element.cancelVideoFrameCallback(id);
    } else {
      const id = requestAnimationFrame(onFrame);
      this.#stop = () => cancelAnimationFrame(id);
    }
  }
}

/** What a video shows, in full size, to be kept as a photo; undefined before its first frame. */
export function freezeFrame(element: HTMLVideoElement): OffscreenCanvas | undefined {
  const { videoWidth: width, videoHeight: height } = element;
  if (width === 0 || height === 0) return undefined;
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d', { alpha: false })?.drawImage(element, 0, 0);
  return canvas;
}
