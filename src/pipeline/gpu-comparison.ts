import type { BoxCoding } from '../anchors/box-coding.ts';
import { createDecodeBoxes, type BoxDecoder } from '../anchors/decode-boxes.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import type { DenseLossShape } from '../loss/anchor-chunks.ts';
import type { DenseLossOptions } from '../loss/dense-loss.ts';
import type { LevelSpan } from '../statistics/level-span.ts';
import type { SideReading } from './analysis-path.ts';
import { GpuSide, type ComparisonInputs } from './gpu-side.ts';
import { planLoss, type LossComparison } from './loss-spec.ts';

const sideNames = ['left', 'right'] as const;

/** The two sides of a comparison over heads of one shape; nothing but their maps is allocated until there is one. */
export class GpuComparison {
  readonly #device: GPUDevice;
  readonly #shape: DenseLossShape;
  readonly #resources: GpuResources;
  readonly #sides: Readonly<Record<'left' | 'right', GpuSide>>;
  #decoder: BoxDecoder | undefined;
  #groundTruth: GPUBuffer;
  #boxCount = 0;
  #coding: BoxCoding | undefined;

  constructor(
    device: GPUDevice,
    shape: DenseLossShape,
    levels: readonly LevelSpan[],
    options: DenseLossOptions,
  ) {
    this.#device = device;
    this.#shape = shape;
    this.#resources = new GpuResources(device, 'comparison');
    const { STORAGE, COPY_DST, COPY_SRC } = GPUBufferUsage;
    const createSide = (name: string): GpuSide => {
      const map = this.#resources.createBuffer(name, shape.anchors * 4, STORAGE | COPY_DST | COPY_SRC);
      return new GpuSide(device, shape, levels, options, map);
    };
    this.#sides = { left: createSide('left'), right: createSide('right') };
    this.#groundTruth = this.#resources.createBuffer('ground truth', 16, STORAGE | COPY_DST);
  }

  /** float32 `[A]` each, normalised. */
  get maps(): { readonly left: GPUBuffer; readonly right: GPUBuffer } {
    return { left: this.#sides.left.map, right: this.#sides.right.map };
  }

  /** float32 `[G, 4]`, or longer: the boxes that anchors were matched with. */
  get groundTruth(): GPUBuffer {
    return this.#groundTruth;
  }

  /** G */
  get boxCount(): number {
    return this.#boxCount;
  }

  /**
   * Takes new targets: everything is to be computed again.
   *
   * @param boxes `[G, 4]` the boxes that anchors were matched with
   * @param coding how the head codes boxes; the plain coding where left out
   */
  setGroundTruth(boxes: Float32Array<ArrayBuffer>, coding?: BoxCoding): void {
    this.#coding = coding;
    for (const name of sideNames) this.#sides[name].forget();
    if (boxes.byteLength > this.#groundTruth.size) {
      this.#resources.release(this.#groundTruth);
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
      this.#groundTruth = this.#resources.createBuffer('ground truth', boxes.byteLength * 2, usage);
    }
    this.#boxCount = boxes.length / 4;
    this.#device.queue.writeBuffer(this.#groundTruth, 0, boxes);
  }

  /**
   * Compiles what a comparison needs and was never needed before.
   *
   * @throws FocalScopeError `webgpu-limit-exceeded`, `shader-invalid`
   */
  async prepare(comparison: LossComparison): Promise<void> {
    for (const name of sideNames) {
      const spec = comparison[name];
      if (!spec) continue;
      await this.#sides[name].prepare(spec);
      if (!planLoss(spec, this.#boxCount).ohem) continue;
      this.#decoder ??= await createDecodeBoxes(this.#device, { anchors: this.#shape.anchors });
    }
  }

  /** Records both sides, each only where its loss or the targets have changed; `prepare` them first. */
  encode(encoder: GPUCommandEncoder, inputs: ComparisonInputs, comparison: LossComparison): void {
    const shared = {
      ...inputs,
      groundTruth: this.#groundTruth,
      boxCount: this.#boxCount,
      decoder: this.#decoder,
      coding: this.#coding,
    };
    for (const name of sideNames) {
      const spec = comparison[name];
      if (spec) this.#sides[name].encode(encoder, shared, spec);
    }
  }

  /** Sums of what was submitted last; a side is undefined where nothing was since the targets changed. */
  async read(
    withRight: boolean,
  ): Promise<{ readonly left: SideReading | undefined; readonly right: SideReading | undefined }> {
    const [left, right] = await Promise.all([
      this.#sides.left.read(),
      withRight ? this.#sides.right.read() : undefined,
    ]);
    return { left, right };
  }

  dispose(): void {
    for (const name of sideNames) this.#sides[name].dispose();
    this.#decoder?.dispose();
    this.#resources.dispose();
  }
}
