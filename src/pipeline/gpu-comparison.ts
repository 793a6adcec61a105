import type { BoxCoding } from '../anchors/box-coding.ts';
import { createDecodeBoxes, type BoxDecoder } from '../anchors/decode-boxes.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import type { DenseLossShape } from '../loss/anchor-chunks.ts';
import { createBoxLoss, type BoxLoss } from '../loss/box-loss.ts';
import { createDenseLoss, type DenseLoss, type DenseLossOptions } from '../loss/dense-loss.ts';
import { createOhem, type Ohem } from '../loss/ohem.ts';
import type { LossNormaliser } from '../loss/normaliser.ts';
import type { LevelSpan } from '../statistics/level-span.ts';
import { createLossStatistics, type LossStatistics } from '../statistics/loss-statistics.ts';
import type { ComparisonReadings, SideReading } from './analysis-path.ts';
import { isSameLoss, planLoss, type LossComparison, type LossSpec } from './loss-spec.ts';

/** What the sides are computed from; all buffers may be larger than their tensors. */
export interface ComparisonInputs {
  readonly logits: GPUBuffer;
  readonly deltas: GPUBuffer;
  readonly targets: GPUBuffer;
  readonly matched: GPUBuffer;
  readonly bestIou: GPUBuffer;
  readonly anchorBoxes: GPUBuffer;
  readonly categories: GPUBuffer;
  /** What the losses are divided by. */
  readonly normaliser: LossNormaliser;
  /** The cross entropy of each anchor, by which OHEM selects. */
  readonly crossEntropy: GPUBuffer;
  /** A map that is there already. */
  readonly standing: (spec: LossSpec) => GPUBuffer | undefined;
}

/** The kernels of one side, made when a loss first needs them and kept. */
interface Side {
  readonly map: GPUBuffer;
  sums?: LossStatistics;
  dense?: DenseLoss;
  /** Makes the gradient's norm too. */
  normed?: DenseLoss;
  ohem?: Ohem;
  box?: BoxLoss;
  /** What map and sums are of; undefined while they are of older targets. */
  spec?: LossSpec | undefined;
}

const sideNames = ['left', 'right'] as const;

/** The two sides of a comparison over heads of one shape; nothing but their maps is allocated until there is one. */
export class GpuComparison {
  readonly #device: GPUDevice;
  readonly #shape: DenseLossShape;
  readonly #levels: readonly LevelSpan[];
  readonly #options: DenseLossOptions;
  readonly #resources: GpuResources;
  readonly #sides: Readonly<Record<'left' | 'right', Side>>;
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
    this.#levels = levels;
    this.#options = options;
    this.#resources = new GpuResources(device, 'comparison');
    const { STORAGE, COPY_DST, COPY_SRC } = GPUBufferUsage;
    const createMap = (name: string): GPUBuffer =>
      this.#resources.createBuffer(name, shape.anchors * 4, STORAGE | COPY_DST | COPY_SRC);
    this.#sides = { left: { map: createMap('left') }, right: { map: createMap('right') } };
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
    for (const name of sideNames) this.#sides[name].spec = undefined;
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
    const { anchors } = this.#shape;
    for (const name of sideNames) {
      const [side, spec] = [this.#sides[name], comparison[name]];
      if (!spec) continue;
      const plan = planLoss(spec, this.#boxCount);
      side.sums ??= await createLossStatistics(this.#device, this.#levels);
      const options = { ...this.#options, gradient: false };
      if (spec.kind === 'gradient')
        side.normed ??= await createDenseLoss(this.#device, this.#shape, { ...options, gradientNorm: true });
      else if (plan.dense) side.dense ??= await createDenseLoss(this.#device, this.#shape, options);
      if (plan.ohem) {
        side.ohem ??= await createOhem(this.#device, { anchors });
        this.#decoder ??= await createDecodeBoxes(this.#device, { anchors });
      }
      if (plan.box) side.box ??= await createBoxLoss(this.#device, { anchors });
    }
  }

  /** Records both sides, each only where its loss or the targets have changed; `prepare` them first. */
  encode(encoder: GPUCommandEncoder, inputs: ComparisonInputs, comparison: LossComparison): void {
    for (const name of sideNames) {
      const [side, spec] = [this.#sides[name], comparison[name]];
      if (!spec || isSameLoss(side.spec, spec)) continue;
      const perAnchor = inputs.standing(spec) ?? this.#encodeLoss(encoder, side, inputs, spec);
      if (!perAnchor) throw new Error(`the ${name} side was not prepared`);
      encoder.copyBufferToBuffer(perAnchor, 0, side.map, 0, this.#shape.anchors * 4);
      side.sums?.encode(encoder, { perAnchor: side.map, categories: inputs.categories });
      side.spec = spec;
    }
  }

  /** Sums of what was submitted last; undefined where nothing was since the targets changed. */
  async read(): Promise<ComparisonReadings | undefined> {
    const [left, right] = await Promise.all(sideNames.map((name) => readSide(this.#sides[name])));
    return left && right && { left, right };
  }

  dispose(): void {
    for (const name of sideNames) {
      const { sums, dense, normed, ohem, box } = this.#sides[name];
      for (const part of [sums, dense, normed, ohem, box]) part?.dispose();
    }
    this.#decoder?.dispose();
    this.#resources.dispose();
  }

  /** Records one loss over all anchors; where it will lie. */
  #encodeLoss(
    encoder: GPUCommandEncoder,
    side: Side,
    inputs: ComparisonInputs,
    spec: LossSpec,
  ): GPUBuffer | undefined {
    const plan = planLoss(spec, this.#boxCount, inputs.normaliser, this.#coding);
    const { logits, deltas, matched, anchorBoxes } = inputs;
    if (plan.box) {
      const groundTruth = this.#groundTruth;
      side.box?.encode(
        encoder,
        { deltas, anchorBoxes, targets: inputs.targets, matched, groundTruth },
        plan.box,
      );
      return side.box?.perAnchor;
    }
    if (!plan.dense) return inputs.bestIou;
    let { targets } = inputs;
    if (spec.kind === 'gradient') {
      side.normed?.encode(encoder, { logits, targets }, plan.dense);
      return side.normed?.gradientNorm;
    }
    if (plan.ohem && side.ohem && this.#decoder) {
      this.#decoder.encode(encoder, { deltas, anchorBoxes }, this.#coding);
      const { boxes } = this.#decoder;
      side.ohem.encode(encoder, { perAnchor: inputs.crossEntropy, boxes, targets }, plan.ohem);
      ({ targets } = side.ohem);
    }
    side.dense?.encode(encoder, { logits, targets }, plan.dense);
    return side.dense?.perAnchor;
  }
}

async function readSide({ spec, sums, ohem }: Side): Promise<SideReading | undefined> {
  if (!spec || !sums) return undefined;
  const selecting = spec.kind === 'ohem' ? ohem?.readSelection() : undefined;
  const [{ breakdown }, selection] = await Promise.all([sums.read(), selecting]);
  if (!selection) return { spec, breakdown };
  return {
    spec,
    breakdown,
    selected: { foreground: selection.foreground, background: selection.background },
  };
}
