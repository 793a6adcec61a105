import type { AnchorGrid } from '../anchors/anchor-grid.ts';
import type { AnchorMatches } from '../anchors/reference/match-anchors.ts';
import type { BoxCoding } from '../anchors/box-coding.ts';
import { decodeBoxesReference } from '../anchors/reference/decode-boxes.ts';
import { yieldTask } from '../base/yield-task.ts';
import type { DenseLossParams } from '../loss/dense-loss-params.ts';
import type { DenseLossSimd } from '../loss/dense-loss-simd.ts';
import type { LossNormaliser } from '../loss/normaliser.ts';
import { computeBoxLossReference } from '../loss/reference/box-loss.ts';
import { prepareDenseLossReference } from '../loss/reference/dense-loss.ts';
import { computeOhemReference } from '../loss/reference/ohem.ts';
import { computeLossStatisticsReference } from '../statistics/reference/loss-statistics.ts';
import type { ComparisonReadings, SideReading } from './analysis-path.ts';
import { inRuns } from './cpu-losses.ts';
import { isSameLoss, planLoss, type LossComparison, type LossSpec } from './loss-spec.ts';

/** The head that is compared, and what matching made of its anchors. */
export interface ComparisonArrays {
  /** float32 `[A, K]` and `[A, 4]`. */
  readonly logits: Float32Array;
  readonly deltas: Float32Array;
  readonly classes: number;
  readonly matches: AnchorMatches;
  /** `[G, 4]` the boxes that anchors were matched with. */
  readonly groundTruth: Float32Array;
  readonly categories: Uint32Array;
  /** What the losses are divided by. */
  readonly normaliser: LossNormaliser;
  /** The cross entropy of each anchor, by which OHEM selects. */
  readonly crossEntropy: Float32Array;
  /** A map that is there already. */
  readonly standing: (spec: LossSpec) => Float32Array | undefined;
  readonly simd: DenseLossSimd | undefined;
}

const sideNames = ['left', 'right'] as const;

/** The two sides of a comparison on the CPU: those of `GpuComparison`, by the twins. */
export class CpuComparison {
  /** `[A]` each; their values change in place. */
  readonly maps: {
    readonly left: Float32Array<ArrayBuffer>;
    readonly right: Float32Array<ArrayBuffer>;
  };
  readonly #grid: AnchorGrid;
  readonly #coding: BoxCoding | undefined;
  #readings: Partial<Record<'left' | 'right', SideReading>> = {};
  /** As the head decodes; the same for every loss. */
  #boxes: Float32Array | undefined;
  /** `[A, K]`, made when a gradient is first asked for. */
  #gradient: Float32Array | Float64Array | undefined;

  /** @param coding how the head codes boxes; the plain coding where left out */
  constructor(grid: AnchorGrid, coding?: BoxCoding) {
    this.#grid = grid;
    this.#coding = coding;
    this.maps = { left: new Float32Array(grid.anchorCount), right: new Float32Array(grid.anchorCount) };
  }

  /** Undefined where nothing was computed since the targets changed. */
  get readings(): ComparisonReadings | undefined {
    const { left, right } = this.#readings;
    return left && right && { left, right };
  }

  /** Takes new targets: everything is to be computed again. */
  forgetTargets(): void {
    this.#readings = {};
  }

  /** Computes both sides, each only where its loss or the targets have changed. */
  async compute(comparison: LossComparison, arrays: ComparisonArrays, signal?: AbortSignal): Promise<void> {
    for (const name of sideNames) {
      const spec = comparison[name];
      if (!spec || isSameLoss(this.#readings[name]?.spec, spec)) continue;
      this.#readings = { ...this.#readings, [name]: undefined };
      const map = this.maps[name];
      const standing = arrays.standing(spec);
      if (standing) map.set(standing);
      const selected = standing ? undefined : await this.#computeLoss(spec, arrays, map, signal);
      const { breakdown } = computeLossStatisticsReference(map, arrays.categories, this.#grid.levels);
      this.#readings = { ...this.#readings, [name]: { spec, breakdown, ...(selected && { selected }) } };
      await yieldTask(signal);
    }
  }

  /** Fills `map`; what OHEM selected. */
  async #computeLoss(
    spec: LossSpec,
    arrays: ComparisonArrays,
    map: Float32Array,
    signal: AbortSignal | undefined,
  ): Promise<SideReading['selected']> {
    const { logits, deltas, classes, matches, groundTruth, simd } = arrays;
    const plan = planLoss(spec, groundTruth.length / 4, arrays.normaliser, this.#coding);
    const anchorBoxes = this.#grid.boxes;
    if (plan.box) {
      map.set(computeBoxLossReference({ deltas, anchorBoxes, ...matches, groundTruth }, plan.box).perAnchor);
      return undefined;
    }
    if (!plan.dense) {
      map.set(matches.bestIou);
      return undefined;
    }
    if (spec.kind === 'gradient') {
      await this.#computeGradientNorm(plan.dense, arrays, map, signal);
      return undefined;
    }
    let { targets } = matches;
    let selected: SideReading['selected'];
    if (plan.ohem) {
      this.#boxes ??= Float32Array.from(decodeBoxesReference(deltas, anchorBoxes, this.#coding));
      const inputs = { perAnchor: arrays.crossEntropy, boxes: this.#boxes, targets };
      const { foreground, background, ...selection } = computeOhemReference(inputs, plan.ohem);
      ({ targets } = selection);
      selected = { foreground, background };
    }
    const prepare = [logits, targets, classes, plan.dense, { perAnchor: map }] as const;
    const loss = simd ? simd.prepare(...prepare) : prepareDenseLossReference(...prepare);
    await inRuns(this.#grid.anchorCount, simd ? 'simd' : 'twin', loss, signal);
    return selected;
  }

  async #computeGradientNorm(
    params: DenseLossParams,
    { logits, classes, matches, simd }: ComparisonArrays,
    map: Float32Array,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { anchorCount } = this.#grid;
    const inputs = [logits, matches.targets, classes, params] as const;
    let loss: { run(start: number, end: number): void };
    let gradient: Float32Array | Float64Array;
    if (simd) {
      const rows = this.#gradient instanceof Float32Array ? this.#gradient : undefined;
      gradient = rows ?? new Float32Array(anchorCount * classes);
      loss = simd.prepare(...inputs, { gradient: gradient });
    } else {
      const rows = this.#gradient instanceof Float64Array ? this.#gradient : undefined;
      gradient = rows ?? new Float64Array(anchorCount * classes);
      loss = prepareDenseLossReference(...inputs, { gradient: gradient });
    }
    this.#gradient = gradient;
    const run = (start: number, end: number): void => {
      loss.run(start, end);
      for (let anchor = start; anchor < end; anchor++) {
        let sum = 0;
        for (let at = anchor * classes; at < (anchor + 1) * classes; at++) sum += (gradient[at] ?? 0) ** 2;
        map[anchor] = Math.sqrt(sum);
      }
    };
    await inRuns(anchorCount, simd ? 'simd' : 'twin', { run }, signal);
  }
}
