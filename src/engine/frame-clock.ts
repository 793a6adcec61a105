import type { EngineEvent } from './messages.ts';
import { SpanRecorder } from './span-recorder.ts';

/** Measures from what a person did to the frame that shows it; all in epoch milliseconds. */
export class FrameClock {
  readonly #spans: SpanRecorder;
  #inputEpoch: number | undefined;
  #photoEpoch: number | undefined;

  constructor(emit: (event: EngineEvent) => void) {
    this.#spans = new SpanRecorder(emit);
  }

  /** A control was moved; the next frame that begins shows it. */
  noteInput(epoch: number | undefined): void {
    this.#inputEpoch = epoch ?? this.#inputEpoch;
  }

  /** A photo was chosen, and is ready to be drawn. */
  notePhoto(epoch: number): void {
    this.#photoEpoch = epoch;
  }

  /** A frame begins; call what is returned when it is drawn. */
  beginFrame(): () => void {
    const inputEpoch = this.#inputEpoch;
    const photoEpoch = this.#photoEpoch;
    return () => {
      if (inputEpoch !== undefined) this.#spans.end('slider-to-heatmap', inputEpoch);
      if (photoEpoch !== undefined) this.#spans.end('photo-to-boxes', photoEpoch);
      // What was noted since then waits for the next frame.
      if (this.#inputEpoch === inputEpoch) this.#inputEpoch = undefined;
      if (this.#photoEpoch === photoEpoch) this.#photoEpoch = undefined;
    };
  }
}
