import { createBenchmarkCase, type BenchmarkShape } from '../../src/benchmark/benchmark-case.ts';
import { formatBenchmarkReport, type BenchmarkReport } from '../../src/benchmark/benchmark-report.ts';
import type { BenchmarkSetting, ContenderEntry } from '../../src/benchmark/contender.ts';
import {
  createBenchmarkSetting,
  measureContenders,
  type BenchmarkProgress,
} from '../../src/benchmark/measure-contenders.ts';
import { ownContenders } from '../../src/benchmark/run-loss-benchmark.ts';
import { requestGpuDevice, type GpuDevice } from '../../src/gpu/device.ts';
import { jaxContenders } from './contenders/jax.ts';
import { onnxRuntimeContenders } from './contenders/onnx-runtime.ts';
import { tensorflowContenders } from './contenders/tensorflow.ts';
import { formatGoals } from './goals.ts';

/** What the script that opened this page reads. */
interface LossBenchmarkState {
  progress?: string;
  adapter?: string;
  notes?: string;
  reports?: readonly BenchmarkReport[];
  text?: string;
  error?: string;
  summarise: (reports: readonly BenchmarkReport[]) => string;
}

const state: LossBenchmarkState = { summarise: formatGoals };
Object.assign(globalThis, { lossBenchmark: state });

/** Above this many logits, libraries are measured one at a time: their tensors would not fit beside each other. */
const mostTogether = 10_000_000;

const notes = [
  'Focal loss, γ 2, α 0.25, over one set of random logits; medians; contenders take turns. Clocks stop when the work',
  'is done: WebGPU after onSubmittedWorkDone (jax-js: blockUntilReady), WASM and JavaScript when the call returns.',
  'Inputs are resident but for ONNX Runtime on WASM, which copies them in at every run. TensorFlow.js and ONNX',
  'Runtime are given targets spread over [A, K] beforehand; jax-js spreads them inside its fused kernels.',
].join('\n');

const libraries: readonly (readonly ContenderEntry[])[] = [
  tensorflowContenders.filter(({ backend }) => backend === 'WebGPU'),
  tensorflowContenders.filter(({ backend }) => backend === 'WASM'),
  jaxContenders.filter(({ backend }) => backend === 'WebGPU'),
  jaxContenders.filter(({ backend }) => backend === 'WASM'),
  ...onnxRuntimeContenders.map((entry) => [entry]),
];

/** Who is measured side by side: everyone at once, or one library at a time beside ours and the copy. */
function planRounds(shape: BenchmarkShape, only: readonly string[]): ContenderEntry[][] {
  const keep = (entries: readonly ContenderEntry[]): ContenderEntry[] =>
    entries.filter(({ role }) => only.length === 0 || only.includes(role));
  const own = keep(ownContenders);
  const taking = libraries.map(keep).filter((entries) => entries.length > 0);
  if (shape.anchors * shape.classes <= mostTogether) return [[...own, ...taking.flat()]];
  const beside = own.filter(({ role }) => role === 'ours' || role === 'copy');
  return [own, ...taking.map((entries) => [...beside, ...entries])];
}

const element = (id: string): HTMLElement => document.getElementById(id) ?? document.body;

function show(progress: string): void {
  state.progress = progress;
  element('progress').textContent = progress;
}

/** The first round's report with the libraries of the others; ratios stay those to ours beside them. */
function mergeReports(reports: readonly BenchmarkReport[]): BenchmarkReport | undefined {
  const [first, ...others] = reports;
  if (!first) return undefined;
  const libraryRows = others.flatMap(({ rows }) => rows.filter(({ role }) => role === 'library'));
  return { ...first, rows: [...first.rows, ...libraryRows] };
}

async function measureSize(
  gpu: GpuDevice,
  shape: BenchmarkShape,
  repetitions: number,
  only: readonly string[],
): Promise<BenchmarkReport | undefined> {
  const size = `${shape.anchors} × ${shape.classes}`;
  show(`${size}: working out the answer`);
  const benchmarkCase = await createBenchmarkCase(shape);
  const { setting, dispose } = createBenchmarkSetting(gpu.device, gpu.adapter.isSoftware, benchmarkCase);
  const onProgress = ({ name, mode, done, total }: BenchmarkProgress): void =>
    show(`${size}: ${name}, ${mode} (${done + 1} of ${total})`);
  const measure = (round: readonly ContenderEntry[], all: BenchmarkSetting): Promise<BenchmarkReport> =>
    measureContenders(all, round, { repetitions, onProgress });
  try {
    const reports: BenchmarkReport[] = [];
    for (const round of planRounds(shape, only)) reports.push(await measure(round, setting));
    return mergeReports(reports);
  } finally {
    dispose();
  }
}

function readSizes(text: string): BenchmarkShape[] {
  return text.split(',').map((size) => {
    const [anchors, classes] = size.split('x').map(Number);
    if (!anchors || !classes) throw new Error(`${size} is no size: write anchors x classes, as in 9216x20`);
    return { anchors, classes };
  });
}

async function main(): Promise<void> {
  const query = new URLSearchParams(location.search);
  const repetitions = Number(query.get('repetitions') ?? 5);
  const only = query.get('only')?.split(',') ?? [];
  const sizes = readSizes(query.get('sizes') ?? '9216x20,49104x80,100000x80');
  const gpu = await requestGpuDevice();
  if (!gpu) throw new Error('WebGPU finds no adapter in this browser');
  const { vendor, architecture, description, isSoftware } = gpu.adapter;
  state.adapter = `${[vendor, architecture, description].filter(Boolean).join(' ')}${isSoftware ? ' (software)' : ''}, ${navigator.hardwareConcurrency} threads${crossOriginIsolated ? '' : ', not isolated: WASM on one thread'}`;
  state.notes = notes;
  const reports: BenchmarkReport[] = [];
  const texts: string[] = [];
  for (const shape of sizes) {
    const report = await measureSize(gpu, shape, repetitions, only);
    if (!report) continue;
    reports.push(report);
    texts.push(formatBenchmarkReport(report));
    element('report').textContent = [state.adapter, notes, ...texts, formatGoals(reports)].join('\n\n');
  }
  show('Done.');
  state.text = texts.join('\n\n');
  state.reports = reports;
}

main().catch((error: unknown) => {
  state.error = error instanceof Error ? (error.stack ?? error.message) : String(error);
  show(state.error);
});
