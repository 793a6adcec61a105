import { yieldTask } from '../base/yield-task.ts';
import type { ElementHistogram } from '../statistics/element-histogram-reading.ts';
import { prepareElementHistogramReference } from '../statistics/reference/element-histogram.ts';
import type { PhotoQueries } from './photo-queries.ts';

/** Anchors looked at between two chances for others. */
const anchorsPerTask = 16_384;

/** The accepted photo's logits `[A, K]` and targets `[A]`. */
export interface QueriedArrays {
  readonly logits: Float32Array;
  readonly targets: Int32Array;
  readonly classes: number;
}

/** Answers questions by the twins, a run of anchors at a time. */
export class CpuQueries implements PhotoQueries {
  readonly #head: () => QueriedArrays;

  /** @param head is asked at every question; throws while there is none */
  constructor(head: () => QueriedArrays) {
    this.#head = head;
  }

  async elementHistogram(signal?: AbortSignal): Promise<ElementHistogram> {
    const { logits, targets, classes } = this.#head();
    const counting = prepareElementHistogramReference(logits, targets, classes);
    for (let start = 0; start < counting.anchors; start += anchorsPerTask) {
      counting.run(start, Math.min(counting.anchors, start + anchorsPerTask));
      await yieldTask(signal);
    }
    return counting.histogram();
  }
}
