import type { AdmittedGroundTruth } from '../anchors/admit-ground-truth.ts';
import { matchAnchorsReference, type AnchorMatches } from '../anchors/reference/match-anchors.ts';
import { FocalScopeError } from '../base/errors.ts';
import type { Candidates } from '../detect/detection.ts';
import { selectCandidatesReference } from '../detect/reference/select-candidates.ts';
import type { InputGeometry, InputRule } from '../image/input-geometry.ts';
import type { Photo } from '../image/photo.ts';
import { preprocessReference } from '../image/reference/preprocess.ts';
import { loadDenseLossSimd, type DenseLossSimd } from '../loss/dense-loss-simd.ts';
import type { LossNormaliser } from '../loss/normaliser.ts';
import { computeBoxLossReference } from '../loss/reference/box-loss.ts';
import type { HeadOutputs, NetworkInput } from '../model/model-session.ts';
import { createCpuStage } from '../stage/cpu-stage.ts';
import type { ScaleRange, StageScene } from '../stage/scene.ts';
import type { LossMaps, StageRenderer } from '../stage/stage-renderer.ts';
import {
  readingsOfSides,
  type AnalysisPath,
  type AnsweredPhoto,
  type BoxReading,
  type FocalParameters,
  type LossReadings,
} from './analysis-path.ts';
import { CpuComparison } from './cpu-comparison.ts';
import { CpuLosses } from './cpu-losses.ts';
import type { QueriedAnchorArrays } from './cpu-anchor-queries.ts';
import { CpuQueries } from './cpu-queries.ts';
import {
  comparisonWithin,
  isOfOneClass,
  isSameLoss,
  planBox,
  standingCrossEntropy,
  standingFocal,
  type BoxSpec,
  type LossComparison,
} from './loss-spec.ts';
import { lossNormaliserOf, type TargetSettings } from './target-rules.ts';

/**
 * The path for browsers without WebGPU: losses by WebAssembly SIMD, which is on its way while the model is, and
 * everything else through the float64 twins; losses too where there is no such module.
 */
export function createCpuPath(canvas: OffscreenCanvas): AnalysisPath {
  const simd = loadDenseLossSimd().catch(() => undefined);
  return new CpuPath(createCpuStage(canvas), simd);
}

interface Accepted {
  readonly answered: AnsweredPhoto;
  readonly head: HeadOutputs & { readonly place: 'cpu' };
  readonly losses: CpuLosses;
  readonly comparison: CpuComparison;
}

class CpuPath implements AnalysisPath {
  readonly kernels = 'cpu';
  readonly queries = new CpuQueries(() => this.#queried());
  readonly #stage: StageRenderer<Float32Array>;
  readonly #simd: Promise<DenseLossSimd | undefined>;
  #accepted: Accepted | undefined;
  #matches: AnchorMatches | undefined;
  #groundTruth = new Float32Array(0);
  /** What the losses of the targets of now are divided by. */
  #normaliser: LossNormaliser = 'foreground';
  /** Undefined while it is of older targets. */
  #box: BoxReading | undefined;
  /** What the stage draws, without its targets. */
  #shown: LossMaps<Float32Array> | undefined;
  #groundTruthSources = new Int32Array(0);
  /** What the next photo will most likely be asked for. */
  #focal: FocalParameters | undefined;

  constructor(stage: StageRenderer<Float32Array>, simd: Promise<DenseLossSimd | undefined>) {
    this.#stage = stage;
    this.#simd = simd;
  }

  get answered(): AnsweredPhoto | undefined {
    return this.#accepted?.answered;
  }

  prepareInput(photo: Photo, geometry: InputGeometry, rule: InputRule): Promise<NetworkInput> {
    const { inputWidth: width, inputHeight: height } = geometry;
    const data = preprocessReference(photo.pixels, geometry, rule);
    return Promise.resolve({ place: 'cpu', width, height, data });
  }

  acceptHead(head: HeadOutputs, answered: AnsweredPhoto): Promise<void> {
    if (head.place !== 'cpu') {
      head.release();
      throw new FocalScopeError('internal', { reason: 'a GPU head on the CPU path' });
    }
    const options = { simd: this.#simd, focal: this.#focal };
    const losses = new CpuLosses(head.logits, head.classes, answered.grid, options);
    this.#accepted?.head.release();
    this.#accepted = {
      answered,
      head,
      losses,
      comparison: new CpuComparison(answered.grid, answered.boxCoding),
    };
    this.#matches = undefined;
    return Promise.resolve();
  }

  selectCandidates(threshold: number): Promise<Candidates> {
    const { head } = this.#require();
    return Promise.resolve(selectCandidatesReference(head.logits, head.deltas, head, threshold));
  }

  async setTargets(
    groundTruth: AdmittedGroundTruth,
    settings: TargetSettings,
    signal?: AbortSignal,
  ): Promise<void> {
    const { answered, losses, comparison } = this.#require();
    this.#matches = matchAnchorsReference(answered.grid, groundTruth, settings);
    this.#groundTruth = groundTruth.boxes;
    this.#groundTruthSources = groundTruth.sources;
    comparison.forgetTargets();
    this.#box = undefined;
    const { targets } = this.#matches;
    const { levels } = answered.grid;
    this.#normaliser = lossNormaliserOf(settings.normaliser ?? 'foreground', () =>
      levels.map(({ firstAnchor, anchorCount }) =>
        countForeground(targets.subarray(firstAnchor, firstAnchor + anchorCount)),
      ),
    );
    if (this.#shown?.grid === answered.grid) this.#showMaps();
    await losses.setTargets(targets, signal, this.#normaliser);
  }

  async setFocal(parameters: FocalParameters, signal?: AbortSignal): Promise<void> {
    const { losses } = this.#require();
    this.#focal = parameters;
    await losses.setFocal(parameters, signal);
    if (parameters.box && !isSameLoss(this.#box?.spec, parameters.box)) this.#computeBox(parameters.box);
    if (!parameters.comparison) return;
    const within = comparisonWithin(parameters.comparison, this.#require().head.classes);
    await this.#compare(parameters, within, signal);
  }

  readLosses(): Promise<LossReadings> {
    const { losses, comparison } = this.#require();
    const asked = this.#focal?.comparison;
    const sides = asked && readingsOfSides(comparison.readings, asked.right !== undefined);
    const box = this.#focal?.box && this.#box;
    return Promise.resolve({
      ...losses.readings,
      ...(box && { box }),
      ...sides,
    });
  }

  showAnswered(): void {
    const { answered, losses, comparison } = this.#require();
    const { photo, grid, geometry } = answered;
    this.#stage.setPhoto(photo);
    this.#shown = { ...losses.maps, ...comparison.maps, grid, geometry };
    this.#showMaps();
  }

  render(scene: StageScene): Promise<void> {
    return this.#stage.render(scene);
  }

  readScaleRange(): Promise<ScaleRange> {
    return this.#stage.readScaleRange();
  }

  readPixels(): Promise<ImageData> {
    return this.#stage.readPixels();
  }

  dispose(): void {
    this.#stage.dispose();
    void this.#simd.then((simd) => simd?.dispose());
    this.#accepted?.head.release();
    this.#accepted = undefined;
  }

  #queried(): QueriedAnchorArrays {
    const { head, answered, losses } = this.#require();
    const { logits, deltas, classes } = head;
    if (!this.#focal) throw new FocalScopeError('internal', { reason: 'no losses yet' });
    const { grid, geometry } = answered;
    const normaliser = this.#normaliser;
    const context = { grid, geometry, sources: this.#groundTruthSources, focal: this.#focal, normaliser };
    return { ...context, ...this.#requireMatches(), logits, deltas, classes, maps: losses.maps };
  }

  #computeBox(spec: BoxSpec): void {
    const { head, answered } = this.#require();
    const groundTruth = this.#groundTruth;
    const { totals } = computeBoxLossReference(
      { deltas: head.deltas, anchorBoxes: answered.grid.boxes, ...this.#requireMatches(), groundTruth },
      planBox(spec, groundTruth.length / 4, this.#normaliser),
    );
    this.#box = { spec, total: totals.total };
  }

  async #compare(focal: FocalParameters, losses: LossComparison, signal?: AbortSignal): Promise<void> {
    const { head, comparison, losses: standingLosses } = this.#require();
    const { maps, categories } = standingLosses;
    const ofFocal = standingFocal(focal);
    const arrays = {
      ...head,
      matches: this.#requireMatches(),
      groundTruth: this.#groundTruth,
      categories,
      // A class by itself does not tell how many anchors have any.
      normaliser: isOfOneClass(losses) ? standingLosses.readings.normaliser : this.#normaliser,
      crossEntropy: maps.crossEntropy,
      standing: (spec: LossComparison['left']): Float32Array | undefined => {
        if (isSameLoss(spec, standingCrossEntropy)) return maps.crossEntropy;
        return isSameLoss(spec, ofFocal) ? maps.focal : undefined;
      },
      simd: await this.#simd,
    };
    await comparison.compute(losses, arrays, signal);
  }

  /** The maps change in place; the targets are new ones at every matching. */
  #showMaps(): void {
    if (this.#shown) this.#stage.setLossMaps({ ...this.#shown, targets: this.#requireMatches().targets });
  }

  #requireMatches(): AnchorMatches {
    if (!this.#matches) throw new FocalScopeError('internal', { reason: 'no targets yet' });
    return this.#matches;
  }

  #require(): Accepted {
    if (!this.#accepted) throw new FocalScopeError('internal', { reason: 'no head was accepted' });
    return this.#accepted;
  }
}

function countForeground(targets: Int32Array): number {
  return targets.reduce((count, target) => count + (target >= 0 ? 1 : 0), 0);
}
