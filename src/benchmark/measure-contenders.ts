import { yieldTask } from '../base/yield-task.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import type { BenchmarkCase, LossAnswer } from './benchmark-case.ts';
import type { BenchmarkReport, BenchmarkRow } from './benchmark-report.ts';
import { checkAnswer, type Verdict } from './check-answer.ts';
import type { BenchmarkSetting, Contender, ContenderEntry, LossMode } from './contender.ts';

/** How far a benchmark has come, in runs of its contenders. */
export interface BenchmarkProgress {
  readonly name: string;
  readonly mode: LossMode;
  readonly done: number;
  readonly total: number;
}

export interface MeasureOptions {
  /** Clock readings of each contender, of which the median counts. */
  readonly repetitions: number;
  readonly onProgress?: ((progress: BenchmarkProgress) => void) | undefined;
  /** Looked at between two runs of contenders. */
  readonly signal?: AbortSignal | undefined;
}

/** A clock reading should cover this long, in milliseconds, so that waiting for the GPU weighs little in it. */
const sampleMilliseconds = 20;
const mostTimesPerSample = 32;

/** One contender in one mode, on its way through the benchmark. */
interface Candidate {
  readonly entry: ContenderEntry;
  readonly mode: LossMode;
  contender: Contender | undefined;
  verdict: Verdict | undefined;
  leftOut: string | undefined;
  timesPerSample: number;
  readonly samples: number[];
}

/** Puts the inputs of a case on the GPU. @returns them, and the way to free them */
export function createBenchmarkSetting(
  device: GPUDevice,
  isSoftware: boolean,
  benchmarkCase: BenchmarkCase,
): { readonly setting: BenchmarkSetting; readonly dispose: () => void } {
  const resources = new GpuResources(device, 'benchmark inputs');
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  const logits = resources.createBufferWithData('logits', benchmarkCase.logits, usage);
  const targets = resources.createBufferWithData('targets', benchmarkCase.targets, usage);
  return {
    setting: { device, isSoftware, benchmarkCase, logits, targets },
    dispose: () => resources.dispose(),
  };
}

const describeReason = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
};

/** Runs `body` and throws, beside its own errors, the ones that the GPU raises meanwhile. */
async function withGpuErrors<Result>(device: GPUDevice, body: () => Promise<Result>): Promise<Result> {
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  const outcome = await body().then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  const errors = [await device.popErrorScope(), await device.popErrorScope()];
  if ('error' in outcome) throw outcome.error;
  const raised = errors.find((error) => error !== null);
  if (raised) throw new Error(raised.message);
  return outcome.result;
}

function expectedAnswer({ entry, mode }: Candidate, benchmarkCase: BenchmarkCase): LossAnswer {
  if (entry.expect) return entry.expect(benchmarkCase, mode);
  const { total, perAnchor, gradient } = benchmarkCase.answer;
  return mode === 'gradient' ? { total, perAnchor, gradient } : { total, perAnchor };
}

/** Runs a candidate twice, the first time to warm up, and checks what it came to. */
async function warmUp(candidate: Candidate, contender: Contender, setting: BenchmarkSetting): Promise<void> {
  const { entry, mode } = candidate;
  await contender.run(mode, 1);
  const start = performance.now();
  await contender.run(mode, 1);
  const once = performance.now() - start;
  candidate.timesPerSample = Math.max(1, Math.min(mostTimesPerSample, Math.floor(sampleMilliseconds / once)));
  const answer = await contender.read(mode);
  candidate.verdict = checkAnswer(answer, expectedAnswer(candidate, setting.benchmarkCase), entry.tolerance);
}

function medianOf(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((first, second) => first - second);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  const lower = sorted.length % 2 === 0 ? sorted[middle - 1] : upper;
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}

function makeRows(candidates: readonly Candidate[], benchmarkCase: BenchmarkCase): BenchmarkRow[] {
  const bytes = benchmarkCase.anchors * benchmarkCase.classes * Float32Array.BYTES_PER_ELEMENT;
  const medianOfRole = (role: string, mode: LossMode): number | undefined => {
    const found = candidates.find(({ entry, mode: own }) => entry.role === role && own === mode);
    return found && medianOf(found.samples);
  };
  return candidates.map((candidate) => {
    const { entry, mode, samples, verdict, leftOut, timesPerSample } = candidate;
    const median = medianOf(samples);
    const ratioTo = (other: number | undefined): number | undefined =>
      median === undefined || other === undefined ? undefined : median / other;
    const moved = mode === 'gradient' ? 2 * bytes : bytes;
    return {
      name: entry.name,
      backend: entry.backend,
      role: entry.role,
      mode,
      verdict,
      leftOut,
      median,
      fastest: samples.length > 0 ? Math.min(...samples) : undefined,
      timesPerSample,
      timesOurs: ratioTo(medianOfRole('ours', mode)),
      timesCopy: ratioTo(medianOfRole('copy', 'gradient')),
      gigabytesPerSecond: median === undefined ? undefined : moved / median / 1e6,
    };
  });
}

/**
 * Measures contenders side by side: each is prepared, warmed up and checked; those whose answers are right then take
 * turns, one clock reading each, as often as `repetitions` says. A contender that fails is left out with its reason,
 * one that is wrong is reported so and never timed.
 *
 * @throws the signal's reason when it is aborted; everything is freed in any case
 */
export async function measureContenders(
  setting: BenchmarkSetting,
  entries: readonly ContenderEntry[],
  options: MeasureOptions,
): Promise<BenchmarkReport> {
  const { benchmarkCase, device, isSoftware } = setting;
  const { repetitions, onProgress, signal } = options;
  const candidates = entries.flatMap((entry) =>
    entry.modes.map((mode): Candidate => ({
      entry,
      mode,
      contender: undefined,
      verdict: undefined,
      leftOut: undefined,
      timesPerSample: 1,
      samples: [],
    })),
  );
  const total = candidates.length * (1 + repetitions);
  let done = 0;
  const step = async ({ entry, mode }: Candidate): Promise<void> => {
    onProgress?.({ name: entry.name, mode, done: done++, total });
    await yieldTask(signal);
  };
  const prepared = new Map<ContenderEntry, Promise<Contender>>();
  const alive: Contender[] = [];
  const prepare = (entry: ContenderEntry): Promise<Contender> =>
    withGpuErrors(device, async () => {
      const contender = await entry.prepare(setting);
      alive.push(contender);
      return contender;
    });
  try {
    for (const candidate of candidates) {
      const { entry } = candidate;
      await step(candidate);
      try {
        // A contender that could not be prepared for one mode is out of the other too.
        const preparing = prepared.get(entry) ?? prepare(entry);
        prepared.set(entry, preparing);
        const contender = await preparing;
        await withGpuErrors(device, () => warmUp(candidate, contender, setting));
        candidate.contender = contender;
      } catch (error) {
        candidate.leftOut = describeReason(error);
      }
    }
    for (let repetition = 0; repetition < repetitions; repetition++)
      for (const candidate of candidates) {
        await step(candidate);
        await takeSample(candidate);
      }
  } finally {
    for (const contender of alive) await contender.dispose();
  }
  return {
    anchors: benchmarkCase.anchors,
    classes: benchmarkCase.classes,
    repetitions,
    isSoftware,
    rows: makeRows(candidates, benchmarkCase),
  };
}

/** One clock reading of a candidate that takes part and is right. */
async function takeSample(candidate: Candidate): Promise<void> {
  const { contender, verdict, leftOut, mode, timesPerSample, samples } = candidate;
  if (!contender || verdict?.isRight !== true || leftOut !== undefined) return;
  try {
    const start = performance.now();
    let [now, times] = [start, 0];
    // A clock that has not moved has read nothing.
    while (now === start) {
      await contender.run(mode, timesPerSample);
      times += timesPerSample;
      now = performance.now();
    }
    samples.push((now - start) / times);
  } catch (error) {
    candidate.leftOut = describeReason(error);
    samples.length = 0;
  }
}
