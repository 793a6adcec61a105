import { requireCount } from '../gpu/input-error.ts';
import { createBenchmarkCase, type BenchmarkShape } from './benchmark-case.ts';
import type { BenchmarkReport } from './benchmark-report.ts';
import type { ContenderEntry } from './contender.ts';
import { copyContender } from './copy-logits.ts';
import { floorContender } from './floor.ts';
import { kernelContender } from './kernel-contender.ts';
import { createBenchmarkSetting, measureContenders, type BenchmarkProgress } from './measure-contenders.ts';
import { naiveContender } from './naive-loss.ts';
import { simdContender } from './simd-contender.ts';
import { typedArrayContender } from './typed-array-loss.ts';

/** The contenders that need no other library than this one: what a page can offer. */
export const ownContenders: readonly ContenderEntry[] = [
  kernelContender,
  copyContender,
  floorContender,
  naiveContender,
  simdContender,
  typedArrayContender,
];

/** What is measured, and how often. */
export interface LossBenchmarkOptions extends BenchmarkShape {
  /** Clock readings of each contender, of which the median counts; at least 1. */
  readonly repetitions: number;
}

/**
 * Measures the focal loss (γ 2, α 0.25) over random logits `[A, K]`: our kernel against naive ones, a copy of the same
 * bytes, the floor of one exp and one log an element, and CPU loops. Every answer is checked against the float64 twin
 * before it is timed.
 *
 * @param isSoftware whether the adapter computes in software (`AdapterDescription.isSoftware`)
 * @param onProgress called before each run of a contender
 * @param signal looked at between two runs; a run on the CPU, or one submitted to the GPU, is not broken off
 * @param contenders what takes part, {@link ownContenders} unless said otherwise
 * @throws InputError when A, K or the repetitions are no counts; the signal's reason when it is aborted
 */
export async function runLossBenchmark(
  device: GPUDevice,
  isSoftware: boolean,
  options: LossBenchmarkOptions,
  onProgress?: (progress: BenchmarkProgress) => void,
  signal?: AbortSignal,
  contenders: readonly ContenderEntry[] = ownContenders,
): Promise<BenchmarkReport> {
  const { anchors, classes, repetitions } = options;
  requireCount('anchors', anchors);
  requireCount('classes', classes);
  requireCount('repetitions', repetitions);
  const benchmarkCase = await createBenchmarkCase({ anchors, classes }, signal);
  const { setting, dispose } = createBenchmarkSetting(device, isSoftware, benchmarkCase);
  try {
    return await measureContenders(setting, contenders, { repetitions, onProgress, signal });
  } finally {
    dispose();
  }
}
