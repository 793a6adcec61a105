import type { AnchorGrid } from '../anchors/anchor-grid.ts';
import type { BoxCoding } from '../anchors/box-coding.ts';
import type { AdmittedGroundTruth } from '../anchors/admit-ground-truth.ts';
import type { Candidates } from '../detect/detection.ts';
import type { InputGeometry, InputRule } from '../image/input-geometry.ts';
import type { Photo } from '../image/photo.ts';
import type { AnchorCounts, LossBreakdown } from '../statistics/loss-statistics-types.ts';
import type { HeadOutputs, ModelSession, NetworkInput } from '../model/model-session.ts';
import type { ScaleRange, StageScene } from '../stage/scene.ts';
import type { BoxSpec, LossComparison, LossSpec } from './loss-spec.ts';
import type { PhotoQueries } from './photo-queries.ts';
import type { TargetSettings } from './target-rules.ts';

/** γ, and the foreground's weight α, below 0 for none. */
export interface FocalParameters {
  readonly gamma: number;
  readonly alpha: number;
  /** Two losses of choice beside the standing ones; undefined: none, and none is computed. */
  readonly comparison?: LossComparison | undefined;
  /** The box loss that stands beside them; undefined: none, and none is computed. */
  readonly box?: BoxSpec | undefined;
}

/** A box loss and what all anchors have of it. */
export interface BoxReading {
  readonly spec: BoxSpec;
  readonly total: number;
}

/** One side of a comparison, broken down. */
export interface SideReading {
  readonly spec: LossSpec;
  readonly breakdown: LossBreakdown;
  /** How many anchors OHEM selected; undefined for other losses. */
  readonly selected?: { readonly foreground: number; readonly background: number };
}

export interface ComparisonReadings {
  readonly left: SideReading;
  readonly right: SideReading;
}

/** Both losses of the current photo, broken down. */
export interface LossReadings {
  readonly counts: AnchorCounts;
  readonly crossEntropy: LossBreakdown;
  readonly focal: LossBreakdown;
  /** What all of them are divided by. */
  readonly normaliser: number;
  /** Undefined unless the last parameters asked for it. */
  readonly box?: BoxReading | undefined;
  /** Undefined unless the last parameters asked for one. */
  readonly comparison?: ComparisonReadings | undefined;
  /** Of a map that stands by itself in a comparison's place; undefined unless the last parameters asked for one. */
  readonly map?: SideReading | undefined;
}

/** What was read of a comparison's sides, as part of all readings: two sides, or one that stands by itself. */
export function readingsOfSides(
  sides: Partial<Readonly<Record<'left' | 'right', SideReading | undefined>>> | undefined,
  compares: boolean,
): Pick<LossReadings, 'comparison' | 'map'> {
  const { left, right } = sides ?? {};
  if (!left) return {};
  if (!compares) return { map: left };
  return right ? { comparison: { left, right } } : {};
}

/**
 * What a model's answer is good for: a loss; a loss of logits that were recovered from probabilities, near 1 as far as
 * float32 has them; or boxes after suppression and no loss at all.
 */
export type AnswerKind = 'logits' | 'recovered' | 'detections';

/** A photo with the head's answer to it. */
export interface AnsweredPhoto {
  /** `logits` where left out. */
  readonly answer?: AnswerKind;
  readonly photo: Photo;
  readonly geometry: InputGeometry;
  readonly grid: AnchorGrid;
  /** How the head codes boxes; the plain coding where left out. */
  readonly boxCoding?: BoxCoding;
}

/**
 * The line from pixels to picture over one photo. There are two: the kernels on the GPU, and their twins on the CPU.
 * Callers run one step at a time.
 */
export interface AnalysisPath {
  readonly kernels: 'webgpu' | 'cpu';
  /** Answers questions about the photo whose head was accepted last. */
  readonly queries: PhotoQueries;
  /** The photo whose head was accepted last: what all steps after that speak of. */
  readonly answered: AnsweredPhoto | undefined;
  /** Resizes, normalises and pads, and leaves the result where `provider` wants it. */
  prepareInput(
    photo: Photo,
    geometry: InputGeometry,
    rule: InputRule,
    provider: ModelSession['provider'],
  ): Promise<NetworkInput>;
  /**
   * Takes a head's answer over from the last one; the path releases it in its time, or at once when it cannot take
   * it: then the last one stays.
   */
  acceptHead(head: HeadOutputs, answered: AnsweredPhoto): Promise<void>;
  /** The (anchor, class) pairs of the accepted head that score above `threshold`. */
  selectCandidates(threshold: number, signal?: AbortSignal): Promise<Candidates>;
  /** Matches the anchors with the ground truth, sorts them into categories, and computes their cross entropy. */
  setTargets(groundTruth: AdmittedGroundTruth, settings: TargetSettings, signal?: AbortSignal): Promise<void>;
  /** Computes the focal loss of every anchor, the box loss, and the losses of a comparison. */
  setFocal(parameters: FocalParameters, signal?: AbortSignal): Promise<void>;
  /** Waits for, and reads, the sums of both losses: a few hundred bytes. */
  readLosses(): Promise<LossReadings>;
  /** Shows the accepted photo and its losses from the next frame on. */
  showAnswered(): void;
  render(scene: StageScene): Promise<void>;
  readScaleRange(): Promise<ScaleRange>;
  /** The last frame, RGBA. */
  readPixels(): Promise<ImageData>;
  dispose(): void;
}
