import type { DenseLossShape } from '../loss/anchor-chunks.ts';
import type { DenseLossOptions } from '../loss/dense-loss.ts';
import { createElementHistogram, type ElementHistograms } from '../statistics/element-histogram.ts';
import type { ElementHistogram } from '../statistics/element-histogram-reading.ts';
import type { AnchorRows, AnchorsQuery, AnchorTable, HardestQuery, HardestRows } from './anchor-rows.ts';
import { GpuAnchorQueries, type QueriedAnchors } from './gpu-anchor-queries.ts';
import type { PhotoQueries } from './photo-queries.ts';

/**
 * Answers questions, one at a time, by kernels that are made with the first question and kept for heads of the same
 * shape.
 */
export class GpuQueries implements PhotoQueries {
  readonly #device: GPUDevice;
  readonly #head: () => QueriedAnchors;
  readonly #anchors: GpuAnchorQueries;
  #histograms: { readonly key: string; readonly kernel: ElementHistograms } | undefined;

  /** @param head is asked at every question; throws while there is none */
  constructor(device: GPUDevice, head: () => QueriedAnchors, lossOptions: DenseLossOptions) {
    this.#device = device;
    this.#head = head;
    this.#anchors = new GpuAnchorQueries(device, head, lossOptions);
  }

  async elementHistogram(signal?: AbortSignal): Promise<ElementHistogram> {
    const { shape, inputs } = this.#head();
    const histograms = await this.#histogramsOf(shape);
    signal?.throwIfAborted();
    const encoder = this.#device.createCommandEncoder({ label: 'element histogram' });
    histograms.encode(encoder, inputs);
    this.#device.queue.submit([encoder.finish()]);
    return histograms.read();
  }

  anchors(query: AnchorsQuery, signal?: AbortSignal): Promise<AnchorRows> {
    return this.#anchors.anchors(query, signal);
  }

  hardest(query: HardestQuery, signal?: AbortSignal): Promise<HardestRows> {
    return this.#anchors.hardest(query, signal);
  }

  anchorTable(signal?: AbortSignal): Promise<AnchorTable> {
    return this.#anchors.anchorTable(signal);
  }

  dispose(): void {
    this.#anchors.dispose();
    this.#disposeHistograms();
  }

  #disposeHistograms(): void {
    this.#histograms?.kernel.dispose();
    this.#histograms = undefined;
  }

  async #histogramsOf(shape: DenseLossShape): Promise<ElementHistograms> {
    const key = JSON.stringify(shape);
    if (this.#histograms?.key === key) return this.#histograms.kernel;
    this.#disposeHistograms();
    const kernel = await createElementHistogram(this.#device, shape);
    this.#histograms = { key, kernel };
    return kernel;
  }
}
