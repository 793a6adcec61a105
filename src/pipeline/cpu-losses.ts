import type { AnchorGrid } from '../anchors/anchor-grid.ts';
import { FocalScopeError } from '../base/errors.ts';
import { yieldTask } from '../base/yield-task.ts';
import type { DenseLossParams } from '../loss/dense-loss-params.ts';
import type { DenseLossSimd } from '../loss/dense-loss-simd.ts';
import { divisorOf, type LossNormaliser } from '../loss/normaliser.ts';
import { prepareDenseLossReference } from '../loss/reference/dense-loss.ts';
import { hardLogit } from '../statistics/hard-logit.ts';
import { categoriseAnchorsReference } from '../statistics/reference/anchor-categories.ts';
import { computeLossStatisticsReference } from '../statistics/reference/loss-statistics.ts';
import type { FocalParameters, LossReadings } from './analysis-path.ts';

type Statistics = ReturnType<typeof computeLossStatisticsReference>;

/** Anchors computed between two looks at what else waits: some ten milliseconds. */
const anchorsPerTask = { simd: 32_768, twin: 4096 };

export interface CpuLossesOptions {
  /** What computes the losses; where it is left out or comes to nothing, the float64 twins do. */
  readonly simd?: DenseLossSimd | undefined | Promise<DenseLossSimd | undefined>;
  /** The focal loss that is most likely asked for first: it then costs little beside the cross entropy. */
  readonly focal?: FocalParameters | undefined;
}

/** Both losses of one head on the CPU, a run of anchors at a time, so that the worker stays within reach. */
export class CpuLosses {
  /** `[A]` each; their values change in place. */
  readonly maps: {
    readonly crossEntropy: Float32Array<ArrayBuffer>;
    readonly focal: Float32Array<ArrayBuffer>;
  };
  readonly #logits: Float32Array;
  readonly #classes: number;
  readonly #grid: AnchorGrid;
  readonly #simd: CpuLossesOptions['simd'];
  readonly #categories: Uint32Array<ArrayBuffer>;
  #targets: Int32Array | undefined;
  #normaliser: LossNormaliser = 'foreground';
  #crossEntropy: Statistics | undefined;
  #focal: Statistics | undefined;
  /** What was last asked for. */
  #parameters: FocalParameters | undefined;
  /** What the focal map and its statistics are of; undefined while they are of older targets or half done. */
  #computed: FocalParameters | undefined;

  /** @param logits float32 `[A, K]` row-major */
  constructor(logits: Float32Array, classes: number, grid: AnchorGrid, options: CpuLossesOptions = {}) {
    this.#logits = logits;
    this.#classes = classes;
    this.#grid = grid;
    this.#simd = options.simd;
    this.#parameters = options.focal;
    this.#categories = new Uint32Array(grid.anchorCount);
    this.maps = {
      crossEntropy: new Float32Array(grid.anchorCount),
      focal: new Float32Array(grid.anchorCount),
    };
  }

  get readings(): LossReadings {
    if (!this.#crossEntropy || !this.#focal)
      throw new FocalScopeError('internal', { reason: 'no losses yet' });
    const { counts, breakdown } = this.#crossEntropy;
    const normaliser = divisorOf(this.#normaliser, this.#grid.anchorCount, counts.foreground);
    return { counts, crossEntropy: breakdown, focal: this.#focal.breakdown, normaliser };
  }

  /** `[A]`, of the targets that were set last. */
  get categories(): Uint32Array<ArrayBuffer> {
    return this.#categories;
  }

  /**
   * Sorts the anchors into categories and computes their cross entropy.
   *
   * @param normaliser what all losses are divided by from now on
   */
  async setTargets(
    targets: Int32Array,
    signal?: AbortSignal,
    normaliser: LossNormaliser = 'foreground',
  ): Promise<void> {
    this.#targets = targets;
    this.#normaliser = normaliser;
    this.#computed = undefined;
    const simd = await this.#simd;
    if (simd) await this.#setTargetsBySimd(simd, targets, signal);
    else await this.#setTargetsByTwins(targets, signal);
  }

  async setFocal(parameters: FocalParameters, signal?: AbortSignal): Promise<void> {
    this.#parameters = parameters;
    const { gamma, alpha } = parameters;
    if (this.#computed?.gamma === gamma && this.#computed.alpha === alpha) return;
    if (!this.#targets) throw new FocalScopeError('internal', { reason: 'no targets yet' });
    this.#computed = undefined;
    const simd = await this.#simd;
    const inputs = [this.#logits, this.#targets, this.#classes, this.#focalParams(parameters)] as const;
    const output = { perAnchor: this.maps.focal };
    const loss = simd ? simd.prepare(...inputs, output) : prepareDenseLossReference(...inputs, output);
    await inRuns(this.#grid.anchorCount, simd ? 'simd' : 'twin', loss, signal);
    this.#focal = this.#sum(this.maps.focal);
    this.#computed = parameters;
  }

  /** One pass for all, where the focal loss to come is known. */
  async #setTargetsBySimd(simd: DenseLossSimd, targets: Int32Array, signal?: AbortSignal): Promise<void> {
    const parameters = this.#parameters;
    const { crossEntropy, focal } = this.maps;
    const categories = { indices: this.#categories, hardLogit };
    const inputs = [this.#logits, targets, this.#classes] as const;
    const loss = parameters
      ? simd.prepare(...inputs, this.#focalParams(parameters), { perAnchor: focal, crossEntropy, categories })
      : simd.prepare(...inputs, this.#crossEntropyParams, { perAnchor: crossEntropy, categories });
    await inRuns(this.#grid.anchorCount, 'simd', loss, signal);
    this.#crossEntropy = this.#sum(crossEntropy);
    if (!parameters) return;
    this.#focal = this.#sum(focal);
    this.#computed = parameters;
  }

  async #setTargetsByTwins(targets: Int32Array, signal?: AbortSignal): Promise<void> {
    const classes = this.#classes;
    const perAnchor = this.maps.crossEntropy;
    const loss = prepareDenseLossReference(this.#logits, targets, classes, this.#crossEntropyParams, {
      perAnchor,
    });
    const run = (start: number, end: number): void => {
      categoriseAnchorsReference(this.#logits, targets, classes, this.#categories, start, end);
      loss.run(start, end);
    };
    await inRuns(this.#grid.anchorCount, 'twin', { run }, signal);
    this.#crossEntropy = this.#sum(perAnchor);
  }

  get #crossEntropyParams(): DenseLossParams {
    return { kind: 'cross-entropy', gamma: 0, alpha: -1, normaliser: this.#normaliser };
  }

  #focalParams({ gamma, alpha }: FocalParameters): DenseLossParams {
    return { kind: 'focal', gamma, alpha, normaliser: this.#normaliser };
  }

  #sum(perAnchor: Float32Array): Statistics {
    return computeLossStatisticsReference(perAnchor, this.#categories, this.#grid.levels);
  }
}

/** Computes all anchors, a run of them at a time. */
export async function inRuns(
  anchorCount: number,
  by: keyof typeof anchorsPerTask,
  loss: { run(start: number, end: number): void },
  signal?: AbortSignal,
): Promise<void> {
  const anchors = anchorsPerTask[by];
  for (let start = 0; start < anchorCount; start += anchors) {
    loss.run(start, Math.min(anchorCount, start + anchors));
    await yieldTask(signal);
  }
}
