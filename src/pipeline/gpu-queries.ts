import type { DenseLossInputs, DenseLossShape } from '../loss/anchor-chunks.ts';
import { createElementHistogram, type ElementHistograms } from '../statistics/element-histogram.ts';
import type { ElementHistogram } from '../statistics/element-histogram-reading.ts';
import type { PhotoQueries } from './photo-queries.ts';

/** The accepted photo's logits and targets, and their shape. */
export interface QueriedHead {
  readonly shape: DenseLossShape;
  readonly inputs: DenseLossInputs;
}

/**
 * Answers questions, one at a time, by kernels that are made with the first question and kept for heads of the same
 * shape.
 */
export class GpuQueries implements PhotoQueries {
  readonly #device: GPUDevice;
  readonly #head: () => QueriedHead;
  #histograms: { readonly key: string; readonly kernel: ElementHistograms } | undefined;

  /** @param head is asked at every question; throws while there is none */
  constructor(device: GPUDevice, head: () => QueriedHead) {
    this.#device = device;
    this.#head = head;
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

  dispose(): void {
    this.#histograms?.kernel.dispose();
    this.#histograms = undefined;
  }

  async #histogramsOf(shape: DenseLossShape): Promise<ElementHistograms> {
    const key = JSON.stringify(shape);
    if (this.#histograms?.key === key) return this.#histograms.kernel;
    this.dispose();
    const kernel = await createElementHistogram(this.#device, shape);
    this.#histograms = { key, kernel };
    return kernel;
  }
}
