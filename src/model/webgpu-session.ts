import type * as Ort from 'onnxruntime-web/webgpu';
import ortModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import ortBinaryUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { FocalScopeError, toFocalScopeError } from '../base/errors.ts';
import { TaskQueue } from '../base/task-queue.ts';
import { requireModelData } from './external-data.ts';
import { signatureOfMetadata, type GraphSignature } from './graph-signature.ts';
import { HeadReading } from './head-reading.ts';
import type { HeadLayout } from './head-layout.ts';
import { inputDims } from './input-layout.ts';
import {
  modelFiles,
  sessionClosedError,
  type HeadOutputs,
  type ModelFiles,
  type ModelSession,
  type ModelSource,
  type NetworkInput,
  type SessionHints,
} from './model-session.ts';
import { createPackInput, isPlainInput, type InputPacker } from './pack-input.ts';
import { readDetections, type DetectionOutputs, type TensorValues } from './read-detections.ts';
import { packInputReference } from './reference/pack-input.ts';
import { WebGpuHeadTaker } from './webgpu-head.ts';

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
 * @throws FocalScopeError `model-not-readable`, `model-data-missing`, `model-not-a-detector`,
 * `model-outputs-ambiguous`, `model-input-unsupported`, `model-class-count`
 */
export async function createWebGpuSession(
  model: ModelSource,
  hints: SessionHints,
  device: GPUDevice,
  signal?: AbortSignal,
): Promise<ModelSession> {
  const files = modelFiles(model);
  requireModelData(files);
  const ort = await loadRuntime();
  const session = await queue.add(() => openSession(ort, files, device), signal);
  try {
    signal?.throwIfAborted();
    return new WebGpuSession(ort, session, new HeadReading(signatureOf(session), hints), device);
  } catch (error) {
    await queue.add(() => session.release());
    throw error;
  }
}

async function openSession(
  ort: typeof Ort,
  { graph, data }: ModelFiles,
  device: GPUDevice,
): Promise<Ort.InferenceSession> {
  return ort.InferenceSession.create(graph, {
    executionProviders: [{ name: 'webgpu', device }],
    externalData: data.map(({ path, bytes }) => ({ path, data: bytes })),
    // All of them: which ones are the head may be known after the first run alone.
    preferredOutputLocation: 'gpu-buffer',
  }).catch((error: unknown) => {
    throw toFocalScopeError(error, 'model-not-readable');
  });
}

function signatureOf(session: Ort.InferenceSession): GraphSignature {
  return {
    inputs: signatureOfMetadata(session.inputMetadata),
    outputs: signatureOfMetadata(session.outputMetadata),
  };
}

class WebGpuSession implements ModelSession {
  readonly provider = 'webgpu';
  readonly threads = 1;
  readonly #ort: typeof Ort;
  readonly #session: Ort.InferenceSession;
  readonly #reading: HeadReading;
  readonly #taker: WebGpuHeadTaker;
  readonly #packer: InputPacker | undefined;
  #isClosed = false;

  constructor(ort: typeof Ort, session: Ort.InferenceSession, reading: HeadReading, device: GPUDevice) {
    this.#ort = ort;
    this.#session = session;
    this.#reading = reading;
    this.#taker = new WebGpuHeadTaker(device);
    this.#packer = isPlainInput(reading.input) ? undefined : createPackInput(device, reading.input);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get signature(): ModelSession['signature'] {
    return this.#reading.signature;
  }

  get input(): ModelSession['input'] {
    return this.#reading.input;
  }

  get layout(): HeadLayout | undefined {
    return this.#reading.layout;
  }

  async run(input: NetworkInput, signal?: AbortSignal): Promise<HeadOutputs> {
    const outputs = await queue.add(() => this.#run(input), signal);
    if (signal?.aborted) {
      outputs.release();
      signal.throwIfAborted();
    }
    return outputs;
  }

  async detect(input: NetworkInput, signal?: AbortSignal): Promise<DetectionOutputs> {
    const detections = await queue.add(() => this.#detect(input), signal);
    signal?.throwIfAborted();
    return detections;
  }

  dispose(): Promise<void> {
    return queue.add(async () => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      this.#taker.dispose();
      this.#packer?.dispose();
      await this.#session.release();
    });
  }

  async #run(input: NetworkInput): Promise<HeadOutputs> {
    const tensors = await this.#runGraph(input);
    try {
      this.#reading.readRun(tensors);
      return await this.#taker.take(this.#reading, tensors);
    } catch (error) {
      release(tensors);
      throw error;
    }
  }

  async #detect(input: NetworkInput): Promise<DetectionOutputs> {
    const tensors = await this.#runGraph(input);
    try {
      const layout = this.#reading.readRun(tensors);
      if (layout.kind !== 'detections') throw new FocalScopeError('internal', { reason: 'a raw head' });
      const values: Record<string, TensorValues> = {};
      for (const name of this.#reading.outputNames) {
        const tensor = tensors[name];
        if (tensor) values[name] = { type: tensor.type, dims: tensor.dims, data: await tensor.getData() };
      }
      return readDetections(layout, values);
    } finally {
      release(tensors);
    }
  }

  async #runGraph(input: NetworkInput): Promise<Ort.InferenceSession.ReturnType> {
    if (this.#isClosed) throw sessionClosedError();
    const tensor = await this.#createInput(input);
    return this.#session
      .run({ [this.#reading.input.name]: tensor }, this.#reading.outputNames)
      .catch((error: unknown) => {
        throw toFocalScopeError(error, 'model-run-failed');
      });
  }

  async #createInput(input: NetworkInput): Promise<Ort.Tensor> {
    const { Tensor } = this.#ort;
    const { width, height } = input;
    const layout = this.#reading.input;
    const dims = inputDims(layout, width, height);
    if (input.place === 'gpu') {
      const buffer = (await this.#packer?.pack(input.buffer, width * height)) ?? input.buffer;
      return Tensor.fromGpuBuffer(buffer, { dataType: layout.type, dims });
    }
    const packed = packInputReference(input.data, layout);
    if (packed instanceof Float32Array) return new Tensor('float32', packed, dims);
    if (packed instanceof Uint16Array) return new Tensor('float16', packed, dims);
    return new Tensor('uint8', packed, dims);
  }
}

function release(tensors: Ort.InferenceSession.ReturnType): void {
  for (const tensor of Object.values(tensors)) tensor.dispose();
}
