import type * as Ort from 'onnxruntime-web';
import gpuBinaryUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import gpuModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import cpuBinaryUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import cpuModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import { gatherRows } from '../../../src/benchmark/benchmark-case.ts';
import type {
  BenchmarkSetting,
  Contender,
  ContenderEntry,
  LossMode,
} from '../../../src/benchmark/contender.ts';
import { readRows } from '../../../src/benchmark/gpu-runs.ts';
import { GpuResources } from '../../../src/gpu/gpu-resources.ts';
import { readBuffer } from '../../../src/gpu/read-buffer.ts';
import { writeFocalGraph } from '../focal-graph.ts';
import { layOutForSums, spreadTargets } from '../focal-weights.ts';

const modes = ['gradient', 'forward'] as const;
type Runtime = typeof Ort;

function pointAt(runtime: Runtime, mjs: string, wasm: string): void {
  runtime.env.wasm.wasmPaths = {
    mjs: new URL(mjs, location.href).href,
    wasm: new URL(wasm, location.href).href,
  };
  runtime.env.logLevel = 'error';
}

let gpuRuntime: Promise<Runtime> | undefined;
let cpuRuntime: Promise<Runtime> | undefined;

async function loadGpuRuntime(): Promise<Runtime> {
  const runtime = (await import('onnxruntime-web/webgpu')) as unknown as Runtime;
  pointAt(runtime, gpuModuleUrl, gpuBinaryUrl);
  runtime.env.wasm.numThreads = 1;
  return runtime;
}

async function loadCpuRuntime(): Promise<Runtime> {
  const runtime = (await import('onnxruntime-web/wasm')) as unknown as Runtime;
  pointAt(runtime, cpuModuleUrl, cpuBinaryUrl);
  runtime.env.wasm.numThreads = crossOriginIsolated ? navigator.hardwareConcurrency : 1;
  return runtime;
}

/** Inputs and outputs in our own buffers on our own device, so that nothing crosses to the CPU. */
async function prepareGpu(setting: BenchmarkSetting): Promise<Contender> {
  const { device, benchmarkCase } = setting;
  const { anchors, classes, spots } = benchmarkCase;
  const ort = await (gpuRuntime ??= loadGpuRuntime());
  const resources = new GpuResources(device, 'onnx runtime');
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const { turned, weights } = spreadTargets(benchmarkCase);
  const shape = layOutForSums(setting);
  const tensorOf = (buffer: GPUBuffer, dims: readonly number[]): Ort.Tensor =>
    ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims });
  const buffers = {
    total: resources.createBuffer('total', 16, usage),
    gradient: resources.createBuffer('gradient', anchors * classes * 4, usage),
  };
  const feeds = {
    logits: tensorOf(setting.logits, shape),
    turned: tensorOf(resources.createBufferWithData('turned', turned, usage), shape),
    weights: tensorOf(resources.createBufferWithData('weights', weights, usage), shape),
  };
  const outputs = { total: tensorOf(buffers.total, []) };
  const fetches: Record<LossMode, Ort.InferenceSession.OnnxValueMapType> = {
    forward: outputs,
    gradient: { ...outputs, gradient: tensorOf(buffers.gradient, shape) },
  };
  const sessions = new Map<LossMode, Ort.InferenceSession>();
  for (const mode of modes)
    sessions.set(
      mode,
      await ort.InferenceSession.create(
        writeFocalGraph(shape, { gradient: mode === 'gradient', form: 'log' }),
        {
          executionProviders: [{ name: 'webgpu', device }],
          preferredOutputLocation: 'gpu-buffer',
        },
      ),
    );
  return {
    run: async (mode, times) => {
      for (let turn = 0; turn < times; turn++) await sessions.get(mode)?.run(feeds, fetches[mode]);
      await device.queue.onSubmittedWorkDone();
    },
    read: async (mode) => ({
      total: new Float32Array(await readBuffer(device, buffers.total, 4))[0] ?? NaN,
      ...(mode === 'gradient' ? { gradient: await readRows(device, buffers.gradient, spots, classes) } : {}),
    }),
    dispose: async () => {
      for (const session of sessions.values()) await session.release();
      resources.dispose();
    },
  };
}

/** Inputs are copied into the heap of the runtime at every run: it has no way to leave them there. */
async function prepareCpu(setting: BenchmarkSetting): Promise<Contender> {
  const { benchmarkCase } = setting;
  const { classes, logits, spots } = benchmarkCase;
  const ort = await (cpuRuntime ??= loadCpuRuntime());
  const { turned, weights } = spreadTargets(benchmarkCase);
  const shape = layOutForSums(setting);
  const feeds = {
    logits: new ort.Tensor('float32', logits, shape),
    turned: new ort.Tensor('float32', turned, shape),
    weights: new ort.Tensor('float32', weights, shape),
  };
  const sessions = new Map<LossMode, Ort.InferenceSession>();
  for (const mode of modes)
    sessions.set(
      mode,
      await ort.InferenceSession.create(
        writeFocalGraph(shape, { gradient: mode === 'gradient', form: 'softplus' }),
        { executionProviders: ['wasm'] },
      ),
    );
  let last: Ort.InferenceSession.OnnxValueMapType | undefined;
  const values = (name: string): Float32Array => (last?.[name]?.data ?? new Float32Array(0)) as Float32Array;
  return {
    run: async (mode, times) => {
      for (let turn = 0; turn < times; turn++) last = await sessions.get(mode)?.run(feeds);
    },
    read: (mode) =>
      Promise.resolve({
        total: values('total')[0] ?? NaN,
        ...(mode === 'gradient' ? { gradient: gatherRows(values('gradient'), spots, classes) } : {}),
      }),
    dispose: async () => {
      for (const session of sessions.values()) await session.release();
    },
  };
}

/** ONNX Runtime Web on graphs built by hand. */
export const onnxRuntimeContenders: readonly ContenderEntry[] = [
  {
    name: 'ONNX Runtime Web',
    backend: 'WebGPU',
    role: 'library',
    modes,
    // 1 − q and its log, rounded where q is small; reciprocal and exp are the builtin ones.
    tolerance: { relative: 5e-3, absolute: 1e-4 },
    prepare: prepareGpu,
  },
  {
    name: 'ONNX Runtime Web',
    backend: 'WASM',
    role: 'library',
    modes,
    tolerance: { relative: 1e-3, absolute: 1e-5 },
    prepare: prepareCpu,
  },
];
