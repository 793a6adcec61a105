import type { PassTimes } from '../gpu/pass-timer.ts';

/** One pass of a step, over all repetitions. Milliseconds of the GPU's own clock. */
export interface PassMeasure {
  /** Kernel file and entry point, or what the stage calls its own pass. */
  readonly label: string;
  /** Workgroups of its dispatch; 0 for a render pass. */
  readonly workgroups: number;
  readonly median: number;
  readonly mean: number;
}

/** The middle of some numbers; the mean of both where there are two; NaN of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((first, second) => first - second);
  const upper = sorted[sorted.length >> 1] ?? NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? NaN;
  return (lower + upper) / 2;
}

function greatestCommonDivisor(first: number, second: number): number {
  while (second !== 0) [first, second] = [second, first % second];
  return first;
}

/** Whole nanoseconds that all times are multiples of; 0 where all are 0. */
export function findResolution(nanoseconds: readonly number[]): number {
  return nanoseconds.reduce((divisor, time) => greatestCommonDivisor(divisor, time), 0);
}

/** The passes of one step over its repetitions; the n-th of one label is the same pass in all of them. */
export function summarisePasses(runs: readonly PassTimes[]): PassMeasure[] {
  const places = new Map<string, { label: string; workgroups: number; times: number[] }>();
  for (const { passes } of runs) {
    const seen = new Map<string, number>();
    for (const { label, workgroups, nanoseconds } of passes) {
      const turn = seen.get(label) ?? 0;
      seen.set(label, turn + 1);
      const key = `${turn} ${label}`;
      const place = places.get(key) ?? { label, workgroups, times: [] };
      places.set(key, place);
      place.times.push(nanoseconds / 1e6);
    }
  }
  return [...places.values()].map(({ label, workgroups, times }) => ({
    label,
    workgroups,
    median: medianOf(times),
    mean: times.reduce((sum, time) => sum + time, 0) / times.length,
  }));
}
