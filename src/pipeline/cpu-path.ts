import type { AdmittedGroundTruth } from '../anchors/admit-ground-truth.ts';
import type { MatchSettings } from '../anchors/ground-truth.ts';
import { matchAnchorsReference } from '../anchors/reference/match-anchors.ts';
import { FocalScopeError } from '../base/errors.ts';
import type { Candidates } from '../detect/detection.ts';
import { selectCandidatesReference } from '../detect/reference/select-candidates.ts';
import type { InputGeometry, InputRule } from '../image/input-geometry.ts';
import type { Photo } from '../image/photo.ts';
import { preprocessReference } from '../image/reference/preprocess.ts';
import { loadDenseLossSimd, type DenseLossSimd } from '../loss/dense-loss-simd.ts';
import type { HeadOutputs, NetworkInput } from '../model/model-session.ts';
import { createCpuStage } from '../stage/cpu-stage.ts';
import type { ScaleRange, StageScene } from '../stage/scene.ts';
import type { StageRenderer } from '../stage/stage-renderer.ts';
import type { AnalysisPath, AnsweredPhoto, FocalParameters, LossReadings } from './analysis-path.ts';
import { CpuLosses } from './cpu-losses.ts';
import { CpuQueries, type QueriedArrays } from './cpu-queries.ts';

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
}

class CpuPath implements AnalysisPath {
  readonly kernels = 'cpu';
  readonly queries = new CpuQueries(() => this.#queried());
  readonly #stage: StageRenderer<Float32Array>;
  readonly #simd: Promise<DenseLossSimd | undefined>;
  #accepted: Accepted | undefined;
  #targets: Int32Array | undefined;
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
    this.#accepted = { answered, head, losses };
    this.#targets = undefined;
    return Promise.resolve();
  }

  selectCandidates(threshold: number): Promise<Candidates> {
    const { head } = this.#require();
    return Promise.resolve(selectCandidatesReference(head.logits, head.deltas, head, threshold));
  }

  async setTargets(
    groundTruth: AdmittedGroundTruth,
    settings: MatchSettings,
    signal?: AbortSignal,
  ): Promise<void> {
    const { answered, losses } = this.#require();
    const { targets } = matchAnchorsReference(answered.grid, groundTruth, settings);
    this.#targets = targets;
    await losses.setTargets(targets, signal);
  }

  setFocal(parameters: FocalParameters, signal?: AbortSignal): Promise<void> {
    const { losses } = this.#require();
    this.#focal = parameters;
    return losses.setFocal(parameters, signal);
  }

  readLosses(): Promise<LossReadings> {
    return Promise.resolve(this.#require().losses.readings);
  }

  showAnswered(): void {
    const { answered, losses } = this.#require();
    const { photo, grid, geometry } = answered;
    this.#stage.setPhoto(photo);
    this.#stage.setLossMaps({ ...losses.maps, grid, geometry });
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

  #queried(): QueriedArrays {
    const { logits, classes } = this.#require().head;
    if (!this.#targets) throw new FocalScopeError('internal', { reason: 'no targets yet' });
    return { logits, targets: this.#targets, classes };
  }

  #require(): Accepted {
    if (!this.#accepted) throw new FocalScopeError('internal', { reason: 'no head was accepted' });
    return this.#accepted;
  }
}
