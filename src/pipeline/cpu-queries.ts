import { yieldTask } from '../base/yield-task.ts';
import type { ElementHistogram } from '../statistics/element-histogram-reading.ts';
import { prepareElementHistogramReference } from '../statistics/reference/element-histogram.ts';
import type { AnchorRows, AnchorsQuery, AnchorTable, HardestQuery, HardestRows } from './anchor-rows.ts';
import { CpuAnchorQueries, type QueriedAnchorArrays } from './cpu-anchor-queries.ts';
import type { PhotoQueries } from './photo-queries.ts';

/** Anchors looked at between two chances for others. */
const anchorsPerTask = 16_384;

/** Answers questions by the twins, a run of anchors at a time. */
export class CpuQueries implements PhotoQueries {
  readonly #head: () => QueriedAnchorArrays;
  readonly #anchors: CpuAnchorQueries;

  /** @param head is asked at every question; throws while there is none */
  constructor(head: () => QueriedAnchorArrays) {
    this.#head = head;
    this.#anchors = new CpuAnchorQueries(head);
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

  async anchors(query: AnchorsQuery, signal?: AbortSignal): Promise<AnchorRows> {
    await yieldTask(signal);
    return this.#anchors.anchors(query);
  }

  hardest(query: HardestQuery, signal?: AbortSignal): Promise<HardestRows> {
    return this.#anchors.hardest(query, signal);
  }

  anchorTable(signal?: AbortSignal): Promise<AnchorTable> {
    return this.#anchors.anchorTable(signal);
  }
}
