import type { UniformBlock } from '../gpu/uniform-block.ts';
import {
  bindRows,
  logitBytes,
  type AnchorChunk,
  type DenseLossInputs,
  type DenseLossShape,
} from './anchor-chunks.ts';
import type { AnchorSumBindings, AnchorSums } from './anchor-sums.ts';
import type { DenseLossKernels, DenseLossVariant, RowKernels } from './dense-loss-kernels.ts';

/** Bind groups of the passes over the rows of a chunk, by power. */
export interface RowGroups {
  readonly loss: readonly (GPUBindGroup | undefined)[];
  readonly finish: readonly (GPUBindGroup | undefined)[];
}

/** Bind groups of one pair of input buffers; rows by chunk. */
export interface DenseLossBindings {
  readonly sums: AnchorSumBindings;
  readonly rows: readonly RowGroups[];
  readonly rowsWithGradient: readonly RowGroups[];
}

/** Everything a dense loss holds that its passes are bound to. */
export interface DenseLossBuffers {
  readonly params: GPUBuffer;
  readonly sums: AnchorSums;
  readonly chunks: readonly { readonly chunk: AnchorChunk; readonly block: UniformBlock }[];
  readonly gradient: GPUBuffer | undefined;
  readonly gradientNorm: GPUBuffer | undefined;
  /** Bound in place of outputs that are not there: three parts, each of {@link placeholderBytes}. */
  readonly placeholder: GPUBuffer;
  /** Bound in place of quads that are not read, where outputs may not be: one part. */
  readonly noQuads: GPUBuffer;
}

/** Bytes of a part of the placeholder: it must hold a row, and begin where a binding may. */
export function placeholderBytes({ classes }: DenseLossShape): number {
  return Math.ceil((classes * 4) / 256) * 256;
}

/** Binds all passes to one pair of inputs. */
export function bindDenseLoss(
  shape: DenseLossShape,
  variant: DenseLossVariant,
  kernels: DenseLossKernels,
  buffers: DenseLossBuffers,
  inputs: DenseLossInputs,
): DenseLossBindings {
  const { byQuads, halfLogits } = variant;
  const { 11: targets, 12: perAnchor, 14: counts, 15: faults } = buffers.sums.lossEntries(inputs.targets);
  const size = placeholderBytes(shape);
  const nothing = (part: number) => ({ buffer: buffers.placeholder, offset: part * size, size });
  const bindRowPasses = (rows: RowKernels, gradient: GPUBuffer | undefined): RowGroups[] =>
    buffers.chunks.map(({ chunk, block }) => {
      const logits = bindRows(inputs.logits, chunk, shape.classes, logitBytes(shape));
      const slopes = gradient && bindRows(gradient, chunk, shape.classes);
      const entries = {
        0: logits,
        3: buffers.params,
        5: block.buffer,
        9: buffers.gradientNorm ?? nothing(2),
        11: targets,
        12: perAnchor,
        14: counts,
      };
      const ofLoss = {
        ...entries,
        1: byQuads && !halfLogits ? logits : buffers.noQuads,
        7: slopes && !byQuads ? slopes : nothing(0),
        8: slopes && byQuads ? slopes : nothing(1),
      };
      return {
        loss: rows.loss.map((kernel) => kernel?.bind(ofLoss)),
        finish: rows.finish.map((kernel) =>
          kernel?.bind({ ...entries, 7: slopes ?? nothing(0), 15: faults }),
        ),
      };
    });
  return {
    sums: buffers.sums.bind(inputs.targets),
    rows: kernels.rows ? bindRowPasses(kernels.rows, undefined) : [],
    rowsWithGradient: kernels.rowsWithGradient
      ? bindRowPasses(kernels.rowsWithGradient, buffers.gradient)
      : [],
  };
}
