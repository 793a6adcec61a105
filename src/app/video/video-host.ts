import type { VideoController, VideoParts } from './video-controller.ts';
import type { VideoAction } from './video-state.ts';

/** Fetches what plays cameras and videos when it is first asked for. */
export class VideoHost {
  readonly #parts: VideoParts;
  #controller: Promise<VideoController> | undefined;

  constructor(parts: VideoParts) {
    this.#parts = parts;
  }

  async act(action: VideoAction): Promise<void> {
    this.#controller ??= import('./video-controller.ts').then(
      (module) => new module.VideoController(this.#parts),
    );
    (await this.#controller).act(action);
  }

  dispose(): void {
    void this.#controller?.then((controller) => controller.dispose());
  }
}
