import type { AnchorGrid } from '../anchors/anchor-grid.ts';
import { FocalScopeError } from '../base/errors.ts';
import { yieldTask } from '../base/yield-task.ts';
import type { DenseLossParams } from '../loss/dense-loss-params.ts';
import { categoriseAnchorsReference } from '../statistics/reference/anchor-categories.ts';
import { prepareDenseLossReference } from '../loss/reference/dense-loss.ts';
import { computeLossStatisticsReference } from '../statistics/reference/loss-statistics.ts';
import type { FocalParameters, LossReadings } from './analysis-path.ts';

type Statistics = ReturnType<typeof computeLossStatisticsReference>;

/** Anchors computed between two looks at what else waits: some ten milliseconds. */
const anchorsPerTask = 4096;

/** Both losses of one head by the twins, a run of anchors at a time, so that the worker stays within reach. */
export class CpuLosses {
  /** `[A]` each; their values change in place. */
  readonly maps: {
    readonly crossEntropy: Float32Array<ArrayBuffer>;
    readonly focal: Float32Array<ArrayBuffer>;
  };
  readonly #logits: Float32Array;
  readonly #classes: number;
  readonly #grid: AnchorGrid;
  readonly #categories: Uint32Array;
  #targets: Int32Array | undefined;
  #crossEntropy: Statistics | undefined;
  #focal: Statistics | undefined;

  /** @param logits float32 `[A, K]` row-major */
  constructor(logits: Float32Array, classes: number, grid: AnchorGrid) {
    this.#logits = logits;
    this.#classes = classes;
    this.#grid = grid;
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
    return { counts, crossEntropy: breakdown, focal: this.#focal.breakdown };
  }

  /** Sorts the anchors into categories and computes their cross entropy. */
  async setTargets(targets: Int32Array, signal?: AbortSignal): Promise<void> {
    this.#targets = targets;
    await this.#inRuns((start, end) => {
      categoriseAnchorsReference(this.#logits, targets, this.#classes, this.#categories, start, end);
    }, signal);
    const params = { kind: 'cross-entropy', gamma: 0, alpha: -1, normaliser: 'foreground' } as const;
    this.#crossEntropy = await this.#compute(params, this.maps.crossEntropy, signal);
  }

  async setFocal({ gamma, alpha }: FocalParameters, signal?: AbortSignal): Promise<void> {
    const params = { kind: 'focal', gamma, alpha, normaliser: 'foreground' } as const;
    this.#focal = await this.#compute(params, this.maps.focal, signal);
  }

  async #compute(
    params: DenseLossParams,
    perAnchor: Float32Array,
    signal?: AbortSignal,
  ): Promise<Statistics> {
    if (!this.#targets) throw new FocalScopeError('internal', { reason: 'no targets yet' });
    const loss = prepareDenseLossReference(this.#logits, this.#targets, this.#classes, params, { perAnchor });
    await this.#inRuns((start, end) => {
      loss.run(start, end);
    }, signal);
    return computeLossStatisticsReference(perAnchor, this.#categories, this.#grid.levels);
  }

  async #inRuns(run: (start: number, end: number) => void, signal?: AbortSignal): Promise<void> {
    const { anchorCount } = this.#grid;
    for (let start = 0; start < anchorCount; start += anchorsPerTask) {
      run(start, Math.min(anchorCount, start + anchorsPerTask));
      await yieldTask(signal);
    }
  }
}
