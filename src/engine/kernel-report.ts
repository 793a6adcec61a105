import { FocalScopeError } from '../base/errors.ts';
import { yieldTask } from '../base/yield-task.ts';
import type { BenchmarkReport } from '../benchmark/benchmark-report.ts';
import { runLossBenchmark, type LossBenchmarkOptions } from '../benchmark/run-loss-benchmark.ts';
import { startPassTimer, type PassTimer, type PassTimes } from '../gpu/pass-timer.ts';
import type { KernelsProgress, ProgressReport } from './messages.ts';
import { findResolution, medianOf, summarisePasses, type PassMeasure } from './summarise-passes.ts';
import type { RemakeParts } from './update-loop.ts';

/** What is measured of a photo's work on the GPU, in the order of the line; each is submitted by itself. */
export const measuredSteps = ['targets', 'focal', 'frame'] as const;
export type MeasuredStep = (typeof measuredSteps)[number];

export interface StepMeasure {
  readonly step: MeasuredStep;
  /** Median milliseconds from before encoding until the GPU has done it all, on the clock of the worker. */
  readonly submitToDone: number;
  /** In the order of their encoding; none without timestamps. */
  readonly passes: readonly PassMeasure[];
  /** Passes of one repetition for which no query was left. */
  readonly untimed: number;
}

/** What {@link measurePasses} finds. */
export interface PassReport {
  readonly hasTimestamps: boolean;
  /** What all pass times were multiples of, in milliseconds: what the browser rounds to; 0 where none was above 0. */
  readonly resolution: number;
  readonly repetitions: number;
  readonly steps: readonly StepMeasure[];
}

/** Repetitions before those that count: pipelines and caches are warm then. */
const warmUps = 1;

/** What one step came to, run by run. */
interface StepRuns {
  readonly step: MeasuredStep;
  readonly waits: number[];
  readonly times: PassTimes[];
}

async function runStep(
  device: GPUDevice,
  runs: StepRuns,
  remake: RemakeParts,
  timer: PassTimer | undefined,
  counts: boolean,
): Promise<void> {
  const start = performance.now();
  await remake([runs.step]);
  await device.queue.onSubmittedWorkDone();
  const wait = performance.now() - start;
  const times = await timer?.read();
  if (!counts) return;
  runs.waits.push(wait);
  if (times) runs.times.push(times);
}

/**
 * Does the current photo's targets with their cross entropy, its focal loss and its frame again and again, and times
 * each pass where the device has timestamps, and each step in any case.
 *
 * @param remake does one part of the photo's work; undefined without a photo
 * @param signal looked at between two repetitions
 * @throws FocalScopeError `internal` without a photo; the signal's reason when it is aborted
 */
export async function measurePasses(
  device: GPUDevice,
  repetitions: number,
  remake: RemakeParts | undefined,
  report: ProgressReport,
  signal: AbortSignal,
): Promise<PassReport> {
  if (!remake) throw new FocalScopeError('internal', { reason: 'no photo to measure' });
  const timer = startPassTimer(device);
  const steps = measuredSteps.map((step): StepRuns => ({ step, waits: [], times: [] }));
  try {
    for (let turn = 0; turn < warmUps + repetitions; turn++) {
      report({ name: '', done: turn, total: warmUps + repetitions });
      for (const runs of steps) await runStep(device, runs, remake, timer, turn >= warmUps);
      await yieldTask(signal);
    }
  } finally {
    timer?.dispose();
  }
  const all = steps.flatMap(({ times }) => times.flatMap(({ passes }) => passes));
  return {
    hasTimestamps: timer !== undefined,
    resolution: findResolution(all.map(({ nanoseconds }) => nanoseconds)) / 1e6,
    repetitions,
    steps: steps.map(({ step, waits, times }) => ({
      step,
      submitToDone: medianOf(waits),
      passes: summarisePasses(times),
      untimed: Math.max(0, ...times.map(({ untimed }) => untimed)),
    })),
  };
}

/**
 * The benchmark of the loss on the engine's own device.
 *
 * @throws FocalScopeError `webgpu-limit-exceeded` before anything is computed when `[A, K]` float32 logits cannot be
 * bound as a whole; the signal's reason when it is aborted
 */
export async function benchmarkLoss(
  device: GPUDevice,
  isSoftware: boolean,
  options: LossBenchmarkOptions,
  report: ProgressReport,
  signal: AbortSignal,
): Promise<BenchmarkReport> {
  const needed = options.anchors * options.classes * Float32Array.BYTES_PER_ELEMENT;
  const limit = Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize);
  if (needed > limit) throw new FocalScopeError('webgpu-limit-exceeded', { needed, limit });
  const onProgress = ({ name, done, total }: KernelsProgress): void => report({ name, done, total });
  return runLossBenchmark(device, isSoftware, options, onProgress, signal);
}
