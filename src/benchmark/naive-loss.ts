import shaderText from '../../shaders/benchmark/naive-loss.wgsl?raw';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import { readBuffer } from '../gpu/read-buffer.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformBlock } from '../gpu/uniform-block.ts';
import { benchmarkParams, type BenchmarkCase } from './benchmark-case.ts';
import type { ContenderEntry } from './contender.ts';
import { requireOneBinding } from './copy-logits.ts';
import { readRows, submitTimes } from './gpu-runs.ts';

const source = resolveShader('benchmark/naive-loss.wgsl', shaderText);

/** As in the kernel. */
const workgroupSize = 64;

/** The focal loss as it is first written down. */
export interface NaiveLoss {
  /** float32 `[A]` */
  readonly perAnchor: GPUBuffer;
  /** float32 `[A, K]`, d loss / d logits */
  readonly gradient: GPUBuffer;
  /** Records loss and sum, and the gradient in a pass of its own between them where it is asked for. */
  encode(encoder: GPUCommandEncoder, options: { readonly gradient: boolean }): void;
  /** The sum over all anchors of what was submitted last. */
  readTotal(): Promise<number>;
  dispose(): void;
}

/**
 * @param inputs float32 `[A, K]` logits and int32 `[A]` targets, both of the case; usage `STORAGE`
 * @throws FocalScopeError `webgpu-limit-exceeded`, `shader-invalid`
 */
export async function createNaiveLoss(
  device: GPUDevice,
  benchmarkCase: BenchmarkCase,
  inputs: { readonly logits: GPUBuffer; readonly targets: GPUBuffer },
): Promise<NaiveLoss> {
  const { anchors, classes, normaliser } = benchmarkCase;
  requireOneBinding(device, benchmarkCase);
  const [computeLoss, computeGradient, sumAnchors] = await Promise.all([
    loadKernel(device, source, 'computeLoss'),
    loadKernel(device, source, 'computeGradient'),
    loadKernel(device, source, 'sumAnchors'),
  ]);
  const resources = new GpuResources(device, 'naive loss');
  const params = createUniformBlock(resources, source, 'params');
  const { gamma, alpha } = benchmarkParams;
  params.write({ anchors, classes, gamma, alpha, scale: 1 / normaliser });
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
  const perAnchor = resources.createBuffer('per anchor', anchors * 4, usage);
  const gradient = resources.createBuffer('gradient', anchors * classes * 4, usage);
  const total = resources.createBuffer('total', 4, usage);
  const shared = { 0: inputs.logits, 1: inputs.targets, 2: params.buffer };
  const lossGroup = computeLoss.bind({ ...shared, 3: perAnchor });
  const gradientGroup = computeGradient.bind({ ...shared, 4: gradient });
  const sumGroup = sumAnchors.bind({ 2: params.buffer, 3: perAnchor, 5: total });
  const workgroups = Math.ceil(anchors / workgroupSize);
  return {
    perAnchor,
    gradient,
    encode: (encoder, options) => {
      computeLoss.encode(encoder, lossGroup, workgroups);
      if (options.gradient) computeGradient.encode(encoder, gradientGroup, workgroups);
      sumAnchors.encode(encoder, sumGroup, 1);
    },
    readTotal: async () => new Float32Array(await readBuffer(device, total, 4))[0] ?? NaN,
    dispose: () => resources.dispose(),
  };
}

/** One invocation an anchor, scalar loads, three passes. */
export const naiveContender: ContenderEntry = {
  name: 'naive kernels',
  backend: 'WebGPU',
  role: 'naive',
  modes: ['gradient', 'forward'],
  // Builtin exp, log and pow.
  tolerance: { relative: 1e-3, absolute: 1e-5 },
  prepare: async ({ device, benchmarkCase, logits, targets }) => {
    const loss = await createNaiveLoss(device, benchmarkCase, { logits, targets });
    const { spots, classes } = benchmarkCase;
    return {
      run: (mode, times) =>
        submitTimes(device, times, (encoder) => loss.encode(encoder, { gradient: mode === 'gradient' })),
      read: async (mode) => ({
        total: await loss.readTotal(),
        perAnchor: await readRows(device, loss.perAnchor, spots, 1),
        ...(mode === 'gradient' ? { gradient: await readRows(device, loss.gradient, spots, classes) } : {}),
      }),
      dispose: () => loss.dispose(),
    };
  },
};
