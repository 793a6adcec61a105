import type { SpanMeasure } from '../engine/messages.ts';

/** Measures of one name after which the older ones are dropped, and how many are left then. */
const mostKept = 200;
const leftAfterPruning = 50;

/** Carries the worker's spans over onto the page's own User Timing, without letting its buffer grow for ever. */
export class PageTimeline {
  readonly #performance: Performance;
  readonly #spans = new Map<string, SpanMeasure[]>();

  constructor(target: Performance = performance) {
    this.#performance = target;
  }

  add(span: SpanMeasure): void {
    const spans = this.#spans.get(span.name) ?? [];
    spans.push(span);
    this.#spans.set(span.name, spans);
    if (spans.length <= mostKept) {
      this.#measure(span);
      return;
    }
    const recent = spans.slice(-leftAfterPruning);
    this.#spans.set(span.name, recent);
    this.#performance.clearMeasures(span.name);
    for (const kept of recent) this.#measure(kept);
  }

  #measure({ name, startEpoch, duration }: SpanMeasure): void {
    // The worker's clock may have started a hair before the page's; a measure cannot begin before 0.
    const start = Math.max(0, startEpoch - this.#performance.timeOrigin);
    this.#performance.measure(name, { start, duration: Math.max(0, duration) });
  }
}
