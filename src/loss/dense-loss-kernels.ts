import type { ComputeKernel } from '../gpu/compute-kernel.ts';
import { loadKernel } from '../gpu/kernel-cache.ts';
import type { ShaderSource } from '../gpu/shader-source.ts';
import type { LaneCount } from './anchor-chunks.ts';
import { loadAnchorSumKernels, type AnchorSumKernels } from './anchor-sums.ts';
import { lossPowers, type LossPower } from './dense-loss-params.ts';

/** What is fixed when a dense loss is made, and compiled into its kernels. */
export interface DenseLossVariant {
  readonly classes: number;
  readonly lanes: LaneCount;
  readonly byQuads: boolean;
  readonly halfLogits: boolean;
  readonly gradient: boolean | 'always';
  readonly gradientNorm: boolean;
  /** Of the losses that will be asked for. */
  readonly powers: ReadonlySet<LossPower>;
}

/** The two passes over the rows, by {@link lossPowers}; undefined for those that nobody will ask for. */
export interface RowKernels {
  readonly loss: readonly (ComputeKernel | undefined)[];
  readonly finish: readonly (ComputeKernel | undefined)[];
}

/** The kernels of one variant. */
export interface DenseLossKernels {
  readonly sums: AnchorSumKernels;
  /** Undefined where the gradient is always written. */
  readonly rows: RowKernels | undefined;
  /** Undefined where there is no gradient. */
  readonly rowsWithGradient: RowKernels | undefined;
}

/** @throws FocalScopeError `shader-invalid` */
export async function loadDenseLossKernels(
  device: GPUDevice,
  source: ShaderSource,
  variant: DenseLossVariant,
): Promise<DenseLossKernels> {
  const loadLoss = async (entryPoint: 'denseLoss' | 'finishRows', gradient: boolean, power: LossPower) =>
    variant.powers.has(power)
      ? loadKernel(device, source, entryPoint, {
          ...(entryPoint === 'denseLoss' ? { LANES_PER_ANCHOR: variant.lanes } : {}),
          POWER: power,
          BY_QUADS: Number(variant.byQuads),
          HALF_LOGITS: Number(variant.halfLogits),
          WRITES_GRADIENT: Number(gradient),
          WRITES_NORM: Number(variant.gradientNorm),
        })
      : undefined;
  const loadLosses = (entryPoint: 'denseLoss' | 'finishRows', gradient: boolean) =>
    Promise.all(lossPowers.map((power) => loadLoss(entryPoint, gradient, power)));
  const loadRows = async (gradient: boolean): Promise<RowKernels> => {
    const [loss, finish] = await Promise.all([
      loadLosses('denseLoss', gradient),
      loadLosses('finishRows', gradient),
    ]);
    return { loss, finish };
  };
  const [sums, rows, rowsWithGradient] = await Promise.all([
    loadAnchorSumKernels(device, source),
    variant.gradient === 'always' ? undefined : loadRows(false),
    variant.gradient ? loadRows(true) : undefined,
  ]);
  return { sums, rows, rowsWithGradient };
}
