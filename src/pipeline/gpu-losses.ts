import { createAnchorCategories, type AnchorCategories } from '../statistics/anchor-categories.ts';
import type { DenseLossInputs, DenseLossShape } from '../loss/anchor-chunks.ts';
import { createBoxLoss, type BoxLoss } from '../loss/box-loss.ts';
import { createDenseLoss, type DenseLoss, type DenseLossOptions } from '../loss/dense-loss.ts';
import { divisorOf, type LossNormaliser } from '../loss/normaliser.ts';
import type { LevelSpan } from '../statistics/level-span.ts';
import { createLossStatistics, type LossStatistics } from '../statistics/loss-statistics.ts';
import { readingsOfSides, type FocalParameters, type LossReadings } from './analysis-path.ts';
import { GpuComparison } from './gpu-comparison.ts';
import type { ComparisonInputs } from './gpu-side.ts';
import {
  isOfOneClass,
  isSameLoss,
  planBox,
  standingCrossEntropy,
  standingFocal,
  type BoxSpec,
  type LossComparison,
} from './loss-spec.ts';

/** Head and matching, as a comparison takes them. */
export type HeadInputs = Omit<ComparisonInputs, 'categories' | 'normaliser' | 'crossEntropy' | 'standing'>;

/** Both losses of one head shape with their sums, ready to be encoded again and again without allocating. */
export interface GpuLosses {
  readonly maps: {
    readonly crossEntropy: GPUBuffer;
    readonly focal: GPUBuffer;
    readonly left: GPUBuffer;
    readonly right: GPUBuffer;
  };
  readonly comparison: GpuComparison;
  /** The anchors' categories: once for each head or ground truth, before all else. */
  encodeCategories(encoder: GPUCommandEncoder, inputs: DenseLossInputs): void;
  /**
   * How many anchors of each level are foreground, by the categories that are on their way to the GPU.
   *
   * @param anyMap float32 `[A]`, whatever it is of
   */
  countForeground(anyMap: GPUBuffer): Promise<readonly number[]>;
  /** What all losses are divided by from now on. */
  setNormaliser(normaliser: LossNormaliser): void;
  /** The anchors' cross entropy: once for each head or ground truth. */
  encodeCrossEntropy(encoder: GPUCommandEncoder, inputs: DenseLossInputs): void;
  /** How many anchors are foreground, by the targets of now; asked once for each. */
  readForeground(): Promise<number>;
  /** The box loss, where it is another than before or the targets are; none for undefined. */
  encodeBox(encoder: GPUCommandEncoder, inputs: HeadInputs, spec: BoxSpec | undefined): void;
  encodeFocal(encoder: GPUCommandEncoder, inputs: DenseLossInputs, parameters: FocalParameters): void;
  /** Both sides of a comparison, which was prepared, after the two losses; of one class `readForeground` comes first. */
  encodeComparison(
    encoder: GPUCommandEncoder,
    inputs: HeadInputs,
    parameters: FocalParameters,
    comparison: LossComparison,
  ): void;
  /** @param comparison of which to read the sides too */
  read(comparison: LossComparison | undefined): Promise<LossReadings>;
  dispose(): void;
}

/** @throws FocalScopeError `webgpu-limit-exceeded`, `shader-invalid` */
export async function createGpuLosses(
  device: GPUDevice,
  shape: DenseLossShape,
  levels: readonly LevelSpan[],
  options: DenseLossOptions,
): Promise<GpuLosses> {
  const withoutGradient = { ...options, gradient: false };
  const parts = [
    createAnchorCategories(device, shape),
    createDenseLoss(device, shape, withoutGradient),
    createDenseLoss(device, shape, withoutGradient),
    createLossStatistics(device, levels),
    createLossStatistics(device, levels),
    createBoxLoss(device, { anchors: shape.anchors }),
  ] as const;
  try {
    const made = await Promise.all(parts);
    return new PairedLosses(device, shape, new GpuComparison(device, shape, levels, options), ...made);
  } catch (error) {
    // One that the device has no room for must not leave the others behind.
    for (const part of await Promise.allSettled(parts)) if (part.status === 'fulfilled') part.value.dispose();
    throw error;
  }
}

class PairedLosses implements GpuLosses {
  readonly maps: GpuLosses['maps'];
  #normaliser: LossNormaliser = 'foreground';
  /** What the box loss was computed for last; undefined where it is of older targets. */
  #box: BoxSpec | undefined;
  #asksBox = false;
  /** Anchors of foreground, where they were asked for; undefined since the targets changed. */
  #foreground: number | undefined;

  constructor(
    private readonly _device: GPUDevice,
    private readonly _shape: DenseLossShape,
    readonly comparison: GpuComparison,
    private readonly _categories: AnchorCategories,
    private readonly _crossEntropy: DenseLoss,
    private readonly _focal: DenseLoss,
    private readonly _crossEntropySums: LossStatistics,
    private readonly _focalSums: LossStatistics,
    private readonly _boxLoss: BoxLoss,
  ) {
    this.maps = { crossEntropy: _crossEntropy.perAnchor, focal: _focal.perAnchor, ...comparison.maps };
  }

  encodeCategories(encoder: GPUCommandEncoder, inputs: DenseLossInputs): void {
    this._categories.encode(encoder, inputs);
    this.#box = undefined;
    this.#foreground = undefined;
  }

  async countForeground(anyMap: GPUBuffer): Promise<readonly number[]> {
    const { categories } = this._categories;
    const encoder = this._device.createCommandEncoder({ label: 'anchors of foreground' });
    this._crossEntropySums.encode(encoder, { perAnchor: anyMap, categories });
    this._device.queue.submit([encoder.finish()]);
    const { byLevelAndCategory } = await this._crossEntropySums.read();
    return byLevelAndCategory.map(({ counts }) => counts.foreground);
  }

  setNormaliser(normaliser: LossNormaliser): void {
    this.#normaliser = normaliser;
  }

  encodeCrossEntropy(encoder: GPUCommandEncoder, inputs: DenseLossInputs): void {
    const normaliser = this.#normaliser;
    this._crossEntropy.encode(encoder, inputs, { kind: 'cross-entropy', gamma: 0, alpha: -1, normaliser });
    const { categories } = this._categories;
    this._crossEntropySums.encode(encoder, { perAnchor: this._crossEntropy.perAnchor, categories });
  }

  async readForeground(): Promise<number> {
    return (this.#foreground ??= (await this._crossEntropySums.read()).counts.foreground);
  }

  encodeBox(encoder: GPUCommandEncoder, inputs: HeadInputs, spec: BoxSpec | undefined): void {
    this.#asksBox = spec !== undefined;
    if (!spec || isSameLoss(this.#box, spec)) return;
    const { deltas, anchorBoxes, targets, matched } = inputs;
    const { groundTruth, boxCount } = this.comparison;
    this._boxLoss.encode(
      encoder,
      { deltas, anchorBoxes, targets, matched, groundTruth },
      planBox(spec, boxCount, this.#normaliser),
    );
    this.#box = spec;
  }

  encodeFocal(encoder: GPUCommandEncoder, inputs: DenseLossInputs, { gamma, alpha }: FocalParameters): void {
    const normaliser = this.#normaliser;
    this._focal.encode(encoder, inputs, { kind: 'focal', gamma, alpha, normaliser });
    const { categories } = this._categories;
    this._focalSums.encode(encoder, { perAnchor: this._focal.perAnchor, categories });
  }

  encodeComparison(
    encoder: GPUCommandEncoder,
    inputs: HeadInputs,
    parameters: FocalParameters,
    comparison: LossComparison,
  ): void {
    const { crossEntropy, focal } = this.maps;
    const { categories } = this._categories;
    const ofFocal = standingFocal(parameters);
    const standing: ComparisonInputs['standing'] = (spec) => {
      if (isSameLoss(spec, standingCrossEntropy)) return crossEntropy;
      return isSameLoss(spec, ofFocal) ? focal : undefined;
    };
    const normaliser = isOfOneClass(comparison)
      ? divisorOf(this.#normaliser, this._shape.anchors, this.#foreground ?? 0)
      : this.#normaliser;
    const all = { ...inputs, categories, normaliser, crossEntropy, standing };
    this.comparison.encode(encoder, all, comparison);
  }

  async read(comparison: LossComparison | undefined): Promise<LossReadings> {
    const [spec, normaliser] = [this.#asksBox ? this.#box : undefined, this.#normaliser];
    const compares = comparison?.right !== undefined;
    const [crossEntropy, focal, sides, box] = await Promise.all([
      this._crossEntropySums.read(),
      this._focalSums.read(),
      comparison && this.comparison.read(compares),
      spec && this._boxLoss.readTotals(),
    ]);
    const { counts, breakdown } = crossEntropy;
    return {
      counts,
      crossEntropy: breakdown,
      focal: focal.breakdown,
      normaliser: divisorOf(normaliser, this._shape.anchors, counts.foreground),
      ...(spec && box && { box: { spec, total: box.total } }),
      ...readingsOfSides(sides, compares),
    };
  }

  dispose(): void {
    const parts = [
      this.comparison,
      this._categories,
      this._crossEntropy,
      this._focal,
      this._crossEntropySums,
      this._focalSums,
      this._boxLoss,
    ];
    for (const part of parts) part.dispose();
  }
}
