import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { BenchmarkSetting, Contender, ContenderEntry } from '../../../src/benchmark/contender.ts';
import { layOutForSums, spreadTargets } from '../focal-weights.ts';

/** How the gradient comes about: written out, or by the library's own differentiation. */
type GradientForm = 'explicit' | 'autodiff';

interface Resident {
  readonly logits: tf.Tensor2D;
  readonly turned: tf.Tensor2D;
  readonly weights: tf.Tensor2D;
}

interface Outputs {
  total: tf.Tensor;
  gradient?: tf.Tensor;
}

/** Row by row first: a float32 sum over millions at once is neither quicker nor as right. */
const sumInSteps = (losses: tf.Tensor): tf.Scalar => tf.sum(tf.sum(losses, 1));

function explicit({ logits, turned, weights }: Resident, withGradient: boolean): Outputs {
  const m = tf.mul(logits, turned);
  const crossEntropy = tf.softplus(m);
  const q = tf.sigmoid(m);
  const modulated = tf.mul(tf.square(q), weights);
  const outputs: Outputs = { total: tf.scalar(0) };
  if (withGradient) {
    const p = tf.sub(1, q);
    const steepness = tf.add(tf.mul(tf.mul(p, crossEntropy), 2), q);
    outputs.gradient = tf.mul(tf.mul(modulated, steepness), turned);
  }
  outputs.total = sumInSteps(tf.mul(modulated, crossEntropy));
  return outputs;
}

function autodiff(resident: Resident, withGradient: boolean): Outputs {
  const { turned, weights } = resident;
  const loss = (logits: tf.Tensor): tf.Scalar => {
    const m = tf.mul(logits, turned);
    const modulated = tf.mul(tf.square(tf.sigmoid(m)), weights);
    return sumInSteps(tf.mul(modulated, tf.softplus(m)));
  };
  if (!withGradient) return { total: loss(resident.logits) };
  const { value, grad } = tf.valueAndGrad(loss)(resident.logits);
  return { total: value, gradient: grad };
}

type BackendName = 'webgpu' | 'wasm';

/** Contenders that hold the WebGPU backend: with the last of them go the buffers that it keeps for reuse. */
let webgpuHolders = 0;
let ownBackendIsGone = false;

/** Makes a backend the current one; WebGPU's on our own device instead of one that the library asks for. */
async function holdBackend(name: BackendName, device: GPUDevice): Promise<void> {
  if (name === 'webgpu' && webgpuHolders++ === 0) {
    // The library registers one of its own as it loads; later there is none to remove.
    if (!ownBackendIsGone) tf.removeBackend(name);
    ownBackendIsGone = true;
    tf.registerBackend(name, () => new WebGPUBackend(device));
  }
  if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js has no ${name} backend here`);
}

function letBackendGo(name: BackendName): void {
  if (name === 'webgpu' && --webgpuHolders === 0) tf.removeBackend(name);
}

let pathsAreSet = false;

async function prepare(name: BackendName, form: GradientForm, setting: BenchmarkSetting): Promise<Contender> {
  if (!pathsAreSet)
    setWasmPaths({
      'tfjs-backend-wasm.wasm': plainWasm,
      'tfjs-backend-wasm-simd.wasm': simdWasm,
      'tfjs-backend-wasm-threaded-simd.wasm': threadedWasm,
    });
  pathsAreSet = true;
  await holdBackend(name, setting.device);
  const { anchors, classes, logits, spots } = setting.benchmarkCase;
  const { turned, weights } = spreadTargets(setting.benchmarkCase);
  const shape = layOutForSums(setting);
  const resident: Resident = {
    logits: tf.tensor2d(logits, shape),
    turned: tf.tensor2d(turned, shape),
    weights: tf.tensor2d(weights, shape),
  };
  const compute = form === 'explicit' ? explicit : autodiff;
  let last: Outputs | undefined;
  const forget = (): void => {
    for (const tensor of Object.values(last ?? {}) as tf.Tensor[]) tensor.dispose();
    last = undefined;
  };
  /** Same end of the clock as everyone's on WebGPU; WASM has computed when its call returns. */
  const finish = async (): Promise<void> => {
    const backend = tf.backend();
    if (!(backend instanceof WebGPUBackend)) return;
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.submitQueue();
    await backend.queue.onSubmittedWorkDone();
  };
  return {
    run: async (mode, times) => {
      await tf.setBackend(name);
      for (let turn = 0; turn < times; turn++) {
        forget();
        last = tf.tidy(() => compute(resident, mode === 'gradient') as Outputs & tf.TensorContainerObject);
      }
      await finish();
    },
    read: async () => {
      if (!last) return {};
      const rows = last.gradient && tf.reshape(last.gradient, [anchors, classes]);
      const gradient = rows && tf.gather(rows, tf.tensor1d([...spots], 'int32'));
      return {
        total: (await last.total.data())[0] ?? NaN,
        ...(gradient ? { gradient: await gradient.data() } : {}),
      };
    },
    dispose: async () => {
      await tf.setBackend(name);
      forget();
      tf.dispose([resident.logits, resident.turned, resident.weights]);
      letBackendGo(name);
    },
  };
}

const entry = (name: BackendName, form: GradientForm): ContenderEntry => ({
  name: `TensorFlow.js, ${form === 'explicit' ? 'gradient written out' : 'autodiff'}`,
  backend: name === 'webgpu' ? 'WebGPU' : 'WASM',
  role: 'library',
  modes: form === 'explicit' ? ['gradient', 'forward'] : ['gradient'],
  // softplus is log(1 + exp(x)), whose rounding shows where exp(x) is small.
  tolerance: { relative: 1e-3, absolute: 1e-5 },
  prepare: (setting) => prepare(name, form, setting),
});

/** TensorFlow.js, operator by operator. */
export const tensorflowContenders: readonly ContenderEntry[] = [
  entry('webgpu', 'explicit'),
  entry('webgpu', 'autodiff'),
  entry('wasm', 'explicit'),
  entry('wasm', 'autodiff'),
];
