import { FocalScopeError } from '../base/errors.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { requireRoom } from '../gpu/require-room.ts';
import { createAssembleHead, type HeadAssembler, type HeadMap } from './assemble-head.ts';
import type { HeadPart, HeadReading } from './head-reading.ts';
import { createHeadRange, type HeadRange } from './head-range.ts';
import type { HeadOutputs } from './model-session.ts';

/** A tensor of a run on the GPU, as ONNX Runtime gives it. */
export interface GpuTensor {
  readonly type: string;
  readonly gpuBuffer: GPUBuffer;
  dispose(): void;
}

type GpuTensors = Readonly<Record<string, GpuTensor | undefined>>;

/** What is done to raw heads on the GPU, from ONNX Runtime's buffers to logits `[A, K]` and deltas `[A, 4]`. */
export class WebGpuHeadTaker {
  readonly #device: GPUDevice;
  readonly #resources: GpuResources;
  readonly #range: HeadRange;
  readonly #assembler: HeadAssembler;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#resources = new GpuResources(device, 'assembled heads');
    this.#range = createHeadRange(device);
    this.#assembler = createAssembleHead(device);
  }

  /**
   * Takes a run's tensors over: those that are as they should be are passed on as they are, others are assembled and
   * freed at once.
   *
   * @throws FocalScopeError `model-output-not-finite`, `model-detections-only`, `webgpu-limit-exceeded`; the tensors
   * are the caller's to free then
   */
  async take(reading: HeadReading, tensors: GpuTensors): Promise<HeadOutputs & { readonly place: 'gpu' }> {
    const { anchors, classes, levels, logits, deltas } = reading.readRawHead();
    const maps = { logits: mapsOf(logits, tensors), deltas: mapsOf(deltas, tensors) };
    if (reading.wantsRanges) {
      const measure = (of: readonly HeadMap[]): ReturnType<HeadRange['measure']> =>
        this.#range.measure(of.map((map) => ({ ...map, count: map.channels * map.cells })));
      reading.decideScores(await measure(maps.logits), await measure(maps.deltas));
    }
    const isRecovered = reading.recovers;
    const taken = [
      await this.#assemble('logits', maps.logits, isRecovered),
      await this.#assemble('deltas', maps.deltas, false),
    ] as const;
    const kept = new Set(taken.flatMap((result) => (result.isOurs ? [] : [result.buffer])));
    const rest: GpuTensor[] = [];
    for (const tensor of Object.values(tensors)) {
      if (!tensor) continue;
      // What was recorded before reads a buffer of the runtime's before anything that it is used for next.
      if (kept.has(tensor.gpuBuffer)) rest.push(tensor);
      else tensor.dispose();
    }
    return {
      place: 'gpu',
      anchors,
      classes,
      levels,
      isRecovered,
      logits: taken[0].buffer,
      deltas: taken[1].buffer,
      release: () => {
        for (const tensor of rest.splice(0)) tensor.dispose();
        for (const { buffer, isOurs } of taken) if (isOurs) this.#resources.release(buffer);
      },
    };
  }

  dispose(): void {
    this.#range.dispose();
    this.#assembler.dispose();
    this.#resources.dispose();
  }

  async #assemble(
    name: string,
    maps: readonly HeadMap[],
    recovers: boolean,
  ): Promise<{ readonly buffer: GPUBuffer; readonly isOurs: boolean }> {
    const [only] = maps;
    if (only && maps.length === 1 && only.cells === 1 && !only.isHalf && !recovers)
      return { buffer: only.buffer, isOurs: false };
    const bytes = maps.reduce((sum, { channels, cells }) => sum + channels * cells * 4, 0);
    requireRoom(bytes, this.#device.limits.maxBufferSize);
    const buffer = this.#resources.createBuffer(
      name,
      bytes,
      GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
    );
    try {
      const encoder = this.#device.createCommandEncoder({ label: `assemble ${name}` });
      await this.#assembler.encode(encoder, maps, buffer, recovers);
      this.#device.queue.submit([encoder.finish()]);
    } catch (error) {
      this.#resources.release(buffer);
      throw error;
    }
    return { buffer, isOurs: true };
  }
}

function mapsOf(parts: readonly HeadPart[], tensors: GpuTensors): readonly HeadMap[] {
  return parts.map(({ name, channels, cells }) => {
    const tensor = tensors[name];
    if (!tensor) throw new FocalScopeError('model-run-failed', { reason: `no output ${name}` });
    return { buffer: tensor.gpuBuffer, isHalf: tensor.type === 'float16', channels, cells };
  });
}
