import type { AnchorGrid } from '../anchors/anchor-grid.ts';
import type { BoxCoding } from '../anchors/box-coding.ts';
import type { AnchorMatches } from '../anchors/reference/match-anchors.ts';
import { decodeBoxesReference } from '../anchors/reference/decode-boxes.ts';
import { yieldTask } from '../base/yield-task.ts';
import type { DenseLossParams } from '../loss/dense-loss-params.ts';
import type { DenseLossSimd } from '../loss/dense-loss-simd.ts';
import type { LossNormaliser } from '../loss/normaliser.ts';
import { computeBoxLossReference } from '../loss/reference/box-loss.ts';
import { takeClassColumnReference } from '../loss/reference/class-column.ts';
import { prepareDenseLossReference } from '../loss/reference/dense-loss.ts';
import type { OhemParams } from '../loss/ohem-params.ts';
import { computeOhemReference, type OhemReferenceResult } from '../loss/reference/ohem.ts';
import { assignmentMarks, selectionMarks } from '../statistics/anchor-mark-values.ts';
import { markAnchorsReference } from '../statistics/reference/anchor-marks.ts';
import { findErrorProbabilityReference } from '../statistics/reference/error-probability.ts';
import { computeLossStatisticsReference } from '../statistics/reference/loss-statistics.ts';
import { keepOwnClassReference } from '../statistics/reference/own-class.ts';
import type { SideReading } from './analysis-path.ts';
import { inRuns } from './cpu-losses.ts';
import {
  isOfMarks,
  isSameLoss,
  planLoss,
  type LossComparison,
  type LossPlan,
  type LossSpec,
} from './loss-spec.ts';

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
  /** What the losses are divided by; a number where a side is of one class, whose targets do not tell it. */
  readonly normaliser: LossNormaliser;
  /** The cross entropy of each anchor, by which OHEM selects. */
  readonly crossEntropy: Float32Array;
  /** A map that is there already. */
  readonly standing: (spec: LossSpec) => Float32Array | undefined;
  readonly simd: DenseLossSimd | undefined;
}

/** Logits `[A, K]` with the targets `[A]` that they are held against. */
interface LogitRows {
  readonly logits: Float32Array;
  readonly targets: Int32Array;
  readonly classes: number;
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
  #readings: Partial<Readonly<Record<'left' | 'right', SideReading>>> = {};
  /** As the head decodes; the same for every loss. */
  #boxes: Float32Array | undefined;
  /** `[A, K]` or `[A, 1]`, made when a gradient is first asked for. */
  #gradient: Float32Array | Float64Array | undefined;

  /** @param coding how the head codes boxes; the plain coding where left out */
  constructor(grid: AnchorGrid, coding?: BoxCoding) {
    this.#grid = grid;
    this.#coding = coding;
    this.maps = { left: new Float32Array(grid.anchorCount), right: new Float32Array(grid.anchorCount) };
  }

  /** A side is undefined where it was not computed since the targets changed. */
  get readings(): Partial<Readonly<Record<'left' | 'right', SideReading>>> {
    return this.#readings;
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
      this.#forget(name);
      const map = this.maps[name];
      const standing = arrays.standing(spec);
      if (standing) map.set(standing);
      const selected = standing ? undefined : await this.#computeLoss(spec, arrays, map, signal);
      const { breakdown } = computeLossStatisticsReference(map, arrays.categories, this.#grid.levels);
      this.#readings = { ...this.#readings, [name]: { spec, breakdown, ...(selected && { selected }) } };
      await yieldTask(signal);
    }
  }

  #forget(name: 'left' | 'right'): void {
    const { left, right } = this.#readings;
    this.#readings = name === 'left' ? (right ? { right } : {}) : left ? { left } : {};
  }

  /** Fills `map`; what OHEM selected. */
  async #computeLoss(
    spec: LossSpec,
    arrays: ComparisonArrays,
    map: Float32Array,
    signal: AbortSignal | undefined,
  ): Promise<SideReading['selected']> {
    const { matches, classes, normaliser } = arrays;
    const plan = planLoss(spec, arrays.groundTruth.length / 4, normaliser, this.#coding);
    const selection = plan.ohem && this.#select(plan.ohem, arrays);
    const rows = { logits: arrays.logits, targets: selection?.targets ?? matches.targets, classes };
    const { classIndex } = spec;
    if (plan.dense || spec.kind === 'error-probability') {
      const part =
        classIndex === undefined
          ? rows
          : { ...takeClassColumnReference(rows.logits, rows.targets, classes, classIndex), classes: 1 };
      await this.#computeRows(spec, plan.dense, part, arrays.simd, map, signal);
    } else {
      this.#computeValues(spec, plan, arrays, rows.targets, map);
      if (classIndex !== undefined) keepOwnClassReference(matches.targets, map, classIndex);
    }
    return selection && { foreground: selection.foreground, background: selection.background };
  }

  #select(params: OhemParams, { deltas, crossEntropy, matches }: ComparisonArrays): OhemReferenceResult {
    this.#boxes ??= Float32Array.from(decodeBoxesReference(deltas, this.#grid.boxes, this.#coding));
    const inputs = { perAnchor: crossEntropy, boxes: this.#boxes, targets: matches.targets };
    return computeOhemReference(inputs, params);
  }

  /** What has no logits to read. */
  #computeValues(
    spec: LossSpec,
    plan: LossPlan,
    { deltas, matches, groundTruth }: ComparisonArrays,
    marked: Int32Array,
    map: Float32Array,
  ): void {
    if (plan.box) {
      const inputs = { deltas, anchorBoxes: this.#grid.boxes, ...matches, groundTruth };
      map.set(computeBoxLossReference(inputs, plan.box).perAnchor);
    } else if (isOfMarks(spec)) {
      markAnchorsReference(marked, plan.ohem ? selectionMarks : assignmentMarks, map);
    } else map.set(matches.bestIou);
  }

  /** What is a sum or a choice over columns of the logits. */
  async #computeRows(
    { kind }: LossSpec,
    params: DenseLossParams | undefined,
    rows: LogitRows,
    simd: DenseLossSimd | undefined,
    map: Float32Array,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { logits, targets, classes } = rows;
    const { anchorCount } = this.#grid;
    if (!params) {
      const run = (start: number, end: number): void =>
        findErrorProbabilityReference(logits, targets, classes, map, start, end);
      await inRuns(anchorCount, 'twin', { run }, signal);
    } else if (kind === 'gradient') {
      await this.#computeGradientNorm(params, rows, simd, map, signal);
    } else {
      const prepare = [logits, targets, classes, params, { perAnchor: map }] as const;
      const loss = simd ? simd.prepare(...prepare) : prepareDenseLossReference(...prepare);
      await inRuns(anchorCount, simd ? 'simd' : 'twin', loss, signal);
    }
  }

  async #computeGradientNorm(
    params: DenseLossParams,
    { logits, targets, classes }: LogitRows,
    simd: DenseLossSimd | undefined,
    map: Float32Array,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { anchorCount } = this.#grid;
    const inputs = [logits, targets, classes, params] as const;
    const length = anchorCount * classes;
    let loss: { run(start: number, end: number): void };
    let gradient: Float32Array | Float64Array;
    if (simd) {
      const rows = this.#gradient instanceof Float32Array ? this.#gradient : undefined;
      gradient = rows?.length === length ? rows : new Float32Array(length);
      loss = simd.prepare(...inputs, { gradient: gradient });
    } else {
      const rows = this.#gradient instanceof Float64Array ? this.#gradient : undefined;
      gradient = rows?.length === length ? rows : new Float64Array(length);
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
