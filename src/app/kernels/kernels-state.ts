import type { SerialisedError } from '../../base/errors.ts';
import type { BenchmarkReport } from '../../benchmark/benchmark-report.ts';
import type { LossBenchmarkOptions } from '../../benchmark/run-loss-benchmark.ts';
import type { ProviderCheck } from '../../engine/check-providers.ts';
import type { PassReport } from '../../engine/kernel-report.ts';
import type { KernelsProgress } from '../../engine/messages.ts';

/** Where one measurement stands. */
export type Measurement<Report> =
  | { readonly is: 'none' }
  | { readonly is: 'running'; readonly progress: KernelsProgress | undefined }
  | { readonly is: 'cancelled' }
  | { readonly is: 'failed'; readonly error: SerialisedError }
  | { readonly is: 'done'; readonly report: Report };

/** What the page knows of the kernels' speed on this machine. */
export interface KernelsState {
  readonly passes: Measurement<PassReport>;
  readonly benchmark: Measurement<BenchmarkReport>;
  /** The model on WebGPU against the model on WASM; undefined of a photo that is gone. */
  readonly providers: Measurement<ProviderCheck | undefined>;
}

export const nothingMeasured: KernelsState = {
  passes: { is: 'none' },
  benchmark: { is: 'none' },
  providers: { is: 'none' },
};

/** What a person can ask for; one measurement runs at a time. */
export type KernelsAction =
  | { readonly kind: 'measure-passes'; readonly repetitions: number }
  | { readonly kind: 'benchmark'; readonly options: LossBenchmarkOptions }
  | { readonly kind: 'check-providers' }
  | { readonly kind: 'cancel' };

/** Whether anything is being measured. */
export function isMeasuring({ passes, benchmark, providers }: KernelsState): boolean {
  return [passes, benchmark, providers].some(({ is }) => is === 'running');
}

/**
 * The sizes that the benchmark is offered in, as A × K: an input of 256 pixels with the classes of Pascal VOC, one of
 * 512 pixels and one of 768 with those of COCO, and four times that.
 */
export const benchmarkSizes = [
  { anchors: 9_216, classes: 20, repetitions: 9 },
  { anchors: 49_104, classes: 80, repetitions: 5 },
  { anchors: 100_000, classes: 80, repetitions: 5 },
  { anchors: 400_000, classes: 80, repetitions: 3 },
] as const satisfies readonly LossBenchmarkOptions[];

/** How often the photo's passes may be repeated. */
export const passRepetitions = [10, 50, 200] as const;
