import {
  blockUntilReady,
  init,
  jit,
  nn,
  numpy as np,
  valueAndGrad,
  type Array as JaxArray,
} from '@jax-js/jax';
import { benchmarkParams, gatherRows, type BenchmarkCase } from '../../../src/benchmark/benchmark-case.ts';
import type { BenchmarkSetting, Contender, ContenderEntry } from '../../../src/benchmark/contender.ts';
import { readRows } from '../../../src/benchmark/gpu-runs.ts';

type JaxDevice = 'webgpu' | 'wasm';
type GradientForm = 'explicit' | 'autodiff';
/** Outputs of the compiled functions: the total, then what else there is. */
type Compute = (logits: JaxArray, targets: JaxArray) => JaxArray[];

/** The pieces of the loss; targets `[A, 1]` are spread inside, where fusing them costs no memory traffic. */
function makeTerms({ classes, normaliser }: BenchmarkCase, device: JaxDevice) {
  const { alpha } = benchmarkParams;
  /** Takes both of its arguments, as everything here does: the library counts references. */
  return (logits: JaxArray, targets: JaxArray) => {
    const columns = np.arange(classes, undefined, undefined, { dtype: np.int32, device });
    const own = np.equal(targets.ref, columns);
    const weights = np.where(
      np.equal(targets, -2),
      0,
      np.where(own.ref, alpha / normaliser, (1 - alpha) / normaliser),
    );
    const turned = np.where(own, -1, 1);
    const m = logits.mul(turned.ref);
    const crossEntropy = nn.softplus(m.ref);
    const q = nn.sigmoid(m);
    const modulated = q.ref.mul(q.ref).mul(weights);
    return { turned, crossEntropy, q, modulated };
  };
}

/**
 * Two compiled functions instead of one: the compiler writes values that a sum and a gradient share to memory, which
 * costs many times more than computing them twice.
 */
function compileExplicit(benchmarkCase: BenchmarkCase, device: JaxDevice, withGradient: boolean): Compute {
  const terms = makeTerms(benchmarkCase, device);
  const sum = jit((logits: JaxArray, targets: JaxArray): JaxArray[] => {
    const { turned, crossEntropy, q, modulated } = terms(logits, targets);
    turned.dispose();
    q.dispose();
    const perAnchor = modulated.mul(crossEntropy).sum(1);
    return [perAnchor.ref.sum(), perAnchor];
  });
  const slope = jit((logits: JaxArray, targets: JaxArray): JaxArray => {
    const { turned, crossEntropy, q, modulated } = terms(logits, targets);
    const p = np.subtract(1, q.ref);
    const steepness = p.mul(crossEntropy).mul(2).add(q);
    return modulated.mul(steepness).mul(turned);
  });
  if (!withGradient) return sum;
  return (logits, targets) => [...sum(logits.ref, targets.ref), slope(logits, targets)];
}

function compileAutodiff(benchmarkCase: BenchmarkCase, device: JaxDevice): Compute {
  const terms = makeTerms(benchmarkCase, device);
  const loss = (logits: JaxArray, targets: JaxArray): JaxArray => {
    const { turned, crossEntropy, q, modulated } = terms(logits, targets);
    turned.dispose();
    q.dispose();
    return modulated.mul(crossEntropy).sum(1).sum();
  };
  return jit((logits: JaxArray, targets: JaxArray): JaxArray[] => {
    const [total, gradient] = valueAndGrad(loss)(logits, targets);
    return [total, gradient];
  });
}

/** Gradients that may wait for the GPU at once, in bytes. */
const pendingBytes = 256e6;

/** Values of an array that stays alive. */
async function valuesOf(array: JaxArray): Promise<ArrayLike<number>> {
  const values: unknown = await array.ref.data();
  return values as ArrayLike<number>;
}

async function prepare(device: JaxDevice, form: GradientForm, setting: BenchmarkSetting): Promise<Contender> {
  const available = await init(device);
  if (!available.includes(device)) throw new Error(`jax-js has no ${device} backend here`);
  const { benchmarkCase } = setting;
  const { anchors, classes, spots } = benchmarkCase;
  const logits = np.array(benchmarkCase.logits, { shape: [anchors, classes], dtype: np.float32, device });
  const targets = np.array(benchmarkCase.targets, { shape: [anchors, 1], dtype: np.int32, device });
  await blockUntilReady([logits, targets]);
  const compute = {
    gradient:
      form === 'explicit'
        ? compileExplicit(benchmarkCase, device, true)
        : compileAutodiff(benchmarkCase, device),
    forward: compileExplicit(benchmarkCase, device, false),
  };
  const mostPending = device === 'wasm' ? 1 : Math.max(1, Math.floor(pendingBytes / (anchors * classes * 4)));
  const pending: JaxArray[][] = [];
  let last: JaxArray[] = [];
  const forget = (arrays: readonly JaxArray[]): void => {
    for (const array of arrays) array.dispose();
  };
  /** Waits for all that is pending and keeps the latest of it. */
  const settle = async (): Promise<void> => {
    await blockUntilReady(pending);
    for (const arrays of pending.splice(0)) {
      forget(last);
      last = arrays;
    }
  };
  const readGradient = async (gradient: JaxArray): Promise<Float32Array> => {
    if (device === 'wasm') return gatherRows(await valuesOf(gradient), spots, classes);
    const { getWebGPUDevice } = await import('@jax-js/jax');
    return readRows(getWebGPUDevice(), await gradient.ref.gpuBuffer(), spots, classes);
  };
  return {
    run: async (mode, times) => {
      // What is disposed of before it is waited for is never computed: every result is kept until then.
      for (let turn = 0; turn < times; turn++) {
        if (turn % mostPending === 0) await settle();
        pending.push(compute[mode](logits.ref, targets.ref));
      }
      await settle();
    },
    read: async (mode) => {
      const [total, ...rest] = last;
      const gradient = mode === 'gradient' ? rest.pop() : undefined;
      const [perAnchor] = rest;
      return {
        total: (total && (await valuesOf(total))[0]) ?? NaN,
        ...(perAnchor ? { perAnchor: gatherRows(await valuesOf(perAnchor), spots, 1) } : {}),
        ...(gradient ? { gradient: await readGradient(gradient) } : {}),
      };
    },
    dispose: () => {
      forget(last);
      last = [];
      logits.dispose();
      targets.dispose();
    },
  };
}

const entry = (device: JaxDevice, form: GradientForm): ContenderEntry => ({
  name: `jax-js, jit, ${form === 'explicit' ? 'gradient written out' : 'valueAndGrad'}`,
  backend: device === 'webgpu' ? 'WebGPU' : 'WASM',
  role: 'library',
  modes: form === 'explicit' ? ['gradient', 'forward'] : ['gradient'],
  // softplus is log(1 + exp(x)), whose rounding shows where exp(x) is small.
  tolerance: { relative: 1e-3, absolute: 1e-5 },
  prepare: (setting) => prepare(device, form, setting),
});

/** jax-js, fused by its compiler. */
export const jaxContenders: readonly ContenderEntry[] = [
  entry('webgpu', 'explicit'),
  entry('webgpu', 'autodiff'),
  entry('wasm', 'explicit'),
  entry('wasm', 'autodiff'),
];
