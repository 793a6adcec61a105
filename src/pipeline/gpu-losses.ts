import { createAnchorCategories, type AnchorCategories } from '../statistics/anchor-categories.ts';
import type { DenseLossInputs, DenseLossShape } from '../loss/anchor-chunks.ts';
import { createDenseLoss, type DenseLoss, type DenseLossOptions } from '../loss/dense-loss.ts';
import type { LevelSpan } from '../statistics/level-span.ts';
import { createLossStatistics, type LossStatistics } from '../statistics/loss-statistics.ts';
import type { FocalParameters, LossReadings } from './analysis-path.ts';
import { GpuComparison, type ComparisonInputs } from './gpu-comparison.ts';
import { isSameLoss, standingCrossEntropy, standingFocal, type LossComparison } from './loss-spec.ts';

/** Head and matching, as a comparison takes them. */
export type HeadInputs = Omit<ComparisonInputs, 'categories' | 'crossEntropy' | 'standing'>;

/** Both losses of one head shape with their sums, ready to be encoded again and again without allocating. */
export interface GpuLosses {
  readonly maps: {
    readonly crossEntropy: GPUBuffer;
    readonly focal: GPUBuffer;
    readonly left: GPUBuffer;
    readonly right: GPUBuffer;
  };
  readonly comparison: GpuComparison;
  /** The anchors' categories and their cross entropy: once for each head or ground truth. */
  encodeCrossEntropy(encoder: GPUCommandEncoder, inputs: DenseLossInputs): void;
  encodeFocal(encoder: GPUCommandEncoder, inputs: DenseLossInputs, parameters: FocalParameters): void;
  /** Both sides of a comparison, which was prepared, after the two losses. */
  encodeComparison(
    encoder: GPUCommandEncoder,
    inputs: HeadInputs,
    parameters: FocalParameters,
    comparison: LossComparison,
  ): void;
  /** @param compares whether to read the sides of a comparison too */
  read(compares: boolean): Promise<LossReadings>;
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
  ] as const;
  try {
    const made = await Promise.all(parts);
    return new PairedLosses(new GpuComparison(device, shape, levels, options), ...made);
  } catch (error) {
    // One that the device has no room for must not leave the others behind.
    for (const part of await Promise.allSettled(parts)) if (part.status === 'fulfilled') part.value.dispose();
    throw error;
  }
}

class PairedLosses implements GpuLosses {
  readonly maps: GpuLosses['maps'];

  constructor(
    readonly comparison: GpuComparison,
    private readonly _categories: AnchorCategories,
    private readonly _crossEntropy: DenseLoss,
    private readonly _focal: DenseLoss,
    private readonly _crossEntropySums: LossStatistics,
    private readonly _focalSums: LossStatistics,
  ) {
    this.maps = { crossEntropy: _crossEntropy.perAnchor, focal: _focal.perAnchor, ...comparison.maps };
  }

  encodeCrossEntropy(encoder: GPUCommandEncoder, inputs: DenseLossInputs): void {
    this._categories.encode(encoder, inputs);
    this._crossEntropy.encode(encoder, inputs, {
      kind: 'cross-entropy',
      gamma: 0,
      alpha: -1,
      normaliser: 'foreground',
    });
    const { categories } = this._categories;
    this._crossEntropySums.encode(encoder, { perAnchor: this._crossEntropy.perAnchor, categories });
  }

  encodeFocal(encoder: GPUCommandEncoder, inputs: DenseLossInputs, { gamma, alpha }: FocalParameters): void {
    this._focal.encode(encoder, inputs, { kind: 'focal', gamma, alpha, normaliser: 'foreground' });
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
    this.comparison.encode(encoder, { ...inputs, categories, crossEntropy, standing }, comparison);
  }

  async read(compares: boolean): Promise<LossReadings> {
    const [crossEntropy, focal, comparison] = await Promise.all([
      this._crossEntropySums.read(),
      this._focalSums.read(),
      compares ? this.comparison.read() : undefined,
    ]);
    const { counts, breakdown } = crossEntropy;
    return {
      counts,
      crossEntropy: breakdown,
      focal: focal.breakdown,
      ...(comparison && { comparison }),
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
    ];
    for (const part of parts) part.dispose();
  }
}
