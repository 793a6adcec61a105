import type * as Ort from 'onnxruntime-web/webgpu';
import ortModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import ortBinaryUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { FocalScopeError, toFocalScopeError } from '../base/errors.ts';
import { TaskQueue } from '../base/task-queue.ts';
import { checkGraph, checkHeadShapes } from './check-head.ts';
import {
  sessionClosedError,
  type HeadNames,
  type HeadOutputs,
  type ModelSession,
  type NetworkInput,
} from './model-session.ts';

/** ONNX Runtime's WebGPU provider may neither create nor run two things at once, over all sessions. */
const queue = new TaskQueue();

async function loadRuntime(): Promise<typeof Ort> {
  // Imported late: the runtime is large and most visitors' first paint should not wait for it.
  const ort = await import('onnxruntime-web/webgpu');
  ort.env.wasm.wasmPaths = {
    mjs: new URL(ortModuleUrl, import.meta.url).href,
    wasm: new URL(ortBinaryUrl, import.meta.url).href,
  };
  // The network runs on the GPU: threads of the WebAssembly part would idle.
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  return ort;
}

/**
 * Opens a model on ONNX Runtime's WebGPU provider, on our own device, so that its outputs bind straight into our
 * kernels. The device must be given as the provider's option: `env.webgpu.device` is ignored by 1.30.
 *
 * @throws FocalScopeError `model-not-readable`, `model-not-a-detector`
 */
export async function createWebGpuSession(
  model: Uint8Array<ArrayBuffer>,
  names: HeadNames,
  device: GPUDevice,
  signal?: AbortSignal,
): Promise<ModelSession> {
  const ort = await loadRuntime();
  const create = (): Promise<Ort.InferenceSession> =>
    ort.InferenceSession.create(model, {
      executionProviders: [{ name: 'webgpu', device }],
      preferredOutputLocation: { [names.logitsName]: 'gpu-buffer', [names.deltasName]: 'gpu-buffer' },
    }).catch((error: unknown) => {
      throw toFocalScopeError(error, 'model-not-readable');
    });
  const session = await queue.add(create, signal);
  try {
    signal?.throwIfAborted();
    checkGraph(session, names);
  } catch (error) {
    await queue.add(() => session.release());
    throw error;
  }

  let isClosed = false;
  const run = async (input: NetworkInput): Promise<HeadOutputs> => {
    if (isClosed) throw sessionClosedError();
    const dims = [1, 3, input.height, input.width];
    const tensor =
      input.place === 'gpu'
        ? ort.Tensor.fromGpuBuffer(input.buffer, { dataType: 'float32', dims })
        : new ort.Tensor('float32', input.data, dims);
    const outputs = await session
      .run({ [names.inputName]: tensor }, [names.logitsName, names.deltasName])
      .catch((error: unknown) => {
        throw toFocalScopeError(error, 'model-run-failed');
      });
    const logits = outputs[names.logitsName];
    const deltas = outputs[names.deltasName];
    const release = (): void => {
      logits?.dispose();
      deltas?.dispose();
    };
    try {
      if (!logits || !deltas) throw new FocalScopeError('model-run-failed', { reason: 'no outputs' });
      const anchors = checkHeadShapes(logits.dims, deltas.dims, names);
      return {
        place: 'gpu',
        anchors,
        classes: names.classes,
        logits: logits.gpuBuffer,
        deltas: deltas.gpuBuffer,
        release,
      };
    } catch (error) {
      release();
      throw error;
    }
  };

  return {
    provider: 'webgpu',
    threads: 1,
    get isClosed(): boolean {
      return isClosed;
    },
    run: async (input, runSignal) => {
      const outputs = await queue.add(() => run(input), runSignal);
      if (runSignal?.aborted) {
        outputs.release();
        runSignal.throwIfAborted();
      }
      return outputs;
    },
    dispose: () =>
      queue.add(async () => {
        if (isClosed) return;
        isClosed = true;
        await session.release();
      }),
  };
}
