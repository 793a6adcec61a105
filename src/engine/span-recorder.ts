import { epochNow } from '../base/epoch.ts';
import type { StepName } from '../pipeline/photo-pipeline.ts';
import type { EngineEvent, StepTimes } from './messages.ts';

const stepFields = {
  decode: 'decode',
  preprocess: 'preprocess',
  'session-run': 'sessionRun',
  postprocess: 'postprocess',
  loss: 'loss',
} as const satisfies Record<StepName | 'decode', keyof StepTimes>;

/** Times the steps of one analysis, and tells the page of each, for its User Timing. */
export class SpanRecorder {
  readonly #emit: (event: EngineEvent) => void;
  readonly #times = { decode: 0, preprocess: 0, sessionRun: 0, postprocess: 0, loss: 0 };

  constructor(emit: (event: EngineEvent) => void) {
    this.#emit = emit;
  }

  /** Milliseconds of the steps so far. */
  get times(): StepTimes {
    return { ...this.#times };
  }

  readonly time = async <Result>(step: StepName | 'decode', work: () => Promise<Result>): Promise<Result> => {
    const startEpoch = epochNow();
    const result = await work();
    this.#times[stepFields[step]] = this.end(step, startEpoch);
    return result;
  };

  /** Tells of a span that began at `startEpoch` and ends now; returns its milliseconds. */
  end(name: string, startEpoch: number): number {
    const duration = epochNow() - startEpoch;
    this.#emit({ type: 'measure', measure: { name: `focalscope:${name}`, startEpoch, duration } });
    return duration;
  }
}
