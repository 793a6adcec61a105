import shaderText from '../../shaders/benchmark/floor.wgsl?raw';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { readBuffer } from '../gpu/read-buffer.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformBlock } from '../gpu/uniform-block.ts';
import { gatherRows, type BenchmarkCase, type BenchmarkShape } from './benchmark-case.ts';
import type { ContenderEntry } from './contender.ts';
import { requireOneBinding } from './copy-logits.ts';
import { readRows, submitTimes } from './gpu-runs.ts';

const source = resolveShader('benchmark/floor.wgsl', shaderText);

/** As in the kernel. */
const workgroupSize = 64;
/** Quads that one thread sums: about a row of logits, so that its one store weighs little. */
const quadsPerThread = 20;

/** log(1 + exp(−|x|)) of each of `[A, K]` logits: the least that a loss computes. */
export interface Floor {
  /** float32 `[A, K]` */
  readonly terms: GPUBuffer;
  /** Writes {@link terms}. */
  encodeStores(encoder: GPUCommandEncoder): void;
  /** Sums the terms in each thread and writes those sums alone. */
  encodeSums(encoder: GPUCommandEncoder): void;
  /** What {@link encodeSums} came to, over all threads. */
  readSum(): Promise<number>;
  dispose(): void;
}

/**
 * @param logits float32 `[A, K]`, its last quad filled up with zeros; usage `STORAGE`
 * @throws FocalScopeError `webgpu-limit-exceeded`, `shader-invalid`
 */
export async function createFloor(
  device: GPUDevice,
  shape: BenchmarkShape,
  logits: GPUBuffer,
  options: { readonly sideBySide: boolean },
): Promise<Floor> {
  requireOneBinding(device, shape);
  const [store, sum] = await Promise.all([
    loadKernel(device, source, 'storeTerms'),
    loadKernel(device, source, 'sumTerms', { SIDE_BY_SIDE: Number(options.sideBySide) }),
  ]);
  const resources = new GpuResources(device, 'benchmark floor');
  const quads = Math.ceil((shape.anchors * shape.classes) / 4);
  const threads = Math.ceil(quads / quadsPerThread);
  const size = createUniformBlock(resources, source, 'size');
  size.write({ quads, quadsPerThread, threads });
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
  const terms = resources.createBuffer('terms', quads * 16, usage);
  const sums = resources.createBuffer('sums', threads * 4, usage);
  const inputs = { 0: { buffer: logits, size: quads * 16 }, 1: size.buffer };
  const storeGroup = store.bind({ ...inputs, 2: terms });
  const sumGroup = sum.bind({ ...inputs, 3: sums });
  return {
    terms,
    encodeStores: (encoder) => store.encode(encoder, storeGroup, Math.ceil(quads / workgroupSize)),
    encodeSums: (encoder) => sum.encode(encoder, sumGroup, Math.ceil(threads / workgroupSize)),
    readSum: async () =>
      new Float32Array(await readBuffer(device, sums, threads * 4)).reduce((total, part) => total + part, 0),
    dispose: () => resources.dispose(),
  };
}

const termOf = (x: number): number => Math.log1p(Math.exp(-Math.abs(x)));

/** The exact sum of the terms, those of the last quad's zeros with them. */
function sumTerms({ logits }: BenchmarkCase): number {
  let sum = (Math.ceil(logits.length / 4) * 4 - logits.length) * termOf(0);
  for (const x of logits) sum += termOf(x);
  return sum;
}

/** One builtin exp and one builtin log an element, with the stores of a gradient or without any of size. */
export const floorContender: ContenderEntry = {
  name: 'floor: exp and log',
  backend: 'WebGPU',
  role: 'floor',
  modes: ['gradient', 'forward'],
  // The builtin log is rough around 1.
  tolerance: { relative: 1e-3, absolute: 1e-5 },
  expect: (benchmarkCase, mode) =>
    mode === 'forward'
      ? { total: sumTerms(benchmarkCase) }
      : {
          gradient: gatherRows(benchmarkCase.logits, benchmarkCase.spots, benchmarkCase.classes).map(termOf),
        },
  prepare: async ({ device, isSoftware, benchmarkCase, logits }) => {
    const floor = await createFloor(device, benchmarkCase, logits, { sideBySide: isSoftware });
    return {
      run: (mode, times) =>
        submitTimes(device, times, (encoder) => {
          if (mode === 'forward') floor.encodeSums(encoder);
          else floor.encodeStores(encoder);
        }),
      read: async (mode) =>
        mode === 'forward'
          ? { total: await floor.readSum() }
          : { gradient: await readRows(device, floor.terms, benchmarkCase.spots, benchmarkCase.classes) },
      dispose: () => floor.dispose(),
    };
  },
};
