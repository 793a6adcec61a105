import { createAnchorCategories, type AnchorCategories } from '../statistics/anchor-categories.ts';
import type { DenseLossInputs, DenseLossShape } from '../loss/anchor-chunks.ts';
import { createDenseLoss, type DenseLoss, type DenseLossOptions } from '../loss/dense-loss.ts';
import type { LevelSpan } from '../statistics/level-span.ts';
import { createLossStatistics, type LossStatistics } from '../statistics/loss-statistics.ts';
import type { FocalParameters, LossReadings } from './analysis-path.ts';

/** Both losses of one head shape with their sums, ready to be encoded again and again without allocating. */
export interface GpuLosses {
  readonly maps: { readonly crossEntropy: GPUBuffer; readonly focal: GPUBuffer };
  /** The anchors' categories and their cross entropy: once for each head or ground truth. */
  encodeCrossEntropy(encoder: GPUCommandEncoder, inputs: DenseLossInputs): void;
  encodeFocal(encoder: GPUCommandEncoder, inputs: DenseLossInputs, parameters: FocalParameters): void;
  read(): Promise<LossReadings>;
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
    return new PairedLosses(...(await Promise.all(parts)));
  } catch (error) {
    // One that the device has no room for must not leave the others behind.
    for (const part of await Promise.allSettled(parts)) if (part.status === 'fulfilled') part.value.dispose();
    throw error;
  }
}

class PairedLosses implements GpuLosses {
  readonly maps: GpuLosses['maps'];

  constructor(
    private readonly _categories: AnchorCategories,
    private readonly _crossEntropy: DenseLoss,
    private readonly _focal: DenseLoss,
    private readonly _crossEntropySums: LossStatistics,
    private readonly _focalSums: LossStatistics,
  ) {
    this.maps = { crossEntropy: _crossEntropy.perAnchor, focal: _focal.perAnchor };
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

  async read(): Promise<LossReadings> {
    const [crossEntropy, focal] = await Promise.all([this._crossEntropySums.read(), this._focalSums.read()]);
    return { counts: crossEntropy.counts, crossEntropy: crossEntropy.breakdown, focal: focal.breakdown };
  }

  dispose(): void {
    const parts = [
      this._categories,
      this._crossEntropy,
      this._focal,
      this._crossEntropySums,
      this._focalSums,
    ];
    for (const part of parts) part.dispose();
  }
}
