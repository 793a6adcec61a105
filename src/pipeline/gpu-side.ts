import type { BoxCoding } from '../anchors/box-coding.ts';
import type { BoxDecoder } from '../anchors/decode-boxes.ts';
import type { DenseLossInputs, DenseLossShape } from '../loss/anchor-chunks.ts';
import { createBoxLoss, type BoxLoss } from '../loss/box-loss.ts';
import { createClassColumn, type ClassColumn } from '../loss/class-column.ts';
import { createDenseLoss, type DenseLoss, type DenseLossOptions } from '../loss/dense-loss.ts';
import type { DenseLossParams } from '../loss/dense-loss-params.ts';
import type { LossNormaliser } from '../loss/normaliser.ts';
import { createOhem, type Ohem } from '../loss/ohem.ts';
import { createAnchorMarks, type AnchorMarks } from '../statistics/anchor-marks.ts';
import { assignmentMarks, selectionMarks } from '../statistics/anchor-mark-values.ts';
import { createErrorProbability, type ErrorProbability } from '../statistics/error-probability.ts';
import type { LevelSpan } from '../statistics/level-span.ts';
import { createLossStatistics, type LossStatistics } from '../statistics/loss-statistics.ts';
import { createOwnClass, type OwnClass } from '../statistics/own-class.ts';
import type { SideReading } from './analysis-path.ts';
import { isOfMarks, isSameLoss, planLoss, type LossPlan, type LossSpec } from './loss-spec.ts';

/** What the sides are computed from; all buffers may be larger than their tensors. */
export interface ComparisonInputs {
  readonly logits: GPUBuffer;
  readonly deltas: GPUBuffer;
  readonly targets: GPUBuffer;
  readonly matched: GPUBuffer;
  readonly bestIou: GPUBuffer;
  readonly anchorBoxes: GPUBuffer;
  readonly categories: GPUBuffer;
  /** What the losses are divided by; a number where a side is of one class, whose targets do not tell it. */
  readonly normaliser: LossNormaliser;
  /** The cross entropy of each anchor, by which OHEM selects. */
  readonly crossEntropy: GPUBuffer;
  /** A map that is there already. */
  readonly standing: (spec: LossSpec) => GPUBuffer | undefined;
}

/** What a side takes from both: the boxes that anchors were matched with, and those that the head decodes to. */
export interface SharedInputs extends ComparisonInputs {
  readonly groundTruth: GPUBuffer;
  readonly boxCount: number;
  readonly decoder: BoxDecoder | undefined;
  /** How the head codes boxes; the plain coding for undefined. */
  readonly coding: BoxCoding | undefined;
}

/** What reads rows of logits, of all classes or of one. */
interface RowParts {
  dense?: DenseLoss;
  /** Makes the gradient's norm too. */
  normed?: DenseLoss;
  errors?: ErrorProbability;
}

/** The kernels of one side, made when a loss first needs them and kept. */
export class GpuSide {
  /** float32 `[A]`, normalised. */
  readonly map: GPUBuffer;
  readonly #device: GPUDevice;
  readonly #shape: DenseLossShape;
  readonly #levels: readonly LevelSpan[];
  readonly #options: DenseLossOptions;
  readonly #allClasses: RowParts = {};
  readonly #oneClass: RowParts = {};
  #sums: LossStatistics | undefined;
  #ohem: Ohem | undefined;
  #box: BoxLoss | undefined;
  #marks: AnchorMarks | undefined;
  #column: ClassColumn | undefined;
  #ownClass: OwnClass | undefined;
  /** What map and sums are of; undefined while they are of older targets. */
  #spec: LossSpec | undefined;

  constructor(
    device: GPUDevice,
    shape: DenseLossShape,
    levels: readonly LevelSpan[],
    options: DenseLossOptions,
    map: GPUBuffer,
  ) {
    this.#device = device;
    this.#shape = shape;
    this.#levels = levels;
    this.#options = options;
    this.map = map;
  }

  /** Everything is to be computed again. */
  forget(): void {
    this.#spec = undefined;
  }

  /**
   * Compiles what a loss needs and was never needed before.
   *
   * @throws FocalScopeError `webgpu-limit-exceeded`, `shader-invalid`
   */
  async prepare(spec: LossSpec): Promise<void> {
    const device = this.#device;
    const { anchors } = this.#shape;
    const plan = planLoss(spec, 0);
    this.#sums ??= await createLossStatistics(device, this.#levels);
    if (plan.ohem) this.#ohem ??= await createOhem(device, { anchors });
    if (plan.box) this.#box ??= await createBoxLoss(device, { anchors });
    if (isOfMarks(spec)) this.#marks ??= await createAnchorMarks(device, { anchors });
    if (spec.classIndex === undefined) await this.#prepareRows(this.#allClasses, spec, plan, this.#shape);
    else if (readsRows(spec, plan)) {
      this.#column ??= await createClassColumn(device, this.#shape, this.#chunkOptions);
      await this.#prepareRows(this.#oneClass, spec, plan, { anchors, classes: 1 });
    } else this.#ownClass ??= await createOwnClass(device, { anchors });
  }

  /** Records a loss, where it or the targets have changed; `prepare` it first. */
  encode(encoder: GPUCommandEncoder, inputs: SharedInputs, spec: LossSpec): void {
    if (isSameLoss(this.#spec, spec)) return;
    const perAnchor = inputs.standing(spec) ?? this.#encodeLoss(encoder, inputs, spec);
    if (!perAnchor) throw new Error(`a side was not prepared for ${spec.kind}`);
    encoder.copyBufferToBuffer(perAnchor, 0, this.map, 0, this.#shape.anchors * 4);
    this.#sums?.encode(encoder, { perAnchor: this.map, categories: inputs.categories });
    this.#spec = spec;
  }

  /** Sums of what was submitted last; undefined where nothing was since the targets changed. */
  async read(): Promise<SideReading | undefined> {
    const spec = this.#spec;
    if (!spec || !this.#sums) return undefined;
    const selecting = planLoss(spec, 0).ohem ? this.#ohem?.readSelection() : undefined;
    const [{ breakdown }, selection] = await Promise.all([this.#sums.read(), selecting]);
    if (!selection) return { spec, breakdown };
    const { foreground, background } = selection;
    return { spec, breakdown, selected: { foreground, background } };
  }

  dispose(): void {
    for (const { dense, normed, errors } of [this.#allClasses, this.#oneClass])
      for (const part of [dense, normed, errors]) part?.dispose();
    for (const part of [this.#sums, this.#ohem, this.#box, this.#marks, this.#column, this.#ownClass])
      part?.dispose();
  }

  get #chunkOptions(): Pick<DenseLossOptions, 'maxBindingBytes'> {
    const { maxBindingBytes } = this.#options;
    return maxBindingBytes === undefined ? {} : { maxBindingBytes };
  }

  async #prepareRows(parts: RowParts, spec: LossSpec, plan: LossPlan, shape: DenseLossShape): Promise<void> {
    // A single logit has nothing for a second thread to do.
    const lanes = shape.classes === 1 ? ({ lanesPerAnchor: 1 } as const) : {};
    const options = { ...this.#options, ...lanes, gradient: false };
    if (spec.kind === 'error-probability')
      parts.errors ??= await createErrorProbability(this.#device, shape, this.#chunkOptions);
    else if (spec.kind === 'gradient')
      parts.normed ??= await createDenseLoss(this.#device, shape, { ...options, gradientNorm: true });
    else if (plan.dense) parts.dense ??= await createDenseLoss(this.#device, shape, options);
  }

  /** Records one loss over all anchors; where it will lie. */
  #encodeLoss(encoder: GPUCommandEncoder, inputs: SharedInputs, spec: LossSpec): GPUBuffer | undefined {
    const plan = planLoss(spec, inputs.boxCount, inputs.normaliser, inputs.coding);
    const { classIndex } = spec;
    const rows = { logits: inputs.logits, targets: inputs.targets };
    if (plan.ohem) {
      const selected = this.#encodeSelection(encoder, inputs, plan.ohem);
      if (!selected) return undefined;
      rows.targets = selected;
    }
    if (!readsRows(spec, plan)) {
      const values = this.#encodeValues(encoder, inputs, spec, plan, rows.targets);
      if (classIndex === undefined || !values) return values;
      this.#ownClass?.encode(encoder, { targets: inputs.targets, values }, classIndex);
      return this.#ownClass?.kept;
    }
    if (classIndex === undefined) return encodeRows(encoder, this.#allClasses, rows, spec, plan.dense);
    if (!this.#column) return undefined;
    this.#column.encode(encoder, rows, classIndex);
    return encodeRows(encoder, this.#oneClass, this.#column, spec, plan.dense);
  }

  /** The targets that OHEM leaves. */
  #encodeSelection(
    encoder: GPUCommandEncoder,
    { deltas, anchorBoxes, crossEntropy, targets, decoder, coding }: SharedInputs,
    params: NonNullable<LossPlan['ohem']>,
  ): GPUBuffer | undefined {
    if (!decoder || !this.#ohem) return undefined;
    decoder.encode(encoder, { deltas, anchorBoxes }, coding);
    this.#ohem.encode(encoder, { perAnchor: crossEntropy, boxes: decoder.boxes, targets }, params);
    return this.#ohem.targets;
  }

  /** What has no logits to read. */
  #encodeValues(
    encoder: GPUCommandEncoder,
    inputs: SharedInputs,
    spec: LossSpec,
    plan: LossPlan,
    marked: GPUBuffer,
  ): GPUBuffer | undefined {
    if (plan.box) {
      const { deltas, anchorBoxes, targets, matched, groundTruth } = inputs;
      this.#box?.encode(encoder, { deltas, anchorBoxes, targets, matched, groundTruth }, plan.box);
      return this.#box?.perAnchor;
    }
    if (!isOfMarks(spec)) return inputs.bestIou;
    this.#marks?.encode(encoder, marked, plan.ohem ? selectionMarks : assignmentMarks);
    return this.#marks?.marks;
  }
}

/** Whether a value is a sum or a choice over columns of the logits. */
function readsRows({ kind }: LossSpec, { dense }: LossPlan): boolean {
  return dense !== undefined || kind === 'error-probability';
}

function encodeRows(
  encoder: GPUCommandEncoder,
  { dense, normed, errors }: RowParts,
  { logits, targets }: DenseLossInputs,
  { kind }: LossSpec,
  params: DenseLossParams | undefined,
): GPUBuffer | undefined {
  if (!params) {
    errors?.encode(encoder, { logits, targets });
    return errors?.errors;
  }
  const loss = kind === 'gradient' ? normed : dense;
  loss?.encode(encoder, { logits, targets }, params);
  return kind === 'gradient' ? loss?.gradientNorm : loss?.perAnchor;
}
