import shaderText from '../../shaders/select-candidates.wgsl?raw';
import { FocalScopeError } from '../base/errors.ts';
import { TaskQueue } from '../base/task-queue.ts';
import { createComputeKernel, type ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformBlock, type UniformBlock } from '../gpu/uniform-block.ts';
import { sortCandidates } from './candidate-order.ts';
import type { Candidates } from './detection.ts';
import { logitBound, sortKey } from './score.ts';

const source = resolveShader('select-candidates.wgsl', shaderText);

/** As in the kernel: logits that a workgroup looks at, and words of a record. */
const logitsPerWorkgroup = 64 * 64;
const recordWords = 7;
const recordBytes = recordWords * 4;
const countBytes = 4;

/** Bindings begin at multiples of 256 bytes: so many logits. */
const chunkStep = 64;

/** Records that the first read brings along with their count: one round trip for an ordinary photo. */
const recordsReadAtOnce = 4096;

export interface CandidateShape {
  /** A */
  readonly anchors: number;
  /** K */
  readonly classes: number;
}

export interface CandidateSelectorOptions {
  /** Bytes bound at once, 4096 or more; the device's limit unless a test wants chunks. */
  readonly maxBindingBytes?: number;
  /** Records there is room for at first; more room is made when more candidates turn up. */
  readonly capacity?: number;
}

/** Takes the head's confident answers out of its outputs on the GPU. */
export interface CandidateSelector {
  /**
   * The (anchor, class) pairs with sigmoid(logit) > `threshold`, highest logit first, then by anchor, then by class.
   * Calls wait for one another. NaN never passes.
   *
   * @param logits float32 `[A, K]` row-major, usage `STORAGE`; may be larger than the tensor, and holds 16 bytes
   * at least
   * @param deltas float32 `[A, 4]`, likewise
   * @throws FocalScopeError `webgpu-limit-exceeded` when the deltas exceed what can be bound
   * @throws the signal's reason
   */
  select(
    logits: GPUBuffer,
    deltas: GPUBuffer,
    shape: CandidateShape,
    threshold: number,
    signal?: AbortSignal,
  ): Promise<Candidates>;
  dispose(): void;
}

/** @throws FocalScopeError `shader-invalid` */
export async function createCandidateSelector(
  device: GPUDevice,
  options: CandidateSelectorOptions = {},
): Promise<CandidateSelector> {
  const kernel = await createComputeKernel(device, source, 'selectCandidates');
  const limit = Math.min(
    device.limits.maxStorageBufferBindingSize,
    device.limits.maxBufferSize,
    options.maxBindingBytes ?? Infinity,
  );
  return new KernelCandidateSelector(device, kernel, limit, options.capacity ?? recordsReadAtOnce);
}

/** One call of `select`. */
interface Selection {
  readonly logits: GPUBuffer;
  readonly deltas: GPUBuffer;
  readonly shape: CandidateShape;
  readonly thresholdKey: number;
  readonly signal: AbortSignal | undefined;
}

class KernelCandidateSelector implements CandidateSelector {
  readonly #resources: GpuResources;
  readonly #kernel: ComputeKernel;
  readonly #limit: number;
  readonly #queue = new TaskQueue();
  readonly #params: UniformBlock;
  /** One for each chunk of the largest tensor so far. */
  readonly #chunks: UniformBlock[] = [];
  #capacity: number;
  #list: GPUBuffer;
  #staging: GPUBuffer;

  constructor(device: GPUDevice, kernel: ComputeKernel, limit: number, capacity: number) {
    this.#resources = new GpuResources(device, 'candidate selector');
    this.#kernel = kernel;
    this.#limit = limit;
    this.#capacity = Math.min(capacity, this.#largestCapacity);
    this.#params = createUniformBlock(this.#resources, source, 'params');
    [this.#list, this.#staging] = this.#createBuffers();
  }

  select(
    logits: GPUBuffer,
    deltas: GPUBuffer,
    shape: CandidateShape,
    threshold: number,
    signal?: AbortSignal,
  ): Promise<Candidates> {
    return this.#queue.add(async () => {
      const needed = shape.anchors * 16;
      if (needed > this.#limit)
        throw new FocalScopeError('webgpu-limit-exceeded', { needed, limit: this.#limit });
      const bound = logitBound(threshold);
      const logitCount = bound === Infinity ? 0 : shape.anchors * shape.classes;
      const selection = { logits, deltas, shape, thresholdKey: sortKey(bound), signal };
      const parts = logitCount === 0 ? [] : await this.#collect(selection, 0, logitCount);
      return sortCandidates(unpackRecords(parts));
    }, signal);
  }

  dispose(): void {
    this.#resources.dispose();
  }

  get #largestCapacity(): number {
    return Math.floor((this.#limit - countBytes) / recordBytes);
  }

  /** The records of one run of logits, in one or more arrays. */
  async #collect(selection: Selection, firstLogit: number, endLogit: number): Promise<Uint32Array[]> {
    const count = await this.#run(selection, firstLogit, endLogit);
    if (count.total <= this.#capacity) return [count.records, await this.#readRest(count)];
    if (count.total > this.#largestCapacity) {
      const half = Math.ceil((endLogit - firstLogit) / 2 / chunkStep) * chunkStep;
      const first = await this.#collect(selection, firstLogit, firstLogit + half);
      return [...first, ...(await this.#collect(selection, firstLogit + half, endLogit))];
    }
    this.#grow(count.total);
    return this.#collect(selection, firstLogit, endLogit);
  }

  /** Runs the kernel; reads how many records there are, and the first of them. */
  async #run(
    { logits, deltas, shape, thresholdKey, signal }: Selection,
    firstLogit: number,
    endLogit: number,
  ): Promise<FirstRead> {
    const { device } = this.#resources;
    this.#params.write({ classes: shape.classes, capacity: this.#capacity, thresholdKey });
    const encoder = device.createCommandEncoder({ label: 'select candidates' });
    encoder.clearBuffer(this.#list, 0, countBytes);
    const largestChunk = Math.floor(this.#limit / (chunkStep * 4)) * chunkStep;
    for (let first = firstLogit, index = 0; first < endLogit; first += largestChunk, index++) {
      const logitCount = Math.min(largestChunk, endLogit - first);
      const block = (this.#chunks[index] ??= createUniformBlock(this.#resources, source, 'chunk'));
      block.write({ firstLogit: first, logitCount });
      const bindings = this.#kernel.bind({
        0: { buffer: logits, offset: first * 4, size: Math.max(16, logitCount * 4) },
        1: { buffer: deltas, size: shape.anchors * 16 },
        2: this.#params.buffer,
        3: block.buffer,
        4: this.#list,
        5: { buffer: logits, offset: first * 4, size: logitCount * 4 },
      });
      this.#kernel.encode(encoder, bindings, Math.ceil(logitCount / logitsPerWorkgroup));
    }
    const records = Math.min(this.#capacity, recordsReadAtOnce, endLogit - firstLogit);
    const bytes = countBytes + records * recordBytes;
    encoder.copyBufferToBuffer(this.#list, 0, this.#staging, 0, bytes);
    device.queue.submit([encoder.finish()]);
    const words = await this.#readStaging(bytes);
    signal?.throwIfAborted();
    const total = words[0] ?? 0;
    return { total, records: words.subarray(1, 1 + Math.min(total, records) * recordWords) };
  }

  /** The records that the first read left. */
  async #readRest({ total, records }: FirstRead): Promise<Uint32Array> {
    const bytes = (total * recordWords - records.length) * 4;
    if (bytes === 0) return new Uint32Array(0);
    const { device } = this.#resources;
    const encoder = device.createCommandEncoder({ label: 'read candidates' });
    encoder.copyBufferToBuffer(this.#list, countBytes + records.byteLength, this.#staging, 0, bytes);
    device.queue.submit([encoder.finish()]);
    return this.#readStaging(bytes);
  }

  async #readStaging(bytes: number): Promise<Uint32Array> {
    await this.#staging.mapAsync(GPUMapMode.READ, 0, bytes);
    const words = new Uint32Array(this.#staging.getMappedRange(0, bytes).slice(0));
    this.#staging.unmap();
    return words;
  }

  #grow(needed: number): void {
    this.#resources.release(this.#list);
    this.#resources.release(this.#staging);
    this.#capacity = Math.min(2 ** Math.ceil(Math.log2(needed)), this.#largestCapacity);
    [this.#list, this.#staging] = this.#createBuffers();
  }

  #createBuffers(): [list: GPUBuffer, staging: GPUBuffer] {
    const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const size = countBytes + this.#capacity * recordBytes;
    return [
      this.#resources.createBuffer('records', size, STORAGE | COPY_SRC | COPY_DST),
      this.#resources.createBuffer('records read back', size, COPY_DST | MAP_READ),
    ];
  }
}

/** What a run brought at once. */
interface FirstRead {
  /** Records in the list, or more where it has no room for all. */
  readonly total: number;
  readonly records: Uint32Array;
}

function unpackRecords(parts: readonly Uint32Array[]): Candidates {
  const count = parts.reduce((sum, words) => sum + words.length, 0) / recordWords;
  const anchors = new Uint32Array(count);
  const classes = new Uint32Array(count);
  const logits = new Float32Array(count);
  const deltas = new Float32Array(count * 4);
  const logitBits = new Uint32Array(logits.buffer);
  const deltaBits = new Uint32Array(deltas.buffer);
  let index = 0;
  for (const words of parts) {
    for (let at = 0; at < words.length; at += recordWords, index++) {
      anchors[index] = words[at] ?? 0;
      classes[index] = words[at + 1] ?? 0;
      logitBits[index] = words[at + 2] ?? 0;
      deltaBits.set(words.subarray(at + 3, at + recordWords), index * 4);
    }
  }
  return { count, anchors, classes, logits, deltas };
}
